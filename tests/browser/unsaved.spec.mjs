import { behave, hold, misbehave, refuse } from './faults.mjs'
import { expect, test } from './fixture.mjs'
import { listen } from './listen.mjs'
import { waitRefusalsStored } from './logged.mjs'
import { Studio } from './studio.mjs'

const REFUSED = { fail: 409 }

/** All changes of the page are refused from now on. */
const refuseAll = (page) =>
  misbehave(page, (write) =>
    write.single ? REFUSED : { 'fail-ids': write.operations.map(({ id }) => id).join(',') },
  )

/** A page in which a new video was refused. */
async function refusedAdd({ page, studio }, title = 'A lost lesson') {
  await studio.openList()
  // What an earlier visit has kept is shown first.
  await studio.expectSameAsServer()
  const rows = await studio.rows.count()
  const top = (await studio.list.boundingBox()).y
  await refuseAll(page)
  await studio.add(title, '2:30')
  const unsaved = page.locator("[data-role='unsaved-video']")
  await expect(unsaved).toHaveCount(1)
  await expect(unsaved.locator('.why')).toContainText('Not added')
  await expect(studio.rows).toHaveCount(rows)
  expect((await studio.list.boundingBox()).y, 'no row moves').toBe(top)
  await waitRefusalsStored(page, 1)
  await behave(page)
  return unsaved
}

/** A page in which another title, 'A better title', was refused to the first video. */
async function refusedTitle({ page, studio }) {
  await studio.openList()
  const [id] = await studio.ids()
  const before = (await studio.title(id).textContent()).trim()
  await misbehave(page, (write) => refuse(write, [id]))
  await studio.typeTitle(id, 'A better title')
  await studio.titleInput.press('Enter')
  await expect(studio.row(id)).toHaveAttribute('data-state', 'failed')
  await waitRefusalsStored(page, 1)
  return { id, before }
}

test('a new video that is refused stays with its title, over a reload too, until it is added', async ({
  page,
  studio,
}) => {
  const unsaved = await refusedAdd({ page, studio })
  await expect(unsaved.locator('input')).toHaveValue('A lost lesson')
  await expect(studio.toast('failure')).toContainText('“A lost lesson” could not be added')
  await page.reload()
  await expect(unsaved.locator('input')).toHaveValue('A lost lesson')
  await expect(studio.sync).toHaveText('1 change needs you')
  await unsaved.getByRole('button', { name: 'Retry' }).click()
  await expect(unsaved).toHaveCount(0)
  await studio.expectSameAsServer()
  const added = (await studio.serverVideos()).at(-1)
  expect([added.title, added.durationSeconds]).toEqual(['A lost lesson', 150])
  await expect(studio.sync).toHaveText('All changes saved')
})

test('a new video that is refused can be given another title, or be given up', async ({ page, studio }) => {
  const unsaved = await refusedAdd({ page, studio })
  await unsaved.locator('input').fill(' ')
  await unsaved.locator('input').press('Enter')
  await expect(unsaved.locator('.why')).toContainText('title')
  await unsaved.locator('input').fill('A found lesson')
  await unsaved.locator('input').press('Enter')
  await expect(unsaved).toHaveCount(0)
  await studio.expectSameAsServer()
  expect((await studio.serverVideos()).map(({ title }) => title)).toContain('A found lesson')

  const count = await studio.rows.count()
  await refusedAdd({ page, studio }, 'Another one')
  await unsaved.getByRole('button', { name: 'Discard' }).click()
  await expect(unsaved).toHaveCount(0)
  await expect(studio.sync).toHaveText('All changes saved')
  expect((await studio.serverVideos()).length).toBe(count)
})

test('on a phone a refused video shows its title too @once', async ({ page, studio }) => {
  await page.setViewportSize({ width: 390, height: 800 })
  const unsaved = await refusedAdd({ page, studio })
  expect((await unsaved.locator('input').boundingBox()).width).toBeGreaterThan(200)
})

test('a title that is refused is named where it is told, and editing goes on from it', async ({ page, studio }) => {
  const { id, before } = await refusedTitle({ page, studio })
  await expect(studio.title(id)).toHaveText(before)
  await expect(studio.row(id).locator("[data-role='why']")).toContainText('Could not be renamed to “A better title”')
  await expect(studio.toast('failure')).toContainText(`“${before}” could not be renamed to “A better title”`)
  await behave(page)
  await studio.row(id).locator("[data-action='rename']").click()
  await expect(studio.titleInput).toHaveValue('A better title')
  await studio.titleInput.press('Enter')
  await studio.expectSameAsServer()
  await expect(studio.title(id)).toHaveText('A better title')
  await expect(studio.sync).toHaveText('All changes saved')
})

