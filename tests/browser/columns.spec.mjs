import { expect, test } from './fixture.mjs'

const header = (page, name) => page.locator(`[data-action='sort'][data-column='${name}']`)
const sorted = (page, name) => page.getByRole('columnheader', { name, exact: true }).getAttribute('aria-sort')
const query = (page) => new URL(page.url()).searchParams.get('sort')

async function shown(studio) {
  return (await studio.shown()).map(([id, title, published, duration]) => ({ id, title, published, duration }))
}

test('a click on a header sorts by it, another one the other way, and the numbers give the order back', async ({
  page,
  studio,
}) => {
  await studio.openWhole()
  const own = await studio.ids()
  const menu = page.locator("[data-role='sort']")
  const seconds = (text) => text.split(':').reduce((sum, part) => sum * 60 + Number(part), 0)
  const durations = async () => (await shown(studio)).map((row) => seconds(row.duration))
  const said = page.locator("[data-role='announcer']")
  expect(await sorted(page, '#')).toBe('ascending')

  await header(page, 'Title').click()
  const titles = async () => (await shown(studio)).map((row) => row.title)
  const up = [...(await titles())].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
  await expect.poll(titles).toEqual(up)
  expect([await sorted(page, 'Title'), await sorted(page, '#')]).toEqual(['ascending', 'none'])
  await expect(menu).toHaveValue('Title')
  await expect.poll(() => query(page)).toBe('title')
  await expect(header(page, 'Title')).toBeFocused()
  await header(page, 'Title').press('Enter')
  await expect.poll(titles).toEqual(up.toReversed())
  expect(await sorted(page, 'Title')).toBe('descending')
  await expect(menu).toHaveValue('Title, Z to A')
  await expect(said).toContainText('Sorted by title, Z to A')

  await header(page, 'Duration').click()
  await expect.poll(async () => (await durations()).every((it, at, all) => at === 0 || all[at - 1] <= it)).toBe(true)
  expect(await sorted(page, 'Duration')).toBe('ascending')
  await expect.poll(() => query(page)).toBe('shortest')
  await header(page, 'Duration').click()
  await expect.poll(async () => (await durations()).every((it, at, all) => at === 0 || all[at - 1] >= it)).toBe(true)
  expect(await sorted(page, 'Duration')).toBe('descending')
  await expect.poll(() => query(page)).toBe('longest')

  await header(page, 'Status').click()
  const states = async () => (await shown(studio)).map((row) => row.published)
  await expect.poll(states).toEqual([...Array(14).fill(false), ...Array(6).fill(true)])
  await header(page, 'Status').click()
  await expect.poll(states).toEqual([...Array(6).fill(true), ...Array(14).fill(false)])
  await expect.poll(() => query(page)).toBe('published')
  await page.reload()
  await expect.poll(states).toEqual([...Array(6).fill(true), ...Array(14).fill(false)])
  await expect.poll(() => sorted(page, 'Status')).toBe('descending')

  await header(page, '#').click()
  await expect.poll(() => studio.ids()).toEqual(own)
  await expect.poll(() => query(page)).toBe(null)
  await menu.selectOption('Shortest')
  await expect.poll(() => sorted(page, 'Duration')).toBe('ascending')
})

test('headers stand over their columns, stay as the list is scrolled, and cost no row @once', async ({ page, studio }) => {
  await studio.openWhole()
  await expect(header(page, 'Title')).toBeVisible()
  const left = async (locator) => (await locator.boundingBox()).x
  const right = async (locator) => {
    const { x, width } = await locator.boundingBox()
    return x + width
  }
  const row = studio.rows.first()
  expect(Math.abs((await left(header(page, 'Title'))) - (await left(row.locator('.title'))))).toBeLessThan(10)
  expect(Math.abs((await right(page.locator('.columns .cell-duration'))) - (await right(row.locator('.cell-duration'))))).toBeLessThan(10)
  expect(Math.abs((await left(page.locator('.columns .cell-published'))) - (await left(row.locator('.cell-published'))))).toBeLessThan(10)
  const before = await header(page, 'Title').boundingBox()
  await studio.list.evaluate((list) => (list.scrollTop = 300))
  expect(await header(page, 'Title').boundingBox()).toEqual(before)
  // What is chosen is told beside them.
  await studio.selectFirst(3)
  const count = await studio.chosen.boundingBox()
  expect(count.x).toBeGreaterThan((await right(header(page, 'Title'))) - 1)
  await expect(studio.chosen).toBeInViewport({ ratio: 1 })
})

