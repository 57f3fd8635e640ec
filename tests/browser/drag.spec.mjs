// Rows are moved by hand: with a mouse or a finger.
import { expect, test } from './fixture.mjs'
import { Hand, moved } from './hand.mjs'
import { api } from './server.mjs'

/** The order that the page shows in the next frame after the button went up. */
async function inTheFrameOfTheDrop(page) {
  await page.evaluate(() => {
    const rows = () => [...document.querySelectorAll('[data-video-id]')].map((row) => row.dataset.videoId)
    addEventListener('pointerup', () => requestAnimationFrame(() => (window.__dropped = rows())), { once: true, capture: true })
  })
  return async () => {
    await expect.poll(() => page.evaluate(() => window.__dropped?.length ?? 0)).toBeGreaterThan(0)
    return page.evaluate(() => window.__dropped)
  }
}

/** Takes the newest steps back, one by one: the order after each. */
async function takeBack({ page, studio }, orders) {
  for (const order of orders) {
    await page.keyboard.press('Control+z')
    await expect.poll(() => studio.ids()).toEqual(order)
  }
  await studio.expectSameAsServer()
}

test('a row is dropped where the line is, in the same frame, and one undo puts it back', async ({ page, studio, writes, optimism }) => {
  await studio.openList()
  const hand = new Hand(studio)
  const ids = await studio.ids()
  const wanted = moved(ids, ids[1], ids[6])
  await hand.take(ids[1])
  await expect(hand.ghost).toHaveText((await studio.title(ids[1]).textContent()).trim())
  await hand.carry(ids[5], 'below')
  expect(await hand.between()).toEqual([ids[5], ids[6]])
  await hand.carry(ids[6], 'above')
  expect(await hand.between(), 'the same gap from its other side').toEqual([ids[5], ids[6]])
  const dropped = await inTheFrameOfTheDrop(page)
  await page.mouse.up()
  if (optimism === 'on') expect(await dropped()).toEqual(wanted)
  await expect(hand.ghost).toHaveCount(0)
  await expect.poll(() => studio.ids()).toEqual(wanted)
  await studio.expectSameAsServer()
  expect(writes.length).toBe(1)
  await expect(hand.handle(ids[1])).toBeFocused()
  // Upwards, to the very top.
  await hand.drag(ids[4], ids[0], 'above')
  await expect.poll(() => studio.ids()).toEqual(moved(wanted, ids[4], ids[0]))
  await studio.waitSaved()
  await takeBack({ page, studio }, [wanted, ids])
})

test('a row changes places with the one before it, the one behind it, and the last @once', async ({ studio }) => {
  await studio.openList()
  const hand = new Hand(studio)
  const ids = (await studio.ids()).slice(0, 4)
  const first = async () => (await studio.ids()).slice(0, 4)
  await hand.drag(ids[2], ids[1], 'above')
  await expect.poll(first).toEqual([ids[0], ids[2], ids[1], ids[3]])
  await hand.drag(ids[2], ids[1], 'below')
  await expect.poll(first).toEqual(ids)
  await hand.drag(ids[0], ids[1], 'below')
  await expect.poll(first).toEqual([ids[1], ids[0], ids[2], ids[3]])
  await studio.expectSameAsServer()
})

test('a click on a handle, and a hand that is not quite still, move nothing', async ({ page, studio }) => {
  await studio.openList()
  const hand = new Hand(studio)
  const [a] = await studio.ids()
  const revision = await studio.revision()
  await hand.handle(a).click()
  await hand.handle(a).dblclick()
  const { x, y } = await hand.grip(a)
  await page.mouse.move(x, y)
  await page.mouse.down()
  await page.mouse.move(x + 3, y + 3)
  await expect(hand.ghost).toHaveCount(0)
  await page.mouse.up()
  // Dropped beside itself.
  const [, b] = await studio.ids()
  await hand.drag(a, b, 'above')
  await hand.expectNothing(revision)
  expect(await studio.selected()).toEqual([])
  await expect(studio.dialog).toHaveCount(0)
  await expect(studio.toasts).toHaveCount(0)
})

test('Escape puts everything back, and so does a drop beside the list', async ({ page, studio }) => {
  await studio.openList()
  const hand = new Hand(studio)
  const ids = await studio.ids()
  const revision = await studio.revision()
  await hand.take(ids[1])
  await hand.carry(ids[5], 'below')
  await page.keyboard.press('Escape')
  await expect(hand.ghost).toHaveCount(0)
  await expect(hand.said).toContainText('Put back')
  await page.mouse.move(300, 300, { steps: 3 })
  await page.mouse.up()
  await hand.expectNothing(revision)
  for (const place of [
    { x: 300, y: 20 },
    { x: 4, y: 400 },
    { x: 300, y: 796 },
  ]) {
    await hand.take(ids[1])
    await hand.carry(ids[4], 'below')
    await page.mouse.move(place.x, place.y, { steps: 3 })
    await page.mouse.up()
    await hand.expectNothing(revision)
  }
  expect(await studio.ids()).toEqual(ids)
  // The other button does not drag.
  const { x, y } = await hand.grip(ids[1])
  await page.mouse.move(x, y)
  await page.mouse.down({ button: 'right' })
  await page.mouse.move(x, y + 100, { steps: 3 })
  await page.mouse.up({ button: 'right' })
  await hand.expectNothing(revision)
})

