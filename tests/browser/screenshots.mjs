// Pictures of the studio, wide and narrow, light and dark: the courses, a course, a search, a bulk
// operation while it runs and after some of it was refused, changing many, the trash.
// Run: cargo xtask screenshots [FOLDER]

import { chromium } from '@playwright/test'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { launchOptions } from './chromium.mjs'
import { noPlan, plan } from './faults.mjs'
import { api, startServer } from './server.mjs'
import { Studio } from './studio.mjs'

const SIZES = [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
]

const [folder = 'docs/screenshots'] = process.argv.slice(2)
await mkdir(folder, { recursive: true })
const server = await startServer()
let browser
try {
  browser = await chromium.launch(launchOptions())
  const { items } = await api(server, '/courses')
  const largest = items.toSorted((a, b) => b.videoCount - a.videoCount)[0].id
  for (const viewport of SIZES) {
    for (const colorScheme of ['light', 'dark']) {
      const context = await browser.newContext({ viewport, colorScheme })
      const page = await context.newPage()
      const take = async (name) => {
        await page.evaluate(() => document.fonts.ready)
        const file = join(folder, `${name}-${viewport.width}-${colorScheme}.png`)
        await page.screenshot({ path: file, animations: 'disabled' })
        console.log(file)
      }
      await page.goto(server.url)
      await page.locator('.card').first().waitFor()
      await take('catalogue')
      await page.goto(`${server.url}/courses/${largest}`)
      await page.locator('[data-video-id]').first().waitFor()
      await take('course')
      await page.locator("[data-role='find']").fill('station')
      await page.locator("[data-role='match-count']").waitFor()
      await page.locator("[data-action='select-all']").click()
      await take('find')
      await page.locator("[data-action='bulk-edit']").click()
      await page.locator("[data-role='retitle-pattern']").fill('{n}. {title}')
      await take('edit')
      await page.keyboard.press('Escape')
      await page.locator("[data-action='bulk-move']").click()
      await take('move')
      await page.keyboard.press('Escape')
      await bulk(page, take)
      await page.goto(`${server.url}/courses/c1/trash`)
      await page.locator('[data-video-id]').first().waitFor()
      await take('trash')
      await context.close()
    }
  }
} finally {
  await browser?.close()
  await server.stop()
}

/** A bulk deletion while it runs, and when a part of it was refused. */
async function bulk(page, take) {
  await api(server, '/_test/reset', { method: 'POST', body: { count: 6_000, seed: 1 } })
  const studio = new Studio(page, server)
  await studio.open()
  await plan(server, { seed: 5, refuseItems: 0.05, latency: { kind: 'fixed', ms: 900 } })
  await studio.selectFirst(4_000)
  await page.locator("[data-action='bulk-delete']").click()
  await page.locator("[data-role='pace']").waitFor()
  await take('bulk-running')
  await plan(server, { seed: 5, refuseItems: 0.05 })
  await page.locator("[data-role='bulk-progress'][data-state='finished']").waitFor()
  await take('bulk-refused')
  await noPlan(server)
}
