// The order is changed without dragging: by the keys on a handle, to the top and the bottom; and where the
// order shown is not the author's, the page says so.
import { behave, hold, misbehave, refuse } from './faults.mjs'
import { expect, test } from './fixture.mjs'
import { Hand, moved } from './hand.mjs'
import { listen } from './listen.mjs'
import { api } from './server.mjs'

/** Puts the focus on a row's handle. */
async function focusHandle(hand, id) {
  await hand.studio.title(id).click()
  await hand.handle(id).focus()
}

test('each key that moves a lifted row is answered at once @once', async ({ page, studio }) => {
  await studio.openWhole()
  const hand = new Hand(studio)
  const ids = await studio.ids()
  await focusHandle(hand, ids[3])
  await page.keyboard.press('Space')
  await expect(hand.said).toHaveText('Lifted, position 4 of 20')
  const heard = await listen(hand.said)
  for (const place of [5, 6, 7]) {
    await page.keyboard.press('ArrowDown')
    await expect(hand.said).toHaveText(`Position ${place} of 20`, { timeout: 1_000 })
  }
  expect((await heard()).filter((text) => text.startsWith('Position'))).toEqual([5, 6, 7].map((place) => `Position ${place} of 20`))
})

test('the keys lift a row, move it, and drop it or put it back', async ({ page, studio }) => {
  await studio.openWhole()
  const hand = new Hand(studio)
  const ids = await studio.ids()
  const revision = await studio.revision()
  await focusHandle(hand, ids[3])
  await page.keyboard.press('Space')
  await expect(hand.said).toHaveText('Lifted, position 4 of 20')
  await expect(hand.handle(ids[3])).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await expect(hand.said).toHaveText('Position 6 of 20')
  expect(await hand.between()).toEqual([ids[5], ids[6]])
  await page.keyboard.press('Home')
  await expect(hand.said).toHaveText('Position 1 of 20')
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('End')
  await expect(hand.said).toHaveText('Position 20 of 20')
  await expect(hand.handle(ids[3])).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(hand.said).toHaveText('Put back')
  await hand.expectNothing(revision)
  expect(await studio.ids()).toEqual(ids)
  await expect(hand.handle(ids[3])).toBeFocused()

  // Other keys do nothing meanwhile.
  await page.keyboard.press('Enter')
  await expect(hand.said).toHaveText('Lifted, position 4 of 20')
  for (const key of ['Delete', 'p', 'F2', 'Shift+ArrowDown']) await page.keyboard.press(key)
  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  const wanted = moved(ids, ids[3], ids[1])
  await expect.poll(() => studio.ids()).toEqual(wanted)
  await expect(hand.said).toContainText('moved to position 2')
  await expect(hand.handle(ids[3])).toBeFocused()
  await studio.expectSameAsServer()
  expect((await studio.revision()) - revision).toBe(1)

  // The focus goes elsewhere: nothing stays in the hand.
  await page.keyboard.press('Space')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Tab')
  await expect(hand.ghost).toHaveCount(0)
  await expect(hand.handle(ids[3])).not.toBeFocused()
  expect(await studio.ids()).toEqual(wanted)
})

test('where a row was on its way is not said once it is put back', async ({ page, studio }) => {
  await studio.openWhole()
  const hand = new Hand(studio)
  const ids = await studio.ids()
  await focusHandle(hand, ids[3])
  await page.keyboard.press('Space')
  await expect(hand.said).toHaveText('Lifted, position 4 of 20')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Escape')
  await expect(hand.said).toHaveText('Put back')
})

test('a lifted row that another author deletes is put nowhere, and the focus is not lost', async ({ page, server, studio }) => {
  await studio.openWhole()
  const hand = new Hand(studio)
  const ids = await studio.ids()
  await focusHandle(hand, ids[3])
  await page.keyboard.press('Space')
  await page.keyboard.press('ArrowDown')
  await api(server, `/videos/${ids[3]}`, { method: 'DELETE' })
  await expect(hand.said).toContainText('has gone meanwhile: nothing was moved')
  await expect(hand.ghost).toHaveCount(0)
  const revision = await studio.revision()
  await expect.poll(() => page.evaluate(() => document.activeElement.querySelector('[data-video-id]')?.dataset.videoId)).toBe(ids[4])
  await page.keyboard.press('ArrowDown')
  await hand.expectNothing(revision)
  expect(await studio.ids()).toEqual(ids.filter((id) => id !== ids[3]))
})

