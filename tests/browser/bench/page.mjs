// The built page in Chromium: from a click to its paint, rows drawn, bulk operations, opening, size.
// Run: cargo xtask bench page

import { chromium } from '@playwright/test'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { launchOptions } from '../chromium.mjs'
import { api, startServer } from '../server.mjs'
import { Studio } from '../studio.mjs'
import { bench, figure, median, table } from './measure.mjs'

const RUNS = Number(process.env.RUNS ?? 21)
const BULK_RUNS = Number(process.env.BULK_RUNS ?? 5)
const SIZES = [1_000, 10_000]
const SAVED = "[data-role='sync-status'][data-pending='0']"
const FINISHED = "[data-role='bulk-progress'][data-state='finished']"

const server = await startServer()
const options = launchOptions()
options.args.push('--enable-precise-memory-info', '--js-flags=--expose-gc')
const browser = await chromium.launch(options)
try {
  await opening()
  await single()
  await bulk()
  await weight()
} finally {
  await browser.close()
  await server.stop()
}

/** A page of its own that shows a course of so many videos. */
async function open(count) {
  await api(server, '/_test/reset', { method: 'POST', body: { count, seed: 1 } })
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  const page = await context.newPage()
  await page.addInitScript(bench)
  page.session = await context.newCDPSession(page)
  await page.session.send('Performance.enable', { timeDomain: 'threadTicks' })
  const studio = new Studio(page, server)
  await studio.open()
  await page.waitForFunction(
    (count) => document.querySelector("[data-role='video-count']").dataset.count === String(count),
    count,
  )
  return { page, studio, close: () => context.close() }
}

async function opening() {
  const rows = []
  for (const count of SIZES) {
    const cold = []
    const warm = []
    let inPage
    for (let run = 0; run < 5; run += 1) {
      const { page, studio, close } = await open(count)
      cold.push(await firstRows(page))
      await page.reload()
      await studio.rows.first().waitFor()
      warm.push(await firstRows(page))
      inPage = await studio.rows.count()
      await close()
    }
    rows.push([count.toLocaleString('en'), figure(median(cold), 'ms'), figure(median(warm), 'ms'), inPage])
  }
  print('Opening a course (from navigation to the first rows; target 1 s warm, 2 s cold)', [
    'videos', 'cold', 'warm', 'rows in the page (at most 60)',
  ], rows)
}

/** When the first row was painted, counted from the navigation. */
function firstRows(page) {
  return page.evaluate(() => window.__bench.firstRow)
}

/** The page's main thread's processor time so far, in milliseconds: what a busy machine does not stretch. */
async function busy(page) {
  const { metrics } = await page.session.send('Performance.getMetrics')
  return 1_000 * metrics.find(({ name }) => name === 'TaskDuration').value
}

async function single() {
  const rows = []
  for (const count of SIZES) {
    const { page, studio, close } = await open(count)
    const measure = async (name, action) => {
      const results = []
      for (let run = 0; run < RUNS; run += 1) {
        const ids = await studio.ids()
        const selector = action ? `[data-video-id='${ids[3 + (run % 5)]}'] [data-action='${action}']` : 'h1'
        const before = await busy(page)
        const result = await page.evaluate((selector) => window.__bench.click(selector), selector)
        results.push({ ...result, busy: (await busy(page)) - before })
        await page.locator(SAVED).waitFor()
      }
      const painted = median(results.map(({ painted }) => painted))
      rows.push([
        count.toLocaleString('en'),
        name,
        figure(painted, 'ms'),
        figure(Math.max(...results.map(({ painted }) => painted)), 'ms'),
        figure(median(results.map(({ busy }) => busy)), 'ms'),
        figure(median(results.map(({ rows }) => rows))),
        results.reduce((sum, { longTasks }) => sum + longTasks, 0),
      ])
    }
    await measure('nothing (floor)')
    await measure('toggle', 'toggle')
    await measure('delete', 'delete')
    await close()
  }
  print(`From a click to its paint (median of ${RUNS}; target: within one frame, 16.7 ms, of the floor)`, [
    'videos', 'action', 'to paint', 'worst', 'CPU', 'rows drawn', 'long tasks',
  ], rows)
}

