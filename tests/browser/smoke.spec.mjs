import { expect, test } from './fixture.mjs'
import { hold, misbehave } from './faults.mjs'
import { recordFrames, stopFrames } from './frames.mjs'
import { api } from './server.mjs'

test('the page shows every video of the course, as the server has them', async ({ studio }) => {
  await studio.open()
  await expect(studio.rows).toHaveCount(20)
  expect(await studio.videoCount()).toBe(20)
  expect(await studio.syncStatus()).toEqual({ pending: 0, online: true })
  await studio.expectSameAsServer()
})

test('the first page leads to the course @once', async ({ page, server, studio }) => {
  await page.goto(server.url)
  const link = page.locator("a[href^='/courses/c1']").first()
  await expect(link.or(studio.rows.first())).toBeVisible()
  if (await link.isVisible()) await link.click()
  await expect(studio.rows).toHaveCount(20)
})

test('a toggle shows, and is on the server once all is saved', async ({ studio }) => {
  await studio.open()
  const [{ id, published }] = await studio.serverVideos()
  await studio.act(id, 'toggle')
  await expect(studio.row(id)).toHaveAttribute('data-published', String(!published))
  await expect(studio.row(id)).toHaveAttribute('data-state', 'idle')
  await studio.waitSaved()
  expect((await studio.serverVideos())[0]).toMatchObject({ id, published: !published })
})

test('a deleted video leaves the list, and the server', async ({ studio }) => {
  await studio.open()
  const [, { id }] = await studio.serverVideos()
  await studio.act(id, 'delete')
  await expect(studio.row(id)).toHaveCount(0)
  await studio.waitSaved()
  expect((await studio.serverVideos()).map((video) => video.id)).not.toContain(id)
  expect(await studio.videoCount()).toBe(19)
  await studio.expectSameAsServer()
})

test('on a slow server, optimism decides when a deletion shows', async ({ page, studio, optimism }) => {
  await misbehave(page, () => ({ 'latency-ms': 800 }))
  await studio.open()
  const [id] = await studio.ids()
  await recordFrames(page)
  const click = await page.evaluate((id) => {
    document.querySelector(`[data-video-id='${id}'] [data-action='delete']`).click()
    return performance.now()
  }, id)
  await expect(studio.row(id)).toHaveCount(0)
  await studio.waitSaved()

  const frames = await stopFrames(page)
  const rowIn = (frame) => frame.rows.find(([shown]) => shown === id)
  const gone = frames.findIndex((frame) => frame.at > click && !rowIn(frame))
  const waited = frames[gone].at - click
  if (optimism === 'on') expect(waited).toBeLessThan(400)
  else {
    expect(waited).toBeGreaterThan(700)
    expect(frames.some((frame) => rowIn(frame)?.[2] === 'deleting')).toBe(true)
  }
  expect(frames.slice(gone).some(rowIn), 'it must not come back').toBe(false)
})

test('a refused deletion brings the row back, failed', async ({ page, studio, optimism }) => {
  await misbehave(page, () => ({ 'latency-ms': 200, fail: 409 }))
  await studio.open()
  const [, , id] = await studio.ids()
  await studio.act(id, 'delete')
  if (optimism === 'on') await expect(studio.row(id)).toHaveCount(0)
  await expect(studio.row(id)).toHaveAttribute('data-state', 'failed')
  expect(await studio.ids()).toHaveLength(20)
  expect(await api(studio.server, '/courses/c1/videos')).toMatchObject({ total: 20 })
})

test('a change that waits gets a quiet mark after a second, and nothing turns', async ({ page, studio }) => {
  await studio.open()
  await hold(page)
  const [id] = await studio.ids()
  const mark = () =>
    studio.row(id).locator('.cell-state').evaluate((cell) => {
      const { content, opacity } = getComputedStyle(cell, '::before')
      const waited = cell.getAnimations({ subtree: true }).map(({ currentTime }) => currentTime)
      return { drawn: content !== 'none' && content !== 'normal', opacity: Number(opacity), waited: Math.max(0, ...waited) }
    })
  await studio.act(id, 'toggle')
  await expect(studio.row(id)).toHaveAttribute('data-state', 'saving')
  const { opacity, waited } = await mark()
  expect(opacity === 0 || waited >= 1_000, 'a mark of the first second is none').toBe(true)
  await expect.poll(async () => (await mark()).opacity).toBeGreaterThan(0)
  expect((await mark()).waited).toBeGreaterThanOrEqual(1_000)
})