test('a dropped selection comes together, by the keys as by the mouse', async ({ page, studio }) => {
  await studio.openWhole()
  const hand = new Hand(studio)
  const ids = await studio.ids()
  const chosen = [ids[1], ids[3]]
  await studio.select(chosen)
  await hand.handle(ids[3]).focus()
  await page.keyboard.press('Space')
  await expect(hand.said).toContainText('Lifted 2 videos, position 2 of 20')
  await page.keyboard.press('End')
  await page.keyboard.press('Space')
  const wanted = [...ids.filter((id) => !chosen.includes(id)), ...chosen]
  await expect.poll(() => studio.ids()).toEqual(wanted)
  await studio.waitSaved()
  await page.keyboard.press('Control+z')
  await expect.poll(() => studio.ids()).toEqual(ids)
  await studio.expectSameAsServer()
})

test.describe('in a long list', () => {
  test.use({ count: 1000 })

  test('the page scrolls along with the keys, and the focus stays on the handle', async ({ page, studio }) => {
    await studio.openWhole()
    const hand = new Hand(studio)
    const ids = (await studio.serverVideos()).map((video) => video.id)
    await focusHandle(hand, ids[2])
    await page.keyboard.press('Space')
    await expect(hand.said).toHaveText('Lifted, position 3 of 1,000')
    for (let step = 0; step < 6; step += 1) await page.keyboard.press('PageDown')
    await expect(hand.handle(ids[2])).toBeFocused()
    const [, before] = await hand.between()
    const at = ids.indexOf(before)
    expect(at).toBeGreaterThan(40)
    await expect(studio.row(before)).toBeInViewport()
    await page.keyboard.press('Space')
    await expect.poll(async () => (await studio.serverVideos()).map((video) => video.id)).toEqual(moved(ids, ids[2], before))
    await expect(hand.handle(ids[2])).toBeFocused()
    await expect(hand.handle(ids[2])).toBeInViewport()

    // Put back from far away, it is seen again.
    await page.keyboard.press('Space')
    await page.keyboard.press('End')
    await expect(hand.said).toContainText('Position 1,000 of 1,000')
    await expect(studio.row(ids.at(-1))).toBeInViewport()
    await page.keyboard.press('Escape')
    await expect(hand.handle(ids[2])).toBeInViewport()
    await expect(hand.handle(ids[2])).toBeFocused()
  })

  test('the focus is not lost with the row that its dialog moves away @once', async ({ page, studio }) => {
    await studio.openWhole()
    const [, id] = await studio.ids()
    await studio.list.locator('[aria-rowindex="2"]').focus()
    for (const place of ['8', '500', '3']) {
      await studio.row(id).locator("[data-action='move-to']").focus()
      await page.keyboard.press('Enter')
      await expect(studio.dialog).toHaveCount(1)
      await studio.dialog.locator("[data-role='move-position']").fill(place)
      await page.keyboard.press('Enter')
      await expect(studio.dialog).toHaveCount(0)
      await expect(studio.list.locator(`[aria-rowindex='${place}'] [data-video-id='${id}']`)).toBeVisible()
      const focused = () => page.evaluate(() => Boolean(document.activeElement.closest("[role='row']")))
      await expect.poll(focused, `moved to ${place}`).toBe(true)
    }
  })

  test('rows that stood far apart and are gathered by a step come into sight with the focus @once', async ({ page, studio }) => {
    await studio.open()
    await studio.rows.first().locator("[data-role='title']").click()
    await page.keyboard.press('End')
    await page.keyboard.press('Space')
    await page.keyboard.press('Alt+ArrowUp')
    await studio.waitSaved()
    const focused = page.locator("[aria-rowindex]:focus")
    await expect(focused).toHaveAttribute('aria-rowindex', '2')
    await expect(focused).toBeInViewport()
  })

  test('a row and a selection go to the top and the bottom', async ({ page, studio }) => {
    await studio.openWhole()
    const ids = (await studio.serverVideos()).map((video) => video.id)
    const server = async () => (await studio.serverVideos()).map((video) => video.id)
    await studio.title(ids[4]).click()
    await page.keyboard.press('Escape')
    await page.keyboard.press('Alt+End')
    const down = moved(ids, ids[4])
    await expect.poll(server).toEqual(down)
    await expect(studio.row(ids[4])).toBeInViewport()
    await page.keyboard.press('Alt+Home')
    await expect.poll(server).toEqual(moved(ids, ids[4], ids[0]))
    await page.keyboard.press('Control+z')
    await page.keyboard.press('Control+z')
    await expect.poll(server).toEqual(ids)

    // One row by the dialog.
    await studio.list.evaluate((list) => list.scrollTo(0, 0))
    await studio.act(ids[5], 'move-to')
    await studio.submit({}, 'move-bottom')
    await expect.poll(server).toEqual(moved(ids, ids[5]))
    await page.keyboard.press('Control+z')
    await expect.poll(server).toEqual(ids)
    await studio.list.evaluate((list) => list.scrollTo(0, 0))

    // All that is chosen: by the bar, by its dialog, by the keys.
    const chosen = [ids[1], ids[3], ids[6]]
    await studio.select(chosen)
    const others = ids.filter((id) => !chosen.includes(id))
    const atTop = [...chosen, ...others]
    const atBottom = [...others, ...chosen]
    await studio.bulkAct('bottom')
    await expect.poll(server).toEqual(atBottom)
    await studio.bulkAct('top')
    await expect.poll(server).toEqual(atTop)
    await studio.bulkAct('move')
    await studio.submit({}, 'move-bottom')
    await expect.poll(server).toEqual(atBottom)
    for (let step = 0; step < 3; step += 1) await page.keyboard.press('Control+z')
    await expect.poll(server).toEqual(ids)
    await expect(studio.chosen).toHaveAttribute('data-count', '3')
  })
})

