import { expect, test } from './fixture.mjs'
import { rewriteKept, waitKept } from './kept.mjs'

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

for (const [name, spoil] of Object.entries({
  'is of another form': ([at, bytes, version]) => [at, bytes, version + 1],
  'is not whole': ([at, bytes, version]) => [at, bytes + 1, version],
  'says nothing of itself': () => '?',
})) {
  test(`what was kept and ${name} is dropped without a word @once`, async ({ page, studio }) => {
    await studio.open()
    await waitKept(page)
    await rewriteKept(page, spoil)
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
    const { pathname, search } = new URL(request.url())
    if (pathname.startsWith('/api/courses')) reads.push(pathname + search)
  })
  await studio.open()
  await studio.act((await studio.ids())[0], 'toggle')
  await studio.waitSaved()
  // What can be read first, and then the whole of it.
  expect(reads.sort()).toEqual(['/api/courses', '/api/courses/c1/videos', '/api/courses/c1/videos?limit=30'])
})
