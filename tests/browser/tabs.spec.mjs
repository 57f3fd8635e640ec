import { behave, hold, misbehave, refuse } from './faults.mjs'
import { expect, test } from './fixture.mjs'
import { operationsOf } from './writes.mjs'

/** The keys of all that a tab has sent, in the order of sending. */
const keysOf = (writes) => operationsOf(writes).map(({ key }) => key)

const waiting = (tab, count) => expect(tab.sync).toHaveAttribute('data-pending', String(count))

/** A tab tells the others of an operation before it sends it: what was heard of may not be sent yet. */
const sent = (writes, count) => expect.poll(() => keysOf(writes).length).toBe(count)

/** Which page has the lock of the log, and how many ask for it. */
const lock = (page) =>
  page.evaluate(async () => {
    const { held, pending } = await navigator.locks.query()
    const ours = ({ name }) => name.startsWith('optimist:')
    return [held.find(ours)?.clientId, pending.filter(ours).length]
  })

/** How many messages tabs send each other within so many milliseconds; for the page. */
async function messagesWithin(ms) {
  const channel = new BroadcastChannel('optimist:course-studio')
  let count = 0
  channel.onmessage = () => (count += 1)
  await new Promise((resolve) => setTimeout(resolve, ms))
  channel.close()
  return count
}

/** No code of the page runs for so long; for the page. */
function stopFor(ms) {
  const request = new XMLHttpRequest()
  request.open('GET', '/api/courses/c1/videos?limit=1', false)
  request.setRequestHeader('x-fault-latency-ms', ms)
  request.send()
}

test('what one tab does without a network shows in the other, and is done once', async ({
  context,
  studio,
  another,
  writes,
  optimism,
}) => {
  await studio.open()
  const other = await another()
  const before = await studio.revision()
  const ids = await studio.ids()
  await context.setOffline(true)
  for (const id of ids.slice(0, 5)) await studio.act(id, 'delete')
  await waiting(studio, 5)
  await waiting(other, 5)
  if (optimism === 'on') for (const id of ids.slice(0, 5)) await expect(other.row(id)).toHaveCount(0)
  await other.act(ids[6], 'toggle')
  await waiting(studio, 6)
  await waiting(other, 6)
  await expect(other.toasts, 'the toast is in the tab that asked').toHaveCount(0)

  await context.setOffline(false)
  await studio.expectSameAsServer()
  await other.expectSameAsServer()
  expect((await studio.revision()) - before, 'each was done once').toBe(6)
  expect(await other.ids()).toEqual(ids.slice(5))
  expect(operationsOf(writes).length).toBeGreaterThanOrEqual(6)
  expect(other.writes, 'one tab sends for both').toEqual([])
})

test('when the tab that sends is closed, the other one goes on', async ({ page, studio, another }) => {
  await studio.open()
  const other = await another()
  const before = await studio.revision()
  const ids = await studio.ids()
  await hold(page)
  for (const id of ids.slice(0, 5)) await studio.act(id, 'delete')
  await waiting(other, 5)
  await page.close()
  await other.expectSameAsServer()
  expect(await other.ids()).toEqual(ids.slice(5))
  expect((await other.revision()) - before).toBe(5)
})

for (const closed of ['that sends', 'that does not send']) {
  test(`what is done in the moment before the tab ${closed} is closed goes out by the other one`, async ({
    page,
    studio,
    another,
  }) => {
    await studio.open()
    const other = await another()
    const [leaves, stays] = closed === 'that sends' ? [studio, other] : [other, studio]
    const before = await stays.revision()
    const ids = await stays.ids()
    await hold(page)
    const deletions = ids.slice(0, 5).map((id) => [id, 'delete'])
    await leaves.actAtOnce(deletions)
    await leaves.page.close()
    await behave(stays.page)
    await expect.poll(() => stays.revision()).toBe(before + 5)
    await stays.expectSameAsServer()
    expect(await stays.ids()).toEqual(ids.slice(5))
  })
}

test('when the tab that sends crashes, what it may have sent is done once', async ({
  context,
  page,
  studio,
  another,
}) => {
  await studio.open()
  const other = await another()
  const before = await studio.revision()
  const [a, b] = await studio.ids()
  // The server does it, and its answer comes after the crash.
  await misbehave(page, () => ({ 'latency-ms': 3_000 }))
  await studio.typeTitle(a, 'First')
  await studio.titleInput.press('Enter')
  await waiting(other, 1)
  await other.typeTitle(a, 'Second')
  await other.titleInput.press('Enter')
  await other.act(b, 'delete')
  await waiting(other, 3)
  const devtools = await context.newCDPSession(page)
  const crashed = page.waitForEvent('crash')
  devtools.send('Page.crash').catch(() => {})
  await crashed
  await other.expectSameAsServer()
  await expect(other.title(a)).toHaveText('Second')
  expect((await other.revision()) - before).toBe(3)
})

