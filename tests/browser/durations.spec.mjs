import { behave, hold, misbehave } from './faults.mjs'
import { expect, test } from './fixture.mjs'
import { api } from './server.mjs'

const field = (studio) => studio.list.locator("[data-role='duration-input']")
const reading = (studio) => studio.list.locator("[data-role='duration-reading']")
const cell = (studio, id) => studio.row(id).locator('.cell-duration')
const slot = (studio, id) => studio.list.locator('.video-slot', { has: studio.page.locator(`[data-video-id='${id}']`) })
const secondsOf = async (studio, id) => (await studio.serverVideos()).find((video) => video.id === id)?.durationSeconds

async function typeDuration(studio, id, text) {
  await studio.act(id, 'duration')
  await field(studio).fill(text)
}

test('a duration is changed where it stands, and says how it is read', async ({ page, studio }) => {
  await studio.openWhole()
  const [a, b] = await studio.ids()
  const before = await cell(studio, a).textContent()
  await studio.act(a, 'duration')
  await expect(field(studio)).toBeFocused()
  await expect(field(studio)).toHaveValue(before)
  for (const [text, read] of [
    ['1:30:00', '1:30:00'],
    ['1m30', '1:30'],
    ['1h', '1:00:00'],
    ['1,5h', '1:30:00'],
    [':45', '0:45'],
    ['5 minutes', '5:00'],
    ['90', '1:30, from 90 seconds'],
  ]) {
    await field(studio).fill(text)
    await expect(reading(studio)).toHaveText(read)
  }
  await field(studio).press('Enter')
  await expect(cell(studio, a)).toHaveText('1:30')
  await expect(slot(studio, a)).toBeFocused()
  // Tab saves as well, and a click elsewhere.
  await typeDuration(studio, b, '2m')
  await field(studio).press('Tab')
  await expect(cell(studio, b)).toHaveText('2:00')
  await typeDuration(studio, a, '3:03')
  await studio.act(b, 'toggle')
  await expect(cell(studio, a)).toHaveText('3:03')
  await studio.expectSameAsServer()
  expect([await secondsOf(studio, a), await secondsOf(studio, b)]).toEqual([183, 120])
  await page.keyboard.press('Escape')
})

test('it goes by the keyboard, is given up by Escape, and undone under its name', async ({ page, studio }) => {
  await studio.openWhole()
  const [a, b] = await studio.ids()
  const before = await cell(studio, b).textContent()
  const name = await studio.title(b).textContent()
  await slot(studio, a).focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Shift+F2')
  await expect(field(studio)).toBeFocused()
  await page.keyboard.type('9:09')
  await page.keyboard.press('Escape')
  await expect(cell(studio, b)).toHaveText(before)
  await expect(slot(studio, b)).toBeFocused()
  await page.keyboard.press('Shift+F2')
  await page.keyboard.type('8:08')
  await page.keyboard.press('Enter')
  await expect(cell(studio, b)).toHaveText('8:08')
  await studio.waitSaved()
  await expect(page.locator("[data-action='undo-last']")).toHaveAttribute('title', new RegExp(`change the duration of “${name.trim()}”`))
  await page.keyboard.press('Control+z')
  await expect(cell(studio, b)).toHaveText(before)
  await studio.expectSameAsServer()
})

