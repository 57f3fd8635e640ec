import { expect, test } from './fixture.mjs'

/** Presses a key as a keyboard of some layout does. */
async function press(page, { key, code, ctrl = false, shift = false, altGr = false }) {
  const client = await page.context().newCDPSession(page)
  const modifiers = (altGr ? 3 : 0) | (ctrl ? 2 : 0) | (shift ? 8 : 0)
  const of = { key, code, modifiers, windowsVirtualKeyCode: code.charCodeAt(3) }
  await client.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...of })
  await client.send('Input.dispatchKeyEvent', { type: 'keyUp', ...of })
  await client.detach()
}

/** Sends a key to what has the focus as an input method does; tells whether the page took it. */
function typeThroughInputMethod(page, key, { composing, keyCode = 229, ctrl = false }) {
  return page.evaluate(
    ([key, composing, keyCode, ctrl]) => {
      const event = new KeyboardEvent('keydown', {
        key, keyCode, isComposing: composing, ctrlKey: ctrl, bubbles: true, cancelable: true,
      })
      return !document.activeElement.dispatchEvent(event)
    },
    [key, composing, keyCode, ctrl],
  )
}

const WITHOUT_LATIN = {
  Russian: { undo: 'я', all: 'ф' },
  Greek: { undo: 'ζ', all: 'α' },
  Hebrew: { undo: 'ז', all: 'ש' },
  Arabic: { undo: 'ئ', all: 'ش' },
  Thai: { undo: 'ผ', all: 'ฟ' },
  'Japanese, wide letters': { undo: 'ｚ', all: 'ａ' },
}

for (const [layout, { undo, all }] of Object.entries(WITHOUT_LATIN)) {
  test(`shortcuts work where the layout has no Latin letters: ${layout} @once`, async ({ page, studio }) => {
    await studio.open()
    const [a] = await studio.ids()
    await studio.act(a, 'delete')
    await expect(studio.row(a)).toHaveCount(0)
    await press(page, { key: undo, code: 'KeyZ', ctrl: true })
    await expect(studio.row(a)).toHaveCount(1)
    await studio.list.locator("[role='row']").first().focus()
    await press(page, { key: all, code: 'KeyA', ctrl: true })
    await expect(studio.chosen).toHaveAttribute('data-count', '20')
  })
}

test('a Latin letter is where the layout has it @once', async ({ page, studio }) => {
  await studio.open()
  const [a] = await studio.ids()
  await studio.act(a, 'delete')
  await expect(studio.row(a)).toHaveCount(0)
  // A German keyboard has Y there, and Dvorak a semicolon.
  await press(page, { key: 'y', code: 'KeyZ', ctrl: true })
  await press(page, { key: ';', code: 'KeyZ', ctrl: true })
  await press(page, { key: 'w', code: 'KeyZ', ctrl: true, shift: true })
  await expect(studio.row(a)).toHaveCount(0)
  await press(page, { key: 'z', code: 'KeyY', ctrl: true })
  await expect(studio.row(a)).toHaveCount(1)
})

test('a character that AltGr writes is no shortcut @once', async ({ page, studio }) => {
  await studio.open()
  const [a] = await studio.ids()
  await studio.act(a, 'delete')
  await expect(studio.row(a)).toHaveCount(0)
  await press(page, { key: 'ż', code: 'KeyZ', altGr: true })
  const undone = await page.evaluate(() => {
    const altGr = { key: 'я', code: 'KeyZ', ctrlKey: true, modifierAltGraph: true }
    return !document.body.dispatchEvent(new KeyboardEvent('keydown', { ...altGr, bubbles: true, cancelable: true }))
  })
  expect(undone).toBe(false)
  await expect(studio.row(a)).toHaveCount(0)
})

test('the list of keys comes by the question mark of the layout @once', async ({ page, studio }) => {
  await studio.open()
  await press(page, { key: '؟', code: 'Slash', shift: true })
  await expect(studio.dialog).toHaveCount(1)
  await page.keyboard.press('Escape')
  await press(page, { key: ',', code: 'Slash', shift: true })
  await press(page, { key: '?', code: 'Slash', ctrl: true, shift: true })
  await expect(studio.dialog).toHaveCount(0)
  await press(page, { key: '?', code: 'Digit7', shift: true })
  await expect(studio.dialog).toHaveCount(1)
})

test('the Enter that ends a conversion does not save the title', async ({ page, studio, writes }) => {
  await studio.open()
  const [id] = await studio.ids()
  await studio.act(id, 'rename')
  const client = await page.context().newCDPSession(page)
  await client.send('Input.imeSetComposition', { text: 'にほん', selectionStart: 3, selectionEnd: 3 })
  await expect(studio.titleInput).toHaveValue('にほん')
  // Chromium and Firefox send Enter before the composition ends, Safari after it.
  await typeThroughInputMethod(page, 'Enter', { composing: true, keyCode: 13 })
  await client.send('Input.insertText', { text: '日本' })
  await typeThroughInputMethod(page, 'Enter', { composing: false })
  await typeThroughInputMethod(page, 'Escape', { composing: false })
  await expect(studio.titleInput).toHaveValue('日本')
  await expect(studio.titleInput).toBeFocused()
  expect(writes).toEqual([])
  await studio.titleInput.press('Enter')
  await expect(studio.title(id)).toHaveText('日本')
  await studio.waitSaved()
  expect((await studio.serverVideos())[0].title).toBe('日本')
})

test('keys of an input method do nothing in the list @once', async ({ page, studio, writes }) => {
  await studio.open()
  const [a, b] = await studio.ids()
  await studio.act(b, 'delete')
  await studio.waitSaved()
  writes.length = 0
  await studio.list.locator("[role='row']").first().focus()
  for (const [key, ctrl] of [['Enter', false], ['Delete', false], [' ', false], ['z', true], ['?', false]]) {
    expect(await typeThroughInputMethod(page, key, { composing: false, ctrl }), key).toBe(false)
  }
  await expect(studio.titleInput).toHaveCount(0)
  await expect(studio.dialog).toHaveCount(0)
  await expect(studio.row(a)).toHaveAttribute('data-selected', 'false')
  await expect(studio.rows).toHaveCount(19)
  expect(writes).toEqual([])
})
