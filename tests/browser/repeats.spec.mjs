import { misbehave, noPlan, plan } from './faults.mjs'
import { expect, test } from './fixture.mjs'
import { operationsOf } from './writes.mjs'

test('a lost answer is asked for again, and the thing is done once', async ({ page, server, studio, writes }) => {
  // No event may tell of it either, so that only the answer can.
  await plan(server, { loseEvents: 1 })
  await studio.open()
  const before = await studio.revision()
  const [id, toggled] = await studio.ids()
  let lost = 0
  await misbehave(page, () => (lost++ < 2 ? { 'lose-answer': 1 } : {}))
  await studio.actAtOnce([[id, 'delete'], [toggled, 'toggle']])
  await studio.waitSaved()
  await expect(studio.row(id)).toHaveCount(0)
  await studio.expectSameAsServer()

  expect(await studio.revision(), 'two changes, each done once').toBe(before + 2)
  const keys = operationsOf(writes).map(({ key }) => key)
  expect(new Set(keys).size, 'the same keys again').toBe(2)
  expect(keys.length).toBeGreaterThan(2)
  await expect(studio.toast('failure')).toHaveCount(0)
})

test('an event settles what lost its answer', async ({ page, studio }) => {
  await studio.open()
  const before = await studio.revision()
  const [id] = await studio.ids()
  await misbehave(page, () => ({ 'lose-answer': 1 }))
  await studio.act(id, 'delete')
  await studio.waitSaved()
  await expect(studio.row(id)).toHaveCount(0)
  expect(await studio.revision()).toBe(before + 1)
})

test('events that come twice, late or never leave the list right', async ({ server, studio }) => {
  await plan(server, { seed: 3, loseEvents: 0.3, repeatEvents: 0.5, delayEventsMs: 100 })
  await studio.open()
  const ids = await studio.ids()
  for (const id of ids.slice(0, 4)) await studio.act(id, 'toggle')
  for (const id of ids.slice(4, 8)) await studio.act(id, 'delete')
  await studio.waitSaved()
  await noPlan(server)
  await studio.expectSameAsServer()
  expect(await studio.ids()).toHaveLength(16)
})

test('a reload with five changes in flight: each is done once', async ({ page, studio, writes }) => {
  await studio.open()
  const before = await studio.revision()
  const [a, b, c, d, e] = await studio.ids()
  const published = new Map((await studio.serverVideos()).map((video) => [video.id, video.published]))
  await misbehave(page, () => ({ 'latency-ms': 700 }))
  await studio.actAtOnce([[a, 'delete'], [b, 'delete'], [c, 'toggle'], [d, 'toggle'], [e, 'delete']])
  await expect.poll(() => operationsOf(writes).length).toBe(5)
  await page.unroute('**/api/**')
  await page.reload()

  await expect(studio.rows).toHaveCount(17)
  await studio.expectSameAsServer()
  expect(await studio.revision(), 'five changes, each done once').toBe(before + 5)
  const now = await studio.serverVideos()
  expect(now.map(({ id }) => id)).not.toEqual(expect.arrayContaining([a]))
  for (const id of [c, d]) {
    expect(now.find((video) => video.id === id).published).toBe(!published.get(id))
  }
  expect(new Set(operationsOf(writes).map(({ key }) => key)).size).toBe(5)
})

test('a server that goes down in the middle loses nothing and does nothing twice', async ({ server, studio }) => {
  await studio.open()
  const before = await studio.revision()
  const ids = await studio.ids()
  await server.crash()
  await studio.actAtOnce(ids.slice(0, 3).map((id) => [id, 'delete']))
  await expect(studio.sync).toHaveAttribute('data-online', 'false')
  await expect(studio.sync).toHaveAttribute('data-pending', '3')
  await server.start()
  await studio.waitSaved()
  await studio.expectSameAsServer()
  expect(await studio.ids()).toHaveLength(17)
  expect(await studio.revision()).toBe(before + 3)
})

test('a crowded server is obeyed: after its pause the change is sent again', async ({ page, studio, writes }) => {
  await studio.open()
  const [id] = await studio.ids()
  let first = true
  await misbehave(page, () => {
    const faults = first ? { fail: 503 } : {}
    first = false
    return faults
  })
  await studio.act(id, 'toggle')
  await studio.waitSaved()
  await studio.expectSameAsServer()
  const keys = operationsOf(writes).map(({ key }) => key)
  expect(keys.length).toBeGreaterThan(1)
  expect(new Set(keys).size).toBe(1)
})