test('on a phone the menu sorts, and there are no headers @once', async ({ page, studio }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await studio.openWhole()
  await expect(page.locator("[data-action='select-all']")).toBeVisible()
  await expect(header(page, 'Title')).toBeHidden()
  await studio.find({ sort: 'Drafts first' })
  await expect.poll(() => query(page)).toBe('drafts')
})

test('sorted or searched, rows keep their true numbers, and their arrows do not look live', async ({ page, studio }) => {
  await studio.openWhole()
  const own = await studio.ids()
  await studio.find({ sort: 'Title' })
  await expect.poll(() => studio.ids()).not.toEqual(own)
  const numbers = () =>
    studio.rows.evaluateAll((rows) => rows.map((row) => [row.dataset.videoId, row.querySelector('.cell-place').textContent]))
  await expect.poll(numbers).toEqual((await studio.ids()).map((id) => [id, String(own.indexOf(id) + 1)]))
  const row = studio.row(own[3])
  for (const action of ['drag', 'move-up', 'move-down']) {
    await expect(row.locator(`[data-action='${action}']`)).toHaveAttribute('aria-disabled', 'true')
  }
  await expect(studio.list.locator('.video-slot', { has: page.locator(`[data-video-id='${own[3]}']`) })).toHaveAttribute(
    'aria-label',
    /^4, /,
  )
  await studio.find({ sort: 'Position', text: 'own' })
  await expect.poll(async () => (await studio.ids()).length).toBeLessThan(20)
  await expect.poll(numbers).toEqual((await studio.ids()).map((id) => [id, String(own.indexOf(id) + 1)]))
  await studio.find({ text: '' })
  await expect.poll(() => studio.ids()).toEqual(own)
  await expect(row.locator("[data-action='move-up']")).not.toHaveAttribute('aria-disabled')
})

test('the first row’s Up and the last one’s Down say why nothing moves @once', async ({ page, studio, writes }) => {
  await studio.openWhole()
  const ids = await studio.ids()
  const said = page.locator("[data-role='announcer']")
  await studio.act(ids[0], 'move-up')
  await expect(said).toContainText('It is the first one')
  await studio.act(ids.at(-1), 'move-down')
  await expect(said).toContainText('It is the last one')
  const opacity = (id, action) => studio.row(id).locator(`[data-action='${action}']`).evaluate((it) => Number(getComputedStyle(it).opacity))
  expect(await opacity(ids[0], 'move-up')).toBeLessThan(1)
  expect(await opacity(ids.at(-1), 'move-down')).toBeLessThan(1)
  expect(await opacity(ids[1], 'move-up')).toBe(1)
  expect(writes).toEqual([])
})

test('a number that is none says so at its field @once', async ({ page, studio }) => {
  await studio.openWhole()
  const [a] = await studio.ids()
  const message = (field) => field.evaluate((it) => it.validationMessage)
  const count = page.locator("[data-role='select-count']")
  await studio.selectFirst(0)
  expect(await message(count)).toBe('Write a whole number from 1 on.')
  await studio.selectFirst(2)
  expect(await message(count)).toBe('')
  await studio.act(a, 'move-to')
  const place = studio.dialog.locator("[data-role='move-position']")
  await place.fill('')
  await studio.dialog.locator("[data-action='move']").click()
  expect(await message(place)).toBe('Write a whole number from 1 to 20.')
  await expect(place).toBeFocused()
})

test('a position is typed in place of the one that stands there, and none beyond the last is taken @once', async ({ page, studio }) => {
  await studio.openWhole()
  const ids = await studio.ids()
  await studio.act(ids[1], 'move-to')
  const place = studio.dialog.locator("[data-role='move-position']")
  await expect(place).toBeFocused()
  await page.keyboard.type('82')
  await expect(place).toHaveValue('82')
  await page.keyboard.press('Enter')
  expect(await place.evaluate((it) => it.validationMessage)).toBe('Write a whole number from 1 to 20.')
  await page.keyboard.press('Control+a')
  await page.keyboard.type('8')
  await page.keyboard.press('Enter')
  await expect.poll(async () => (await studio.ids()).indexOf(ids[1])).toBe(7)
  await studio.expectSameAsServer()
})
