import { expect, test } from './fixture.mjs'
import { behave, hold, misbehave } from './faults.mjs'
import { rows } from './logged.mjs'
import { readWrite } from './writes.mjs'

test('a storage that never opens holds the first change up for three seconds at most', async ({ page, studio }) => {
  await page.addInitScript(() => {
    IDBFactory.prototype.open = () => new EventTarget()
  })
  const sent = []
  page.on('request', (request) => {
    if (request.method() !== 'GET' && request.url().includes('/api/')) sent.push(Date.now())
  })
  await studio.open()
  const [id] = await studio.ids()
  const clicked = Date.now()
  await studio.act(id, 'delete')
  await studio.waitSaved()
  expect(sent[0] - clicked).toBeLessThan(3_500)
  await expect(page.locator("[data-role='banner'][data-kind='not-stored']")).toBeVisible()
  await expect(studio.row(id)).toHaveCount(0)
  await studio.expectSameAsServer()
})

/** Keeps the log's database to itself, as a page does that the system stops while it writes; for the page. */
function keepDatabase() {
  return new Promise((kept) => {
    const open = indexedDB.open('course-studio')
    open.onsuccess = () => {
      const log = open.result.transaction('log', 'readwrite').objectStore('log')
      const again = () => {
        log.get('nothing').onsuccess = again
        kept()
      }
      again()
    }
  })
}

test('a page that keeps the database to itself holds changes up for ten seconds at most', async ({
  context,
  page,
  server,
  studio,
}) => {
  test.slow()
  await studio.open()
  const [id, other] = await studio.ids()
  const stopped = await context.newPage()
  await stopped.goto(`${server.url}/api/health`)
  await stopped.evaluate(keepDatabase)
  const clicked = Date.now()
  await studio.act(id, 'delete')
  await expect(page.locator("[data-role='banner'][data-kind='not-stored']")).toContainText('does not answer', { timeout: 15_000 })
  await studio.waitSaved()
  expect(Date.now() - clicked).toBeGreaterThan(9_000)
  await studio.expectSameAsServer()
  // The next one does not wait.
  await studio.act(other, 'delete')
  await studio.waitSaved()
  // What was given up is not there later: it would be done once more.
  await stopped.close()
  await page.reload()
  await expect(studio.rows.first()).toBeVisible()
  expect(await rows(page)).toEqual([])
  await studio.expectSameAsServer()
})

test('a database that the browser drops is written anew, and the author is told', async ({
  context,
  page,
  server,
  studio,
}) => {
  await studio.open()
  const ids = await studio.ids()
  await misbehave(page, () => ({ 'latency-ms': 4_000 }))
  await studio.act(ids[0], 'delete')
  await expect.poll(() => rows(page)).toHaveLength(1)
  const browser = await context.newCDPSession(page)
  const notice = page.locator("[data-role='banner'][data-kind='not-stored']")
  await browser.send('Storage.clearDataForOrigin', { origin: server.url, storageTypes: 'indexeddb' })
  await expect(notice).toBeVisible()
  await studio.act(ids[1], 'toggle')
  // It opens again by itself, and holds everything that waits.
  await expect.poll(async () => JSON.stringify(await rows(page)).split('delete').length > 1).toBe(true)
  await expect(notice).toHaveCount(0)
  await studio.waitSaved()
  await studio.expectSameAsServer()
})

/** Presses controls, and goes away in the same moment as an author does who is quicker than the page. */
async function pressAndLeave(page, controls, leave) {
  const left = page.waitForEvent('framenavigated')
  const pressed = controls.map((control) => control.elementHandle())
  await page.evaluate(([leave, ...pressed]) => {
    for (const control of pressed) control.click()
    location[leave](location.href)
  }, [leave, ...(await Promise.all(pressed))])
  await left
}

test.describe('a thousand videos', () => {
  test.use({ count: 1_000 })

  for (const leave of ['reload', 'assign']) {
    test(`what is done in the moment before a page ends is not lost: ${leave}`, async ({ page, studio }) => {
      await studio.open()
      const { length } = await studio.serverVideos()
      const [first, second] = await studio.ids()
      await studio.selectFirst(1_000)
      await page.route('**/api/**', (route) => (readWrite(route.request()) ? route.abort() : route.continue()))
      const publish = page.locator("[data-action='bulk-publish']")
      const remove = studio.row(first).locator("[data-action='delete']")
      await pressAndLeave(page, [publish, remove], leave)
      await expect(studio.rows.first()).toBeVisible()
      await behave(page)
      await studio.waitSaved()
      const videos = await studio.serverVideos()
      expect(videos).toHaveLength(length - 1)
      expect(videos.filter(({ published }) => !published)).toHaveLength(0)
      expect(videos.map(({ id }) => id)).toContain(second)
    })
  }
})

test('what was stored before a reload with an open write goes on', async ({ page, studio }) => {
  await studio.open()
  const ids = await studio.ids()
  await misbehave(page, () => ({ 'latency-ms': 2_000 }))
  for (const id of ids.slice(0, 5)) await studio.act(id, 'toggle')
  await expect.poll(async () => (await rows(page)).length).toBeGreaterThan(0)
  await page.reload()
  await expect(studio.rows.first()).toBeVisible()
  await studio.waitSaved()
  await studio.expectSameAsServer()
})

test('the first rows that are drawn have what an earlier visit has left, however late the log is read', async ({
  context,
  page,
  studio,
  optimism,
}) => {
  await studio.open()
  const ids = (await studio.ids()).slice(0, 3)
  await hold(page)
  for (const id of ids) await studio.act(id, 'delete')
  await expect.poll(async () => (await rows(page)).length).toBeGreaterThan(0)
  await expect.poll(async () => JSON.stringify(await rows(page)).split('delete').length - 1).toBe(3)
  await context.addInitScript(() => {
    // The log waits for the lock, and the rows do not.
    const request = LockManager.prototype.request
    LockManager.prototype.request = async function (...all) {
      await new Promise((resolve) => setTimeout(resolve, 1_000))
      return request.apply(this, all)
    }
    const look = () => {
      const rows = document.querySelectorAll('[data-video-id]')
      if (rows.length) window.__first = rows.length
      else requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
  })
  await page.reload()
  await expect(studio.rows.first()).toBeVisible()
  expect(await page.evaluate(() => window.__first)).toBe(optimism === 'on' ? 17 : 20)
  await expect(studio.sync).toHaveAttribute('data-pending', '3')
})