test('a refused move that is tried again is told when it is done', async ({ page, studio }) => {
  await studio.openWhole()
  const [, id] = await studio.ids()
  const name = (await studio.title(id).textContent()).trim()
  await misbehave(page, (write) => refuse(write, [id]))
  await studio.act(id, 'move-down')
  await expect(studio.row(id)).toHaveAttribute('data-state', 'failed')
  await behave(page)
  const said = page.locator("[data-role='announcer']")
  await expect(said).toContainText('could not be moved')
  await studio.act(id, 'retry')
  await expect(said).toHaveText(`“${name}” moved`)
  await studio.expectSameAsServer()
})

test('steps that follow each other before an answer add up, of one row and of several', async ({ page, studio }) => {
  await studio.openWhole()
  const [a, b, c, d, e, f] = await studio.ids()
  const pass = await hold(page)
  await studio.title(a).click()
  for (let step = 0; step < 3; step += 1) await page.keyboard.press('Alt+ArrowDown')
  pass()
  await expect.poll(async () => (await studio.serverVideos()).slice(0, 4).map((video) => video.id)).toEqual([b, c, d, a])
  await studio.expectSameAsServer()

  await studio.title(b).click()
  await page.keyboard.press('Shift+ArrowDown')
  const passMore = await hold(page)
  for (let step = 0; step < 2; step += 1) await page.keyboard.press('Alt+ArrowDown')
  await page.keyboard.press('Alt+ArrowUp')
  await page.keyboard.press('Alt+ArrowDown')
  passMore()
  await expect.poll(async () => (await studio.serverVideos()).slice(0, 6).map((video) => video.id)).toEqual([d, a, b, c, e, f])
  await studio.expectSameAsServer()
})

