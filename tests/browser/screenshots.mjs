// Pictures of the studio: its first page and a course, wide and narrow, light and dark.
// Run: cargo xtask screenshots [FOLDER]

import { chromium } from '@playwright/test'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { launchOptions } from './chromium.mjs'
import { api, startServer } from './server.mjs'

const SIZES = [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
]
const VIDEOS = 20

const [folder = 'docs/screenshots'] = process.argv.slice(2)
await mkdir(folder, { recursive: true })
const server = await startServer()
let browser
try {
  browser = await chromium.launch(launchOptions())
  const course = await firstCourse()
  for (const viewport of SIZES) {
    for (const colorScheme of ['light', 'dark']) {
      const context = await browser.newContext({ viewport, colorScheme })
      const page = await context.newPage()
      await take(page, 'catalogue', '/', 'main, body')
      await take(page, 'course', `/courses/${course}`, '[data-video-id]')
      await context.close()

      async function take(page, name, path, ready) {
        await page.goto(server.url + path)
        await page.locator(ready).first().waitFor()
        await page.waitForLoadState('load')
        await page.evaluate(() => document.fonts.ready)
        const file = join(folder, `${name}-${viewport.width}-${colorScheme}.png`)
        await page.screenshot({ path: file, animations: 'disabled' })
        console.log(file)
      }
    }
  }
} finally {
  await browser?.close()
  await server.stop()
}

/** The first course that the server offers; one is filled if it has none with videos. */
async function firstCourse() {
  const courses = await api(server, '/courses').catch(() => [])
  const filled = (courses.items ?? courses).find?.((course) => course.videoCount > 0)
  if (filled) return filled.id
  await api(server, '/_test/reset', { method: 'POST', body: { count: VIDEOS, seed: 1 } })
  return 'c1'
}
