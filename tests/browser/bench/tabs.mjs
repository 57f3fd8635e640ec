// Several tabs of one author, and another author: how soon one sees what the other does, and whether
// anything is lost or done twice when the tab that sends ends in any way.
// Run: node tests/browser/bench/tabs.mjs [TAKE_OVERS] [CRASHES] [CLICKS]

import { chromium, expect } from '@playwright/test'
import { launchOptions } from '../chromium.mjs'
import { api, startServer } from '../server.mjs'
import { Studio } from '../studio.mjs'

const [TAKE_OVERS, CRASHES, CLICKS] = [200, 300, 100].map((count, at) => Number(process.argv[2 + at] ?? count))
const COUNT = 40

const browser = await chromium.launch(launchOptions())
const server = await startServer()
const random = mulberry32(7)
let wrong = 0
try {
  await latency()
  await ends('Take-overs: the tab that sends is closed, crashes or stands still', TAKE_OVERS, ['close', 'crash', 'stop'])
  await ends('Crashes of the renderer while the author works', CRASHES, ['crash'])
} finally {
  await browser.close()
  await server.stop()
}
process.exitCode = wrong ? 1 : 0

/** From a click in one page to the frame that shows it in another. */
async function latency() {
  console.log('| from a click to the frame that shows it | median | 99th of 100 | worst |\n| --- | ---: | ---: | ---: |')
  await reset()
  const own = await browser.newContext()
  const [first, second] = [await open(own), await open(own)]
  await measured('in another tab of the author', first, second)
  const theirs = await browser.newContext()
  await measured('at another author', first, await open(theirs))
  await own.close()
  await theirs.close()
}

async function measured(name, from, to) {
  const ids = await from.ids()
  const times = []
  for (let click = 0; click < CLICKS; click += 1) {
    const id = ids[click % ids.length]
    const before = await to.row(id).getAttribute('data-published')
    const seen = to.page.evaluate(waitForChange, { id, before })
    await to.page.evaluate(() => undefined)
    const clicked = await from.page.evaluate((id) => {
      document.querySelector(`[data-video-id='${id}'] [data-action='toggle']`).click()
      return performance.timeOrigin + performance.now()
    }, id)
    times.push((await seen) - clicked)
    await from.waitSaved()
  }
  times.sort((a, b) => a - b)
  const at = (share) => `${Math.round(times[Math.min(times.length - 1, Math.floor(share * times.length))])} ms`
  console.log(`| ${name} | ${at(0.5)} | ${at(0.99)} | ${at(1)} |`)
}

/** Waits until a row is drawn in another state; for the page. */
function waitForChange({ id, before }) {
  return new Promise((resolve) => {
    const look = () => {
      const row = document.querySelector(`[data-video-id='${id}']`)
      if (row && row.dataset.published !== before) resolve(performance.timeOrigin + performance.now())
      else requestAnimationFrame(look)
    }
    look()
  })
}

/**
 * An author changes titles in two tabs; again and again the tab that sends ends, at a moment by chance,
 * and another is opened. A change that its page has told as stored is done, once, unless a later one of
 * the same video is.
 */
async function ends(name, count, ways) {
  await reset()
  const context = await browser.newContext()
  let tabs = [await open(context), await open(context)]
  const ids = (await tabs[0].ids()).slice(0, 8)
  const start = (await api(server, '/courses/c1/videos?limit=1')).revision
  const changes = []
  const gaps = []
  for (let round = 0; round < count; round += 1) {
    for (let change = 1 + Math.floor(random() * 4); change > 0; change -= 1) {
      const id = ids[Math.floor(random() * ids.length)]
      const tab = tabs[Math.floor(random() * tabs.length)]
      const title = `Title ${round}.${change}`
      const known = { id, title, tab, number: (tab.issued += 1) }
      changes.push(known)
      await tab.typeTitle(id, title)
      await tab.titleInput.press('Enter')
    }
    await new Promise((resolve) => setTimeout(resolve, random() * 60))
    const way = ways[Math.floor(random() * ways.length)]
    const [sender, other] = tabs
    const ended = Date.now()
    await end(sender, way)
    await expect(other.sync).toHaveAttribute('data-pending', '0', { timeout: 30_000 })
    gaps.push([way, Date.now() - ended])
    if (way === 'stop') await sender.page.close()
    tabs = [other, await open(context)]
  }
  const { items, revision } = await api(server, '/courses/c1/videos')
  const isLost = ({ id, title }) => {
    const of = changes.filter((change) => change.id === id)
    const told = of.findLastIndex(({ tab, number }) => number <= tab.told)
    return told >= 0 && !of.slice(told).some((change) => change.title === title)
  }
  const lost = items.filter(isLost).length
  const twice = Math.max(0, revision - start - changes.length)
  wrong += lost + twice
  console.log(`\n${name}: ${count}, with ${changes.length} changes. Lost: ${lost}. Done twice: ${twice}.`)
  for (const way of ways) {
    const times = gaps.filter(([known]) => known === way).map(([, ms]) => ms).sort((a, b) => a - b)
    if (times.length) {
      console.log(`- ${way}, ${times.length} times: all saved after ${times[times.length >> 1]} ms, at most ${times.at(-1)} ms`)
    }
  }
  await context.close()
}

async function end(tab, way) {
  if (way === 'close') await tab.page.close()
  if (way === 'stop') {
    tab.page
      .evaluate(() => {
        const end = performance.now() + 60_000
        while (performance.now() < end);
      })
      .catch(() => {})
  }
  if (way === 'crash') {
    const devtools = await tab.page.context().newCDPSession(tab.page)
    const crashed = tab.page.waitForEvent('crash')
    devtools.send('Page.crash').catch(() => {})
    await crashed
    await tab.page.close()
  }
}

/** Opens the course; `told` counts what the page has told as stored. */
async function open(context) {
  const page = await context.newPage()
  const studio = Object.assign(new Studio(page, server), { issued: 0, told: 0 })
  await page.exposeFunction('tellStored', (count) => (studio.told += count))
  await page.addInitScript(() => {
    new PerformanceObserver((list) => window.tellStored(list.getEntriesByName('optimist:stored').length)).observe({
      entryTypes: ['measure'],
    })
  })
  await studio.open()
  return studio
}

async function reset() {
  await api(server, '/_test/reset', { method: 'POST', body: { count: COUNT, seed: 1 } })
}

/** Numbers by chance that a seed gives again. */
function mulberry32(seed) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let it = Math.imul(state ^ (state >>> 15), 1 | state)
    it = (it + Math.imul(it ^ (it >>> 7), 61 | it)) ^ it
    return ((it ^ (it >>> 14)) >>> 0) / 2 ** 32
  }
}
