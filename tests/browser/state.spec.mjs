import { behave, hold, misbehave, refuse } from './faults.mjs'
import { expect, test } from './fixture.mjs'
import { listen } from './listen.mjs'

test('the activity takes no room until it is asked for, and is as it was left on the next visit', async ({
  page,
  studio,
}) => {
  await studio.openList()
  const panel = page.getByRole('complementary', { name: 'Activity' })
  const wide = (await studio.list.boundingBox()).width
  await expect(panel).toHaveCount(0)
  await studio.sync.click()
  await expect(panel).toBeVisible()
  await expect(panel.getByRole('heading', { name: 'Activity' })).toBeFocused()
  await expect(panel).toContainText('Nothing needs you')
  await page.reload()
  await expect(panel).toBeVisible()
  await panel.getByRole('group').focus()
  await page.keyboard.press('Escape')
  await expect(panel).toHaveCount(0)
  await expect(studio.sync).toBeFocused()
  expect((await studio.list.boundingBox()).width).toBe(wide)
})

test('one place says whether all is saved, what is kept and what needs somebody, and leads there', async ({
  context,
  page,
  studio,
}) => {
  await studio.openList()
  const ids = await studio.ids()
  await expect(studio.sync).toHaveText('All changes saved')
  const release = await hold(page)
  await studio.act(ids[0], 'toggle')
  await expect(studio.sync).toHaveText('Saving 1 change')
  release()
  await studio.waitSaved()
  await behave(page)

  await context.setOffline(true)
  await studio.act(ids[1], 'toggle')
  await expect(studio.sync).toHaveText(/^Offline since [\d:]+ · 1 change kept on this device$/)
  await context.setOffline(false)
  await expect(studio.sync).toHaveText('All changes saved')

  await misbehave(page, (write) => refuse(write, [ids[2]]))
  await studio.act(ids[2], 'delete')
  await expect(studio.sync).toHaveText('1 change needs you')
  await studio.sync.click()
  await expect(page.locator(`[data-role='problem'][data-id='${ids[2]}']`)).toBeVisible()
})

test('a notice says what is true at that moment', async ({ page, studio, optimism }) => {
  test.skip(optimism === 'off', 'then it comes with the answer')
  await studio.openList()
  const [id] = await studio.ids()
  const name = (await studio.title(id).textContent()).trim()
  const release = await hold(page)
  await studio.act(id, 'delete')
  await expect(studio.toasts.locator('p')).toHaveText(`Deleting “${name}”…`)
  release()
  await expect(studio.toasts.locator('p')).toHaveText(`“${name}” deleted`)
})

test('a bulk operation that is partly refused is told in one notice, which takes back what was done', async ({
  page,
  studio,
}) => {
  await studio.openList()
  const ids = await studio.ids()
  await misbehave(page, (write) => refuse(write, ids.slice(0, 2)))
  await studio.selectFirst(6)
  await studio.bulkAct('delete')
  await expect(studio.toasts.locator('p')).toHaveText(['4 of 6 deleted, 2 refused'])
  await expect(studio.toasts.locator("[data-action='retry']")).toBeVisible()
  await studio.offeredUndo.click()
  await studio.expectSameAsServer()
  expect(await studio.ids()).toEqual(ids)
})

test('after the end of a bulk operation nothing is said of how far it was, nor after undo and redo', async ({ page, studio }) => {
  await studio.openList()
  const heard = await listen(page.locator("[data-role='announcer']"))
  const last = async () => (await heard()).at(-1)
  // Two pauses: nothing has been said of progress for long.
  for (const count of [1, 2]) {
    await studio.selectFirst(count)
    await expect.poll(last).toBe(`${count} selected`)
  }
  await studio.bulkAct('delete')
  await expect.poll(last).toMatch(/2 of 2 deleted$/)
  await page.keyboard.press('Control+z')
  await expect.poll(last).toMatch(/2 of 2 restored$/)
  await expect(studio.chosen).toHaveAttribute('data-count', '2')
  await page.keyboard.press('Control+Shift+z')
  await expect.poll(last).toMatch(/2 of 2 deleted$/)
  const all = await heard()
  expect(all.filter((text) => /2 of 2 (deleted|restored)\. .*2/.test(text))).toEqual([])
  // The author takes them away, and nobody else.
  expect(all.filter((text) => text.includes('left the selection'))).toEqual([])
})

test('what waits is not said once nothing does', async ({ context, page, studio }) => {
  await studio.openList()
  const [id] = await studio.ids()
  const heard = await listen(page.locator("[data-role='announcer']"))
  await context.setOffline(true)
  await expect.poll(async () => (await heard()).join()).toContain('Offline')
  await studio.act(id, 'toggle')
  await context.setOffline(false)
  await expect.poll(async () => (await heard()).join()).toContain('can be reached again')
  const all = await heard()
  expect(all.filter((text) => /reached again.*waiting/.test(text))).toEqual([])
})

test('what becomes of changes is said aloud, each once and in order', async ({ page, studio }) => {
  await studio.openList()
  const ids = await studio.ids()
  const names = await Promise.all(ids.slice(0, 3).map((id) => studio.title(id).textContent()))
  const [a, b, c] = names.map((name) => `“${name.trim()}”`)
  const heard = await listen(page.locator("[data-role='announcer']"))
  await misbehave(page, (write) => refuse(write, [ids[1]]))
  await studio.act(ids[0], 'toggle')
  await studio.waitSaved()
  await studio.act(ids[1], 'delete')
  await expect(studio.row(ids[1])).toHaveAttribute('data-state', 'failed')
  await studio.act(ids[2], 'delete')
  await studio.add('Closing words')
  const said = async () => (await heard()).join(' | ')
  await expect.poll(said).toMatch(/“Closing words” added/)
  const places = [`${a} `, `${b} could not be deleted`, `${c} deleted`, '“Closing words” added']
  const text = await said()
  expect(places.map((it) => text.split(it).length - 1), text).toEqual([1, 1, 1, 1])
  const order = places.map((it) => text.indexOf(it))
  expect(order).toEqual([...order].sort((x, y) => x - y))
})
