import { expect, test } from './fixture.mjs'
import { Palette, focusedRow, name } from './palette.mjs'
import { stateOf } from './state.mjs'

test('a whole day’s task without a mouse', async ({ page, server, studio }) => {
  const palette = new Palette(page)
  const press = async (...keys) => {
    for (const key of keys) await page.keyboard.press(key)
  }
  await name(server, { 4: 'Needle one', 9: 'Needle two', 12: 'Needle three' })
  const start = new URL('/', studio.address())
  start.search = new URL(studio.address()).search
  await page.goto(start.href)
  const title = await page.locator("[data-course-id='c1'] h2").textContent()
  await palette.choose(title, title)
  await expect(studio.rows).toHaveCount(20)
  const course = (await stateOf(server)).course
  const id = (at) => course[at].id

  // Search, and go down to what is found.
  await press('/')
  await page.keyboard.type('needle')
  await expect(studio.rows).toHaveCount(3)
  await press('Enter')
  expect(await focusedRow(page)).toBe(id(4))
  // Rename.
  await press('F2')
  await page.keyboard.type('Needle and thread')
  await press('Enter')
  await expect(studio.title(id(4))).toHaveText('Needle and thread')
  await expect.poll(() => focusedRow(page)).toBe(id(4))
  // Publish several.
  await press('Control+a')
  await expect(studio.chosen).toHaveAttribute('data-count', '3')
  await palette.choose('publish', 'Publish 3 selected videos')
  for (const at of [4, 9, 12]) await expect(studio.row(id(at))).toHaveAttribute('data-published', 'true')
  await studio.waitSaved()
  // Go to one, and move it up.
  await palette.choose('clear sel', 'Select none')
  await press('/', 'Escape', 'Escape')
  await expect(studio.rows).toHaveCount(20)
  await palette.choose('needle two', 'Needle two')
  await expect.poll(() => focusedRow(page)).toBe(id(9))
  await press('Alt+ArrowUp')
  await expect.poll(() => studio.ids().then((ids) => ids.indexOf(id(9)))).toBe(8)
  await expect.poll(() => focusedRow(page)).toBe(id(9))
  await studio.waitSaved()
  // Delete, and take that back.
  await press('Delete')
  await expect(studio.row(id(9))).toHaveCount(0)
  await studio.waitSaved()
  await press('Control+z')
  await expect(studio.row(id(9))).toHaveCount(1)
  await studio.waitSaved()
  // Add from pasted lines.
  await palette.choose('add', 'Add videos')
  await expect(page.locator("[data-role='add-title']")).toBeFocused()
  await page.evaluate(() => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', '1. First new\n2. Second new\n')
    document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  })
  await expect(studio.dialog.getByRole('button', { name: 'Add 2 videos' })).toBeFocused()
  await press('Enter')
  await expect(studio.rows).toHaveCount(22)
  await studio.waitSaved()
  // Trash, and restore from there.
  await palette.choose('first new', 'First new')
  await expect.poll(() => focusedRow(page).then((id) => id && studio.title(id).textContent())).toBe('First new')
  await press('Delete')
  await expect(studio.rows).toHaveCount(21)
  await studio.waitSaved()
  await palette.choose('go to the trash', 'Go to the trash')
  await expect(studio.rows).toHaveCount(1)
  await palette.choose('first new', 'First new')
  await expect.poll(() => focusedRow(page)).toBeTruthy()
  await palette.choose('restore', 'Restore “First new”')
  await expect(studio.rows).toHaveCount(0)
  await studio.waitSaved()
  await palette.choose('back to the course', 'Go back')
  await expect(studio.rows).toHaveCount(22)
  await studio.expectSameAsServer()
  const { course: now } = await stateOf(server)
  expect(now.map(({ title }) => title)).toEqual(expect.arrayContaining(['Needle and thread', 'First new', 'Second new']))
})

test.describe('in a list that is longer than the screen', () => {
  test.use({ count: 300 })
  const focused = (page) =>
    page.evaluate(() => Number(document.activeElement.closest('[aria-rowindex]')?.ariaRowIndex ?? 0))
  const scroll = async (page, studio) => {
    await studio.list.hover()
    await page.mouse.wheel(0, 4000)
    await expect(studio.list.locator("[aria-rowindex='75']")).toBeInViewport()
  }

  test('a row that is scrolled away keeps the focus, and the keys go on from it', async ({ page, studio }) => {
    await studio.openList()
    await studio.list.locator("[aria-rowindex='1']").focus()
    await page.keyboard.press('ArrowDown')
    await page.evaluate(() => {
      window.left = 0
      document.activeElement.addEventListener('blur', () => (window.left += 1))
    })
    await scroll(page, studio)
    expect(await focused(page)).toBe(2)
    expect(await page.evaluate(() => window.left), 'times the focus was elsewhere').toBe(0)
    await page.keyboard.press('ArrowDown')
    expect(await focused(page)).toBe(3)
    await expect(studio.list.locator("[aria-rowindex='3']")).toBeInViewport()
  })

  test('the Tab key reaches the rows wherever the list is scrolled', async ({ page, studio }) => {
    await studio.openList()
    await scroll(page, studio)
    const top = await studio.list.evaluate((list) => list.scrollTop)
    await page.locator("[data-action='sort']").last().focus()
    await page.keyboard.press('Tab')
    expect(await focused(page)).toBeGreaterThan(50)
    expect(await studio.list.evaluate((list) => list.scrollTop)).toBe(top)
  })
})
