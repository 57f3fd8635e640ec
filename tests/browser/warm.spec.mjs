import { expect, test } from './fixture.mjs'
import { waitKept } from './kept.mjs'

/** Holds back what a page reads of the API, until it is told otherwise. */
async function holdReads(page) {
  let release
  const held = new Promise((resolve) => (release = resolve))
  await page.route('**/api/courses**', async (route) => {
    await held
    await route.continue().catch(() => {})
  })
  return release
}

test('what was read is shown at once on a later visit, and then as it is now', async ({ page, server, studio, other }) => {
  await studio.open()
  await waitKept(page)
  const [first] = await studio.ids()
  await other.open()
  await other.act(first, 'delete')
  await other.waitSaved()
  const release = await holdReads(page)
  await page.reload()
  // The page of before, since the server has not answered; what is changed there is done.
  await expect(studio.rows).toHaveCount(20)
  const ids = await studio.ids()
  expect(ids).toContain(first)
  await studio.act(ids[1], 'toggle')
  release()
  await expect(studio.rows).toHaveCount(19)
  await studio.expectSameAsServer()
})

test('what is pending is shown over what was kept @once', async ({ page, studio }) => {
  await studio.open()
  await waitKept(page)
  const ids = await studio.ids()
  await page.route('**/api/**', (route) => route.abort())
  await studio.act(ids[0], 'delete')
  await expect(studio.sync).toHaveAttribute('data-pending', '1')
  // A row that is gone must not be seen again, not for a frame.
  await page.addInitScript((id) => {
    window.seen = 0
    new MutationObserver(() => (window.seen += document.querySelectorAll(`[data-video-id='${id}']`).length)).observe(
      document,
      { childList: true, subtree: true },
    )
  }, ids[0])
  await page.reload()
  await expect(studio.rows).toHaveCount(19)
  await expect(studio.sync).toHaveAttribute('data-pending', '1')
  expect(await page.evaluate(() => window.seen)).toBe(0)
  await page.unroute('**/api/**')
  await studio.waitSaved()
  await studio.expectSameAsServer()
})

/** What is written in the place of the time, the bytes and the version of what was kept. */
for (const [name, spoil] of Object.entries({
  'is of another form': [0, 0, 1],
  'is not whole': [0, 1, 0],
  'says nothing of itself': [NaN, NaN, NaN],
})) {
  test(`what was kept and ${name} is dropped without a word @once`, async ({ page, studio }) => {
    await studio.open()
    await waitKept(page)
    await page.evaluate(
      (spoil) =>
        new Promise((resolve) => {
          const open = indexedDB.open('course-studio-kept')
          open.onsuccess = () => {
            const transaction = open.result.transaction('about', 'readwrite')
            const about = transaction.objectStore('about')
            about.openCursor().onsuccess = ({ target: { result: cursor } }) => {
              if (!cursor) return
              const changed = cursor.value.map((number, at) => number + spoil[at])
              about.put(changed.some(Number.isNaN) ? '?' : changed, cursor.key)
              cursor.continue()
            }
            transaction.oncomplete = () => (open.result.close(), resolve())
          }
        }),
      spoil,
    )
    const release = await holdReads(page)
    await page.reload()
    await expect(page.locator("[data-role='loading']").first()).toBeVisible()
    await expect(page.locator('main')).toBeVisible()
    await expect(studio.rows).toHaveCount(0)
    release()
    await expect(studio.rows).toHaveCount(20)
    await expect(page.locator("[data-role='banner']")).toHaveCount(0)
  })
}

test('a course is read once when the page starts, and not before it is needed again @once', async ({ page, studio }) => {
  const reads = []
  page.on('request', (request) => {
    if (/\/api\/courses/.test(request.url())) reads.push(new URL(request.url()).pathname)
  })
  await studio.open()
  await studio.act((await studio.ids())[0], 'toggle')
  await studio.waitSaved()
  expect(reads.sort()).toEqual(['/api/courses', '/api/courses/c1/videos'])
})
