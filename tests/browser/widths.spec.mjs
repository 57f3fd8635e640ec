import { launchOptions } from './chromium.mjs'
import { behave, misbehave, refuse } from './faults.mjs'
import { expect, test } from './fixture.mjs'
import { Hand } from './hand.mjs'
import { api } from './server.mjs'
import { Studio } from './studio.mjs'

const SCREENS = [
  [1600, 900],
  [1280, 800],
  [1024, 768],
  [860, 800],
  [768, 1024],
  [720, 390],
  [680, 800],
  [640, 360],
  [390, 844],
  [320, 640],
]
const NAMES = { en: ['Draft', 'Published'], de: ['Entwurf', 'Öffentlich'] }

/** What of the rows and of the bar for what is chosen a pointer does not reach or an eye does not see. */
const faultsOf = (page) =>
  page.evaluate(() => {
    const faults = []
    const inside = ({ left, right, top, bottom }, outer) =>
      left >= outer.left - 1 && right <= outer.right + 1 && top >= outer.top - 1 && bottom <= outer.bottom + 1
    const screen = { left: 0, top: 0, right: innerWidth, bottom: innerHeight }
    const isHit = (element) => {
      const { left, top, width, height } = element.getBoundingClientRect()
      return element.contains(document.elementFromPoint(left + width / 2, top + height / 2))
    }
    const apart = (a, b) => a.right <= b.left + 1 || b.right <= a.left + 1 || a.bottom <= b.top + 1 || b.bottom <= a.top + 1
    const check = (isRight, fault) => isRight || faults.push(fault)

    const list = document.querySelector("[data-testid='video-list']")
    check(document.documentElement.scrollWidth <= innerWidth, `the page is ${document.documentElement.scrollWidth} wide`)
    check(list.scrollWidth <= list.clientWidth, `the list is ${list.scrollWidth} wide`)

    const bar = document.querySelector('.bulk-actions')
    check(inside(bar.getBoundingClientRect(), screen), 'the bar is off the screen')
    for (const button of bar.querySelectorAll('button')) {
      const name = button.dataset.action
      button.scrollIntoView({ block: 'nearest' })
      check(inside(button.getBoundingClientRect(), screen), `${name} is off the screen`)
      check(isHit(button), `${name} is covered`)
      const label = button.querySelector('span')
      check(!label || label.getBoundingClientRect().width > 20, `${name} has no word`)
    }
    scrollTo(0, document.documentElement.scrollHeight)
    const { bottom } = list.getBoundingClientRect()
    check(bottom <= bar.getBoundingClientRect().top + 1, 'rows lie under the bar')
    scrollTo(0, 0)

    const count = document.querySelector("[data-role='selected-count']").getBoundingClientRect()
    for (const head of document.querySelectorAll('.columns .column')) {
      check(apart(count, head.getBoundingClientRect()), `${head.dataset.column} lies over what is chosen`)
    }

    const row = document.querySelector('[data-video-id]')
    const { left, right, top, bottom: end } = row.getBoundingClientRect()
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize)
    const title = row.querySelector('.title').getBoundingClientRect()
    check(title.width >= 5.5 * rem, `a title has ${Math.round(title.width)} pixels`)
    for (const selector of ['.title', '.check', '.switch', '.more']) {
      const at = row.querySelector(selector).getBoundingClientRect()
      check(inside(at, { left, right, top: top - 2, bottom: end + 2 }), `${selector} is out of its row`)
      for (const other of ['.title', '.check', '.switch', '.more', '.duration']) {
        if (other === selector) continue
        const beside = row.querySelector(other).getBoundingClientRect()
        check(!beside.width || apart(at, beside), `${selector} lies over ${other}`)
      }
    }
    const box = parseFloat(getComputedStyle(row.querySelector('.check'), '::before').width)
    check(box >= 1.1 * rem, `a box is ${box} pixels`)

    const status = document.querySelector("[data-role='sync-status']")
    const words = status.querySelector('span')
    check(words.scrollWidth <= words.clientWidth + 1 && words.clientWidth > 20, 'the save state is cut')
    check(isHit(status), 'the save state is covered')
    return faults
  })

/** The letters' size: the browser's own, or that of this page alone. */
const LETTERS = [
  ...[16, 20, 24, 32].map((size) => ({ size, of: 'the browser' })),
  { size: 32, of: 'the page' },
]