test('all that is chosen moves with its row, keeps its order, and is one step to undo', async ({ page, studio }) => {
  await studio.openList()
  const hand = new Hand(studio)
  const ids = await studio.ids()
  const chosen = [ids[1], ids[3], ids[4]]
  await studio.select(chosen)
  await hand.take(ids[3])
  await expect(hand.ghost).toHaveAttribute('data-count', '3')
  await expect(hand.ghost).toContainText('3 videos')
  await hand.carry(ids[7], 'above')
  await page.mouse.up()
  const others = ids.filter((id) => !chosen.includes(id))
  const at = others.indexOf(ids[7])
  const wanted = [...others.slice(0, at), ...chosen, ...others.slice(at)]
  await expect.poll(() => studio.ids()).toEqual(wanted)
  await expect.poll(() => studio.selected()).toEqual(chosen)
  await studio.expectSameAsServer()
  // One that is not chosen moves alone.
  await hand.drag(ids[0], ids[8], 'below')
  await expect.poll(() => studio.ids()).toEqual(moved(wanted, ids[0], ids[9]))
  await studio.waitSaved()
  await takeBack({ page, studio }, [wanted, ids])
})

test('what others do meanwhile changes nothing about where the line is', async ({ page, server, studio }) => {
  await studio.openList()
  const hand = new Hand(studio)
  const ids = await studio.ids()
  const videos = await studio.serverVideos()
  await hand.take(ids[1])
  await hand.carry(ids[6], 'below')
  // Others go above it, and one comes right above it, into the gap of the line.
  await api(server, `/videos/${ids[3]}`, { method: 'DELETE' })
  await expect(studio.row(ids[3])).toHaveCount(0)
  await api(server, `/videos/${ids[9]}`, { method: 'PATCH', body: { rank: `${videos[6].rank}i` } })
  await expect.poll(async () => (await studio.ids()).indexOf(ids[9])).toBe(6)
  const [above, below] = await hand.between()
  expect([above, below]).toContain(ids[6])
  await page.mouse.up()
  const wanted = [ids[0], ids[2], ids[4], ids[5], ids[6], ids[1], ids[9], ids[7], ids[8]]
  await expect.poll(async () => (await studio.ids()).slice(0, 9)).toEqual(wanted)
  await studio.expectSameAsServer()

  // The very video beside which the line is goes.
  await hand.take(ids[0])
  await hand.carry(ids[5], 'below')
  await api(server, `/videos/${ids[5]}`, { method: 'DELETE' })
  await expect(studio.row(ids[5])).toHaveCount(0)
  await page.mouse.up()
  await expect.poll(async () => (await studio.ids()).slice(0, 4)).toEqual([ids[2], ids[4], ids[0], ids[6]])
  await studio.expectSameAsServer()
})

test('a row that another author deletes falls out of the hand, and nothing else moves', async ({ page, server, studio }) => {
  await studio.openList()
  const hand = new Hand(studio)
  const ids = await studio.ids()
  await hand.take(ids[1])
  await hand.carry(ids[6], 'below')
  await api(server, `/videos/${ids[1]}`, { method: 'DELETE' })
  await expect(hand.ghost).toHaveCount(0)
  await expect(hand.said).toContainText('has gone meanwhile: nothing was moved')
  const revision = await studio.revision()
  await page.mouse.up()
  await hand.expectNothing(revision)
  expect(await studio.ids()).toEqual(ids.filter((id) => id !== ids[1]))
})

