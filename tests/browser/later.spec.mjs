// What the first rows do not need is loaded when they are there.
import { expect, test } from './fixture.mjs'

const LATER = '**/*_later.wasm'
const incomplete = (page) => page.locator("[data-kind='incomplete']")

test('rows are there and can be changed before the rest of the page is, and no click on the rest is lost', async ({
  page,
  studio,
}) => {
  let release
  const held = new Promise((resolve) => (release = resolve))
  await page.route(LATER, async (route) => {
    await held
    await route.continue()
  })
  await studio.openList()
  const [id] = await studio.ids()
  const before = await studio.revision()
  await studio.act(id, 'toggle')
  await expect.poll(async () => (await studio.revision()) - before).toBe(1)
  await studio.act(id, 'move-to')
  await expect(studio.sync).toHaveCount(0)
  await expect(incomplete(page)).toHaveCount(0)
  const top = () => studio.rows.first().evaluate((row) => row.getBoundingClientRect().top)
  const place = await top()
  release()
  await expect(page.locator('dialog')).toBeVisible()
  await expect(studio.sync).toHaveText('All changes saved')
  expect(await top(), 'nothing moves').toBe(place)
})

test('the rest of the page is loaded again until it arrives, and its absence is told @once', async ({
  page,
  problems,
  studio,
}) => {
  let tries = 0
  await page.route(LATER, (route) => {
    tries += 1
    return tries <= 3 ? route.abort() : route.continue()
  })
  await studio.openList()
  await expect(incomplete(page)).toContainText('has not arrived')
  await incomplete(page).locator("[data-action='dismiss']").click()
  await expect.poll(() => tries).toBe(3)
  await expect(incomplete(page), 'who has dismissed it is left alone').toHaveCount(0)
  await expect(studio.sync).toHaveText('All changes saved')
  await expect(incomplete(page)).toHaveCount(0)
  expect(tries).toBe(4)
  // The failures themselves were wanted.
  problems.splice(0)
})