test('what cannot be read is not saved, says why, and is not lost', async ({ page, studio, writes }) => {
  await studio.openWhole()
  const [a, b] = await studio.ids()
  const wrong = studio.list.locator("[data-role='duration-error']")
  await typeDuration(studio, a, '1.5')
  await expect(wrong, 'no alarm while it is typed').toHaveCount(0)
  await field(studio).press('Enter')
  await expect(wrong).toContainText('1.5m or 1.5h')
  await expect(field(studio)).toBeFocused()
  await field(studio).press('End')
  await page.keyboard.type(' x')
  await expect(wrong).toHaveCount(0)
  await studio.act(b, 'select')
  await expect(wrong, 'it stays in its field').toBeVisible()
  await expect(field(studio)).toHaveValue('1.5 x')
  expect(writes).toEqual([])
  await expect(studio.sync, 'not all is saved').toHaveText('1 text is not saved')
  await page.reload()
  await expect(field(studio)).toHaveValue('1.5 x')
  const discard = wrong.getByRole('button', { name: 'Discard' })
  const colours = await discard.evaluate((button) => {
    const { color, backgroundColor } = getComputedStyle(button)
    return [color, backgroundColor]
  })
  expect(colours[0], 'it can be read').not.toBe(colours[1])
  // The save state leads to it, also from another page.
  await page.locator('.up').click()
  await expect(studio.rows).toHaveCount(0)
  await studio.sync.click()
  await expect(field(studio)).toHaveValue('1.5 x')
  await expect(field(studio)).toBeInViewport()
  await field(studio).click()
  await field(studio).press('End')
  await page.keyboard.press('Backspace')
  await page.keyboard.type('m')
  await expect(field(studio)).toHaveValue('1.5 m')
  await page.keyboard.press('Enter')
  await expect(cell(studio, a)).toHaveText('1:30')
  await studio.expectSameAsServer()
  expect(await secondsOf(studio, a)).toBe(90)
  await expect(field(studio)).toHaveCount(0)
})

test('what was typed outlives a reload, and can be saved or discarded', async ({ page, studio }) => {
  await studio.openWhole()
  const [a] = await studio.ids()
  const before = await cell(studio, a).textContent()
  for (const way of ['Save', 'Discard']) {
    await typeDuration(studio, a, '7:07')
    await page.reload()
    await expect(field(studio)).toHaveValue('7:07')
    await cell(studio, a).getByRole('button', { name: way }).click()
    await expect(field(studio)).toHaveCount(0)
    await expect(cell(studio, a)).toHaveText('7:07')
  }
  await studio.expectSameAsServer()
  expect(before).not.toBe('7:07')
})

test('a duration that the server refuses is named, and editing goes on from it', async ({ page, studio }) => {
  await studio.openWhole()
  const [a] = await studio.ids()
  const before = await cell(studio, a).textContent()
  await misbehave(page, () => ({ fail: 403 }))
  await typeDuration(studio, a, '4:44')
  await field(studio).press('Enter')
  await expect(studio.row(a)).toHaveAttribute('data-state', 'failed')
  await expect(studio.row(a).locator("[data-role='why']")).toContainText('4:44')
  await behave(page)
  await slot(studio, a).focus()
  await page.keyboard.press('Shift+F2')
  await expect(field(studio)).toHaveValue('4:44')
  await field(studio).press('Enter')
  await expect(cell(studio, a)).toHaveText('4:44')
  await studio.expectSameAsServer()
  expect(await secondsOf(studio, a)).toBe(284)
  expect(before).not.toBe('4:44')
})

for (const [way, shown] of [
  ['keep-mine', '6:06'],
  ['take-theirs', '5:05'],
]) {
  test(`what another author makes of it meanwhile is shown beside it: ${way}`, async ({ page, server, studio }) => {
    await studio.openWhole()
    const [a] = await studio.ids()
    await typeDuration(studio, a, '6:06')
    await api(server, `/videos/${a}`, { method: 'PATCH', body: { durationSeconds: 305 } })
    const conflict = studio.row(a).locator("[data-role='conflict'][data-field='duration']")
    await expect(conflict).toContainText('5:05')
    await expect(field(studio)).toHaveValue('6:06')
    await expect(field(studio)).toBeFocused()
    // Neither Enter nor leaving decides it.
    await field(studio).press('Enter')
    await expect(conflict).toBeVisible()
    await page.locator('h1').click()
    await expect(conflict).toBeVisible()
    await conflict.locator(`[data-action='${way}']`).click()
    await expect(cell(studio, a)).toHaveText(shown)
    await studio.expectSameAsServer()
    expect(await secondsOf(studio, a)).toBe(shown === '6:06' ? 366 : 305)
  })
}

test('who saves a moment too late finds the duration in its field again', async ({ page, server, studio }) => {
  await studio.openWhole()
  const [a] = await studio.ids()
  const release = await hold(page)
  await typeDuration(studio, a, '6:06')
  await field(studio).press('Enter')
  await expect(studio.sync).toHaveAttribute('data-pending', '1')
  await api(server, `/videos/${a}`, { method: 'PATCH', body: { durationSeconds: 305 } })
  release()
  const conflict = studio.row(a).locator("[data-role='conflict'][data-field='duration']")
  await expect(conflict).toContainText('5:05')
  await expect(field(studio)).toHaveValue('6:06')
  await conflict.locator("[data-action='keep-mine']").click()
  await expect(cell(studio, a)).toHaveText('6:06')
  await studio.expectSameAsServer()
})

