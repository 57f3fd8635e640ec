// The built page in Chromium: from a click to its paint, rows drawn, bulk operations, opening, size;
// the first three beside a page in React, in the same run.
// Run: cargo xtask bench page

import { chromium } from '@playwright/test'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { launchOptions } from '../chromium.mjs'
import { api, startServer } from '../server.mjs'
import { Studio } from '../studio.mjs'
import { waitInstalled, waitKept } from '../kept.mjs'
import { hands } from './hands.mjs'
import { bench, figure, firstClick, median, table } from './measure.mjs'
import { restore, startPeer } from './peer.mjs'

const RUNS = Number(process.env.RUNS ?? 21)
const OPENINGS = Number(process.env.OPENINGS ?? 5)
const BULK_RUNS = Number(process.env.BULK_RUNS ?? 5)
const SIZES = [1_000, 10_000]
/** What is measured of each opening. */
const STARTS = ['paint', 'rows', 'controls', 'click', 'again', 'offline']
const SAVED = "[data-role='sync-status'][data-pending='0']"
const FINISHED = "[data-role='bulk-progress'][data-state='finished']"

const peer = await startPeer()
const server = await startServer()
/** The pages that are compared, by the servers that serve them. */
const PAGES = [['Course Studio', server], ['React peer', peer]]
const options = launchOptions()
options.args.push('--enable-precise-memory-info', '--js-flags=--expose-gc')
const browser = await chromium.launch(options)
const parts = { opening, single, bulk, hands: underHands, weight }
try {
  // `PARTS=opening,weight` measures these alone.
  for (const part of process.env.PARTS?.split(',') ?? Object.keys(parts)) await parts[part]()
} finally {
  await browser.close()
  await server.stop()
  await peer.stop()
}

/** A page of its own that shows a course of so many videos. */
async function open(count, at = server, before) {
  await api(at, '/_test/reset', { method: 'POST', body: { count, seed: 1 } })
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  const page = await context.newPage()
  await page.addInitScript(bench)
  if (before) await page.addInitScript(before)
  page.session = await context.newCDPSession(page)
  await page.session.send('Performance.enable', { timeDomain: 'threadTicks' })
  const studio = new Studio(page, at)
  await studio.open()
  await page.waitForFunction(
    (count) => document.querySelector("[data-role='video-count']").dataset.count === String(count),
    count,
  )
  return { page, studio, close: () => context.close() }
}

/** Rows that are dragged, and the palette. */
async function underHands() {
  const { page, studio, close } = await open(10_000)
  await hands({ page, studio })
  await close()
}

/** Opening a course: without anything kept, again with what the browser has kept, and without a network. */
async function opening() {
  const rows = []
  for (const count of SIZES) {
    const results = PAGES.map(() => ({}))
    for (let run = 0; run < OPENINGS; run += 1) {
      // In turn, so that both meet the same moods of the machine.
      for (const [at, [, of]] of PAGES.entries()) {
        for (const [name, ms] of Object.entries(await openings(count, of))) (results[at][name] ??= []).push(ms)
      }
    }
    for (const [at, [name]] of PAGES.entries()) {
      const middle = (what) => (results[at][what] ? figure(median(results[at][what]), 'ms') : 'nothing')
      rows.push([count.toLocaleString('en'), name, ...STARTS.map(middle)])
    }
  }
  print(`Opening a course, from navigation (median of ${OPENINGS}; target: not later than the peer)`, [
    'videos', 'page', 'first paint', 'first rows', 'with controls', 'first click done', 'again: first rows',
    'offline: first rows',
  ], rows)
}

async function openings(count, at) {
  const first = await open(count, at)
  const opened = { paint: await starts(first.page, 'firstPaint'), rows: await starts(first.page, 'firstRow') }
  opened.controls = await starts(first.page, 'firstControl')
  if (at === server) {
    await waitInstalled(first.page)
    await waitKept(first.page)
  }
  await first.page.reload()
  opened.again = await starts(first.page, 'firstRow')
  if (at === server) {
    await first.page.context().setOffline(true)
    await first.page.reload()
    opened.offline = await starts(first.page, 'firstRow')
  }
  await first.close()
  const clicked = await open(count, at, firstClick)
  opened.click = await clicked.page.evaluate(() => window.__firstClick)
  await clicked.close()
  return opened
}

/** When something was painted for the first time, counted from the navigation. */
function starts(page, what) {
  return page.evaluate((what) => window.__bench[what], what)
}

/** The page's main thread's processor time so far, in milliseconds: what a busy machine does not stretch. */
async function busy(page) {
  const { metrics } = await page.session.send('Performance.getMetrics')
  return 1_000 * metrics.find(({ name }) => name === 'TaskDuration').value
}

