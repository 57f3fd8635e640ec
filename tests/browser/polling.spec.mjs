import { expect, test } from './fixture.mjs'
import { api } from './server.mjs'

test('without WebSockets the changes of others come within ten seconds @once', async ({ page, server, studio }) => {
  test.slow()
  await page.routeWebSocket('**/api/events**', (socket) => socket.close())
  const asked = []
  page.on('request', (request) => {
    if (request.url().includes('/api/') && !request.url().includes('/events')) asked.push([Date.now(), request])
  })
  await studio.open()
  const [id, gone] = await studio.ids()
  await expect(studio.sync).toHaveAttribute('data-live', 'polling', { timeout: 20_000 })

  await api(server, `/videos/${id}`, { method: 'PATCH', body: { title: 'By somebody else' } })
  await expect(studio.title(id)).toHaveText('By somebody else', { timeout: 10_000 })
  await api(server, `/videos/${gone}`, { method: 'DELETE' })
  await expect(studio.row(gone)).toHaveCount(0, { timeout: 10_000 })

  // At rest it is one small request in five seconds.
  const from = asked.length
  await expect.poll(() => asked.length - from, { timeout: 30_000 }).toBeGreaterThan(2)
  const quiet = asked.slice(from)
  for (const [, request] of quiet) {
    expect(new URL(request.url()).pathname).toBe('/api/head')
    const { responseBodySize } = await request.sizes()
    expect(responseBodySize).toBeLessThan(200)
  }
  const waits = quiet.slice(1).map(([at], index) => at - quiet[index][0])
  expect(Math.min(...waits)).toBeGreaterThan(4_500)
})

test('one socket less changes nothing that the author does', async ({ page, studio }) => {
  await page.routeWebSocket('**/api/events**', (socket) => socket.close())
  await studio.open()
  const [a, b] = await studio.ids()
  await studio.act(a, 'delete')
  await studio.act(b, 'toggle')
  await studio.waitSaved()
  await expect(studio.row(a)).toHaveCount(0)
  await studio.expectSameAsServer()
})
