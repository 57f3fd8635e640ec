import AxeBuilder from '@axe-core/playwright'
import { readFile } from 'node:fs/promises'
import { misbehave, refuse } from './faults.mjs'
import { expect, test } from './fixture.mjs'
import { waitDoneStored } from './logged.mjs'
import { Palette } from './palette.mjs'

/** The number of a row of the figures. */
function figure(page, role) {
  return page.locator(`[data-role='figures'] [data-role='${role}']`)
}

async function work(page, studio) {
  await studio.open()
  const [a, b, c] = await studio.ids()
  await studio.act(a, 'toggle')
  await studio.waitSaved()
  await misbehave(page, (write) => refuse(write, [b]))
  await studio.act(b, 'toggle')
  await expect(studio.row(b)).toHaveAttribute('data-state', 'failed')
  await studio.act(c, 'delete')
  await studio.waitSaved()
  await studio.offeredUndo.click()
  await expect(studio.row(c)).toHaveCount(1)
  await studio.waitSaved()
}

test('what was measured while one works is told, also after a reload', async ({ page, studio }) => {
  await work(page, studio)
  const palette = new Palette(page)
  await palette.choose('figures', 'Figures of this browser')
  const look = async () => {
    await expect(figure(page, 'operations')).toHaveAttribute('data-count', '4')
    await expect(figure(page, 'done')).toHaveAttribute('data-count', '3')
    await expect(figure(page, 'refused')).toHaveAttribute('data-count', '1')
    await expect(figure(page, 'undone')).toHaveAttribute('data-count', '1')
    await expect(figure(page, 'to-settle')).toHaveAttribute('data-count', '3')
    await expect(figure(page, 'to-paint')).toHaveAttribute('data-count', '4')
    await expect(figure(page, 'to-paint').locator('td').nth(1)).toHaveText(/^[\d,]+ ms$/)
  }
  await look()
  await expect(page).toHaveTitle(/Figures/)
  await page.reload()
  await look()
})

test('two tabs count together @once', async ({ context, page, studio }) => {
  await studio.open()
  const [a, b] = await studio.ids()
  await studio.act(a, 'toggle')
  await studio.waitSaved()
  const tab = await context.newPage()
  await tab.goto(studio.address())
  await tab.locator(`[data-video-id='${b}'] [data-action='toggle']`).click()
  await expect(tab.locator("[data-role='sync-status']")).toHaveAttribute('data-pending', '0')
  // Each keeps what it has measured when it is left.
  await page.goto(`${studio.server.url}/figures`)
  await tab.goto(`${studio.server.url}/figures`)
  await expect(figure(tab, 'operations')).toHaveAttribute('data-count', '2')
})

test('the figures are saved as a file, and cleared @once', async ({ page, studio }) => {
  await studio.open()
  const [a] = await studio.ids()
  await studio.act(a, 'toggle')
  await studio.waitSaved()
  await page.goto(`${studio.server.url}/figures`)
  await expect(figure(page, 'operations')).toHaveAttribute('data-count', '1')
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.locator("[data-action='save-figures']").click(),
  ])
  expect(download.suggestedFilename()).toMatch(/^course-studio-figures-\d{4}-\d\d-\d\d\.json$/)
  const { days } = JSON.parse(await readFile(await download.path(), 'utf8'))
  expect(days).toHaveLength(1)
  expect(days[0]).toMatchObject({ operations: 1, done: 1, refused: 0 })
  expect(days[0].toSettleMs[0]).toHaveLength(3)
  await page.locator("[data-action='clear-figures']").click()
  await expect(page.locator("[data-role='no-figures']")).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Figures' })).toBeFocused()
  // A file that says nothing is offered to nobody, and what is gone cannot be cleared.
  await expect(page.locator("[data-action='save-figures'], [data-action='clear-figures']")).toHaveCount(0)
  await page.reload()
  await expect(page.locator("[data-role='no-figures']")).toBeVisible()
})

test('what is not seen has no time until its paint, and days of a wrong clock are no last days @once', async ({ page, studio }) => {
  await page.addInitScript(() => {
    const today = Math.floor(Date.now() / 86_400_000)
    const lines = [-900, -5, 40].map((ago) => `${today - ago}|20:7|80:7|7 7 0 0 0 0 0`)
    if (!localStorage.getItem('course-studio-figures')) localStorage.setItem('course-studio-figures', lines.join('\n'))
    Object.defineProperty(document, 'hidden', { get: () => window.isHidden ?? false })
  })
  await studio.open()
  const [a, b] = await studio.ids()
  await page.evaluate(() => (window.isHidden = true))
  await studio.act(a, 'toggle')
  await studio.waitSaved()
  await page.evaluate(() => (window.isHidden = false))
  await studio.act(b, 'toggle')
  await studio.waitSaved()
  await waitDoneStored(page)
  await page.goto(`${studio.server.url}/figures`)
  await expect(figure(page, 'operations')).toHaveAttribute('data-count', '2')
  await expect(figure(page, 'to-settle')).toHaveAttribute('data-count', '2')
  await expect(figure(page, 'to-paint')).toHaveAttribute('data-count', '1')
})

test('nothing of the figures leaves the browser @once', async ({ page, studio }) => {
  await studio.open()
  const [a] = await studio.ids()
  await studio.act(a, 'toggle')
  await studio.waitSaved()
  await waitDoneStored(page)
  const sent = []
  page.on('request', (request) => request.postData() && sent.push(request.url()))
  await page.goto(`${studio.server.url}/figures`)
  await expect(figure(page, 'operations')).toHaveAttribute('data-count', '1')
  expect(sent).toEqual([])
})

test('an address below the figures that is none leads back @once', async ({ page, studio }) => {
  await studio.open()
  await page.goto(`${studio.server.url}/figures/none`)
  await expect(page.locator('main')).toContainText('There is no such page')
  await expect(page).toHaveTitle(/No such page/)
  await page.getByRole('link', { name: 'All courses' }).last().click()
  await expect(page.locator("[data-course-id='c1']")).toBeVisible()
})

for (const [colorScheme, width] of [['light', 1280], ['dark', 390], ['light', 320]]) {
  test(`the figures are accessible and fit ${width} px, ${colorScheme} @once`, async ({ page, studio }) => {
    await page.emulateMedia({ colorScheme })
    await page.setViewportSize({ width, height: 800 })
    await work(page, studio)
    await page.goto(`${studio.server.url}/figures`)
    await expect(figure(page, 'operations')).toBeVisible()
    // A number that is broken in two lines is read as two.
    const broken = () =>
      [...document.querySelectorAll('.plot td')]
        .filter((cell) => /^[\d,]+$/.test(cell.textContent))
        .filter((cell) => {
          const range = document.createRange()
          range.selectNodeContents(cell)
          return range.getClientRects().length > 1
        })
        .map((cell) => cell.textContent)
    expect(await page.evaluate(broken)).toEqual([])
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([])
    const wide = () => document.documentElement.scrollWidth - document.documentElement.clientWidth
    expect(await page.evaluate(wide)).toBe(0)
  })
}
