import { expect, test } from './fixture.mjs'

const DAY_MS = 24 * 60 * 60 * 1_000

/** Shifts the page's time of day; `window.shiftClock(ms)` shifts it again. */
function shift(ms) {
  const real = Date.now
  let offset = ms
  Date.now = () => real() + offset
  window.Date = new Proxy(Date, {
    construct: (target, args) => (args.length ? new target(...args) : new target(Date.now())),
    get: (target, name) => (name === 'now' ? () => real() + offset : Reflect.get(target, name)),
  })
  window.shiftClock = (by) => (offset += by)
}

const wrong = {
  'sixty days slow': -60 * DAY_MS,
  'sixty days fast': 60 * DAY_MS,
  'two years slow': -730 * DAY_MS,
  'two years fast': 730 * DAY_MS,
}

for (const [name, offset] of Object.entries(wrong)) {
  test(`a clock that is ${name} changes nothing`, async ({ page, studio }) => {
    await page.addInitScript(shift, offset)
    // The first change goes out before the page can know the server's time.
    await page.route('**/api/limits', () => {})
    await studio.open()
    const [a, b, c] = await studio.ids()
    await studio.act(a, 'delete')
    await studio.act(b, 'toggle')
    await studio.typeTitle(c, 'Whatever the time')
    await studio.titleInput.press('Enter')
    await studio.waitSaved()
    await expect(page.locator("[data-state='failed']")).toHaveCount(0)
    await studio.expectSameAsServer()
    await page.reload()
    await expect(studio.title(c)).toHaveText('Whatever the time')
    await expect(studio.row(a)).toHaveCount(0)
  })
}

test('a clock that is set back ten minutes holds nothing up', async ({ page, studio }) => {
  await page.addInitScript(shift, 0)
  await studio.open()
  const [a, b] = await studio.ids()
  await studio.act(a, 'toggle')
  await studio.waitSaved()
  await page.evaluate(() => window.shiftClock(-10 * 60 * 1_000))
  await studio.act(b, 'delete')
  await expect(studio.sync).toHaveAttribute('data-pending', '0', { timeout: 5_000 })
  await studio.expectSameAsServer()
})