test('a refused video that is tried again is added once, whatever is reloaded meanwhile', async ({ page, studio }) => {
  const unsaved = await refusedAdd({ page, studio })
  await hold(page)
  await unsaved.getByRole('button', { name: 'Retry' }).click()
  await expect(unsaved).toHaveCount(0)
  await expect(page.locator("[data-role='add-title']"), 'the focus is not lost').toBeFocused()
  await expect(studio.sync).toHaveAttribute('data-pending', '1')
  await page.reload()
  await expect(studio.rows.first()).toBeVisible()
  await behave(page)
  await studio.expectSameAsServer()
  await expect(unsaved).toHaveCount(0)
  const titles = (await studio.serverVideos()).map(({ title }) => title)
  expect(titles.filter((title) => title === 'A lost lesson')).toHaveLength(1)
})

test('a video that waited over a reload and is refused then is kept as well', async ({ page, studio }) => {
  await studio.openList()
  await hold(page)
  await studio.add('From yesterday')
  await expect(studio.sync).toHaveAttribute('data-pending', '1')
  // It takes the place of the hold, which lets nothing go.
  await refuseAll(page)
  await page.reload()
  const unsaved = page.locator("[data-role='unsaved-video']")
  await expect(unsaved.locator('input')).toHaveValue('From yesterday')
  await unsaved.locator('input').fill('From yesterday, and more')
  await page.reload()
  await expect(unsaved.locator('input')).toHaveValue('From yesterday, and more')
})

test('a refused title that is looked at and left is not sent again', async ({ page, studio, writes }) => {
  const { id, before } = await refusedTitle({ page, studio })
  await behave(page)
  const sent = writes.length
  await studio.row(id).locator("[data-action='rename']").click()
  await studio.titleInput.press('Tab')
  await expect(studio.titleInput).toHaveCount(0)
  await expect(studio.title(id)).toHaveText(before)
  await studio.waitSaved()
  expect(writes.length).toBe(sent)
})

test('a refused title outlives a reload, and editing goes on from it', async ({ page, studio, writes }) => {
  const { id, before } = await refusedTitle({ page, studio })
  await behave(page)
  const sent = writes.length
  await page.reload()
  await expect(studio.row(id)).toHaveAttribute('data-state', 'failed')
  await expect(studio.title(id)).toHaveText(before)
  await expect(studio.row(id).locator("[data-role='why']")).toContainText('Could not be renamed to “A better title”')
  await expect(studio.sync).toHaveText('1 change needs you')
  expect(writes.length, 'nothing is sent again').toBe(sent)
  await studio.row(id).locator("[data-action='rename']").click()
  await expect(studio.titleInput).toHaveValue('A better title')
  await studio.titleInput.press('Enter')
  await studio.expectSameAsServer()
  await expect(studio.title(id)).toHaveText('A better title')
  await expect(studio.sync).toHaveText('All changes saved')
  await page.reload()
  await expect(studio.title(id)).toHaveText('A better title')
  await expect(studio.sync).toHaveText('All changes saved')
})

test('what was refused of many is listed after a reload and in another tab, and handled once for all', async ({
  page,
  studio,
}) => {
  await studio.open()
  const chosen = (await studio.ids()).slice(0, 4)
  await misbehave(page, (write) => refuse(write, chosen.slice(0, 2)))
  await studio.selectFirst(4)
  await studio.bulkAct('delete')
  await expect(studio.sync).toHaveText('2 changes need you')
  await waitRefusalsStored(page, 2)
  await behave(page)
  await page.reload()
  await expect(studio.sync).toHaveText('2 changes need you')
  await expect(studio.row(chosen[0])).toHaveAttribute('data-state', 'failed')

  const other = new Studio(await page.context().newPage(), studio.server, studio.switches)
  await other.openList()
  await expect(other.sync).toHaveText('2 changes need you')
  const listed = page.locator("[data-role='bulk-progress']")
  await expect(listed).toHaveAttribute('data-failed', '2')
  await listed.locator("[data-action='dismiss-bulk']").click()
  for (const one of [studio, other]) await expect(one.sync).toHaveText('All changes saved')
  await other.page.reload()
  await expect(other.rows.first()).toBeVisible()
  await expect(other.sync).toHaveText('All changes saved')
})

test('what was refused of many is named in another place too, whatever was to be done', async ({ page, server, studio }) => {
  await studio.open()
  const chosen = (await studio.ids()).slice(0, 3)
  const names = await Promise.all(chosen.slice(0, 2).map((id) => studio.title(id).textContent()))
  await misbehave(page, (write) => refuse(write, chosen.slice(0, 2)))
  await studio.select(chosen)
  await studio.bulkAct('unpublish')
  await expect(studio.sync).toHaveText('2 changes need you')
  await waitRefusalsStored(page, 2)
  await behave(page)
  await page.goto(server.url)
  await expect(studio.sync).toHaveText('2 changes need you')
  await studio.openActivity()
  const items = page.locator("[data-role='bulk-item']")
  await expect(items).toHaveCount(2)
  for (const name of names) await expect(items.filter({ hasText: name.trim() })).toHaveCount(1)
})

