import { hold } from './faults.mjs'
import { expect, test } from './fixture.mjs'
import { api } from './server.mjs'
import { rowsOf, stateOf } from './state.mjs'

/** Deletes videos beforehand, as somebody did who is gone. */
async function deleteAll(server, ids) {
  const operations = ids.map((id) => ({ op: 'delete', id }))
  await api(server, '/operations', { method: 'POST', body: { operations } })
}

/** Opens the trash by the link that the course's page has. */
async function openTrash({ page, studio }) {
  await studio.open()
  await page.locator("[data-role='trash']").click()
  await expect(page.getByRole('heading', { name: 'Trash' })).toBeVisible()
}

test('restore in bulk: exactly those are back in their places, and Ctrl+Z takes it back exactly', async ({
  page,
  server,
  studio,
  writes,
  optimism,
}) => {
  const { course: all } = await stateOf(server)
  const ids = all.map(({ id }) => id)
  await deleteAll(server, [0, 1, 5, 6, 12, 19].map((place) => ids[place]))
  const before = await stateOf(server)
  const chosen = [1, 5, 19].map((place) => ids[place])
  const after = {
    ...before,
    course: all.filter(({ id }) => !before.trash.includes(id) || chosen.includes(id)),
    trash: before.trash.filter((id) => !chosen.includes(id)),
  }

  await openTrash({ page, studio })
  await expect(studio.rows).toHaveCount(6)
  await studio.select(chosen)
  const release = await hold(page)
  await studio.bulkAct('restore')
  await expect.poll(() => writes.length).toBe(1)
  await expect(studio.rows).toHaveCount(optimism === 'on' ? 3 : 6)
  release()
  await expect(studio.bulk).toHaveAttribute('data-state', 'finished')
  await expect(studio.rows).toHaveCount(3)
  expect(await stateOf(server)).toEqual(after)

  await page.locator('a.up').click()
  await expect.poll(() => studio.shown()).toEqual(rowsOf(after.course))
  await page.keyboard.press('Control+z')
  await expect.poll(() => stateOf(server)).toEqual(before)
  await expect.poll(() => studio.shown()).toEqual(rowsOf(before.course))
  await studio.waitSaved()
})

test('one video is taken out of the trash, and nothing else can be done to it there', async ({ page, server, studio }) => {
  const { course: all } = await stateOf(server)
  const [a, b] = [all[3].id, all[8].id]
  await deleteAll(server, [a, b])
  await openTrash({ page, studio })
  await expect.poll(async () => (await studio.ids()).sort()).toEqual([a, b].sort())
  for (const action of ['toggle', 'delete', 'rename', 'move-to']) {
    await expect(studio.row(a).locator(`[data-action='${action}']`), action).toHaveCount(0)
  }
  await expect(page.locator("[data-action='bulk-delete']")).toHaveCount(0)
  await studio.act(a, 'restore')
  await expect(studio.row(a)).toHaveCount(0)
  await expect(studio.row(b)).toBeVisible()
  await studio.waitSaved()
  expect((await stateOf(server)).course).toEqual(all.filter(({ id }) => id !== b))
})

test('what is deleted lies in the trash when one looks there, the last deleted first', async ({ page, server, studio }) => {
  await studio.open()
  const ids = await studio.ids()
  await studio.act(ids[2], 'delete')
  await studio.waitSaved()
  await studio.act(ids[0], 'delete')
  await studio.waitSaved()
  await page.locator("[data-role='trash']").click()
  await expect.poll(() => studio.ids()).toEqual([ids[0], ids[2]])
  // Somebody else restores one: it leaves the list here too.
  await api(server, `/videos/${ids[2]}/restore`, { method: 'POST' })
  await expect.poll(() => studio.ids()).toEqual([ids[0]])
})
