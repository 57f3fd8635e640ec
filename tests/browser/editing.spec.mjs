import { hold, misbehave } from './faults.mjs'
import { expect, test } from './fixture.mjs'
import { api } from './server.mjs'

test('a title is saved by Enter, and given up by Escape', async ({ studio }) => {
  await studio.open()
  const [id, second] = await studio.ids()
  await studio.typeTitle(id, 'By Enter')
  await studio.titleInput.press('Enter')
  await expect(studio.title(id)).toHaveText('By Enter')
  const before = await studio.title(second).textContent()
  await studio.typeTitle(second, 'Given up')
  await studio.titleInput.press('Escape')
  await expect(studio.title(second)).toHaveText(before.trim())
  await studio.waitSaved()
  expect((await studio.serverVideos())[0].title).toBe('By Enter')
  expect((await studio.serverVideos())[1].title).toBe(before.trim())
})

test('what was typed is saved before whatever is clicked next', async ({ studio }) => {
  await studio.open()
  const [a, b, c, d] = await studio.ids()
  await studio.typeTitle(a, 'Then toggled')
  await studio.act(a, 'toggle')
  await studio.typeTitle(b, 'Then another row deleted')
  await studio.act(d, 'delete')
  await studio.typeTitle(c, 'Then all selected')
  await studio.page.locator("[data-action='select-all']").click()
  await studio.waitSaved()
  const titles = (await studio.serverVideos()).map(({ title }) => title)
  expect(titles.slice(0, 3)).toEqual(['Then toggled', 'Then another row deleted', 'Then all selected'])
  expect(titles).toHaveLength(19)
})

test('a saved title outlives a reload before its answer', async ({ page, studio }) => {
  await studio.open()
  const [id] = await studio.ids()
  await misbehave(page, () => ({ 'latency-ms': 2_000 }))
  await studio.typeTitle(id, 'Before the reload')
  await studio.titleInput.press('Enter')
  await expect(studio.sync).toHaveAttribute('data-pending', '1')
  await page.unroute('**/api/**')
  await page.reload()
  await expect(studio.title(id)).toHaveText('Before the reload')
  await studio.waitSaved()
  expect((await studio.serverVideos())[0].title).toBe('Before the reload')
})

test('an impossible title is told at its field, and nothing is lost', async ({ page, studio }) => {
  await studio.open()
  const [id, other] = await studio.ids()
  await studio.typeTitle(id, '   ')
  await studio.titleInput.press('Enter')
  await expect(page.locator("[data-role='title-error']")).toBeVisible()
  await studio.titleInput.fill('Possible')
  await studio.act(other, 'toggle')
  await studio.waitSaved()
  expect((await studio.serverVideos())[0].title).toBe('Possible')
})

test('an event of somebody else does not overwrite what is being typed', async ({ server, studio }) => {
  await studio.open()
  const [id, other] = await studio.ids()
  await studio.typeTitle(id, 'Mine, half')
  await api(server, `/videos/${id}`, { method: 'PATCH', body: { title: 'Theirs' } })
  await api(server, `/videos/${other}`, { method: 'PATCH', body: { title: 'After it' } })
  await expect(studio.title(other)).toHaveText('After it')
  await expect(studio.titleInput).toHaveValue('Mine, half')
  await expect(studio.titleInput).toBeFocused()
  await studio.titleInput.pressSequentially(' and whole')
  await expect(studio.titleInput).toHaveValue('Mine, half and whole')
})

test('an added video has its final id at once', async ({ page, studio, writes, optimism }) => {
  await studio.open()
  const release = await hold(page)
  await studio.add('A new one', '1:30')
  if (optimism === 'off') release()
  await expect(studio.rows).toHaveCount(21)
  const id = (await studio.ids()).at(-1)
  if (optimism === 'on') await expect(studio.row(id)).toHaveAttribute('data-state', 'saving')
  // It can be worked with before the server has heard of it.
  await studio.act(id, 'toggle')
  release()
  await studio.waitSaved()
  expect((await studio.ids()).at(-1)).toBe(id)
  expect((await studio.serverVideos()).at(-1)).toMatchObject({
    id,
    title: 'A new one',
    durationSeconds: 90,
    published: true,
  })
  await studio.expectSameAsServer()
  expect(writes.length).toBeGreaterThan(0)
})

