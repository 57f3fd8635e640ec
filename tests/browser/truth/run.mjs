import { recordFrames, stopFrames } from '../frames.mjs'
import { api } from '../server.mjs'
import { Studio } from '../studio.mjs'
import { instrument } from './instrument.mjs'
import { judge } from './oracle.mjs'
import { schedule } from './schedule.mjs'

export const KINDS = [
  { name: 'A', perItem: 1 },
  { name: 'B', perItem: 2 },
]
export const NETWORKS = [
  { name: 'refused', lose: 0 },
  { name: 'refused or lost', lose: 0.3 },
]
const VIDEOS = 20
const SETTLED_WITHIN_MS = 60_000

/** Runs one schedule in a page of its own, and judges it. */
export async function runSchedule(browser, server, { seed, perItem, lose, batch }) {
  await api(server, '/_test/reset', { method: 'POST', body: { count: VIDEOS, seed } })
  const context = await browser.newContext({ viewport: { width: 1280, height: 1400 } })
  try {
    const page = await context.newPage()
    await instrument(page, { seed: seed + 1_000, refuse: 0.2, lose, minMs: 50, maxMs: 800 })
    const studio = new Studio(page, server, { batch })
    await studio.open()
    const initial = await studio.serverVideos()
    const clicks = schedule(seed, initial.map(({ id }) => id), perItem)
    await recordFrames(page)
    await page.evaluate((clicks) => window.__click(clicks), clicks)
    await page
      .waitForFunction(
        (count) =>
          window.__truth.clicks.length === count &&
          document.querySelector("[data-role='sync-status']").dataset.pending === '0',
        clicks.length,
        { timeout: SETTLED_WITHIN_MS },
      )
      .catch(() => undefined)
    const frames = await stopFrames(page)
    const { pending } = await studio.syncStatus()
    const truth = await page.evaluate(() => window.__truth)
    const evidence = { initial, frames, truth, server: await studio.serverVideos() }
    return { verdict: judge({ ...evidence, pending }), evidence }
  } finally {
    await context.close()
  }
}
