import AxeBuilder from '@axe-core/playwright'
import { misbehave, refuse } from './faults.mjs'
import { expect, test } from './fixture.mjs'

const STANDARDS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

for (const colorScheme of ['light', 'dark']) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme })

    test(`the screens are accessible @once`, async ({ page, server, studio }) => {
      await page.goto(server.url)
      await expect(page.locator("a[href^='/courses/c1']").first()).toBeVisible()
      await check(page, 'the courses')

      await studio.open()
      await check(page, 'a course')

      const [a, b] = await studio.ids()
      await misbehave(page, (write) => refuse(write, [a, b]))
      await studio.act(a, 'delete')
      await expect(studio.row(a)).toHaveAttribute('data-state', 'failed')
      await studio.selectFirst(5)
      await studio.bulkAct('delete')
      await expect(studio.bulk).toHaveAttribute('data-failed', '2')
      await studio.selectFirst(3)
      await studio.act((await studio.ids())[5], 'rename')
      await check(page, 'failures, a selection, a title being edited')
      await page.keyboard.press('Escape')

      for (const action of ['lab', 'keys']) {
        await page.locator(`[data-action='${action}']`).click()
        await expect(page.getByRole('dialog')).toBeVisible()
        await check(page, `the dialog ${action}`)
        await page.keyboard.press('Escape')
      }
    })
  })
}

async function check(page, what) {
  // Half-way through a transition, colours are none that anybody chose.
  await page.evaluate(() => Promise.all(document.getAnimations().map((it) => it.finished.catch(() => {}))))
  const { violations } = await new AxeBuilder({ page }).withTags(STANDARDS).analyze()
  const found = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary}`))
  expect(found, what).toEqual([])
}