for (const { size, of } of LETTERS) {
  for (const locale of ['en', 'de']) {
    test(`whatever the width, all is seen and reached: ${locale}, letters of ${size} pixels, by ${of} @once`, async ({ playwright, server, studio }) => {
      test.setTimeout(90_000)
      await api(server, '/_test/reset', { method: 'POST', body: { count: 2000, seed: 1 } })
      const launch = launchOptions()
      const args = [...launch.args]
      if (of === 'the browser') args.push(`--blink-settings=defaultFontSize=${size}`)
      const browser = await playwright.chromium.launch({ ...launch, args })
      try {
        const page = await browser.newPage({ locale, viewport: { width: 1280, height: 800 }, serviceWorkers: 'block' })
        if (of === 'the page') await page.addInitScript(enlarge, size)
        const at = new Studio(page, studio.server, studio.switches)
        await at.openWhole()
        expect(await page.evaluate(() => document.documentElement.lang)).toBe(locale)
        const place = () => at.rows.first().evaluate((row) => row.getBoundingClientRect().top + scrollY)
        for (const [width, height] of SCREENS) {
          await test.step(`${width} × ${height}`, async () => {
            await page.setViewportSize({ width, height })
            const label = at.rows.first().locator('.switch-label')
            await expect(label).toHaveText(NAMES[locale][0])
            const seen = await label.boundingBox()
            expect(seen?.width, 'the word for the status').toBeGreaterThan(20)
            const before = await place()
            await page.locator("[data-action='select-all']").click()
            await expect(at.chosen).toHaveAttribute('data-count', '2000')
            await expect.poll(() => faultsOf(page), { timeout: 2_000 }).toEqual([])
            expect(await place(), 'no row moves').toBe(before)
            await page.locator("[data-action='clear-selection']").click()
            await expect(at.chosen).toHaveAttribute('data-count', '0')
          })
        }
      } finally {
        await browser.close()
      }
    })
  }
}

/** Gives the page larger letters as soon as it is there; for the page. */
function enlarge(size) {
  document.addEventListener('DOMContentLoaded', () => {
    document.documentElement.style.fontSize = `${size}px`
  })
}

test('the columns have heads wherever rows are one line @once', async ({ page, studio }) => {
  await studio.openWhole()
  for (const width of [1600, 1280, 1024, 860, 768, 720, 680]) {
    await page.setViewportSize({ width, height: 800 })
    for (const [name, cell] of [['Title', '.title'], ['Duration', '.duration'], ['Status', '.switch']]) {
      const head = page.locator(`[data-column='${name}']`)
      await expect(head).toBeInViewport({ ratio: 1 })
      const [a, b] = [await head.boundingBox(), await studio.rows.first().locator(cell).boundingBox()]
      expect(a.y + a.height, 'above the rows').toBeLessThanOrEqual(b.y)
      const gap = name === 'Duration' ? a.x + a.width - b.x - b.width : a.x - b.x
      expect(Math.abs(gap), `${name} at ${width}`).toBeLessThan(12)
    }
  }
})

test('on a phone the search has room @once', async ({ page, studio }) => {
  await studio.openWhole()
  for (const width of [390, 320]) {
    await page.setViewportSize({ width, height: 844 })
    expect((await page.locator("[data-role='find']").boundingBox()).width).toBeGreaterThan(150)
  }
})

test('a turned phone shows rows, and all that is above them', async ({ page, studio }) => {
  await studio.openWhole()
  for (const [width, height] of [[640, 360], [720, 390], [844, 390]]) {
    await page.setViewportSize({ width, height })
    expect(await page.evaluate(() => document.documentElement.scrollHeight), 'nothing is below the screen').toBe(height)
    const { height: list } = await studio.list.boundingBox()
    expect(list, 'three rows').toBeGreaterThanOrEqual(3 * 56 - 1)
    for (const role of ['find', 'only', 'sort', 'add-title', 'sync-status']) {
      await expect(page.locator(`[data-role='${role}']`)).toBeInViewport({ ratio: 1 })
    }
    expect((await page.locator('h1').boundingBox()).width).toBeGreaterThan(90)
  }
})

for (const [width, letters] of [[320, 16], [390, 16], [1280, 32]]) {
  test(`what is wrong with a duration, and the way out, are on the screen: ${width} px, letters of ${letters} px @once`, async ({ page, studio }) => {
    await page.setViewportSize({ width, height: 720 })
    await page.addInitScript((size) => document.addEventListener('DOMContentLoaded', () => (document.documentElement.style.fontSize = `${size}px`)), letters)
    await studio.openWhole()
    const [, id] = await studio.ids()
    await studio.act(id, 'more')
    await studio.dialog.locator("[data-role='duration-input']").fill('abc')
    await studio.dialog.locator("[data-action='close']").click()
    await expect(studio.dialog).toHaveCount(0)
    const wrong = studio.list.locator("[data-role='duration-error']")
    await expect(wrong).toBeInViewport({ ratio: 1 })
    await expect(wrong.locator("[data-action='give-up']")).toBeInViewport({ ratio: 1 })
    await wrong.locator("[data-action='give-up']").click()
    await expect(wrong).toHaveCount(0)
  })
}

test('how a bare number is understood in a new video stands in full above the rows @once', async ({ page, studio }) => {
  await studio.openWhole()
  await page.locator("[data-role='add-duration']").fill('12')
  const reading = page.locator("[data-role='reading']")
  await expect(reading).toHaveText('0:12, from 12 seconds')
  const [text, list] = [await reading.boundingBox(), await page.locator('.list-card').boundingBox()]
  expect(text.y + text.height).toBeLessThanOrEqual(list.y)
})