test('where rows are sorted or searched, each way of moving says why not, and shows the way', async ({ page, studio }) => {
  await studio.openWhole()
  const hand = new Hand(studio)
  const revision = await studio.revision()
  const way = studio.toasts.locator("[data-action='show-order']")
  const why = (text) => expect(studio.toast('failure')).toHaveText(new RegExp(`${text}.*Show the author’s order to move them`))
  const own = await studio.ids()
  await expect(hand.handle(own[0])).toHaveAttribute('aria-disabled', 'false')
  await studio.find({ sort: 'Title' })
  await expect(hand.handle(own[0])).toHaveAttribute('aria-disabled', 'true')
  const sorted = await studio.ids()
  const tries = [
    () => hand.handle(sorted[2]).click({ force: true }),
    async () => {
      const { x, y } = await hand.grip(sorted[2])
      await page.mouse.move(x, y)
      await page.mouse.down()
      await page.mouse.move(x, y + 120, { steps: 4 })
      await expect(hand.ghost).toHaveCount(0)
      await page.mouse.up()
    },
    async () => {
      await hand.handle(sorted[2]).focus()
      await page.keyboard.press('Space')
    },
    async () => {
      await hand.handle(sorted[2]).focus()
      await page.keyboard.press('Alt+ArrowDown')
    },
    async () => {
      await hand.handle(sorted[2]).focus()
      await page.keyboard.press('Alt+End')
    },
    () => studio.row(sorted[2]).locator("[data-action='move-up']").click({ force: true }),
  ]
  for (const attempt of tries) {
    await attempt()
    await why('Rows are sorted by title')
    await studio.toasts.locator("[data-action='dismiss']").click()
    await expect(studio.toasts).toHaveCount(0)
  }
  await tries[3]()
  await why('Rows are sorted by title')
  await studio.find({ sort: 'Position' })
  await expect(studio.toasts, 'it is true no more').toHaveCount(0)
  await studio.find({ sort: 'Title' })
  await studio.act(sorted[2], 'move-to')
  await expect(studio.dialog.locator("[data-role='why-fixed']")).toContainText('Rows are sorted by title')
  await expect(studio.dialog.locator("[data-role='move-position']")).toHaveCount(0)
  await studio.dialog.locator("[data-action='show-order']").click()
  await expect(studio.dialog).toHaveCount(0)
  await expect.poll(() => studio.ids()).toEqual(own)
  await expect.poll(() => new URL(page.url()).searchParams.get('sort')).toBe(null)
  await hand.expectNothing(revision)

  const word = (await studio.title(own[5]).textContent()).trim().split(' ')[0]
  await studio.find({ text: word })
  await expect.poll(async () => (await studio.ids()).length).toBeLessThan(20)
  await studio.select([own[5]])
  await studio.bulkAct('top')
  await why('Only rows that match are shown')
  await way.click()
  await expect.poll(() => studio.ids()).toEqual(own)
  await expect(page.locator("[data-role='find']")).toHaveValue('')
  await hand.expectNothing(revision)
  // Now it can be done.
  await studio.bulkAct('top')
  await expect.poll(() => studio.ids()).toEqual(moved(own, own[5], own[0]))
  await studio.expectSameAsServer()
})

test('what is in the trash has no handle', async ({ page, studio }) => {
  await studio.openWhole()
  const [a] = await studio.ids()
  await studio.act(a, 'delete')
  await studio.waitSaved()
  await page.goto(studio.address('c1/trash'))
  await expect(studio.row(a)).toBeVisible()
  await expect(page.locator("[data-action='drag']")).toHaveCount(0)
})

test('two authors who put rows into the same gap at once leave room for the next', async ({ page, server, studio }) => {
  await studio.openWhole()
  const hand = new Hand(studio)
  const ids = await studio.ids()
  const videos = await studio.serverVideos()
  // Both have taken the same place.
  for (const at of [8, 9]) {
    await api(server, `/videos/${ids[at]}`, { method: 'PATCH', body: { rank: `${videos[2].rank}i` } })
  }
  await expect.poll(async () => (await studio.ids()).slice(2, 5).sort()).toEqual([ids[2], ids[8], ids[9]].sort())
  const order = await studio.ids()
  await hand.drag(ids[0], order[4], 'above')
  const wanted = moved(order, ids[0], order[4])
  await expect.poll(() => studio.ids()).toEqual(wanted)
  await studio.expectSameAsServer()
  await expect(studio.toast('failure')).toHaveCount(0)
  await page.keyboard.press('Control+z')
  await expect.poll(() => studio.ids()).toEqual(order)
  await studio.expectSameAsServer()
})
