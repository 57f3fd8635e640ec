import { recordFrames, stopFrames } from '../frames.mjs'
import { api } from '../server.mjs'
import { Studio } from '../studio.mjs'
import { instrument } from './instrument.mjs'
import { judgePages } from './pages-oracle.mjs'
import { scheduleOfPages } from './schedule.mjs'

/** Whose page each is: two tabs of one author, two of another. */
const AUTHORS = [0, 0, 1, 1]
const VIDEOS = 12
const VIEW = { width: 900, height: 1_000 }
const SETTLED_WITHIN_MS = 60_000

/** Runs one schedule of two authors with two tabs each, and judges every frame of all their pages. */
export async function runPages(browser, server, { seed, lose, batch }) {
  await api(server, '/_test/reset', { method: 'POST', body: { count: VIDEOS, seed } })
  const contexts = await Promise.all([0, 1].map(() => browser.newContext({ viewport: VIEW })))
  let stream
  try {
    const studios = []
    for (const author of AUTHORS) {
      const page = await openWindow(contexts[author])
      const fates = { seed: seed + 1_000 * studios.length, refuse: 0.2, lose, minMs: 50, maxMs: 800 }
      await instrument(page, fates)
      const studio = new Studio(page, server, { batch })
      await studio.open()
      studios.push(studio)
    }
    const { items: initial, revision } = await api(server, '/courses/c1/videos')
    stream = await follow(browser, server, revision)
    const clicks = scheduleOfPages(seed, initial.map(({ id }) => id), AUTHORS.length)
    const start = Date.now() + 500
    await Promise.all(
      studios.map(async ({ page }, at) => {
        await recordFrames(page)
        await page.evaluate(
          ([clicks, start]) => window.__click(clicks, start),
          [clicks.filter((click) => click.page === at), start],
        )
      }),
    )
    await Promise.all(studios.map(({ page }, at) => settled(page, clicks.filter((click) => click.page === at).length)))
    const { items } = await api(server, '/courses/c1/videos')
    await Promise.all(studios.map(({ page }) => shows(page, items.map(({ id }) => id))))
    const pages = await Promise.all(
      studios.map(async (studio, at) => ({
        author: AUTHORS[at],
        frames: await stopFrames(studio.page),
        truth: await studio.page.evaluate(() => window.__truth),
        origin: await studio.page.evaluate(() => performance.timeOrigin),
        pending: (await studio.syncStatus()).pending,
      })),
    )
    const evidence = { initial, pages, history: await stream.changes(), server: await studios[0].serverVideos() }
    return { verdict: judgePages(evidence), evidence }
  } finally {
    await stream?.close()
    for (const context of contexts) await context.close()
  }
}

/** A page in a window of its own: one behind another is drawn once a second. */
async function openWindow(context) {
  const [first] = context.pages()
  if (!first) return context.newPage()
  const page = context.waitForEvent('page')
  const size = `width=${VIEW.width},height=${VIEW.height}`
  await first.evaluate((size) => void window.open('about:blank', '_blank', `popup,noopener,${size}`), size)
  return page
}

/** Until all was clicked and all is done; however that ends, it is judged. */
async function settled(page, count) {
  const done = (count) =>
    window.__truth.clicks.length === count &&
    document.querySelector("[data-role='sync-status']").dataset.pending === '0'
  await page.waitForFunction(done, count, { timeout: SETTLED_WITHIN_MS }).catch(() => undefined)
}

/** Until the page shows these videos, in this order. */
async function shows(page, ids) {
  const same = (ids) =>
    Array.from(document.querySelectorAll('[data-video-id]'), (row) => row.dataset.videoId).join() === ids
  await page.waitForFunction(same, ids.join(), { timeout: SETTLED_WITHIN_MS }).catch(() => undefined)
}

/** What the server does from now on, by its own word: `[{ at, told, revision, key, id, shown }]`. */
async function follow(browser, server, revision) {
  const page = await browser.newPage()
  await page.goto(`${server.url}/api/health`)
  await page.evaluate(async (revision) => {
    window.__changes = []
    const socket = new WebSocket(`/api/events?since=${revision}`)
    socket.onmessage = ({ data }) => {
      const { type, key, revision, video, at } = JSON.parse(data)
      const shown = video?.deletedAt === undefined ? video?.published : 'gone'
      if (type !== 'change') return
      window.__changes.push({ at, told: Date.now(), revision, key, id: video.id, shown })
    }
    await new Promise((resolve, reject) => {
      socket.onopen = resolve
      socket.onerror = () => reject(new Error('the events cannot be followed'))
    })
  }, revision)
  return { changes: () => page.evaluate(() => window.__changes), close: () => page.close() }
}
