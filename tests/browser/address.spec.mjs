import { expect, test } from './fixture.mjs'

test.use({ count: 300 })

/** What the address looks for. */
const query = (page) => Object.fromEntries(new URL(page.url()).searchParams)

/** How far the list is scrolled. */
const scrolled = (studio) => studio.list.evaluate((list) => list.scrollTop)

/** Scrolls the list, and waits until its rows there are drawn. */
async function scrollTo(studio, top) {
  await studio.list.evaluate((list, top) => list.scrollTo(0, top), top)
  await expect(studio.list.locator(`[aria-rowindex='${Math.ceil(top / 56) + 3}']`)).toBeInViewport()
}

test('what is looked for is in the address, in words, and without a step back for each letter', async ({
  page, studio, optimism,
}) => {
  await studio.open()
  const steps = await page.evaluate(() => history.length)
  await page.locator("[data-role='find']").pressSequentially('lesson 1')
  await studio.find({ only: 'Published', sort: 'Title' })
  const expected = { search: 'lesson 1', filter: 'published', sort: 'title' }
  await expect.poll(() => query(page)).toEqual(optimism === 'off' ? { optimism, ...expected } : expected)
  expect(await page.evaluate(() => history.length)).toBe(steps)
  await studio.find({ text: '', only: 'All', sort: 'Position' })
  await expect.poll(() => query(page)).toEqual(optimism === 'off' ? { optimism } : {})
})

test('a link brings somebody else to the same search', async ({ page, studio, other }) => {
  await studio.open()
  await studio.find({ text: '1', only: 'Drafts', sort: 'Longest' })
  await expect.poll(() => query(page)).toMatchObject({ search: '1', filter: 'drafts', sort: 'longest' })
  await other.page.goto(page.url())
  await expect(other.page.locator("[data-role='find']")).toHaveValue('1')
  await expect(other.page.locator("[data-role='only']")).toHaveValue('Drafts')
  await expect(other.page.locator("[data-role='sort']")).toHaveValue('Longest')
  await expect.poll(() => other.ids()).toEqual(await studio.ids())
})

test('a reload keeps the search and the place in the list', async ({ page, studio }) => {
  await studio.open()
  await studio.find({ sort: 'Title' })
  await expect.poll(() => query(page)).toMatchObject({ sort: 'title' })
  await scrollTo(studio, 5_630)
  const before = await studio.ids()
  await page.reload()
  await expect(studio.rows.first()).toBeVisible()
  await expect.poll(() => scrolled(studio)).toBe(5_630)
  await expect(page.locator("[data-role='sort']")).toHaveValue('Title')
  await expect.poll(() => studio.ids()).toEqual(before)
})

test('back and forward bring back what was looked for, and the place', async ({ page, studio }) => {
  await studio.open()
  await studio.find({ only: 'Published' })
  await scrollTo(studio, 2_030)
  await page.locator("[data-role='trash']").click()
  await expect(page.locator('h1')).toHaveText('Trash')
  // The trash knows no drafts.
  await expect(page.locator("[data-role='only']")).toHaveCount(0)
  expect(query(page).filter).toBeUndefined()
  await page.locator('a.up').click()
  // This is another visit.
  await expect(page.locator("[data-role='only']")).toHaveValue('All')
  await scrollTo(studio, 9_000)
  await page.goBack()
  await expect(page.locator('h1')).toHaveText('Trash')
  await page.goBack()
  await expect(page.locator("[data-role='only']")).toHaveValue('Published')
  await expect.poll(() => scrolled(studio)).toBe(2_030)
  await page.goForward()
  await page.goForward()
  await expect(page.locator("[data-role='only']")).toHaveValue('All')
  await expect.poll(() => scrolled(studio)).toBe(9_000)
})

test('letters that are typed just before a link is followed are there on the way back @once', async ({ page, studio }) => {
  await studio.open()
  await page.locator("[data-role='find']").pressSequentially('lesson 12')
  await page.locator('a.up').click()
  await expect(page.locator('h1')).toHaveText('Courses')
  await page.goBack()
  await expect(page.locator("[data-role='find']")).toHaveValue('lesson 12')
})

test('an address that makes no sense shows the list as it is @once', async ({ page, studio }) => {
  await page.goto(`${studio.address()}?sort=rank;drop&filter=%00&search=+++&page=-1`)
  await expect(studio.rows.first()).toBeVisible()
  await expect(page.locator("[data-role='only']")).toHaveValue('All')
  await expect(page.locator("[data-role='sort']")).toHaveValue('Position')
  await expect(studio.matches).toHaveCount(0)
})

test('another search is shown from its beginning @once', async ({ studio }) => {
  await studio.open()
  await scrollTo(studio, 5_630)
  await studio.find({ only: 'Published' })
  await expect.poll(() => scrolled(studio)).toBe(0)
})

test('a video that is added ends the search in the address too @once', async ({ page, studio }) => {
  await studio.open()
  await studio.find({ text: 'nothing is called so' })
  await expect.poll(() => query(page)).toMatchObject({ search: 'nothing is called so' })
  await studio.add('Brand new')
  await expect.poll(() => query(page)).toEqual({})
  await expect(studio.rows.filter({ hasText: 'Brand new' })).toBeInViewport()
})
