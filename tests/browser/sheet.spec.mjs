import AxeBuilder from '@axe-core/playwright'
import { misbehave } from './faults.mjs'
import { expect, test } from './fixture.mjs'
import { api } from './server.mjs'

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true })

const sheet = (page) => page.locator("[data-role='video-sheet']")
const inSheet = (page, action) => sheet(page).locator(`[data-action='${action}']`)
const title = (page) => page.locator("[data-role='sheet-title']")
const duration = (page) => sheet(page).locator("[data-role='duration-input']")

async function openSheet(page, studio, id) {
  await studio.title(id).tap()
  await expect(sheet(page)).toBeVisible()
}

test('a tap on a title opens all of the video, and each part of it can be changed', async ({ page, studio }) => {
  await studio.openWhole()
  const [a, b, c] = await studio.ids()
  await openSheet(page, studio, b)
  await expect(title(page)).toHaveValue('Hello, Cargo')
  await title(page).fill('On a phone')
  await title(page).press('Enter')
  await expect(duration(page)).toHaveValue('10:07')
  await duration(page).fill('1h')
  await expect(sheet(page).locator("[data-role='duration-reading']")).toHaveText('1:00:00')
  await duration(page).press('Enter')
  await inSheet(page, 'toggle').tap()
  await expect(inSheet(page, 'toggle')).toHaveAttribute('aria-checked', 'true')
  await expect(inSheet(page, 'toggle')).toHaveText('Published')
  await expect(sheet(page).locator("[data-role='sheet-place']")).toHaveText('Position 2 of 20')
  await inSheet(page, 'move-up').tap()
  await expect(sheet(page).locator("[data-role='sheet-place']")).toHaveText('Position 1 of 20')
  await expect(inSheet(page, 'move-up')).toBeDisabled()
  await inSheet(page, 'move-down').tap()
  await inSheet(page, 'move-down').tap()
  await expect(sheet(page).locator("[data-role='sheet-place']")).toHaveText('Position 3 of 20')
  await sheet(page).locator("[data-role='move-position']").fill('1')
  await inSheet(page, 'move').tap()
  await expect(sheet(page)).toHaveCount(0)
  await expect.poll(async () => (await studio.ids()).slice(0, 3)).toEqual([b, a, c])
  await studio.expectSameAsServer()
  expect((await studio.serverVideos())[0]).toMatchObject({ id: b, title: 'On a phone', durationSeconds: 3600, published: true })

  await openSheet(page, studio, a)
  await inSheet(page, 'delete').tap()
  await expect(sheet(page)).toHaveCount(0)
  await expect(studio.row(a)).toHaveCount(0)
  await studio.expectSameAsServer()
})

test('it keeps the focus, gives it back, and closes by Escape and a tap beside it @once', async ({ page, studio }) => {
  await studio.openWhole()
  const [a] = await studio.ids()
  await studio.row(a).locator("[data-action='more']").tap()
  await expect(sheet(page)).toBeVisible()
  for (let step = 0; step < 30; step += 1) {
    await page.keyboard.press('Tab')
    // The browser's own controls come in between.
    expect(await page.evaluate(() => document.activeElement === document.body || document.activeElement.closest('dialog') !== null)).toBe(true)
  }
  await page.keyboard.press('Escape')
  await expect(sheet(page)).toHaveCount(0)
  await expect(studio.row(a).locator("[data-action='more']")).toBeFocused()
  await openSheet(page, studio, a)
  await page.touchscreen.tap(195, 20)
  await expect(sheet(page)).toHaveCount(0)
})

test('what is typed in it is saved as it closes, outlives a reload, and is told where it cannot be saved', async ({
  page,
  studio,
}) => {
  await studio.openWhole()
  const [a, b] = await studio.ids()
  await openSheet(page, studio, a)
  await title(page).fill('As it closes')
  await studio.dialog.locator("[data-action='close']").tap()
  await expect(studio.title(a)).toHaveText('As it closes')
  await openSheet(page, studio, b)
  await title(page).fill('Over a reload')
  await page.reload()
  await expect(studio.titleInput).toHaveValue('Over a reload')
  await studio.list.locator("[data-action='save-draft']").tap()
  await expect(studio.title(b)).toHaveText('Over a reload')
  await openSheet(page, studio, b)
  await title(page).fill('   ')
  await expect(sheet(page).locator("[data-role='title-error']")).toBeVisible()
  await duration(page).fill('soon')
  await duration(page).press('Enter')
  await expect(sheet(page).locator("[data-role='duration-error']")).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(studio.list.locator("[data-role='duration-input']")).toHaveValue('soon')
  await studio.waitSaved()
  expect((await studio.serverVideos()).slice(0, 2).map((video) => video.title)).toEqual(['As it closes', 'Over a reload'])
})

test('it follows what others make of the video, shows both titles, and says when it has gone', async ({
  page,
  server,
  studio,
}) => {
  await studio.openWhole()
  const [a] = await studio.ids()
  await openSheet(page, studio, a)
  await api(server, `/videos/${a}`, { method: 'PATCH', body: { title: 'Theirs', durationSeconds: 61, published: true } })
  await expect(title(page)).toHaveValue('Theirs')
  await expect(duration(page)).toHaveValue('1:01')
  await expect(inSheet(page, 'toggle')).toHaveAttribute('aria-checked', 'true')
  await title(page).fill('Mine')
  await api(server, `/videos/${a}`, { method: 'PATCH', body: { title: 'Theirs again' } })
  await expect(sheet(page).locator("[data-role='conflict']")).toContainText('Theirs again')
  await expect(title(page)).toHaveValue('Mine')
  await inSheet(page, 'keep-mine').tap()
  await expect(sheet(page).locator("[data-role='conflict']")).toHaveCount(0)
  await studio.waitSaved()
  expect((await studio.serverVideos())[0].title).toBe('Mine')
  await api(server, `/videos/${a}`, { method: 'DELETE' })
  await expect(page.locator("[data-role='sheet-gone']")).toBeVisible()
  await studio.dialog.locator("[data-action='close']").tap()
  await expect(studio.dialog).toHaveCount(0)
})

