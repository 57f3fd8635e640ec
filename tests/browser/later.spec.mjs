// What the first rows do not need is loaded when they are there.
import { expect, test } from './fixture.mjs'
import { Hand, moved } from './hand.mjs'

const LATER = '**/*_later.wasm'
const incomplete = (page) => page.locator("[data-kind='incomplete']")

/** Opens a course whose page lacks its later part until it is let go. */
async function openWithout(page, studio) {
  let release
  const held = new Promise((resolve) => (release = resolve))
  await page.route(LATER, async (route) => {
    await held
    await route.continue()
  })
  await studio.openList()
  return release
}

test('rows are there and can be changed before the rest of the page is, and no click on the rest is lost', async ({
  page,
  studio,
}) => {
  const release = await openWithout(page, studio)
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

const FIRST_HANDS = [
  ['a click on a row\'s menu', (row) => row.locator("[data-action='more']").click(), "[role='menu']"],
  ['a click on a duration', (row) => row.locator("[data-action='duration']").click(), "[data-role='duration-input']"],
  ['the other button on a row', (row) => row.locator("[data-role='title']").click({ button: 'right' }), "[role='menu']"],
  ['the key of the palette', (_, page) => page.keyboard.press('Control+k'), "[data-role='palette']"],
  ['the key of the shortcuts', (_, page) => page.keyboard.press('?'), 'dialog[open]'],
  ['the key of the search', (_, page) => page.keyboard.press('/'), "[data-role='find']:focus"],
]

for (const [name, act, opened] of FIRST_HANDS) {
  test(`${name} counts though it comes before the part that it is for @once`, async ({ page, studio }) => {
    const release = await openWithout(page, studio)
    await act(studio.rows.nth(2), page)
    release()
    await expect(page.locator(opened)).toBeVisible()
    await expect(studio.list.locator('[aria-selected=true]'), 'it does nothing else').toHaveCount(0)
  })
}

test('a row that is taken up before the page can carry it is carried from then on @once', async ({ page, studio }) => {
  const release = await openWithout(page, studio)
  const hand = new Hand(studio)
  const ids = await studio.ids()
  await hand.press(ids[1])
  release()
  await expect(hand.ghost).toBeVisible()
  await hand.carry(ids[5], 'below')
  await page.mouse.up()
  await expect.poll(() => studio.ids()).toEqual(moved(ids, ids[1], ids[6]))
  await studio.expectSameAsServer()
})

test('a row that was let go before the page could carry it stays where it is @once', async ({ page, studio }) => {
  const release = await openWithout(page, studio)
  const hand = new Hand(studio)
  const ids = await studio.ids()
  const before = await studio.revision()
  await hand.press(ids[1])
  await page.mouse.up()
  release()
  await expect(studio.sync).toHaveText('All changes saved')
  await page.mouse.move(300, 500)
  await hand.expectNothing(before)
})

test.describe('with a finger', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true })

  test('a tap on a title opens the video though it comes first @once', async ({ page, studio }) => {
    const release = await openWithout(page, studio)
    await studio.rows.nth(2).locator("[data-role='title']").tap()
    release()
    await expect(page.locator("[data-role='video-sheet']")).toBeVisible()
  })
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
