import { expect, test } from './fixture.mjs'
import { api } from './server.mjs'
import { stateOf } from './state.mjs'

// Few enough for all rows to be in the page.
test.use({ count: 30 })

/** Gives titles beforehand: `{ place: title }`. */
async function name(server, titles) {
  const { course } = await stateOf(server)
  for (const [place, title] of Object.entries(titles)) {
    await api(server, `/videos/${course[place].id}`, { method: 'PATCH', body: { title } })
  }
  return (await stateOf(server)).course
}

test('words are found in any case and any order, beyond English too @once', async ({ server, studio }) => {
  const course = await name(server, {
    2: 'Übung macht den MEISTER',
    11: 'Die erste übung',
    17: 'ÜBUNGEN und mehr',
    23: 'Straße nach Üb',
  })
  const at = (...places) => places.map((place) => course[place].id)
  await studio.open()
  for (const [text, found] of [
    ['übung', at(2, 11, 17)],
    ['ÜBUNG', at(2, 11, 17)],
    ['  meister   Übung ', at(2)],
    ['übung erste', at(11)],
    ['STRASSE', at(23)],
    ['ubung', at(2, 11, 17)],
    ['üb', at(2, 11, 17, 23)],
  ]) {
    await studio.find({ text })
    await expect.poll(() => studio.ids(), text).toEqual(found)
    await expect(studio.matches).toHaveAttribute('data-count', String(found.length))
  }
  await studio.find({ text: '' })
  await expect.poll(() => studio.ids()).toEqual(course.map(({ id }) => id))
  await expect(studio.matches).toHaveCount(0)
})

test('only drafts, only published: a video leaves as soon as it is no longer one', async ({ server, studio }) => {
  const { course } = await stateOf(server)
  const drafts = course.filter((video) => !video.published).map(({ id }) => id)
  const published = course.filter((video) => video.published).map(({ id }) => id)
  await studio.open()
  await studio.find({ only: 'Published' })
  await expect.poll(() => studio.ids()).toEqual(published)
  await studio.find({ only: 'Drafts' })
  await expect.poll(() => studio.ids()).toEqual(drafts)
  await studio.act(drafts[1], 'toggle')
  await expect.poll(() => studio.ids()).toEqual(drafts.filter((id) => id !== drafts[1]))
  // All the same, the course has as many videos as before.
  await expect(studio.count).toHaveAttribute('data-count', '30')
  await studio.waitSaved()
  expect((await stateOf(server)).course.find(({ id }) => id === drafts[1]).published).toBe(true)
})

test('the order is a way to look, and changes nothing @once', async ({ server, studio, writes }) => {
  const course = await name(server, { 4: 'zebra', 9: 'Aardvark', 20: 'aardvarks' })
  await studio.open()
  await studio.find({ sort: 'Title' })
  const { compare } = new Intl.Collator('en', { numeric: true })
  const byTitle = course.toSorted((a, b) => compare(a.title, b.title))
  await expect.poll(() => studio.ids()).toEqual(byTitle.map(({ id }) => id))
  expect((await studio.ids()).slice(0, 2)).toEqual([course[9].id, course[20].id])
  await studio.find({ sort: 'Longest' })
  const byLength = course.toSorted((a, b) => b.durationSeconds - a.durationSeconds)
  await expect.poll(() => studio.ids()).toEqual(byLength.map(({ id }) => id))
  await studio.find({ sort: 'Position' })
  await expect.poll(() => studio.ids()).toEqual(course.map(({ id }) => id))
  expect(writes).toEqual([])
})

test('what is renamed under a search comes and goes by its new title', async ({ server, studio }) => {
  const course = await name(server, { 3: 'Needle one', 7: 'Needle two' })
  await studio.open()
  await studio.find({ text: 'needle' })
  await expect.poll(() => studio.ids()).toEqual([course[3].id, course[7].id])
  await studio.typeTitle(course[3].id, 'Hay')
  await studio.titleInput.press('Enter')
  await expect.poll(() => studio.ids()).toEqual([course[7].id])
  // Somebody else names another one so.
  await api(server, `/videos/${course[12].id}`, { method: 'PATCH', body: { title: 'A needle too' } })
  await expect.poll(() => studio.ids()).toEqual([course[7].id, course[12].id])
})

test('where nothing is found, a button shows all again, and the focus goes on in the list', async ({ page, studio }) => {
  await studio.open()
  const [first] = await studio.ids()
  await studio.find({ text: 'nothing is called so', only: 'Published' })
  await page.locator("main [data-action='show-all']").click()
  await expect(studio.rows).toHaveCount(30)
  await expect(page.locator("[data-role='find']")).toHaveValue('')
  await expect(page.locator("[data-role='only']")).toHaveValue('All')
  await expect(page.locator('.video-slot:focus').locator(`[data-video-id='${first}']`)).toHaveCount(1)
})

test('a video that is added ends the search, so that it is in the list', async ({ page, studio }) => {
  await studio.open()
  await studio.find({ text: 'nothing is called so', only: 'Published', sort: 'Title' })
  await expect(studio.rows).toHaveCount(0)
  await expect(page.locator('main')).toContainText('No video matches')
  await studio.add('Brand new')
  await expect(studio.rows.filter({ hasText: 'Brand new' })).toHaveCount(1)
  await expect(page.locator("[data-role='find']")).toHaveValue('')
  await expect(page.locator("[data-role='only']")).toHaveValue('All')
  await expect(page.locator("[data-role='sort']")).toHaveValue('Position')
  await expect(studio.rows).toHaveCount(31)
  await studio.expectSameAsServer()
})
