import { hold } from './faults.mjs'
import { expect, test } from './fixture.mjs'
import { api } from './server.mjs'
import { OTHER } from './state.mjs'

/** Another author changes fields of a video. */
async function change(server, id, body) {
  await api(server, `/videos/${id}`, { method: 'PATCH', body })
}

test('an undo leaves what another author has changed since, and says so', async ({ page, server, studio }) => {
  await studio.open()
  const [id, second] = await studio.ids()
  await studio.typeTitle(id, 'Mine')
  await studio.titleInput.press('Enter')
  await studio.waitSaved()
  await change(server, id, { title: 'Theirs', published: true })
  await expect(studio.title(id)).toHaveText('Theirs')
  await page.keyboard.press('Control+z')
  const notice = studio.toast('correction')
  await expect(notice).toContainText('“Theirs” was changed by others since')
  await expect(notice.locator("[data-action='retry']")).toHaveCount(0)
  await expect(studio.title(id)).toHaveText('Theirs')
  await studio.expectSameAsServer()
  expect((await studio.serverVideos())[0].title).toBe('Theirs')
  await expect(studio.row(id)).toHaveAttribute('data-state', 'idle')
  await expect(page.locator("[data-role='problem']")).toHaveCount(0)

  // Of another field of the same video nothing of this is in the way.
  const published = await studio.row(second).getAttribute('data-published')
  await studio.act(second, 'toggle')
  await studio.waitSaved()
  await change(server, second, { title: 'Renamed meanwhile' })
  await expect(studio.title(second)).toHaveText('Renamed meanwhile')
  await page.keyboard.press('Control+z')
  await expect(studio.row(second)).toHaveAttribute('data-published', published)
  await studio.expectSameAsServer()
})

test('an undo before the answer is in no conflict with its own author', async ({ page, studio, optimism }) => {
  test.skip(optimism === 'off', 'nothing is shown before the answer')
  await studio.open()
  const [id] = await studio.ids()
  const before = (await studio.title(id).textContent()).trim()
  const release = await hold(page)
  await studio.typeTitle(id, 'Two  spaces')
  await studio.titleInput.press('Enter')
  await studio.typeTitle(id, 'Another')
  await studio.titleInput.press('Enter')
  await page.keyboard.press('Control+z')
  await page.keyboard.press('Control+z')
  await expect(studio.title(id)).toHaveText(before)
  release()
  await studio.waitSaved()
  await studio.expectSameAsServer()
  expect((await studio.serverVideos())[0].title).toBe(before)
  await expect(page.getByText('changed by others')).toHaveCount(0)
})

test('the undo of many settles each by itself, and names what others have changed', async ({ page, server, studio }) => {
  await studio.open()
  const ids = await studio.ids()
  const before = await studio.serverVideos()
  await studio.selectFirst(20)
  await studio.bulkAct('edit')
  await studio.submit({ 'retitle-pattern': '{n} {title}' }, 'retitle')
  await studio.waitSaved()
  await change(server, ids[3], { title: 'Theirs' })
  await change(server, ids[7], { title: 'Theirs too' })
  await change(server, ids[9], { durationSeconds: 77 })
  await expect(studio.title(ids[7])).toHaveText('Theirs too')
  await studio.bulk.first().locator("[data-action='undo-bulk']").click()
  const undo = studio.bulk.first()
  await expect(undo).toHaveAttribute('data-state', 'finished')
  await expect(undo).toHaveAttribute('data-done', '18')
  await expect(undo).toHaveAttribute('data-changed', '2')
  await expect(undo).toHaveAttribute('data-failed', '0')
  await expect(undo).toContainText('2 changed by others since')
  await expect(undo.locator("[data-action='retry-failed']")).toHaveCount(0)
  await expect(undo.locator("[data-role='bulk-item']")).toHaveText([/Theirs/, /Theirs too/])
  await expect(studio.toast('correction')).toContainText('18 of 20 put back, 2 changed by others since')
  await studio.expectSameAsServer()
  const titles = before.map(({ title }, at) => ({ 3: 'Theirs', 7: 'Theirs too' })[at] ?? title)
  expect((await studio.serverVideos()).map(({ title }) => title)).toEqual(titles)
  expect((await studio.serverVideos())[9].durationSeconds).toBe(77)
  await expect(page.locator("[data-state='failed'][data-video-id]")).toHaveCount(0)
})

test('each kind of change is taken back only where others left it alone', async ({ page, server, studio }) => {
  await studio.open()
  const [a, b, c, d] = await studio.ids()
  const undone = async (theirs, stays) => {
    await studio.waitSaved()
    const { revision } = await theirs()
    const told = studio.toast('correction').filter({ hasText: 'changed by others since' })
    await page.evaluate(() => document.activeElement.blur())
    await expect.poll(() => studio.revision()).toBeGreaterThanOrEqual(revision)
    await page.keyboard.press('Control+z')
    await expect(told).toBeVisible()
    await told.locator("[data-action='dismiss']").click()
    await studio.waitSaved()
    expect(await api(server, `/videos/${stays[0]}`)).toMatchObject(stays[1])
  }
  const patch = (id, body) => () => api(server, `/videos/${id}`, { method: 'PATCH', body })

  // A place, while the neighbours may come and go.
  await studio.act(a, 'move-down')
  await undone(patch(a, { rank: 'zz0000000' }), [a, { rank: 'zz0000000' }])
  await studio.act(c, 'move-down')
  await studio.waitSaved()
  await patch(d, { rank: 'zz1000000' })()
  await page.keyboard.press('Control+z')
  await studio.waitSaved()
  await expect.poll(async () => (await studio.serverVideos()).slice(0, 2).map(({ id }) => id)).toEqual([b, c])

  // The course.
  await studio.act(b, 'move-to')
  await studio.dialog.locator("[data-role='move-course']").selectOption({ label: OTHER.title })
  await studio.dialog.locator("[data-action='set-course']").click()
  await expect(studio.row(b)).toHaveCount(0)
  await studio.waitSaved()
  const courses = (await api(server, '/courses')).items.map(({ id }) => id)
  const third = courses.find((id) => id !== 'c1' && id !== OTHER.id)
  await undoBulk(studio, patch(b, { courseId: third }))
  expect(await api(server, `/videos/${b}`)).toMatchObject({ courseId: third })

  // What was added, since somebody has worked on it.
  await studio.add('Added')
  await studio.waitSaved()
  const added = (await studio.ids()).at(-1)
  await undone(patch(added, { durationSeconds: 5 }), [added, { durationSeconds: 5 }])
})

/** Another author changes something; then the newest operation of the panel is taken back. */
async function undoBulk(studio, theirs) {
  await theirs()
  await studio.bulk.first().locator("[data-action='undo-bulk']").click()
  await expect(studio.toast('correction')).toContainText('changed by others since')
  await studio.waitSaved()
}