test.describe('in a long list', () => {
  test.use({ count: 1000 })

  test('a row is carried from the first to the last by the edge, and back by the wheel', async ({ page, studio }) => {
    test.slow()
    await studio.openList()
    const hand = new Hand(studio)
    const videos = await studio.serverVideos()
    const first = videos[0].id
    const box = await studio.list.boundingBox()
    const top = () => studio.list.evaluate((list) => list.scrollTop)
    await hand.take(first)
    await page.mouse.move(box.x + 200, box.y + box.height / 2, { steps: 3 })
    expect(await top(), 'in the middle it rests').toBe(0)
    await page.mouse.move(box.x + 200, box.y + box.height - 6, { steps: 3 })
    const last = videos.at(-1).id
    await expect(studio.row(last)).toBeVisible({ timeout: 25_000 })
    expect(await studio.rows.count(), 'only rows near what is seen are in the page, and the one with the focus').toBeLessThan(40)
    await expect.poll(() => studio.list.evaluate((list) => list.scrollHeight - list.clientHeight - list.scrollTop)).toBeLessThan(2)
    await hand.carry(last, 'below')
    await page.mouse.up()
    await expect.poll(async () => (await studio.ids()).at(-1)).toBe(first)
    await expect(hand.handle(first)).toBeFocused()
    await studio.waitSaved()
    expect((await studio.serverVideos()).at(-1).id).toBe(first)

    await hand.take(first)
    await page.mouse.move(box.x + 200, box.y + box.height / 2, { steps: 3 })
    await page.mouse.wheel(0, -100_000)
    await expect.poll(top).toBe(0)
    await expect(studio.row(videos[1].id)).toBeVisible()
    await hand.carry(videos[3].id, 'above')
    expect(await hand.between()).toEqual([videos[2].id, videos[3].id])
    await page.mouse.up()
    await expect.poll(async () => (await studio.ids()).slice(0, 4)).toEqual([videos[1], videos[2], videos[0], videos[3]].map((it) => it.id))
    await studio.waitSaved()
    expect((await studio.serverVideos())[2].id).toBe(first)
  })
})

test.describe('with a finger', () => {
  test.use({ hasTouch: true, viewport: { width: 390, height: 844 }, count: 100 })

  const finger = async (page) => {
    const devtools = await page.context().newCDPSession(page)
    return (type, x, y) => devtools.send('Input.dispatchTouchEvent', { type, touchPoints: x === undefined ? [] : [{ x, y }] })
  }

  test('the handle drags, and beside it the list scrolls', async ({ page, studio }) => {
    await studio.openList()
    const hand = new Hand(studio)
    const touch = await finger(page)
    const ids = (await studio.serverVideos()).map((video) => video.id)
    const from = await hand.grip(ids[1])
    await touch('touchStart', from.x, from.y)
    for (let step = 1; step <= 5; step += 1) await touch('touchMove', from.x, from.y + 4 * step)
    await expect(hand.ghost).toBeVisible()
    const to = await hand.beside(ids[4], 'below')
    for (const x of [to.x - 40, to.x - 20, to.x]) await touch('touchMove', x, to.y)
    expect(await hand.between()).toEqual([ids[4], ids[5]])
    await touch('touchEnd')
    await expect.poll(async () => (await studio.ids()).slice(0, 7)).toEqual([ids[0], ids[2], ids[3], ids[4], ids[1], ids[5], ids[6]])
    await studio.waitSaved()
    const revision = await studio.revision()
    expect(await studio.list.evaluate((list) => list.scrollTop), 'nothing scrolled').toBe(0)

    // The browser takes the finger away: a call comes in, a gesture of the system begins.
    const again = await hand.grip(ids[2])
    await touch('touchStart', again.x, again.y)
    for (let step = 1; step <= 5; step += 1) await touch('touchMove', again.x, again.y + 20 * step)
    await expect(hand.ghost).toBeVisible()
    await touch('touchCancel')
    await hand.expectNothing(revision)

    const { x, y } = await hand.beside(ids[6], 'above')
    await touch('touchStart', x, y)
    for (let step = 1; step <= 10; step += 1) await touch('touchMove', x, y - 20 * step)
    await touch('touchEnd')
    await expect.poll(() => studio.list.evaluate((list) => list.scrollTop)).toBeGreaterThan(100)
    await hand.expectNothing(revision)
  })

  test('the finger stays in charge when its row has left the page', async ({ page, studio }) => {
    await studio.openList()
    const hand = new Hand(studio)
    const touch = await finger(page)
    const videos = await studio.serverVideos()
    const first = videos[0].id
    const box = await studio.list.boundingBox()
    const from = await hand.grip(first)
    await touch('touchStart', from.x, from.y)
    for (let step = 1; step <= 5; step += 1) await touch('touchMove', from.x, from.y + 10 * step)
    await touch('touchMove', from.x, box.y + box.height - 4)
    await expect(studio.row(first)).toHaveCount(0)
    await expect(studio.row(videos.at(-1).id)).toBeVisible()
    const middle = box.y + box.height / 2
    for (const y of [middle + 40, middle + 20, middle]) await touch('touchMove', from.x, y)
    const [above] = await hand.between()
    await touch('touchEnd')
    await studio.waitSaved()
    const order = (await studio.serverVideos()).map((video) => video.id)
    expect(order.indexOf(first)).toBe(order.indexOf(above) + 1)
  })
})
