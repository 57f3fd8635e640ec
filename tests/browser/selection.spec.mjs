import { expect, test } from './fixture.mjs'
import { listen } from './listen.mjs'
import { api } from './server.mjs'
import { stateOf } from './state.mjs'

test('click, shift-click, all, none @once', async ({ page, studio }) => {
  await studio.open()
  const ids = await studio.ids()
  await studio.act(ids[2], 'select')
  await studio.row(ids[6]).locator("[data-action='select']").click({ modifiers: ['Shift'] })
  await expect(studio.chosen).toHaveAttribute('data-count', '5')
  expect(await studio.selected(), 'what lies between, and nothing else').toEqual(ids.slice(2, 7))
  await studio.act(ids[4], 'select')
  expect(await studio.selected()).toEqual([ids[2], ids[3], ids[5], ids[6]])

  await page.locator("[data-action='select-all']").click()
  await expect(studio.chosen).toHaveAttribute('data-count', '20')
  await page.locator("[data-action='select-all']").click()
  await expect(studio.chosen).toHaveAttribute('data-count', '0')
})

test('the first k, and the buttons tell how many', async ({ page, studio }) => {
  await studio.open()
  await studio.selectFirst(7)
  await expect(studio.chosen).toHaveAttribute('data-count', '7')
  await expect(page.locator("[data-action='bulk-delete']")).toContainText('7')
  await studio.bulkAct('delete')
  await expect(studio.bulk).toHaveAttribute('data-state', 'finished')
  await expect(studio.rows).toHaveCount(13)
  await expect(studio.chosen).toHaveAttribute('data-count', '0')
  await studio.expectSameAsServer()
})

test('the selection outlives changes; what others delete leaves it @once', async ({ page, server, studio }) => {
  await studio.open()
  const ids = await studio.ids()
  await studio.selectFirst(5)
  await studio.act(ids[0], 'toggle')
  await api(server, `/videos/${ids[9]}`, { method: 'PATCH', body: { title: 'Elsewhere' } })
  await expect(studio.title(ids[9])).toHaveText('Elsewhere')
  await expect(studio.chosen).toHaveAttribute('data-count', '5')
  await api(server, `/videos/${ids[1]}`, { method: 'DELETE' })
  await expect(studio.row(ids[1])).toHaveCount(0)
  await expect(studio.chosen).toHaveAttribute('data-count', '4')
})

test('select all under a search takes exactly the matches, and says how many', async ({ page, server, studio }) => {
  const { course } = await stateOf(server)
  const matching = [1, 4, 5, 13].map((place) => course[place])
  for (const [at, { id }] of matching.entries()) {
    await api(server, `/videos/${id}`, { method: 'PATCH', body: { title: `Needle ${at}` } })
  }
  const named = (await stateOf(server)).course
  await studio.open()
  await studio.find({ text: 'needle' })
  const all = page.locator("[data-action='select-all']")
  await expect(all).toHaveAccessibleName('Select all 4 that match')
  await all.click()
  await expect(studio.chosen).toHaveAttribute('data-count', '4')
  for (const [action, label] of [['publish', 'Publish'], ['unpublish', 'Unpublish'], ['top', 'To top'], ['bottom', 'To bottom'], ['move', 'Move'], ['edit', 'Edit'], ['delete', 'Delete']]) {
    await expect(page.locator(`[data-action='bulk-${action}']`)).toHaveAccessibleName(`${label} 4`)
  }

  // What else comes into sight is not chosen, and what goes out of sight still is.
  await studio.find({ text: '' })
  await expect.poll(() => studio.selected()).toEqual(matching.map(({ id }) => id))
  await studio.find({ text: 'needle 1' })
  await expect(studio.chosen).toHaveText('4 selected, 3 not shown')
  await studio.bulkAct('delete')
  await studio.find({ text: '' })
  await expect(studio.bulk).toHaveAttribute('data-total', '4')
  await expect(studio.bulk).toHaveAttribute('data-state', 'finished')
  await studio.waitSaved()
  expect((await stateOf(server)).course).toEqual(named.filter(({ title }) => !title.startsWith('Needle')))
})

