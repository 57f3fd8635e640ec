import { misbehave, noPlan, plan } from './faults.mjs'
import { expect, test } from './fixture.mjs'

test('the save state counts what waits', async ({ page, studio }) => {
  await studio.open()
  const ids = await studio.ids()
  await misbehave(page, () => ({ 'latency-ms': 500 }))
  await expect(studio.sync).toContainText('All changes saved')
  await studio.actAtOnce(ids.slice(0, 3).map((id) => [id, 'toggle']))
  await expect(studio.sync).toHaveAttribute('data-pending', '3')
  await expect(studio.row(ids[0])).toHaveAttribute('data-state', /saving|idle/)
  await studio.waitSaved()
  await expect(studio.sync).toContainText('All changes saved')
})

test.describe('without gathering', () => {
  test.use({ batch: 'off' })

  test('each change is a REST request of its own', async ({ studio, writes }) => {
    await studio.open()
    const [a, b, c] = await studio.ids()
    await studio.actAtOnce([[a, 'delete'], [b, 'toggle'], [c, 'delete']])
    await studio.waitSaved()
    await studio.expectSameAsServer()
    const sent = writes.map(({ method, path }) => `${method} ${path}`).sort()
    expect(sent).toEqual([`DELETE /videos/${a}`, `DELETE /videos/${c}`, `PATCH /videos/${b}`].sort())
  })
})

test('changes of one moment travel together', async ({ studio, writes }) => {
  await studio.open()
  const ids = await studio.ids()
  await studio.actAtOnce(ids.slice(0, 6).map((id) => [id, 'delete']))
  await studio.waitSaved()
  expect(writes.map(({ path, operations }) => [path, operations.length])).toEqual([['/operations', 6]])
})

test('optimism can be turned off while the page runs @once', async ({ page, studio }) => {
  await studio.open()
  await page.locator("[data-action='lab']").click()
  await page.locator("input[data-role='optimism']").click()
  await page.keyboard.press('Escape')
  await misbehave(page, () => ({ 'latency-ms': 500 }))
  const [id] = await studio.ids()
  await studio.act(id, 'delete')
  await expect(studio.row(id)).toHaveAttribute('data-state', 'deleting')
  await expect(studio.row(id)).toHaveCount(0)
  expect(page.url()).toContain('optimism=off')
})

test('when the program breaks, it says so, and what waits is sent after going on', async ({
  page,
  problems,
  server,
  studio,
}) => {
  await studio.open()
  const [id] = await studio.ids()
  await plan(server, { offline: true })
  await studio.act(id, 'delete')
  await expect(studio.sync).toHaveAttribute('data-online', 'false')
  // An element of a kind that the page has not made yet cannot be made, once.
  await page.evaluate(() => {
    const make = document.createElement
    document.createElement = function (name, ...rest) {
      if (name !== 'dl') return make.call(this, name, ...rest)
      document.createElement = make
      throw new Error('no such element')
    }
  })
  await page.locator("[data-action='keys']").click()
  const crash = page.locator("[data-role='crash']")
  await expect(crash).toContainText('Something broke')
  expect(problems.some((problem) => problem.includes('panicked at'))).toBe(true)

  await noPlan(server)
  await crash.getByRole('link').click()
  await expect(studio.rows).toHaveCount(19)
  await studio.expectSameAsServer()
  // The breakdown itself, and nothing else, was wanted.
  expect(problems.splice(0).filter((problem) => !/panicked at|unreachable/.test(problem))).toEqual([])
})

test('an unknown address leads back @once', async ({ page, server, studio }) => {
  await studio.open()
  await page.goto(`${server.url}/nowhere`)
  await expect(page.locator('main')).toContainText('no such page')
  await page.locator("a[href='/']").first().click()
  await expect(page.locator("a[href^='/courses/c1']").first()).toBeVisible()
})

test('a course that cannot be loaded says why, and loads when asked again @once', async ({ page, studio }) => {
  await page.route('**/api/courses/c1/videos*', (route) =>
    route.continue({ headers: { ...route.request().headers(), 'x-fault-fail': '403' } }),
  )
  await page.goto(studio.address())
  await expect(page.locator('main')).toContainText('could not be loaded')
  const refused = page.waitForResponse((answer) => answer.status() === 403)
  await page.locator("[data-action='reload']").click()
  await refused
  await expect(page.locator('main')).toContainText('could not be loaded')
  await page.unroute('**/api/courses/c1/videos*')
  // A page that is looked at again, or hears of its server again, asks by itself.
  await page.evaluate(() => document.querySelector("[data-action='reload']")?.click())
  await expect(studio.rows.first()).toBeVisible()
})

for (const width of [320, 390, 768, 1280]) {
  test(`nothing scrolls sideways at ${width} px @once`, async ({ page, studio }) => {
    await page.setViewportSize({ width, height: 800 })
    await studio.open()
    const [id] = await studio.ids()
    const overflow = () =>
      page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    expect(await overflow()).toBe(0)
    await studio.selectFirst(3)
    await studio.act(id, 'delete')
    await expect(studio.row(id)).toHaveCount(0)
    expect(await overflow()).toBe(0)
  })
}

test.describe('a course of 2,000 videos', () => {
  test.use({ count: 2_000 })

  test('opens with few rows in the page, and scrolls to its end', async ({ studio }) => {
    await studio.open()
    expect(await studio.videoCount()).toBe(2_000)
    expect(await studio.rows.count()).toBeLessThanOrEqual(60)
    const last = (await studio.serverVideos()).at(-1).id
    await studio.list.evaluate((list) => list.scrollTo(0, list.scrollHeight))
    await expect(studio.row(last)).toBeVisible()
    expect(await studio.rows.count()).toBeLessThanOrEqual(60)
    await studio.act(last, 'delete')
    await expect(studio.row(last)).toHaveCount(0)
    await studio.waitSaved()
    expect(await studio.videoCount()).toBe(1_999)
  })
})
