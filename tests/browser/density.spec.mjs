import { expect, test } from './fixture.mjs'

test.use({ count: 60 })

const height = async (studio) => (await studio.rows.first().boundingBox()).height

test('rows are high or low, as they were left, and the first one that is seen stays @once', async ({ page, studio }) => {
  await page.setViewportSize({ width: 1280, height: 800 })
  await studio.openList()
  expect(await height(studio)).toBe(56)
  await studio.list.evaluate((list) => (list.scrollTop = 20 * 56))
  const first = () =>
    studio.list.evaluate((list) => {
      const top = list.getBoundingClientRect().top
      const rows = [...list.querySelectorAll('.video-slot')]
      return rows.find((row) => row.getBoundingClientRect().bottom > top + 1)?.getAttribute('aria-rowindex')
    })
  await expect.poll(first).toBe('21')
  await page.getByRole('button', { name: 'Use low rows' }).click()
  await expect.poll(() => height(studio)).toBe(40)
  await expect.poll(first).toBe('21')
  await page.reload()
  await expect(studio.rows.first()).toBeVisible()
  expect(await height(studio)).toBe(40)
  await studio.list.evaluate((list) => (list.scrollTop = 0))
  const whole = () =>
    studio.list.evaluate((list) => {
      const { top, bottom } = list.getBoundingClientRect()
      const rows = [...list.querySelectorAll('.video-slot')].map((row) => row.getBoundingClientRect())
      return rows.filter((row) => row.top >= top && row.bottom <= Math.min(bottom, innerHeight)).length
    })
  // Rows are drawn in the frame after the list is scrolled.
  await expect.poll(whole, 'rows in view').toBeGreaterThanOrEqual(14)
})

test('rows and controls grow with the text @once', async ({ page, studio }) => {
  await page.addInitScript(() => {
    const grow = () => document.documentElement?.style.setProperty('font-size', '200%')
    document.documentElement ? grow() : new MutationObserver((_, it) => (grow(), it.disconnect())).observe(document, { childList: true })
  })
  await studio.openList()
  expect(await height(studio)).toBe(112)
  const cut = await studio.rows.first().evaluate((row) =>
    [...row.querySelectorAll('.cell-published, .cell-duration, .tool')].filter((cell) => cell.scrollWidth > cell.clientWidth + 1).length,
  )
  expect(cut, 'cells whose content does not fit').toBe(0)
})

test('the last row can be brought out from under a notice @once', async ({ studio }) => {
  await studio.openList()
  const ids = await studio.ids()
  await studio.act(ids[0], 'delete')
  await expect(studio.toasts).toHaveCount(1)
  await studio.list.evaluate((list) => (list.scrollTop = list.scrollHeight))
  const last = studio.rows.last()
  await expect(last).toBeInViewport()
  await last.locator("[data-action='select']").click({ timeout: 2_000 })
  await expect(studio.chosen).toHaveAttribute('data-count', '1')
})
