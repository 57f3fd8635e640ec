import { noPlan, plan } from './faults.mjs'
import { expect, test } from './fixture.mjs'
import { operationsOf } from './writes.mjs'

const ways = {
  'the browser has no network': {
    off: ({ context }) => context.setOffline(true),
    on: ({ context }) => context.setOffline(false),
  },
  'the server cuts every request': {
    off: ({ server }) => plan(server, { offline: true }),
    on: ({ server }) => noPlan(server),
  },
}

for (const [name, way] of Object.entries(ways)) {
  test(`ten changes while ${name} arrive afterwards, in order and once`, async ({
    context,
    page,
    server,
    studio,
    writes,
  }) => {
    await studio.open()
    const before = await studio.revision()
    const ids = await studio.ids()
    await way.off({ context, server })
    for (const id of ids.slice(0, 4)) await studio.act(id, 'toggle')
    for (const id of ids.slice(4, 7)) await studio.act(id, 'delete')
    await studio.typeTitle(ids[7], 'Named offline')
    await studio.titleInput.press('Enter')
    await studio.act(ids[8], 'move-down')
    await studio.add('Added offline', '2:05')
    await expect(studio.sync).toHaveAttribute('data-online', 'false')
    await expect(studio.sync).toHaveAttribute('data-pending', '10')
    await expect(studio.sync).toContainText('10 changes kept on this device')

    const tried = writes.length
    await way.on({ context, server })
    await studio.waitSaved()
    await expect(studio.sync).toHaveAttribute('data-online', 'true')
    await studio.expectSameAsServer()
    expect(await studio.revision(), 'ten changes, each done once').toBe(before + 10)
    const done = await eventsAfter(page, before, 10)
    expect(done.map(({ key }) => key), 'in the order in which they were made').toEqual(
      [...new Set(done.map(({ key }) => key))].sort(),
    )
    expect(operationsOf(writes.slice(tried)).length).toBeGreaterThan(0)
    const now = await studio.serverVideos()
    expect(now.find(({ id }) => id === ids[7]).title).toBe('Named offline')
    expect(now.at(-1)).toMatchObject({ title: 'Added offline', durationSeconds: 125 })
  })
}

test('what was done offline outlives a reload', async ({ page, server, studio, optimism }) => {
  test.slow()
  await studio.open()
  const ids = await studio.ids()
  await plan(server, { offline: true })
  await studio.actAtOnce([[ids[0], 'delete'], [ids[1], 'toggle']])
  await expect(studio.sync).toHaveAttribute('data-online', 'false')
  await page.reload()
  // Without the server there is no list, yet the page knows what waits.
  await expect(studio.sync).toHaveAttribute('data-pending', '2')
  await noPlan(server)
  // The page looks for the server again at most 20 s after it last did.
  await expect(studio.rows).toHaveCount(19, { timeout: 25_000 })
  await studio.expectSameAsServer()
  if (optimism === 'on') await expect(studio.row(ids[0])).toHaveCount(0)
})

/** The next changes after a revision, as the event stream tells them. */
function eventsAfter(page, revision, count) {
  return page.evaluate(
    ([revision, count]) =>
      new Promise((resolve) => {
        const events = []
        const socket = new WebSocket(`${location.origin.replace('http', 'ws')}/api/events?since=${revision}`)
        socket.onmessage = ({ data }) => {
          const event = JSON.parse(data)
          if (event.key) events.push(event)
          if (events.length === count) resolve(events)
        }
      }),
    [revision, count],
  )
}

test('who does nothing learns all the same that the network has gone, and that it is there again', async ({ context, page, studio }) => {
  await studio.open()
  const said = page.locator("[data-role='announcer']")
  await context.setOffline(true)
  await expect(studio.sync).toContainText('Offline')
  await expect(said).toContainText('Offline. What you change waits.')
  await context.setOffline(false)
  await expect(studio.sync).toContainText('All changes saved')
  await expect(said).toContainText('The server can be reached again.')
})

test('who does nothing learns within seconds that the server has gone', async ({ server, page, studio }) => {
  await studio.open()
  await server.crash()
  try {
    await expect(studio.sync).toHaveAttribute('data-reachable', 'false')
    await expect(studio.sync).not.toContainText('All changes saved')
  } finally {
    await server.start()
  }
  await expect(studio.sync).toContainText('All changes saved', { timeout: 30_000 })
})
