import { hold } from './faults.mjs'
import { expect, test } from './fixture.mjs'

test('a course that is not there says so, and leads to those that are', async ({ page, server }) => {
  await page.goto(new URL('/courses/nope', server.url).href)
  await expect(page.getByRole('heading', { name: 'There is no such course' })).toBeVisible()
  await expect(page).toHaveTitle(/No such course/)
  await expect(page.locator("[data-role='add-title']")).toHaveCount(0)
  await expect(page.locator('body')).not.toContainText('nope')
  await page.getByRole('main').getByRole('link', { name: 'All courses' }).click()
  await expect(page.getByRole('heading', { name: 'Courses' })).toBeVisible()
})

test('the browser’s tab names the course and its trash apart @once', async ({ page, studio }) => {
  await studio.openList()
  await expect(page).toHaveTitle(/^\W*Rust from the Ground Up/)
  await page.locator("[data-role='trash']").click()
  await expect(page).toHaveTitle(/^\W*Trash of Rust from the Ground Up/)
})

test('a duration is read as authors write it, and shown while it is typed @once', async ({ page, studio }) => {
  await studio.openList()
  const field = page.locator("[data-role='add-duration']")
  const reading = page.locator("[data-role='reading']")
  for (const [text, read] of [['90', '1:30, from 90 seconds'], ['1m30', '1:30'], ['1:30:00', '1:30:00'], ['2h', '2:00:00']]) {
    await field.fill(text)
    await expect(reading).toHaveText(read)
  }
  await field.fill('soon')
  await expect(reading).toHaveCount(0)
  await studio.add('An hour', '1h')
  await studio.expectSameAsServer()
  expect((await studio.serverVideos()).at(-1).durationSeconds).toBe(3600)
  await expect(reading).toHaveCount(0)
})

test('a pattern that would make nonsense of titles is told @once', async ({ page, studio }) => {
  await studio.openList()
  await studio.selectFirst(6)
  await studio.bulkAct('edit')
  await expect(studio.dialog.locator("[data-role='retitle-find']")).toBeFocused()
  const warnings = studio.dialog.locator("[data-role='retitle-warning']")
  await expect(warnings).toHaveCount(0)
  const pattern = studio.dialog.locator("[data-role='retitle-pattern']")
  await pattern.fill('Lesson {nn}')
  await expect(warnings).toHaveText([/^\{nn\} stands for nothing/, '6 titles would be equal.'])
  await pattern.fill('Lesson {n}')
  await expect(warnings).toHaveCount(0)
})

test('search, order and selection are said aloud @once', async ({ page, studio }) => {
  await studio.openList()
  const said = page.locator("[data-role='announcer']")
  await studio.find({ text: 'zzzz' })
  await expect(said).toContainText('0 videos shown')
  await studio.find({ text: '' })
  await expect(said).toContainText('20 videos shown')
  await studio.find({ sort: 'Title' })
  await expect(said).toContainText('Sorted by title')
  await studio.act((await studio.ids())[0], 'select')
  await expect(said).toContainText('1 selected')
})

test('a video that was renamed is told by both titles', async ({ page, studio }) => {
  await studio.openList()
  const [id] = await studio.ids()
  const before = (await studio.title(id).textContent()).trim()
  await studio.typeTitle(id, 'Another name')
  await studio.titleInput.press('Enter')
  await expect(page.locator("[data-role='announcer']")).toContainText(`“${before}” renamed to “Another name”`)
})

test('where the system chooses the colours, the focused and the chosen row are still seen @once', async ({
  page,
  studio,
}) => {
  await page.emulateMedia({ forcedColors: 'active' })
  await studio.openList()
  const [a, b] = await studio.ids()
  await studio.act(b, 'select')
  await studio.title(a).click()
  await page.keyboard.press('Escape')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowUp')
  const look = (id) =>
    studio.row(id).evaluate((row) => {
      const { outlineStyle, outlineWidth, borderInlineStartWidth } = getComputedStyle(row)
      return { outlineStyle, outlineWidth, borderInlineStartWidth }
    })
  expect(await look(a)).toMatchObject({ outlineStyle: 'solid', outlineWidth: '2px' })
  await page.keyboard.press('Space')
  expect(await look(a)).toMatchObject({ borderInlineStartWidth: '4px' })
})

test('the focus follows who goes to another page, and can skip what is above the list @once', async ({
  page,
  studio,
}) => {
  await studio.openList()
  await page.keyboard.press('Tab')
  await page.getByRole('button', { name: 'Skip to the list' }).press('Enter')
  await expect(page.locator('.video-slot').first()).toBeFocused()
  await page.locator("a[data-role='trash']").press('Enter')
  await expect(page.getByRole('heading', { name: 'Trash', level: 1 })).toBeFocused()
  await page.goBack()
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused()
})

test('a row is named by its place, title, duration and state @once', async ({ page, studio }) => {
  await studio.openList()
  const [, , , fourth] = await studio.serverVideos()
  const { title, durationSeconds: seconds, published } = fourth
  const clock = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
  const name = `${title}, ${clock}, ${published ? 'published' : 'draft'}`
  await expect(page.getByRole('row', { name: `4, ${name}`, exact: true })).toHaveCount(1)
  await studio.find({ text: title })
  await expect(studio.rows).toHaveCount(1)
  await expect(page.getByRole('row', { name: `4, ${name}`, exact: true })).toHaveCount(1)
})

