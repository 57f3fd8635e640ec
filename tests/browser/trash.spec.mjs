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
  await expect(page.getByRole('heading', { name: 'Trash', exact: true })).toBeVisible()
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

/** Changes what the server answers at this path. */
async function rewrite(page, path, change) {
  await page.route(`**${path}`, async (route) => {
    const answer = await route.fetch()
    const body = await answer.json()
    change(body)
    await route.fulfill({ response: answer, json: body })
  })
}

const DAY_MS = 24 * 3_600_000

test('the trash says when a video was deleted, how long it stays, and where it goes back to', async ({
  page,
  server,
  studio,
}) => {
  const { course: all } = await stateOf(server)
  await deleteAll(server, [all[0].id, all[4].id, all[19].id])
  await openTrash({ page, studio })
  const at = (place) => studio.row(all[place].id)
  const former = (place) => at(place).locator("[data-role='former']")
  const named = (place) => `“${all[place].title}”`
  await expect(former(4)).toHaveText(`Goes back to number 4, between ${named(3)} and ${named(5)}`)
  await expect(former(0)).toHaveText(`Goes back to number 1, before ${named(1)}`)
  await expect(former(19)).toHaveText(`Goes back to number 18, after ${named(18)}`)

  const time = at(4).locator('time')
  await expect(time).toHaveText('Just now')
  const since = Date.parse(await time.getAttribute('datetime'))
  expect(Math.abs(Date.now() - since)).toBeLessThan(60_000)
  const date = { dateStyle: 'long', timeStyle: 'short' }
  const exact = await page.evaluate(([at, how]) => new Date(at).toLocaleString('en', how), [since, date])
  await expect(time).toHaveAttribute('title', exact)
  await expect(at(4).locator("[data-role='days-left']")).toHaveText('30 days left')
  await expect(at(4).locator('xpath=..')).toHaveAccessibleDescription(/Just now\s*30 days left/)

  // It follows what becomes of the course, and a restore does what it says.
  await api(server, `/videos/${all[3].id}`, { method: 'DELETE' })
  await expect(former(4)).toHaveText(`Goes back to number 3, between ${named(2)} and ${named(5)}`)
  await studio.act(all[4].id, 'restore')
  await studio.waitSaved()
  expect((await stateOf(server)).course.map(({ id }) => id).indexOf(all[4].id)).toBe(2)
})

test('how long the trash keeps is the server’s word', async ({ page, server, studio }) => {
  const { course: all } = await stateOf(server)
  const ages = new Map([5, 4, 3, 2].map((place, at) => [all[place].id, [0, 6.5, 7.5, 200][at]]))
  await deleteAll(server, [...ages.keys()])
  await rewrite(page, '/api/limits', (limits) => (limits.trashRetentionSeconds = 7 * 24 * 3600))
  await rewrite(page, '/api/courses/c1/trash', ({ items }) => {
    for (const item of items) item.deletedAt -= ages.get(item.id) * DAY_MS
  })
  await openTrash({ page, studio })
  await expect
    .poll(() => page.locator('.cell-kept[role="gridcell"]').allInnerTexts())
    .toEqual(
      [
        ['Just now', '7 days left'],
        ['6 days ago', 'Last day'],
        ['7 days ago', 'Goes at any time'],
        ['200 days ago', 'Goes at any time'],
      ].map((lines) => lines.join('\n')),
    )
})

test('an empty trash says how long it keeps, and nothing it does not know', async ({ page, studio }) => {
  let silent = true
  await rewrite(page, '/api/limits', (limits) => {
    if (silent) delete limits.trashRetentionSeconds
  })
  await openTrash({ page, studio })
  const empty = page.locator("[data-role='placeholder']")
  await expect(empty).toContainText('Deleted videos stay here for a while.')
  silent = false
  await page.reload()
  await expect(empty).toContainText('Deleted videos stay here for 30 days.')
})

test('the trash has a title of its own, and nothing that means nothing there', async ({ page, server, studio }) => {
  const { course: all } = await stateOf(server)
  await deleteAll(server, [all[2].id, all[3].id])
  await studio.open()
  const course = await page.title()
  await page.locator("[data-role='trash']").click()
  await expect(studio.rows).toHaveCount(2)
  await expect(page).not.toHaveTitle(course)
  await expect(page).toHaveTitle(/^Trash of /)
  await expect(page.locator("[data-role='only'], [data-role='select-count']")).toHaveCount(0)
  await expect(page.locator('main')).not.toContainText(/published|position/i)
  await expect(page.getByRole('columnheader', { name: 'Deleted' })).toHaveAttribute('aria-sort', 'descending')
  await page.getByRole('columnheader', { name: 'Title' }).getByRole('button').click()
  await expect(page.getByRole('columnheader', { name: 'Deleted' })).toHaveAttribute('aria-sort', 'none')
  await page.getByRole('columnheader', { name: 'Deleted' }).getByRole('button').click()
  await expect(page.getByRole('columnheader', { name: 'Deleted' })).toHaveAttribute('aria-sort', 'descending')
})

test('with the last video the focus goes to the heading', async ({ page, server, studio }) => {
  const { course: all } = await stateOf(server)
  await deleteAll(server, [all[2].id, all[3].id])
  await openTrash({ page, studio })
  await studio.row(all[3].id).locator("[data-action='restore']").press('Enter')
  await expect(studio.rows).toHaveCount(1)
  await expect(studio.row(all[2].id).locator('xpath=..')).toBeFocused()
  await studio.row(all[2].id).locator("[data-action='restore']").press('Enter')
  await expect(studio.rows).toHaveCount(0)
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused()
})

test('what is taken out of the trash is no longer offered to be taken back', async ({ page, studio }) => {
  await studio.open()
  const ids = await studio.ids()
  await studio.selectFirst(2)
  await studio.bulkAct('delete')
  await studio.waitSaved()
  const notice = page.locator("[data-role='toast']").filter({ has: page.locator("[data-action='undo']") })
  await expect(notice).toContainText('2 videos deleted')
  await page.locator("[data-role='trash']").click()
  await studio.act(ids[0], 'restore')
  await expect(notice).toContainText('1 video deleted')
  await studio.act(ids[1], 'restore')
  await expect(notice).toHaveCount(0)
  await studio.waitSaved()
})