test('titles that begin alike can be told apart on a phone @once', async ({ page, server, studio }) => {
  await page.setViewportSize({ width: 320, height: 640 })
  await studio.openWhole()
  const [a, b] = await studio.ids()
  await api(server, `/videos/${a}`, { method: 'PATCH', body: { title: 'Level 1: At the station' } })
  await api(server, `/videos/${b}`, { method: 'PATCH', body: { title: 'Level 1: At the market' } })
  for (const [id, last] of [[a, 'station'], [b, 'market']]) {
    await expect(studio.title(id)).toContainText(last)
    const seen = await studio.title(id).evaluate((title, word) => {
      const range = document.createRange()
      const at = title.firstChild.data.indexOf(word)
      range.setStart(title.firstChild, at)
      range.setEnd(title.firstChild, at + word.length)
      return range.getBoundingClientRect().bottom <= title.getBoundingClientRect().bottom + 1
    }, last)
    expect(seen, last).toBe(true)
  }
})

test('what is typed for a video that is deleted elsewhere stands in a place of its own, with the true reason', async ({ page, server, studio }) => {
  await page.addInitScript(() => {
    window.said = []
    new MutationObserver(() => {
      const text = document.querySelector("[data-role='announcer']")?.textContent
      if (text && text !== window.said.at(-1)) window.said.push(text)
    }).observe(document, { subtree: true, childList: true, characterData: true })
  })
  await studio.openWhole()
  const ids = await studio.ids()
  const place = async (id) => (await studio.row(id).boundingBox()).y
  const first = await place(ids[0])
  await studio.typeTitle(ids[2], 'A long new title')
  await api(server, `/videos/${ids[2]}`, { method: 'DELETE' })
  const field = page.locator(`[data-role='homeless'][data-id='${ids[2]}']`)
  await expect(field.locator('input')).toBeFocused()
  expect(await place(ids[0]), 'no row moves').toBe(first)
  await field.locator('input').press('Enter')
  await expect.poll(() => page.evaluate(() => window.said.join(' '))).toContain('another author has deleted')
  await expect(field.locator('input')).toHaveValue('A long new title')
  await expect(field).toBeInViewport({ ratio: 1 })
  const card = await page.locator('.list-card').boundingBox()
  expect((await field.boundingBox()).y, 'outside the list').toBeGreaterThanOrEqual(card.y + card.height)
  const ways = await field.locator('button').evaluateAll((all) => all.map((button) => button.getBoundingClientRect().y))
  expect(ways[1], 'the ways on are one line').toBe(ways[0])
  // Whatever else is to be said comes within the pause of the region.
  await page.locator("[data-role='find']").fill('Hello')
  await expect.poll(() => page.evaluate(() => window.said.at(-1))).toContain('shown')
  const said = await page.evaluate(() => window.said.join(' '))
  expect(said).not.toContain('changed by others')
})

test.describe('with a finger', () => {
  test.use({ hasTouch: true, viewport: { width: 390, height: 844 }, count: 60 })

  test('a row that is dropped over the bar goes to the last line that is seen', async ({ page, studio }) => {
    await studio.openWhole()
    const hand = new Hand(studio)
    const ids = await studio.ids()
    await studio.act(ids[0], 'select')
    const bar = await page.locator("[data-action='bulk-delete']").boundingBox()
    await hand.take(ids[2])
    await page.mouse.move(40, bar.y + bar.height / 2, { steps: 6 })
    await expect.poll(() => studio.list.evaluate((list) => list.scrollTop)).toBeGreaterThan(200)
    await expect(page.locator('.drag-line')).toBeInViewport()
    await page.mouse.up()
    await studio.waitSaved()
    const after = (await studio.serverVideos()).map(({ id }) => id)
    expect(after.indexOf(ids[2])).toBeGreaterThan(6)
  })
})

test('rows grow with letters that grow while the page is open', async ({ page, studio }) => {
  await studio.openWhole()
  const [id] = await studio.ids()
  const height = async () => (await studio.row(id).boundingBox()).height
  const before = await height()
  await page.evaluate(() => document.documentElement.style.setProperty('font-size', '200%'))
  await expect.poll(height).toBeGreaterThan(1.9 * before)
  await page.evaluate(() => document.documentElement.style.removeProperty('font-size'))
  await expect.poll(height).toBe(before)
})

test.describe('on a small phone', () => {
  test.use({ viewport: { width: 320, height: 640 } })

  test('a save state that says several things leaves room for the rows @once', async ({ page, studio }) => {
    await studio.openWhole()
    const [first, second] = await studio.ids()
    await misbehave(page, (write) => refuse(write, [first]))
    await studio.act(first, 'delete')
    await expect(studio.row(first)).toHaveAttribute('data-state', 'failed')
    await behave(page)
    await page.context().setOffline(true)
    await studio.act(second, 'delete')
    await expect(studio.sync).toHaveText(/^Offline since .* · 1 change kept on this device · 1 change needs you$/)
    expect((await page.locator('.top-bar').boundingBox()).height).toBeLessThan(110)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320)
    await page.context().setOffline(false)
    await studio.waitSaved()
  })
})