async function bulk() {
  const rows = []
  for (const k of [1_000, 5_000, 10_000]) {
    const { page, studio, close } = await open(10_000)
    const results = []
    const held = []
    for (let round = 0; round < BULK_RUNS; round += 1) {
      await studio.selectFirst(k)
      const result = await page.evaluate(
        ([selector, until, meanwhile]) => window.__bench.click(selector, until, meanwhile),
        ["[data-action='bulk-delete']", `${FINISHED}[data-done='${k}']`, k === 5_000 ? 60 : 0],
      )
      await page.locator(SAVED).waitFor()
      results.push(result)
      // Back, so that the next run meets the same course.
      await page.locator("[data-action='undo-last']").click()
      if (k === 5_000) {
        // The toggle came last: it is taken back first.
        await page.locator(SAVED).waitFor()
        await page.locator("[data-action='undo-last']").click()
      }
      await page.locator("[data-role='video-count'][data-count='10000']").waitFor()
      await page.locator(SAVED).waitFor()
      const dismiss = page.locator("[data-action='dismiss-bulk']").first()
      while (await page.locator("[data-role='bulk-progress']").count()) await dismiss.click()
      held.push(await memory(page))
    }
    const middle = (name) => median(results.map((result) => result[name]))
    rows.push([
      `${k.toLocaleString('en')} of 10,000`,
      figure(middle('painted'), 'ms'),
      figure(middle('longestFrame'), 'ms'),
      `${median(results.map(({ longTasks }) => longTasks))} (${figure(middle('longestTask'), 'ms')})`,
      figure(middle('settled'), 'ms'),
      figure(median(results.map(({ moves, settled }) => (1_000 * moves) / settled)), 'a second'),
      k === 5_000 ? figure(middle('toggled'), 'ms') : '',
      held.map(({ heap, wasm }) => `${heap} + ${wasm}`).join(', '),
    ])
    await close()
  }
  print(`Bulk deletion (median of ${BULK_RUNS}; targets: painted within 50 ms, no long task, settled within 2 s)`, [
    'videos', 'to paint', 'longest frame', 'long tasks (longest)', 'settled', 'progress moves',
    'a toggle meanwhile, to settled', 'JS heap + wasm after each run, MB',
  ], rows)
}

/** JS heap after a collection, and wasm memory, in MB. */
async function memory(page) {
  return page.evaluate(async () => {
    window.gc?.()
    await new Promise((resolve) => setTimeout(resolve, 200))
    window.gc?.()
    const wasm = (await window.wasmBindings?.default?.())?.memory.buffer.byteLength ?? 0
    const megabytes = (bytes) => (bytes / 1e6).toFixed(1)
    return { heap: megabytes(performance.memory.usedJSHeapSize), wasm: megabytes(wasm) }
  })
}

/** What a first visit loads, as brotli sends it. */
async function weight() {
  const dist = process.env.STUDIO_DIST ?? fileURLToPath(new URL('../../../dist', import.meta.url))
  const sizes = { wasm: 0, js: 0, css: 0 }
  for (const name of await readdir(dist)) {
    const kind = /\.(wasm|js|css)\.br$/.exec(name)?.[1]
    if (kind) sizes[kind] += (await stat(join(dist, name))).size
  }
  const kilobytes = (bytes) => figure(bytes / 1_000, 'KB')
  print('Size, brotli (promised: wasm and JavaScript together at most 250 KB)', [
    'wasm', 'JavaScript', 'together', 'CSS',
  ], [[kilobytes(sizes.wasm), kilobytes(sizes.js), kilobytes(sizes.wasm + sizes.js), kilobytes(sizes.css)]])
}

function print(title, heads, rows) {
  console.log(`\n${title}\n\n${table(heads, rows)}`)
}
