import AxeBuilder from '@axe-core/playwright'
import { misbehave, refuse } from './faults.mjs'
import { expect, test } from './fixture.mjs'

const STANDARDS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

const screens = {
  'the courses': async ({ page, server }) => {
    await page.goto(server.url)
    await expect(page.locator("a[href^='/courses/c1']").first()).toBeVisible()
  },
  'a course': ({ studio }) => studio.open(),
  'failures, a selection, a title being edited': async ({ page, studio }) => {
    await studio.open()
    const [a, b] = await studio.ids()
    await misbehave(page, (write) => refuse(write, [a, b]))
    await studio.act(a, 'delete')
    await expect(studio.row(a)).toHaveAttribute('data-state', 'failed')
    await studio.selectFirst(5)
    await studio.bulkAct('delete')
    await expect(studio.bulk).toHaveAttribute('data-failed', '2')
    await studio.selectFirst(3)
    await studio.act((await studio.ids())[5], 'rename')
  },
  'a lasting notice, and a server that cannot be reached': async ({ page, studio }) => {
    await page.addInitScript(() => {
      IDBFactory.prototype.open = () => {
        throw new DOMException('No storage for this page.', 'SecurityError')
      }
    })
    await studio.open()
    await expect(page.locator("[data-role='banner'][data-kind='not-stored']")).toBeVisible()
    await page.route('**/api/**', (route) => route.fulfill({ status: 502, body: '' }))
    await studio.act((await studio.ids())[0], 'toggle')
    await expect(studio.sync).toHaveAttribute('data-reachable', 'false')
  },
  'the network lab': (parts) => dialog(parts, 'lab'),
  'the list of keys': (parts) => dialog(parts, 'keys'),
  'the palette': (parts) => dialog(parts, 'palette'),
}

for (const colorScheme of ['light', 'dark']) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme })
    for (const [name, show] of Object.entries(screens)) {
      test(`is accessible: ${name} @once`, async ({ page, server, studio }) => {
        await show({ page, server, studio })
        await check(page)
      })
    }
  })
}

async function dialog({ page, studio }, action) {
  await studio.open()
  await page.locator(`[data-action='${action}']`).click()
  await expect(page.getByRole('dialog')).toBeVisible()
}

async function check(page) {
  // Half-way through a transition, colours are none that anybody chose. Some animations never end.
  await page.evaluate(() => {
    const ending = document.getAnimations().filter((it) => it.effect.getComputedTiming().endTime < Infinity)
    return Promise.all(ending.map((it) => it.finished.catch(() => {})))
  })
  const { violations } = await new AxeBuilder({ page }).withTags(STANDARDS).analyze()
  const found = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary}`))
  expect(found).toEqual([])
}