test('a refused title is not lost with another change of its video: it goes back to its field @once', async ({ page, studio }) => {
  const title = 'A better title'
  const { id } = await refusedTitle({ page, studio })
  await behave(page)
  await studio.act(id, 'toggle')
  await studio.waitSaved()
  const field = studio.row(id).locator("[data-role='title-input']")
  await expect(field).toHaveValue(title)
  await expect(studio.row(id).locator("[data-role='unsaved']")).toBeVisible()
  await studio.row(id).locator("[data-action='save-draft']").click()
  await studio.waitSaved()
  expect((await studio.serverVideos()).find((video) => video.id === id).title).toBe(title)
})

test('an emptied title is no text that is told of after a reload @once', async ({ page, studio }) => {
  await studio.open()
  const [first, , third] = await studio.ids()
  await studio.typeTitle(first, '')
  await studio.row(third).locator("[data-role='title']").click()
  await page.reload()
  await expect(studio.rows).toHaveCount(20)
  await expect(studio.titleInput).toHaveCount(0)
  await expect(page.locator("[data-role='toast']")).toHaveCount(0)
})

test('a title that was left with Tab and is refused leaves the focus where it is', async ({ page, studio }) => {
  await studio.openWhole()
  const [id] = await studio.ids()
  await misbehave(page, (write) => refuse(write, [id]))
  await studio.typeTitle(id, 'A better title')
  await page.keyboard.press('Tab')
  const duration = studio.row(id).locator("[data-action='duration']")
  await expect(duration).toBeFocused()
  await expect(studio.row(id)).toHaveAttribute('data-state', 'failed')
  await expect(studio.row(id).locator("[data-action='retry']")).toBeVisible()
  await expect(duration).toBeFocused()
})

test('a title over another of the author’s that was refused is no conflict with others, and is saved', async ({ page, studio, optimism }) => {
  test.skip(optimism === 'off', 'then the second waits for the first')
  await studio.openWhole()
  const [id] = await studio.ids()
  const rename = async (title) => {
    await studio.row(id).locator("[data-action='rename']").click()
    await studio.titleInput.fill(title)
    await studio.titleInput.press('Enter')
  }
  const heard = await listen(page.locator("[data-role='announcer']"))
  // The first is refused for its own sake; the second finds the video as the first would not have left it.
  let refused = 0
  await misbehave(page, () => ((refused += 1) === 1 ? { ...REFUSED, 'latency-ms': 600 } : {}))
  await rename('Second')
  await rename('Third')
  await studio.expectSameAsServer()
  await expect(studio.title(id)).toHaveText('Third')
  expect((await studio.serverVideos())[0].title).toBe('Third')
  await expect(studio.sync).toHaveText('All changes saved')
  expect((await heard()).join()).not.toContain('by others')
  await behave(page)
})

test('both of two titles are refused: another try saves the last, and accuses nobody', async ({ page, studio, optimism }) => {
  test.skip(optimism === 'off', 'then the second waits for the first')
  await studio.openWhole()
  const [id] = await studio.ids()
  await misbehave(page, () => ({ ...REFUSED, 'latency-ms': 600 }))
  for (const title of ['Second', 'Third']) {
    await studio.row(id).locator("[data-action='rename']").click()
    await studio.titleInput.fill(title)
    await studio.titleInput.press('Enter')
  }
  await expect(studio.row(id).locator("[data-role='why']")).toContainText('“Third”')
  await behave(page)
  const heard = await listen(page.locator("[data-role='announcer']"))
  await studio.row(id).locator("[data-action='retry']").click()
  await expect(studio.title(id)).toHaveText('Third')
  await studio.expectSameAsServer()
  await expect(studio.sync).toHaveText('All changes saved')
  expect((await heard()).join()).not.toContain('by others')
})

test('a refused title comes back with its video when its deletion is undone', async ({ page, studio }) => {
  const { id } = await refusedTitle({ page, studio })
  await behave(page)
  await studio.act(id, 'delete')
  await expect(studio.row(id)).toHaveCount(0)
  await studio.waitSaved()
  await page.keyboard.press('Control+z')
  await expect(studio.titleInput).toHaveValue('A better title')
  await expect(studio.sync).toHaveText('1 text is not saved')
  await studio.list.locator("[data-action='save-draft']").click()
  await studio.expectSameAsServer()
  await expect(studio.title(id)).toHaveText('A better title')
})