test('what cannot be added is told at the field', async ({ page, studio, writes }) => {
  await studio.open()
  const form = page.locator("[data-role='add-form']")
  await studio.add('')
  await expect(form.getByRole('alert')).toBeVisible()
  await studio.add('A title', 'soon')
  await expect(form.getByRole('alert')).toBeVisible()
  await expect(studio.rows).toHaveCount(20)
  expect(writes).toEqual([])
})

test('a video moves up, down and to a position', async ({ page, studio, optimism }) => {
  await studio.open()
  const [a, b, c, d, e] = await studio.ids()
  await misbehave(page, () => ({ 'latency-ms': 100 }))
  const head = async () => (await studio.ids()).slice(0, 5)
  await studio.act(b, 'move-up')
  await expect.poll(head).toEqual([b, a, c, d, e])
  await studio.act(c, 'move-down')
  await expect.poll(head).toEqual([b, a, d, c, e])
  await studio.act(e, 'move-to')
  await page.locator("[data-role='move-position']").fill('1')
  await page.locator("[data-action='move']").click()
  await expect.poll(head).toEqual([e, b, a, d, c])
  // The place of five rapid moves is where they lead, in the first frame after the last one.
  if (optimism === 'on') {
    await studio.actAtOnce(Array.from({ length: 3 }, () => [e, 'move-down']))
    await expect.poll(head).toEqual([b, a, d, e, c])
  }
  await studio.waitSaved()
  await studio.expectSameAsServer()
})

test('the keyboard does it all: go, select, move, rename, delete, undo', async ({ page, studio }) => {
  await studio.open()
  const [a, b, c] = await studio.ids()
  await studio.list.locator("[role='row']").first().focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Space')
  await expect(studio.row(b)).toHaveAttribute('data-selected', 'true')
  await page.keyboard.press('Alt+ArrowUp')
  await expect.poll(async () => (await studio.ids()).slice(0, 3)).toEqual([b, a, c])
  await studio.waitSaved()
  const holdsFocus = (list) => list.contains(document.activeElement)
  await expect.poll(() => studio.list.evaluate(holdsFocus), 'the list keeps the focus').toBe(true)
  await page.keyboard.press('F2')
  await studio.titleInput.fill('By keyboard')
  await page.keyboard.press('Enter')
  await expect(studio.title(b)).toHaveText('By keyboard')
  await studio.waitSaved()
  await studio.list.locator("[role='row']").first().focus()
  await page.keyboard.press('Delete')
  await expect(studio.row(b)).toHaveCount(0)
  await page.keyboard.press('Control+z')
  await expect(studio.row(b)).toHaveCount(1)
  await studio.expectSameAsServer()
})

test('who has clicked beside the list is left alone by what changes in it', async ({ page, server, studio }) => {
  await studio.open()
  const [a, b] = await studio.ids()
  await studio.list.locator("[role='row']").first().focus()
  await page.locator('.facts').click({ position: { x: 2, y: 2 } })
  const focused = () => page.evaluate(() => document.activeElement.tagName)
  await expect.poll(focused).toBe('BODY')
  await api(server, `/videos/${b}`, { method: 'PATCH', body: { title: 'By another' } })
  await api(server, `/videos/${a}`, { method: 'DELETE' })
  await expect(studio.title(b)).toHaveText('By another')
  await expect(studio.row(a)).toHaveCount(0)
  expect(await focused()).toBe('BODY')
})

test.describe('in a long list', () => {
  test.use({ count: 30 })

  test('a video that is added at the end comes into sight', async ({ studio }) => {
    await studio.open()
    await studio.add('Brand new')
    await expect(studio.rows.filter({ hasText: 'Brand new' })).toBeInViewport()
  })
})