async function single() {
  const rows = []
  const made = new Set()
  for (const count of SIZES) {
    const pages = await Promise.all(PAGES.map(async ([name, at]) => ({ name, ...(await open(count, at)) })))
    for (const [what, action] of [['nothing (floor)'], ['toggle', 'toggle'], ['delete', 'delete']]) {
      const results = pages.map(() => [])
      for (let run = 0; run < RUNS; run += 1) {
        // In turn, so that both meet the same moods of the machine.
        for (const [at, page] of pages.entries()) results[at].push(await click(page, action, run))
      }
      for (const [at, { name }] of pages.entries()) {
        const middle = (figure) => median(results[at].map((result) => result[figure]))
        rows.push([
          count.toLocaleString('en'),
          what,
          name,
          figure(middle('painted'), 'ms'),
          figure(Math.max(...results[at].map(({ painted }) => painted)), 'ms'),
          figure(middle('busy'), 'ms'),
          figure(middle('rows')),
          results[at].reduce((sum, { longTasks }) => sum + longTasks, 0),
        ])
      }
    }
    for (const { name, studio, close } of pages) {
      await agree(studio)
      made.add(`${name} ${await studio.rows.count()} rows of ${await elements(studio)} elements`)
      await close()
    }
  }
  print(`From a click to its paint (median of ${RUNS}; target: within one frame, 16.7 ms, of the floor)`, [
    'videos', 'action', 'page', 'to paint', 'worst', 'CPU', 'rows drawn', 'long tasks',
  ], rows)
  console.log(`
In the page: ${[...made].join('; ')}. CPU: the main thread's, until 100 ms after the
paint; the peer's has the whole list in it, read again after each change as its guide advises.`)
}

/** One click on a control of a row near the top, or on what does nothing. */
async function click({ page, studio }, action, run) {
  const ids = await studio.ids()
  const selector = action ? `[data-video-id='${ids[3 + (run % 5)]}'] [data-action='${action}']` : 'h1'
  const before = await busy(page)
  const result = await page.evaluate((selector) => window.__bench.click(selector), selector)
  result.busy = (await busy(page)) - before
  await page.locator(SAVED).waitFor()
  return result
}

/** Fails where a page shows another number of videos than its server has: it was fast at nothing. */
async function agree(studio) {
  const [shown, { total }] = [await studio.videoCount(), await api(studio.server, '/courses/c1/videos?limit=1')]
  if (shown !== total) throw new Error(`${studio.server.url}: ${shown} videos are shown, ${total} are there`)
}

/** How many elements a row is made of. */
function elements(studio) {
  return studio.rows.first().evaluate((row) => row.querySelectorAll('*').length + 1)
}

async function bulk() {
  const rows = []
  for (const k of [1_000, 5_000, 10_000]) {
    for (const [name, at] of PAGES) {
      const opened = await open(10_000, at)
      const results = []
      const held = []
      for (let round = 0; round < BULK_RUNS; round += 1) {
        results.push(await deleteFirst(opened, k))
        held.push(await memory(opened.page))
      }
      await opened.close()
      const middle = (name) => median(results.map((result) => result[name]))
      rows.push([
        `${k.toLocaleString('en')} of 10,000`,
        name,
        figure(middle('painted'), 'ms'),
        figure(middle('longestFrame'), 'ms'),
        `${median(results.map(({ longTasks }) => longTasks))} (${figure(middle('longestTask'), 'ms')})`,
        figure(middle('settled'), 'ms'),
        figure(median(results.map(({ moves, settled }) => (1_000 * moves) / settled)), 'a second'),
        k === 5_000 ? figure(middle('toggled'), 'ms') : '',
        held.map(({ heap, wasm }) => `${heap} + ${wasm}`).join(', '),
      ])
    }
  }
  print(`Bulk deletion (median of ${BULK_RUNS}; targets: painted within 50 ms, no long task, settled within 2 s)`, [
    'videos', 'page', 'to paint', 'longest frame', 'long tasks (longest)', 'settled', 'progress moves',
    'a toggle meanwhile, to settled', 'JS heap + wasm after each run, MB',
  ], rows)
}

/** Deletes the first videos and takes that back, so that the next run meets the same course. */
async function deleteFirst(opened, k) {
  const { page, studio } = opened
  await studio.selectFirst(k)
  const result = await page.evaluate(
    ([selector, until, meanwhile]) => window.__bench.click(selector, until, meanwhile),
    ["[data-action='bulk-delete']", `${FINISHED}[data-done='${k}']`, k === 5_000 ? 60 : 0],
  )
  await page.locator(SAVED).waitFor()
  await agree(studio)
  await (studio.server === peer ? restore(opened) : undo(page, k))
  await page.locator("[data-role='video-count'][data-count='10000']").waitFor()
  await page.locator(SAVED).waitFor()
  const dismiss = page.locator("[data-action='dismiss-bulk']").first()
  while (await studio.bulk.count()) await dismiss.click()
  return result
}

/** Takes a bulk operation back as its author would. */
async function undo(page, k) {
  await page.locator("[data-action='undo-last']").click()
  if (k === 5_000) {
    // The toggle came last: it is taken back first.
    await page.locator(SAVED).waitFor()
    await page.locator("[data-action='undo-last']").click()
  }
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

/** What a first visit loads, as brotli sends it: until the first rows, and after them. */
async function weight() {
  const dist = process.env.STUDIO_DIST ?? fileURLToPath(new URL('../../../dist', import.meta.url))
  const sizes = { html: 0, wasm: 0, js: 0, later: 0 }
  for (const name of await readdir(dist)) {
    const kind = /(worker\.js|_later\.wasm)\.br$/.test(name) ? 'later' : /\.(html|wasm|js)\.br$/.exec(name)?.[1]
    if (kind) sizes[kind] += (await stat(join(dist, name))).size
  }
  const { html, wasm, js, later } = sizes
  print('Size, brotli (promised: wasm and JavaScript until the first rows at most 290 KB)', [
    'wasm', 'JavaScript', 'together', 'the page with its styles', 'after the first rows',
  ], [[wasm, js, wasm + js, html, later].map((bytes) => figure(bytes / 1_000, 'KB'))])
}

function print(title, heads, rows) {
  console.log(`\n${title}\n\n${table(heads, rows)}`)
}
