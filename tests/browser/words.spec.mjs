import { expect, test } from './fixture.mjs'

test('a course that is not there says so, and leads to those that are', async ({ page, server }) => {
  await page.goto(new URL('/courses/nope', server.url).href)
  await expect(page.getByRole('heading', { name: 'There is no such course' })).toBeVisible()
  await expect(page.locator("[data-role='add-title']")).toHaveCount(0)
  await expect(page.locator('body')).not.toContainText('nope')
  await page.getByRole('main').getByRole('link', { name: 'All courses' }).click()
  await expect(page.getByRole('heading', { name: 'Courses' })).toBeVisible()
})

test('a duration is read as authors write it, and shown while it is typed @once', async ({ page, studio }) => {
  await studio.openList()
  const field = page.locator("[data-role='add-duration']")
  const reading = page.locator("[data-role='reading']")
  for (const [text, read] of [['90', '1:30'], ['1m30', '1:30'], ['1:30:00', '1:30:00'], ['2h', '2:00:00']]) {
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
  await expect(page.getByRole('row', { name, exact: true })).toHaveCount(1)
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