for (const [what, look] of [['order', { sort: 'Longest' }], ['filter', { only: 'Drafts' }]]) {
  test(`shift-click under another ${what} takes exactly the range that is seen @once`, async ({ server, studio }) => {
    await studio.open()
    const plain = await studio.ids()
    await studio.find(look)
    await expect.poll(() => studio.ids()).not.toEqual(plain)
    const seen = await studio.ids()
    await studio.act(seen[7], 'select')
    await studio.row(seen[3]).locator("[data-action='select']").click({ modifiers: ['Shift'] })
    const range = seen.slice(3, 8)
    expect(await studio.selected()).toEqual(range)
    await studio.find({ sort: 'Position', only: 'All' })
    await expect.poll(() => studio.ids()).toEqual(plain)
    expect(await studio.selected(), 'no others').toEqual(plain.filter((id) => range.includes(id)))
    await studio.bulkAct('delete')
    await studio.waitSaved()
    expect((await studio.serverVideos()).map(({ id }) => id)).toEqual(plain.filter((id) => !range.includes(id)))
  })
}

test('the selection outlives sorting, filtering, a change by somebody else and a refetch @once', async ({
  page,
  server,
  studio,
}) => {
  await studio.open()
  const ids = await studio.ids()
  const chosen = [ids[1], ids[8], ids[15]]
  await studio.select(chosen)
  const still = async () => {
    await expect(studio.chosen).toHaveAttribute('data-count', '3')
    expect((await studio.selected()).sort()).toEqual(chosen.toSorted())
  }
  for (const sort of ['Title', 'Longest', 'Position']) {
    await studio.find({ sort })
    await still()
  }
  for (const only of ['Published', 'Drafts', 'All']) {
    await studio.find({ only })
    await expect(studio.chosen).toHaveAttribute('data-count', '3')
  }
  await still()
  // A chosen one changes its title, another one its place.
  const [first] = await studio.serverVideos()
  await api(server, `/videos/${chosen[1]}`, { method: 'PATCH', body: { title: 'Elsewhere', published: true } })
  await api(server, `/videos/${chosen[2]}`, { method: 'PATCH', body: { rank: `${first.rank.slice(0, -1)}z` } })
  await expect(studio.title(chosen[1])).toHaveText('Elsewhere')
  await expect.poll(() => studio.ids()).not.toEqual(ids)
  await still()
  // The page reads the list again when somebody comes back to it after a while.
  let read = false
  page.on('response', (answer) => (read ||= answer.url().includes('/api/courses/c1/videos')))
  const comeBack = async () => {
    await page.evaluate(() => {
      window.dispatchEvent(new Event('blur'))
      window.dispatchEvent(new Event('focus'))
      document.dispatchEvent(new Event('visibilitychange'))
    })
    return read
  }
  await expect.poll(comeBack, { timeout: 20_000 }).toBe(true)
  await still()
})

test('a selected video that somebody else deletes leaves the selection, and the bar says so @once', async ({
  page,
  server,
  studio,
}) => {
  await studio.open()
  const ids = await studio.ids()
  await studio.select(ids.slice(2, 8))
  await studio.find({ sort: 'Longest' })
  await api(server, `/videos/${ids[4]}`, { method: 'DELETE' })
  await expect(studio.chosen).toHaveText('5 selected, 1 gone meanwhile')
  await expect(page.locator("[data-action='bulk-delete']")).toHaveAccessibleName('Delete 5')
  await studio.bulkAct('publish')
  await expect(studio.bulk).toHaveAttribute('data-total', '5')
  await expect(studio.bulk).toHaveAttribute('data-state', 'finished')
  await expect(studio.bulk).toHaveAttribute('data-failed', '0')
  // Who chooses again has seen it.
  await studio.act(ids[10], 'select')
  await expect(studio.chosen).toHaveText('6 selected')
})