test('a video that is deleted meanwhile says what was typed for it', async ({ page, server, studio }) => {
  await studio.openWhole()
  const [a] = await studio.ids()
  await typeDuration(studio, a, '6:06')
  await api(server, `/videos/${a}`, { method: 'DELETE' })
  await expect(studio.row(a)).toHaveCount(0)
  await expect(studio.toast('correction')).toContainText('The duration 6:06')
  // It is there again with its video.
  await api(server, `/videos/${a}/restore`, { method: 'POST' })
  await expect(field(studio)).toHaveValue('6:06')
  await field(studio).press('Enter')
  await expect(cell(studio, a)).toHaveText('6:06')
  await studio.expectSameAsServer()
  await expect(page.locator("[data-role='duration-input']")).toHaveCount(0)
})

test('a duration that is not known is a dash, and none is typed for it', async ({ studio }) => {
  await studio.openWhole()
  await studio.add('Without a duration')
  await studio.waitSaved()
  const id = (await studio.ids()).at(-1)
  await expect(cell(studio, id)).toHaveText('–')
  await expect(slot(studio, id)).toHaveAttribute('aria-label', /no duration/)
  await studio.act(id, 'duration')
  await expect(field(studio)).toHaveValue('')
  await field(studio).fill('2:00')
  await field(studio).press('Enter')
  await expect(cell(studio, id)).toHaveText('2:00')
  await typeDuration(studio, id, '')
  await expect(reading(studio)).toHaveText('No duration')
  await field(studio).press('Enter')
  await expect(cell(studio, id)).toHaveText('–')
  await studio.expectSameAsServer()
  expect(await secondsOf(studio, id)).toBe(0)
})

test('the field stays with its row while others move it, and through a change of the window @once', async ({ page, server, studio }) => {
  await studio.openWhole()
  const [a, b] = await studio.ids()
  await studio.act(b, 'duration')
  await field(studio).pressSequentially('3:3')
  await api(server, `/videos/${a}`, { method: 'DELETE' })
  await expect(studio.row(a)).toHaveCount(0)
  await page.setViewportSize({ width: 1100, height: 500 })
  await studio.page.keyboard.type('3')
  await expect(field(studio)).toHaveValue('3:33')
  await expect(field(studio)).toBeFocused()
  await studio.list.evaluate((list) => (list.scrollTop = list.scrollHeight))
  await page.keyboard.press('Enter')
  await expect(cell(studio, b)).toHaveText('3:33')
  await studio.expectSameAsServer()
})

test('a click on it neither chooses the row nor opens the title @once', async ({ studio }) => {
  await studio.openWhole()
  const [a] = await studio.ids()
  await studio.row(a).locator("[data-action='duration']").dblclick()
  await expect(field(studio)).toBeFocused()
  await expect(studio.titleInput).toHaveCount(0)
  expect(await studio.selected()).toEqual([])
})

test('of several durations that are kept each field is described by its own note @once', async ({ page, studio }) => {
  await studio.openWhole()
  const ids = await studio.ids()
  const [a, b] = [ids[0], ids[6]]
  for (const [id, text] of [[a, '1.5'], [b, '25:00:00']]) {
    await studio.act(id, 'duration')
    await studio.row(id).locator("[data-role='duration-input']").fill(text)
    await page.keyboard.press('Tab')
  }
  await page.reload()
  await expect(field(studio)).toHaveCount(2)
  const described = (id) => studio.row(id).locator("[data-role='duration-input']")
  await expect(described(a)).toHaveAccessibleDescription(/1\.5m or 1\.5h/)
  await expect(described(b)).toHaveAccessibleDescription(/at most 24 hours/)
  const names = await page.locator('[id]').evaluateAll((all) => all.map(({ id }) => id))
  expect(names).toEqual([...new Set(names)])
})