test('a bulk operation that was taken back says so', async ({ studio }) => {
  await studio.open()
  await studio.selectFirst(3)
  await studio.bulkAct('delete')
  await expect(studio.bulk).toHaveAttribute('data-state', 'finished')
  await expect(studio.bulk.locator("[data-role='undone']")).toHaveCount(0)
  await studio.bulk.locator("[data-action='undo-bulk']").click()
  await expect(studio.bulk.filter({ hasText: '3 videos deleted' }).locator("[data-role='undone']")).toBeVisible()
  await studio.expectSameAsServer()
})

test('keys of a single letter or sign can be turned off, for those who dictate @once', async ({ page, studio }) => {
  await studio.openWhole()
  const [id] = await studio.ids()
  const published = await studio.row(id).getAttribute('data-published')
  await page.keyboard.press('?')
  const single = studio.dialog.getByRole('switch')
  await expect(single).toBeChecked()
  await single.click()
  await expect(single).not.toBeChecked()
  await page.keyboard.press('Escape')
  await page.reload()
  // The keys come with the second file, as this form does.
  await expect(page.locator("[data-role='add-title']")).toBeVisible()
  await studio.title(id).click()
  await page.keyboard.press('p')
  await page.keyboard.press('?')
  await page.keyboard.press('Space')
  await expect(studio.chosen).toHaveAttribute('data-count', '0')
  await expect(studio.dialog).toHaveCount(0)
  await expect(studio.row(id)).toHaveAttribute('data-published', published)
})

test('a notice waits for those who are in another tab @once', async ({ page, studio }) => {
  await page.clock.install()
  await studio.openList()
  const [id] = await studio.ids()
  const hide = (hidden) =>
    page.evaluate((hidden) => {
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden })
      document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))
    }, hidden)
  await studio.act(id, 'delete')
  await expect(studio.toasts).toHaveCount(1)
  // The time of a notice begins when what it tells of is done.
  await studio.waitSaved()
  await page.mouse.move(0, 0)
  await hide(true)
  await page.clock.fastForward(60_000)
  await expect(studio.toasts).toHaveCount(1)
  await hide(false)
  await page.clock.fastForward(11_000)
  await expect(studio.toasts).toHaveCount(1)
  await page.clock.fastForward(2_000)
  await expect(studio.toasts).toHaveCount(0)
})

test('a notice of what goes on stays until it is done, and then its time begins', async ({ page, studio, optimism }) => {
  test.skip(optimism === 'off', 'then it comes with the answer')
  await page.clock.install()
  await studio.openList()
  const release = await hold(page)
  await studio.act((await studio.ids())[0], 'delete')
  await expect(studio.toasts).toContainText('Deleting')
  await page.mouse.move(0, 0)
  await page.clock.fastForward(30_000)
  await expect(studio.toasts).toContainText('Deleting')
  release()
  await expect(studio.toasts).toContainText('deleted')
  await page.clock.fastForward(13_000)
  await expect(studio.toasts).toHaveCount(0)
})

test('changes that a server does not do for long are told as not saved, since when, and aloud', async ({ page, studio }) => {
  await page.clock.install()
  await studio.openWhole()
  const release = await hold(page)
  const [a, b] = await studio.ids()
  await studio.act(a, 'toggle')
  await expect(studio.sync).toHaveText('Saving 1 change')
  await page.clock.fastForward(6_000)
  // What is done since is no sign of life of the server.
  await studio.act(b, 'toggle')
  await page.clock.fastForward(5_000)
  await expect(studio.sync).toHaveText(/^2 changes not saved since .+, trying again$/)
  await expect(page.locator("[data-role='announcer']")).toContainText('Not saved since')
  await page.setViewportSize({ width: 390, height: 844 })
  await expect.poll(async () => (await studio.sync.boundingBox()).height, 'on a phone it has a line of its own').toBeLessThan(48)
  release()
  await expect(studio.sync).toHaveText('All changes saved')
})

test('without a connection a notice says what it waits for, and goes after its time', async ({ context, page, studio, optimism }) => {
  test.skip(optimism === 'off', 'then it comes with the answer')
  await page.clock.install()
  await studio.openWhole()
  await context.setOffline(true)
  await studio.act((await studio.ids())[0], 'delete')
  await expect(studio.toasts).toHaveText(/^Deleting “.*”: waits for a connection/)
  await page.mouse.move(0, 0)
  await page.clock.fastForward(13_000)
  await expect(studio.toasts).toHaveCount(0)
  await context.setOffline(false)
})

test('what is kept on this device is not promised where nothing can be kept @once', async ({ context, page, studio }) => {
  await page.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException('No storage for this page.', 'SecurityError')
    }
  })
  await studio.openList()
  const banner = page.locator("[data-role='banner'][data-kind='not-stored']")
  await banner.getByRole('button', { name: 'Dismiss' }).click()
  await expect(banner).toHaveCount(0)
  await context.setOffline(true)
  await studio.act((await studio.ids())[0], 'toggle')
  await expect(studio.sync).toHaveText(/ · 1 change waiting$/)
  await context.setOffline(false)
  await studio.waitSaved()
})