test('rows are chosen as lists have it everywhere', async ({ page, studio }) => {
  await studio.open()
  const ids = await studio.ids()
  const click = (at, ...modifiers) => studio.row(ids[at]).locator('.cell-place').click({ modifiers })
  const chosen = async (...places) => {
    await expect.poll(() => studio.selected()).toEqual(places.map((at) => ids[at]))
  }
  await click(2)
  await chosen(2)
  await click(5, 'ControlOrMeta')
  await chosen(2, 5)
  await click(7, 'Shift')
  await chosen(2, 5, 6, 7)
  await click(6, 'Shift')
  await chosen(2, 5, 6)
  expect(await page.evaluate(() => String(getSelection())), 'no text is marked').toBe('')
  await page.keyboard.press('Shift+ArrowDown')
  await chosen(2, 5, 6, 7)
  await page.keyboard.press('Shift+ArrowUp')
  await page.keyboard.press('Shift+ArrowUp')
  await page.keyboard.press('Shift+ArrowUp')
  await chosen(2, 4, 5)
  await page.keyboard.press('Escape')
  await chosen()
  await click(3)
  await chosen(3)
})

test('keys act on all that is chosen, and undo gives the choice back', async ({ page, studio }) => {
  await studio.open()
  const ids = await studio.ids()
  await studio.row(ids[3]).locator('.cell-place').click()
  await page.keyboard.press('Shift+ArrowDown')
  await page.keyboard.press('Shift+ArrowDown')
  await page.keyboard.press('Alt+ArrowUp')
  const [a, b, c, ...rest] = ids
  const [d, e, f, ...others] = rest
  await expect.poll(() => studio.ids()).toEqual([a, b, d, e, f, c, ...others])
  await studio.expectSameAsServer()
  await page.keyboard.press('Alt+ArrowDown')
  await expect.poll(() => studio.ids()).toEqual(ids)
  await page.keyboard.press('Delete')
  await expect.poll(() => studio.ids()).toEqual([a, b, c, ...others])
  await studio.expectSameAsServer()
  await page.keyboard.press('Control+z')
  await expect.poll(() => studio.ids()).toEqual(ids)
  await expect.poll(() => studio.selected()).toEqual([d, e, f])
  await studio.expectSameAsServer()
})

test('keys act on all that is chosen, also while the focus is on a row beside it', async ({ page, studio }) => {
  await studio.open()
  const ids = await studio.ids()
  const [a, b, c, d, ...others] = ids
  await studio.row(a).locator('.cell-place').click()
  for (const key of ['ArrowDown', 'Space', 'ArrowDown', 'Space', 'ArrowDown']) await page.keyboard.press(key)
  await expect.poll(() => studio.selected()).toEqual([a, b, c])
  await page.keyboard.press('p')
  await studio.expectSameAsServer()
  const published = (await studio.serverVideos()).slice(0, 3).map((video) => video.published)
  expect(new Set(published).size, 'all the same').toBe(1)
  await page.keyboard.press('Alt+ArrowDown')
  await expect.poll(() => studio.ids()).toEqual([d, a, b, c, ...others])
  await page.keyboard.press('Delete')
  await expect.poll(() => studio.ids()).toEqual([d, ...others])
  await studio.expectSameAsServer()
})

test('after an undo the focus is on what has come back, not on what had taken its place', async ({ page, studio }) => {
  await studio.open()
  const ids = await studio.ids()
  const focused = () => page.evaluate(() => document.activeElement.querySelector('[data-video-id]')?.dataset.videoId)
  await studio.row(ids[0]).locator('.cell-place').click()
  await page.keyboard.press('Shift+ArrowDown')
  await page.keyboard.press('Shift+ArrowDown')
  await page.keyboard.press('Delete')
  await studio.waitSaved()
  await page.keyboard.press('Control+z')
  await expect.poll(() => studio.selected()).toEqual(ids.slice(0, 3))
  await expect.poll(focused).toBe(ids[0])
  await studio.expectSameAsServer()
})

test('a row’s own button means that row alone @once', async ({ studio }) => {
  await studio.open()
  const ids = await studio.ids()
  await studio.select(ids.slice(0, 3))
  await studio.act(ids[1], 'delete')
  await studio.expectSameAsServer()
  expect(await studio.ids()).toEqual(ids.toSpliced(1, 1))
})

