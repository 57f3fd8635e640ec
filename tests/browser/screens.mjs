// The pages and states of the studio, as tests look at them: what leads to each, and how people look.

import { hold, misbehave, noPlan, plan, refuse } from './faults.mjs'
import { expect } from './fixture.mjs'
import { api } from './server.mjs'

const WIDE = { width: 1280, height: 800 }

/** What leads to each page and state, by its name. */
export const screens = {
  'the courses': async ({ page, server }) => {
    await page.goto(server.url)
    await expect(page.locator("a[href^='/courses/c1']").first()).toBeVisible()
  },
  'a course': ({ studio }) => studio.open(),
  'a course at a first visit': ({ studio }) => studio.openList(),
  'a course on its way': async ({ page, studio }) => {
    await page.route('**/api/courses/c1/videos*', () => {})
    await page.goto(studio.address())
    await expect(page.locator("[data-role='loading']")).toBeVisible()
  },
  'a course that cannot be loaded': async ({ page, studio }) => {
    await page.route('**/api/courses/c1/videos*', (route) =>
      route.continue({ headers: { ...route.request().headers(), 'x-fault-fail': '403' } }),
    )
    await page.goto(studio.address())
    await expect(page.locator('main')).toContainText('could not be loaded')
  },
  'a course that is not there': async ({ page, server }) => {
    await page.goto(new URL('/courses/nope', server.url).href)
    await expect(page.getByRole('heading', { name: 'There is no such course' })).toBeVisible()
  },
  'an address that is none': async ({ page, server }) => {
    await page.goto(new URL('/nowhere', server.url).href)
    await expect(page.locator('main')).toContainText('no such page')
  },
  'what was found': async ({ studio }) => {
    await studio.openList()
    await studio.find({ text: 'e', only: 'Drafts', sort: 'Title' })
    await expect(studio.matches).toBeVisible()
  },
  'nothing found': async ({ page, studio }) => {
    await studio.openList()
    await studio.find({ text: 'nothing is called that' })
    await expect(page.locator('main')).toContainText('No video matches')
  },
  'the trash': async ({ page, studio }) => {
    await studio.openList()
    await studio.act((await studio.ids())[0], 'delete')
    await studio.waitSaved()
    await page.locator("[data-role='trash']").click()
    await expect(studio.rows).toHaveCount(1)
  },
  'an empty trash': async ({ page, studio }) => {
    await studio.openList()
    await page.locator("[data-role='trash']").click()
    await expect(page.locator('main')).toContainText('The trash is empty')
  },
  'changes under way': async ({ page, studio }) => {
    await studio.open()
    await hold(page)
    await studio.selectFirst(4)
    await studio.bulkAct('publish')
    await studio.act((await studio.ids())[6], 'delete')
    await expect(studio.bulk).toBeVisible()
  },
  'without a network': async ({ context, studio }) => {
    await studio.open()
    await context.setOffline(true)
    await studio.act((await studio.ids())[0], 'toggle')
    await expect(studio.sync).toHaveAttribute('data-online', 'false')
  },
  'failures, a selection, a title being edited': async ({ page, studio }) => {
    await studio.open()
    const [a, b] = await studio.ids()
    await misbehave(page, (write) => refuse(write, [a, b]))
    await studio.act(a, 'delete')
    await expect(studio.row(a)).toHaveAttribute('data-state', 'failed')
    await studio.selectFirst(5)
    await studio.bulkAct('delete')
    await expect(studio.bulk).toHaveAttribute('data-failed', '2')
    await studio.selectFirst(3)
    await studio.act((await studio.ids()).at(-1), 'rename')
  },
  'a new video that was refused': async ({ page, studio }) => {
    await studio.openList()
    await misbehave(page, () => ({ fail: 409 }))
    await studio.add('Another lesson', '2:30')
    await expect(page.locator("[data-role='unsaved-video']")).toHaveCount(1)
  },
  'a title that changes elsewhere while it is edited': async ({ server, studio }) => {
    await studio.openList()
    const [id] = await studio.ids()
    await studio.typeTitle(id, 'Mine')
    await api(server, `/videos/${id}`, { method: 'PATCH', body: { title: 'Theirs' } })
    await expect(studio.row(id).locator("[data-role='conflict']")).toBeVisible()
  },
  'a title that cannot be saved': async ({ page, studio }) => {
    await studio.openList()
    await studio.typeTitle((await studio.ids())[0], ' ')
    await page.keyboard.press('Enter')
    await expect(studio.titleInput).toHaveAttribute('aria-invalid', 'true')
  },
  'a lasting notice, and a server that cannot be reached': async ({ page, studio }) => {
    await page.addInitScript(() => {
      IDBFactory.prototype.open = () => {
        throw new DOMException('No storage for this page.', 'SecurityError')
      }
    })
    await studio.open()
    await expect(page.locator("[data-role='banner'][data-kind='not-stored']")).toBeVisible()
    await page.route('**/api/**', (route) => route.fulfill({ status: 502, body: '' }))
    await studio.act((await studio.ids())[0], 'toggle')
    await expect(studio.sync).toHaveAttribute('data-reachable', 'false')
  },
  'many deletions of which some were refused': async ({ page, server, studio }) => {
    await api(server, '/_test/reset', { method: 'POST', body: { count: 400, seed: 1 } })
    await studio.open()
    const ids = (await studio.serverVideos()).map(({ id }) => id)
    const refused = ids.filter((_, at) => at % 25 === 3)
    await misbehave(page, (write) => refuse(write, refused))
    await studio.selectFirst(300)
    await studio.bulkAct('delete')
    await expect(studio.bulk).toHaveAttribute('data-state', 'finished')
  },
  'rows that are low': async ({ page, studio }) => {
    await studio.openWhole()
    await page.locator("[data-action='density']").click()
    await expect(page.getByRole('button', { name: 'Use high rows' })).toBeVisible()
  },
  'a duration that cannot be read': async ({ page, studio }) => {
    await studio.openWhole()
    await studio.act((await studio.ids())[2], 'duration')
    await studio.list.locator("[data-role='duration-input']").fill('soon')
    await page.keyboard.press('Enter')
    await expect(studio.list.locator("[data-role='duration-input']")).toHaveAttribute('aria-invalid', 'true')
  },
  'the menu of a row': async ({ page, studio }) => {
    await studio.openWhole()
    await studio.act((await studio.ids())[1], 'more')
    await expect(page.locator("[data-role='row-menu']")).toBeVisible()
  },
  'the sheet of a video': async ({ page, studio }) => {
    await page.setViewportSize({ width: 390, height: 844 })
    await studio.openWhole()
    await studio.title((await studio.ids())[1]).click()
    await expect(page.locator("[data-role='video-sheet']")).toBeVisible()
  },
  'a row that is lifted': async ({ page, studio }) => {
    await studio.openList()
    await studio.row((await studio.ids())[2]).locator("[data-action='drag']").focus()
    await page.keyboard.press(' ')
    await page.keyboard.press('ArrowDown')
    await expect(page.locator('.drag-line')).toBeVisible()
  },
  'the network lab': (parts) => dialog(parts, 'lab'),
  'faults that were left on': async ({ page, server, studio }) => {
    await plan(server, { latency: { kind: 'fixed', ms: 20 } })
    await studio.openWhole()
    await expect(page.getByRole('button', { name: 'Network lab: the server misbehaves' })).toBeVisible()
    await noPlan(server)
  },
  'the log of requests': async ({ page, studio }) => {
    await dialog({ page, studio }, 'lab')
    await page.locator("[data-action='requests']").click()
    await studio.act((await studio.ids())[0], 'toggle')
    await studio.waitSaved()
    await expect(page.locator("[data-role='request']").first()).toContainText('Change a video')
  },
  'the figures': async ({ page, server }) => {
    await page.addInitScript(() => {
      const today = Math.floor(Date.now() / 86_400_000)
      const lines = [6, 4, 3, 1, 0].map(
        (ago) => `${today - ago}|${16 + ago}:40 33:${9 + ago} 60:2|80:30 ${100 + ago}:${12 + ago} 140:3|50 ${90 - ago} 2 1 1 0 ${ago}`,
      )
      localStorage.setItem('course-studio-figures', lines.join('\n'))
    })
    await page.goto(new URL('/figures', server.url).href)
    await expect(page.locator("[data-role='figures'] svg").last()).toBeVisible()
  },
  'figures before anything was measured': async ({ page, server }) => {
    await page.goto(new URL('/figures', server.url).href)
    await expect(page.locator("[data-role='no-figures']")).toBeVisible()
  },
  'ways to show a change, side by side': async ({ page, server }) => {
    await page.goto(new URL('/lab/compare', server.url).href)
    await page.locator("[data-action='race-end']").click()
    await expect(page.locator("[data-role='race-time']")).toHaveAttribute('data-over', 'true')
  },
  'the list of keys': (parts) => dialog(parts, 'keys'),
  'the palette': (parts) => dialog(parts, 'palette'),
  'the palette with what it found': async (parts) => {
    await dialog(parts, 'palette')
    await parts.page.keyboard.type('mo')
    await expect(parts.page.getByRole('option').last()).toBeVisible()
  },
  'where to move many': (parts) => dialogOfMany(parts, 'move'),
  'how to change many': async (parts) => {
    await dialogOfMany(parts, 'edit')
    await parts.studio.dialog.locator("[data-role='retitle-pattern']").fill('Lesson {nn}')
    await expect(parts.studio.dialog.locator("[data-role='retitle-warning']").first()).toBeVisible()
  },
  'lines that were pasted': async ({ page, studio }) => {
    await studio.openList()
    await page.locator("[data-role='add-title']").focus()
    await page.evaluate(() => {
      const clipboardData = new DataTransfer()
      clipboardData.setData('text/plain', 'One\nTwo\nThree')
      document.activeElement.dispatchEvent(
        new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
      )
    })
    await expect(studio.dialog).toContainText('3 lines pasted')
  },
}

async function dialog({ page, studio }, action) {
  await studio.open()
  await page.locator(`[data-action='${action}']`).click()
  await expect(page.getByRole('dialog')).toBeVisible()
}

async function dialogOfMany({ studio }, action) {
  await studio.openList()
  await studio.selectFirst(6)
  await studio.bulkAct(action)
  await expect(studio.dialog).toBeVisible()
}

/** Looks at the page in a mode: a size, and the media features of `emulateMedia`. */
export async function lookAt(page, { width, height, ...media }) {
  await page.setViewportSize(width ? { width, height } : WIDE)
  await page.emulateMedia({ colorScheme: 'light', contrast: 'no-preference', forcedColors: 'none', ...media })
  // Half-way through a transition, colours are none that anybody chose. Some animations never end.
  await page.evaluate(async () => {
    await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)))
    const ending = document.getAnimations().filter((it) => it.effect.getComputedTiming().endTime < Infinity)
    return Promise.all(ending.map((it) => it.finished.catch(() => {})))
  })
}