test('when the tab that sends is frozen, the other one takes its place', async ({
  page,
  studio,
  another,
  writes,
}) => {
  test.slow()
  await studio.open()
  const other = await another()
  const before = await studio.revision()
  const ids = await studio.ids()
  const release = await hold(page)
  await studio.act(ids[0], 'toggle')
  await sent(writes, 1)
  await waiting(other, 1)
  const thawed = page.evaluate(stopFor, 25_000)
  await other.act(ids[1], 'delete')
  await expect(other.sync).toHaveAttribute('data-pending', '0', { timeout: 20_000 })
  expect((await other.revision()) - before).toBe(2)

  // It thaws and hears of all that; nothing is done again.
  await thawed
  release()
  await studio.act(ids[2], 'delete')
  await waiting(studio, 0)
  await studio.expectSameAsServer()
  await other.expectSameAsServer()
  expect((await other.revision()) - before).toBe(3)
  expect(keysOf(other.writes)).toContain(keysOf(writes)[0])
})

test('eight tabs make one sender', async ({ studio, another, writes }) => {
  test.slow()
  await studio.open()
  const tabs = [studio]
  while (tabs.length < 8) tabs.push(await another())
  const before = await studio.revision()
  const ids = await studio.ids()
  for (const [at, tab] of tabs.entries()) await tab.act(ids[at], 'delete')
  for (const tab of tabs) await tab.expectSameAsServer()
  expect((await studio.revision()) - before).toBe(8)
  expect(tabs.slice(1).map((tab) => tab.writes.length)).toEqual(Array(7).fill(0))
  expect(keysOf(writes).length).toBe(8)
  expect(await studio.page.evaluate(messagesWithin, 2_000), 'tabs that have nothing to tell are silent').toBeLessThan(8)
})

test('what is taken back in another tab is taken back in all', async ({ context, studio, another, optimism }) => {
  await studio.open()
  const other = await another()
  const ids = await studio.ids()
  await context.setOffline(true)
  await studio.selectFirst(10)
  await studio.bulkAct('delete')
  await expect(other.bulk).toHaveAttribute('data-total', '10')
  if (optimism === 'on') await expect(other.count).toHaveAttribute('data-count', '10')
  await other.bulk.locator("[data-action='cancel-bulk']").click()
  await context.setOffline(false)
  for (const tab of [studio, other]) {
    await expect(tab.bulk).toHaveAttribute('data-state', 'cancelled')
    await tab.expectSameAsServer()
    expect(await tab.ids()).toEqual(ids)
  }
})

test('what was refused is told in all tabs, and tried again from any', async ({ page, studio, another }) => {
  await studio.open()
  const other = await another()
  const ids = await studio.ids()
  await misbehave(page, (write) => refuse(write, ids.slice(0, 2)))
  await studio.selectFirst(5)
  await studio.bulkAct('unpublish')
  for (const tab of [studio, other]) {
    await expect(tab.bulk).toHaveAttribute('data-state', 'finished')
    await expect(tab.bulk).toHaveAttribute('data-failed', '2')
  }
  await behave(page)
  await other.bulk.locator("[data-action='retry-failed']").click()
  for (const tab of [studio, other]) {
    await expect(tab.bulk).toHaveAttribute('data-failed', '0')
    await expect(tab.bulk).toHaveAttribute('data-done', '5')
    await tab.expectSameAsServer()
  }
})

test('a tab that is reloaded takes its turn behind the others', async ({ page, studio, another, writes }) => {
  await studio.open()
  const other = await another()
  const [first] = await lock(page)
  const [a, b] = await studio.ids()
  await hold(page)
  await studio.act(a, 'delete')
  await sent(writes, 1)
  await waiting(other, 1)
  await page.reload()
  await expect.poll(() => lock(page), 'the other tab has the lock').not.toContain(first)
  await behave(page)
  await studio.act(b, 'delete')
  await studio.expectSameAsServer()
  await other.expectSameAsServer()
  expect(keysOf(other.writes).length).toBe(2)
  expect(keysOf(writes).length).toBe(1)
})

test('without the lock of the browser each tab sends its own, and nothing is done twice', async ({
  context,
  studio,
  another,
}) => {
  await context.addInitScript(() => Object.defineProperty(Navigator.prototype, 'locks', { value: undefined }))
  await studio.open()
  const other = await another()
  const before = await studio.revision()
  const ids = await studio.ids()
  await context.setOffline(true)
  await studio.act(ids[0], 'delete')
  await other.act(ids[1], 'delete')
  await waiting(studio, 1)
  await waiting(other, 1)
  await context.setOffline(false)
  await studio.expectSameAsServer()
  await other.expectSameAsServer()
  expect((await other.revision()) - before).toBe(2)
})

test('a tab that hears no other leaves the lock where it is @once', async ({ context, page, studio, another }) => {
  test.setTimeout(60_000)
  await studio.open()
  await context.addInitScript(() => {
    // This tab is deaf, to itself too.
    BroadcastChannel.prototype.addEventListener = () => {}
    window.__stolen = 0
    const request = LockManager.prototype.request
    LockManager.prototype.request = function (name, options, granted) {
      if (options?.steal) window.__stolen += 1
      return request.call(this, name, options, granted)
    }
  })
  const deaf = await another()
  const warned = deaf.page.waitForEvent('console', { predicate: (it) => it.text().includes('hears no other') })
  const [holder] = await lock(page)
  const ids = await studio.ids()
  await hold(page)
  await deaf.act(ids[0], 'delete')
  await waiting(studio, 1)
  await warned
  expect(await deaf.page.evaluate(() => window.__stolen)).toBe(0)
  expect((await lock(page))[0]).toBe(holder)
  await behave(page)
  await studio.expectSameAsServer()
})