test('nothing moves when the first row is chosen, and the focus stays in the list when the actions go @once', async ({
  page,
  studio,
}) => {
  await studio.open()
  const ids = await studio.ids()
  const top = () => studio.row(ids[4]).evaluate((row) => row.getBoundingClientRect().top)
  const before = await top()
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 800 })
    const place = width === 1280 ? before : await top()
    await studio.act(ids[1], 'select')
    await expect(studio.chosen).toHaveAttribute('data-count', '1')
    expect(await top()).toBe(place)
    await expect(page.locator("[data-action='bulk-delete']")).toBeInViewport({ ratio: 1 })
    await studio.act(ids[1], 'select')
  }
  await page.setViewportSize({ width: 1280, height: 800 })
  await studio.row(ids[1]).locator('.cell-place').click()
  await page.locator("[data-action='bulk-delete']").press('Enter')
  await expect(studio.row(ids[1])).toHaveCount(0)
  await expect.poll(() => page.evaluate(() => document.activeElement.querySelector('[data-video-id]')?.dataset.videoId)).toBe(ids[2])
})

test.describe('with a finger', () => {
  test.use({ hasTouch: true })

  test('a long press chooses a row, and one that moves or ends early does not @once', async ({
    context,
    page,
    studio,
  }) => {
    await page.clock.install()
    await studio.openWhole()
    const [a, b] = await studio.ids()
    const devtools = await context.newCDPSession(page)
    const touch = (type, points) => devtools.send('Input.dispatchTouchEvent', { type, touchPoints: points })
    const press = async (id, ms, move = 0) => {
      const { x, y } = await studio.title(id).boundingBox()
      await touch('touchStart', [{ x: x + 20, y: y + 8 }])
      if (move) await touch('touchMove', [{ x: x + 20 + move, y: y + 8 }])
      await page.clock.fastForward(ms)
      await touch('touchEnd', [])
    }
    await press(a, 600)
    await expect(studio.chosen).toHaveAttribute('data-count', '1')
    await press(b, 100)
    // That is a tap, which opens the video.
    await expect(studio.dialog).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(studio.dialog).toHaveCount(0)
    await press(b, 600, 30)
    expect(await studio.selected()).toEqual([a])
    await press(b, 600, 4)
    await expect(studio.chosen).toHaveAttribute('data-count', '2')
    await press(a, 600)
    await expect(studio.chosen).toHaveAttribute('data-count', '1')
    expect(await studio.selected()).toEqual([b])
  })
})

test('P publishes or unpublishes the row, or all that is chosen', async ({ page, studio }) => {
  await studio.openList()
  const ids = (await studio.ids()).slice(0, 4)
  const published = () => Promise.all(ids.map((id) => studio.row(id).getAttribute('data-published')))
  const before = await published()
  const wanted = before[0] === 'true' ? 'false' : 'true'
  await studio.title(ids[0]).click()
  await page.keyboard.press('p')
  await expect(studio.row(ids[0])).toHaveAttribute('data-published', wanted)
  expect((await published()).slice(1)).toEqual(before.slice(1))
  await page.keyboard.press('Control+z')
  await expect(studio.row(ids[0])).toHaveAttribute('data-published', before[0])
  for (let step = 0; step < 3; step += 1) await page.keyboard.press('Shift+ArrowDown')
  await page.keyboard.press('p')
  const all = before[3] === 'true' ? 'false' : 'true'
  await expect.poll(published).toEqual(Array(4).fill(all))
  await studio.expectSameAsServer()
})

test('going to the trash says nothing of videos that are still in the course', async ({ page, studio }) => {
  await studio.openWhole()
  const [a, b] = await studio.ids()
  await studio.select([a, b])
  const announcer = page.locator("[data-role='announcer']")
  await expect(announcer).toContainText('2 selected')
  const heard = await listen(announcer)
  await page.locator("[data-role='trash']").click()
  await expect(page.getByRole('heading', { level: 1, name: 'Trash' })).toBeVisible()
  await page.goBack()
  await expect(studio.rows.first()).toBeVisible()
  await studio.select([a])
  await expect(announcer).toContainText('1 selected')
  const said = (await heard()).join()
  expect(said).toContain('1 selected')
  expect(said).not.toContain('left the selection')
})