test('what was typed in it stays when another author deletes the video, and can be saved with it', async ({ page, server, studio }) => {
  await studio.openWhole()
  const [a] = await studio.ids()
  await openSheet(page, studio, a)
  await title(page).fill('Mine')
  await api(server, `/videos/${a}`, { method: 'PATCH', body: { title: 'Theirs' } })
  await expect(sheet(page).locator("[data-role='conflict']")).toBeVisible()
  await api(server, `/videos/${a}`, { method: 'DELETE' })
  await expect(page.locator("[data-role='sheet-gone']")).toBeVisible()
  await expect(page.locator("[data-role='sheet-typed']")).toContainText('Mine')
  const restore = studio.dialog.locator("[data-action='restore-save']")
  await expect(restore).toBeFocused()
  await restore.tap()
  // That others have changed the title is still to be decided.
  await expect(title(page)).toHaveValue('Mine')
  await inSheet(page, 'keep-mine').tap()
  await studio.waitSaved()
  expect((await studio.serverVideos())[0]).toMatchObject({ id: a, title: 'Mine' })
})

test('what the server refused can be tried again in it', async ({ page, studio }) => {
  await studio.openWhole()
  const [a] = await studio.ids()
  const stop = { on: true }
  await misbehave(page, () => (stop.on ? { fail: 403 } : {}))
  await studio.act(a, 'toggle')
  await expect(studio.row(a)).toHaveAttribute('data-state', 'failed')
  await openSheet(page, studio, a)
  await expect(sheet(page)).toContainText('Could not be published')
  stop.on = false
  await inSheet(page, 'retry').tap()
  await expect(sheet(page)).not.toContainText('Could not be published')
  await studio.waitSaved()
  await studio.expectSameAsServer()
})

test('a row on a phone shows number, duration and state in words, and nothing is cut off @once', async ({ page, studio }) => {
  await studio.openWhole()
  const [a] = await studio.ids()
  const row = studio.row(a)
  for (const selector of ['.cell-place', '.cell-duration', '.switch-label', '.title', "[data-action='more']"]) {
    await expect(row.locator(selector)).toBeInViewport({ ratio: 1 })
  }
  await expect(row.locator('.switch-label')).toHaveText('Draft')
  const title = await row.locator('.title').boundingBox()
  const length = await row.locator('.cell-duration').boundingBox()
  expect(length.y).toBeGreaterThanOrEqual(title.y + title.height - 2)
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
})

for (const colorScheme of ['light', 'dark']) {
  test(`it is accessible: ${colorScheme} @once`, async ({ page, studio }) => {
    await page.emulateMedia({ colorScheme })
    await studio.openWhole()
    const [a] = await studio.ids()
    await openSheet(page, studio, a)
    const { violations } = await new AxeBuilder({ page }).analyze()
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    expect(serious.flatMap(({ id, nodes }) => nodes.map((node) => `${id} ${node.target}`))).toEqual([])
    // Smaller letters would let some phones magnify the page.
    const sizes = await sheet(page).locator('input, select').evaluateAll((all) => all.map((it) => parseFloat(getComputedStyle(it).fontSize)))
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(16)
  })
}

test('a finger that stays chooses the row and opens no sheet @once', async ({ context, page, studio }) => {
  await page.clock.install()
  await studio.openWhole()
  const [a] = await studio.ids()
  const devtools = await context.newCDPSession(page)
  const { x, y } = await studio.title(a).boundingBox()
  await devtools.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x: x + 20, y: y + 8 }] })
  await page.clock.fastForward(600)
  await devtools.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
  await expect(studio.chosen).toHaveAttribute('data-count', '1')
  await expect(sheet(page)).toHaveCount(0)
})

test('a title that is typed is given up by Escape, and a refused one that is not seen is not sent again', async ({
  page,
  studio,
  writes,
}) => {
  await studio.openWhole()
  const [id] = await studio.ids()
  const before = (await studio.title(id).textContent()).trim()
  await openSheet(page, studio, id)
  await title(page).fill('Half a tit')
  await title(page).press('Escape')
  await expect(title(page)).toHaveValue(before)
  await expect(sheet(page)).toBeVisible()
  expect(writes).toEqual([])

  await misbehave(page, () => ({ fail: 409 }))
  await title(page).fill('Refused')
  await title(page).press('Enter')
  await expect(sheet(page).locator("[data-action='retry']")).toBeVisible()
  const sent = writes.length
  await expect(title(page)).toHaveValue(before)
  await title(page).press('Enter')
  await page.keyboard.press('Escape')
  await expect(sheet(page)).toHaveCount(0)
  await studio.waitSaved()
  expect(writes.length, 'nothing is sent again').toBe(sent)
})

test('no field has letters so small that a phone magnifies the page', async ({ browser, server, studio }) => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })
  const page = await context.newPage()
  await page.goto(studio.address())
  await expect(page.locator("[data-role='find']")).toBeVisible()
  const sizes = await page.locator('input, select, textarea').evaluateAll((fields) =>
    fields.map((field) => [field.dataset.role, parseFloat(getComputedStyle(field).fontSize)]),
  )
  expect(sizes.length).toBeGreaterThan(4)
  expect(sizes.filter(([, size]) => size < 16)).toEqual([])
  await context.close()
})
