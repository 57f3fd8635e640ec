import AxeBuilder from '@axe-core/playwright'
import { expect, test } from './fixture.mjs'

/** Pastes a text where the focus is; tells whether the page took it. */
function paste(page, text) {
  return page.evaluate((text) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', text)
    const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true })
    return !document.activeElement.dispatchEvent(event)
  }, text)
}

const titleOf = (page) => page.locator("[data-role='add-title']")

const newTitles = async (studio) => (await studio.serverVideos()).slice(20).map(({ title }) => title)

test('each line becomes a video in the order of the lines, and one undo takes all back', async ({ page, studio }) => {
  await studio.open()
  await titleOf(page).focus()
  expect(await paste(page, '\ufeff  One\r\n\r\n Two \r\n\tThree\r\n')).toBe(true)
  await expect(studio.dialog).toContainText('3 lines pasted')
  await expect(studio.dialog.locator("[data-role='paste-titles'] li")).toHaveText(['One', 'Two', 'Three'])
  await page.keyboard.press('Enter')
  await expect(studio.dialog).toHaveCount(0)
  await expect(titleOf(page)).toBeFocused()
  await expect(titleOf(page)).toHaveValue('')
  await expect(studio.rows).toHaveCount(23)
  await expect(page.locator("[data-role='announcer']")).toContainText(/Adding 3 videos|3 of 3 added/)
  await studio.waitSaved()
  await expect.poll(() => studio.bulks()).toEqual([[3, 3, 0, 'finished']])
  expect(await newTitles(studio)).toEqual(['One', 'Two', 'Three'])
  await page.locator('h1').focus()
  await page.keyboard.press('Control+z')
  await expect(studio.rows).toHaveCount(20)
  await studio.expectSameAsServer()
})

test('one line is pasted as ever @once', async ({ page, studio }) => {
  await studio.openList()
  await titleOf(page).focus()
  for (const text of ['One', 'From a table\r\n', '\n\n- One\n', '']) {
    expect(await paste(page, text), text).toBe(false)
  }
  await expect(studio.dialog).toHaveCount(0)
})

test('it can be one line after all, at the caret, or nothing @once', async ({ page, studio, writes }) => {
  await studio.openList()
  const title = titleOf(page)
  await title.fill('A B')
  await title.evaluate((field) => field.setSelectionRange(2, 2))
  await paste(page, 'one\n\n two\n')
  await page.keyboard.press('Escape')
  await expect(studio.dialog).toHaveCount(0)
  await expect(title).toBeFocused()
  await expect(title).toHaveValue('A B')
  await paste(page, 'one\n\n two\n')
  await studio.dialog.getByRole('button', { name: 'Paste as one line' }).click()
  await expect(title).toBeFocused()
  await expect(title).toHaveValue('A one twoB')
  await page.keyboard.type('!')
  await expect(title).toHaveValue('A one two!B')
  expect(writes).toEqual([])
  // It is kept like all that is typed.
  await page.reload()
  await expect(title).toHaveValue('A one two!B')
})

test('the marks of a list are left out where every line has one, and that is said @once', async ({ page, studio }) => {
  await studio.openList()
  const titles = studio.dialog.locator("[data-role='paste-titles'] li")
  const said = studio.dialog.locator("[data-role='paste-marks']")
  for (const [text, expected, marks] of [
    ['• One\n• Two', ['One', 'Two'], 'The signs before the lines are left out.'],
    ['9. One\n10. Two', ['One', 'Two'], 'The numbers before the lines are left out.'],
    ['2023. One\n2025. Two', ['2023. One', '2025. Two'], null],
    ['- One\nTwo', ['- One', 'Two'], null],
  ]) {
    await titleOf(page).focus()
    await paste(page, text)
    await expect(titles).toHaveText(expected)
    if (marks) await expect(said).toHaveText(marks)
    else await expect(said).toHaveCount(0)
    await page.keyboard.press('Escape')
    await expect(studio.dialog).toHaveCount(0)
  }
})

test('titles that cannot be saved are named with the reason, and are not sent', async ({ page, studio }) => {
  await studio.open()
  await titleOf(page).focus()
  await paste(page, `Good\n${'x'.repeat(201)}\nAlso good\nBad \u0007 bell`)
  const wrong = studio.dialog.locator("[data-role='paste-wrong']")
  await expect(wrong).toHaveAttribute('data-count', '2')
  await expect(wrong).toContainText('xxxxx')
  await expect(wrong).toContainText('200')
  const { violations } = await new AxeBuilder({ page }).include('dialog').analyze()
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
  await studio.dialog.getByRole('button', { name: 'Add 2 videos' }).click()
  await studio.waitSaved()
  await expect(studio.rows).toHaveCount(22)
  expect(await newTitles(studio)).toEqual(['Good', 'Also good'])
})

test('a thousand lines are added at once, and the others are told of', async ({ page, studio }) => {
  await studio.open()
  await titleOf(page).focus()
  await paste(page, Array.from({ length: 1_003 }, (_, at) => `Line ${at + 1}`).join('\n'))
  await expect(studio.dialog.locator("[data-role='paste-surplus']")).toHaveText(
    'Only 1,000 are added at once. 3 lines stay out, from “Line 1001” on.',
  )
  await page.keyboard.press('Enter')
  await expect.poll(() => studio.bulks()).toEqual([[1_000, 1_000, 0, 'finished']])
  await studio.waitSaved()
  const titles = await newTitles(studio)
  expect(titles.length).toBe(1_000)
  expect(titles).toEqual(Array.from({ length: 1_000 }, (_, at) => `Line ${at + 1}`))
})

test('a last column of durations gives each video its own @once', async ({ page, studio }) => {
  await studio.openWhole()
  await titleOf(page).focus()
  await paste(page, '1. Loops\t3:20\n2. Traits\t1h\n')
  await expect(studio.dialog.locator("[data-role='paste-titles']")).toContainText('Loops · 3:20')
  await expect(studio.dialog.locator("[data-role='paste-durations']")).toHaveText('The last column is taken for durations.')
  await studio.dialog.locator("[data-action='add-lines']").click()
  await studio.waitSaved()
  const added = (await studio.serverVideos()).slice(-2)
  expect(added.map(({ title, durationSeconds }) => [title, durationSeconds])).toEqual([['Loops', 200], ['Traits', 3600]])
})

test('what was wrong with the field is not told after lines were added from it @once', async ({ page, studio }) => {
  await studio.open()
  await titleOf(page).focus()
  await page.keyboard.press('Enter')
  await expect(titleOf(page)).toHaveAttribute('aria-invalid', 'true')
  await expect(titleOf(page)).toHaveAccessibleName('Title')
  await expect(titleOf(page)).toHaveAccessibleDescription(/at least one character/)
  await paste(page, 'One\nTwo')
  await page.locator("[data-action='add-lines']").click()
  await expect(studio.rows).toHaveCount(22)
  await expect(titleOf(page)).toHaveAttribute('aria-invalid', 'false')
  await expect(page.locator('.field-error')).toHaveCount(0)
})
