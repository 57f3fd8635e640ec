import AxeBuilder from '@axe-core/playwright'
import { misbehave } from './faults.mjs'
import { expect, test } from './fixture.mjs'
import { api } from './server.mjs'

const menuOf = (page) => page.locator("[data-role='row-menu']")
const item = (page, action) => menuOf(page).locator(`[data-action='${action}']`)
const slot = (studio, id) => studio.list.locator('.video-slot', { has: studio.page.locator(`[data-video-id='${id}']`) })
const focusedItem = (page) => page.evaluate(() => document.activeElement?.getAttribute('data-action'))

async function openMenu(page, studio, id) {
  await studio.act(id, 'more')
  await expect(menuOf(page)).toBeVisible()
}

test('the menu of a row does all that can be done to it, and says by which keys', async ({ page, studio }) => {
  await studio.openWhole()
  const [a, b, c, d] = await studio.ids()
  await openMenu(page, studio, b)
  const words = await menuOf(page).getByRole('menuitem').allTextContents()
  expect(words.map((text) => text.trim())).toEqual([
    'RenameF2',
    'Change durationShift + F2',
    'PublishP',
    'Move upAlt + ↑',
    'Move downAlt + ↓',
    'Move to topAlt + Home',
    'Move to bottomAlt + End',
    'Move to position…',
    'Move to another course…',
    'DeleteDelete',
  ])
  await item(page, 'toggle').click()
  await expect(menuOf(page)).toHaveCount(0)
  await expect(studio.row(b)).toHaveAttribute('data-published', 'true')

  const head = async () => (await studio.ids()).slice(0, 4)
  await openMenu(page, studio, c)
  await item(page, 'move-top').click()
  await expect.poll(head).toEqual([c, a, b, d])
  await openMenu(page, studio, c)
  await item(page, 'move-down').click()
  await expect.poll(head).toEqual([a, c, b, d])
  await openMenu(page, studio, a)
  await item(page, 'move-to').click()
  await studio.submit({ 'move-position': '3' }, 'move')
  await expect.poll(head).toEqual([c, b, a, d])

  await openMenu(page, studio, d)
  await item(page, 'rename').click()
  await studio.titleInput.fill('By the menu')
  await studio.titleInput.press('Enter')
  await expect(studio.title(d)).toHaveText('By the menu')
  await openMenu(page, studio, d)
  await item(page, 'delete').click()
  await expect(studio.row(d)).toHaveCount(0)
  await studio.expectSameAsServer()
})

test('it is about its own row alone, whatever is chosen', async ({ page, studio }) => {
  await studio.openWhole()
  const ids = await studio.ids()
  await studio.select(ids.slice(0, 3))
  await openMenu(page, studio, ids[1])
  await item(page, 'delete').click()
  await expect(studio.rows).toHaveCount(19)
  await expect(studio.row(ids[1])).toHaveCount(0)
  await studio.expectSameAsServer()
})

test('it goes by the keyboard, and gives the focus back @once', async ({ page, studio }) => {
  await studio.openWhole()
  const [, b, c] = await studio.ids()
  await slot(studio, b).focus()
  await page.keyboard.press('Shift+F10')
  await expect(item(page, 'rename')).toBeFocused()
  for (const [key, action] of [
    ['ArrowDown', 'duration'],
    ['End', 'delete'],
    ['ArrowDown', 'rename'],
    ['ArrowUp', 'delete'],
    ['Home', 'rename'],
    ['m', 'move-up'],
    ['m', 'move-down'],
  ]) {
    await page.keyboard.press(key)
    expect(await focusedItem(page), key).toBe(action)
  }
  await page.keyboard.press('Escape')
  await expect(menuOf(page)).toHaveCount(0)
  await expect(slot(studio, b)).toBeFocused()
  expect(await studio.selected(), 'Escape was the menu’s').toEqual([])

  await studio.row(c).locator("[data-action='more']").press('Enter')
  await expect(item(page, 'rename')).toBeFocused()
  await expect(studio.row(c).locator("[data-action='more']")).toHaveAttribute('aria-expanded', 'true')
  await page.keyboard.press('Tab')
  await expect(menuOf(page)).toHaveCount(0)
  await expect(studio.row(c).locator("[data-action='more']")).not.toHaveAttribute('aria-expanded')

  await slot(studio, c).focus()
  await page.keyboard.press('ContextMenu')
  await page.keyboard.press('Enter')
  await expect(studio.titleInput).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(slot(studio, c)).toBeFocused()
})

test('it opens at a right click, where that is; another one moves it @once', async ({ page, studio }) => {
  await studio.openWhole()
  const ids = await studio.ids()
  const place = async (id) => {
    const { x, y, height } = await studio.title(id).boundingBox()
    return { x: x + 30, y: y + height / 2 }
  }
  for (const id of [ids[2], ids[8]]) {
    const { x, y } = await place(id)
    await page.mouse.click(x, y, { button: 'right' })
    await expect(menuOf(page)).toHaveCount(1)
    const box = await menuOf(page).boundingBox()
    expect(Math.abs(box.x - x)).toBeLessThan(4)
    expect(Math.min(Math.abs(box.y - y), Math.abs(box.y + box.height - y), Math.abs(box.y + box.height - 792))).toBeLessThan(4)
    await expect(item(page, 'rename')).toBeFocused()
  }
  expect(await studio.list.evaluate((list) => list.scrollTop)).toBe(0)
  expect(await studio.selected()).toEqual([])
})

test('a click beside it closes it and means nothing else @once', async ({ page, studio, writes }) => {
  await studio.openWhole()
  const ids = await studio.ids()
  await openMenu(page, studio, ids[0])
  const { x, y } = await studio.row(ids[8]).locator("[data-action='delete']").boundingBox()
  await page.mouse.click(x + 10, y + 10)
  await expect(menuOf(page)).toHaveCount(0)
  await expect(studio.rows).toHaveCount(20)
  expect(writes).toEqual([])
  // Its own button closes it, too.
  await openMenu(page, studio, ids[2])
  await studio.act(ids[2], 'more')
  await expect(menuOf(page)).toHaveCount(0)
  await studio.act(ids[1], 'delete')
  await expect(studio.row(ids[1])).toHaveCount(0)
})

test('what cannot be done says why', async ({ page, studio, writes }) => {
  await studio.openWhole()
  const ids = await studio.ids()
  await openMenu(page, studio, ids[0])
  for (const action of ['move-up', 'move-top']) {
    await expect(item(page, action)).toHaveAttribute('aria-disabled', 'true')
    await expect(item(page, action)).toContainText('It is the first one')
  }
  await item(page, 'move-up').click({ force: true })
  await expect(menuOf(page), 'it stays').toBeVisible()
  await page.keyboard.press('Escape')

  await studio.find({ sort: 'Title' })
  await expect.poll(() => studio.ids()).not.toEqual(ids)
  await openMenu(page, studio, ids[5])
  for (const action of ['move-up', 'move-down', 'move-top', 'move-bottom']) {
    await expect(item(page, action)).toContainText('Rows are sorted by title')
  }
  await item(page, 'move-down').click({ force: true })
  expect(writes).toEqual([])
  // The dialog offers the author's order.
  await item(page, 'move-to').click()
  await expect(studio.dialog.locator("[data-role='why-fixed']")).toBeVisible()
})

test('it stays as others work, and closes when they delete its video', async ({ page, server, studio }) => {
  await studio.openWhole()
  const [a, b, c, d] = await studio.ids()
  await openMenu(page, studio, c)
  const before = await menuOf(page).boundingBox()
  await api(server, `/videos/${a}`, { method: 'DELETE' })
  await api(server, `/videos/${d}`, { method: 'PATCH', body: { title: 'By another' } })
  await expect(studio.title(d)).toHaveText('By another')
  await expect(studio.row(a)).toHaveCount(0)
  expect(await menuOf(page).boundingBox()).toEqual(before)
  await expect(item(page, 'rename')).toBeFocused()
  await api(server, `/videos/${c}`, { method: 'DELETE' })
  await expect(menuOf(page)).toHaveCount(0)
  await expect(page.locator("[data-role='announcer']")).toContainText('no longer in this list')
  await expect.poll(() => page.evaluate(() => document.activeElement.closest('.video-slot') !== null)).toBe(true)
  await expect(studio.row(b)).toHaveCount(1)
})

test('after a deletion by the menu the next row has the focus', async ({ page, studio }) => {
  await studio.openWhole()
  const [, b, c] = await studio.ids()
  await slot(studio, b).focus()
  await page.keyboard.press('Shift+F10')
  await page.keyboard.press('d')
  await page.keyboard.press('Enter')
  await expect(studio.row(b)).toHaveCount(0)
  await expect(slot(studio, c)).toBeFocused()
})

test('a title that is being typed is saved before the menu opens', async ({ page, studio }) => {
  await studio.openWhole()
  const [a, b] = await studio.ids()
  await studio.typeTitle(a, 'Before the menu')
  await studio.act(b, 'more')
  await expect(menuOf(page)).toBeVisible()
  await studio.waitSaved()
  expect((await studio.serverVideos())[0].title).toBe('Before the menu')
})

test('the dialog for another course begins with the courses @once', async ({ page, studio }) => {
  await studio.openWhole()
  const [a] = await studio.ids()
  await openMenu(page, studio, a)
  await item(page, 'move-course').click()
  await expect(studio.dialog.locator("[data-role='move-course']")).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(studio.row(a).locator("[data-action='more']")).toBeFocused()
})

test('it is in sight as a whole, in dark and at 200 % text too, and accessible @once', async ({ page, studio }) => {
  // With less room the row has a sheet in its place.
  await page.setViewportSize({ width: 1600, height: 900 })
  await page.emulateMedia({ colorScheme: 'dark' })
  await studio.openWhole()
  await page.evaluate(() => document.documentElement.style.setProperty('font-size', '200%'))
  await studio.rows.nth(4).locator("[data-action='more']").click()
  await expect(menuOf(page)).toBeInViewport({ ratio: 1 })
  const { violations } = await new AxeBuilder({ page }).include("[data-role='row-menu']").analyze()
  expect(violations.map(({ id }) => id)).toEqual([])
})

test('a change that the server refuses is told at the row as ever', async ({ page, studio }) => {
  await studio.openWhole()
  const [a] = await studio.ids()
  await misbehave(page, () => ({ fail: 403 }))
  await openMenu(page, studio, a)
  await item(page, 'delete').click()
  await expect(studio.row(a)).toHaveAttribute('data-state', 'failed')
})

test.describe('in a long list', () => {
  test.use({ count: 200 })

  test('it goes along as the list is scrolled, and closes with its row @once', async ({ page, studio }) => {
    await studio.openWhole()
    const ids = await studio.ids()
    await openMenu(page, studio, ids[5])
    const before = await menuOf(page).boundingBox()
    const scroll = (top) => studio.list.evaluate((list, top) => (list.scrollTop = top), top)
    await scroll(56)
    await expect.poll(async () => (await menuOf(page).boundingBox())?.y).toBe(before.y - 56)
    await scroll(3_000)
    await expect(menuOf(page)).toHaveCount(0)
    // Rows that are drawn anew have their own menus.
    await expect(studio.rows.first()).toHaveAttribute('data-video-id', /./)
    const here = (await studio.ids())[8]
    const title = await studio.title(here).textContent()
    await studio.act(here, 'more')
    await expect(menuOf(page)).toHaveAttribute('aria-label', title.trim())
  })
})

test('trash rows have no menu of their own @once', async ({ page, studio }) => {
  await studio.openWhole()
  const [a] = await studio.ids()
  await studio.act(a, 'delete')
  await studio.waitSaved()
  await studio.openWhole('c1/trash')
  await studio.rows.first().click({ button: 'right' })
  await expect(menuOf(page)).toHaveCount(0)
})

test('after a right click on another row the first key counts @once', async ({ page, studio }) => {
  await studio.openWhole()
  const [first, second] = await studio.ids()
  await studio.title(first).click({ button: 'right' })
  await expect(page.getByRole('menu')).toBeVisible()
  await studio.title(second).click({ button: 'right' })
  await expect(page.getByRole('menuitem').first()).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(studio.row(second).locator('input')).toBeFocused()
})

test('a key that is held opens the menu and chooses nothing in it @once', async ({ page, studio }) => {
  await studio.openWhole()
  const [id] = await studio.ids()
  await studio.row(id).locator("[data-action='more']").focus()
  await page.keyboard.down('Enter')
  await expect(page.getByRole('menuitem').first()).toBeFocused()
  for (let again = 0; again < 3; again += 1) await page.keyboard.down('Enter')
  await page.keyboard.up('Enter')
  await expect(page.getByRole('menu')).toBeVisible()
  await expect(studio.titleInput).toHaveCount(0)
})

test('a row that has a menu by a key opens nothing of its own, and is not said to @once', async ({ page, studio }) => {
  await studio.openWhole()
  const [a] = await studio.ids()
  await slot(studio, a).focus()
  await page.keyboard.press('Shift+F10')
  await expect(menuOf(page)).toBeVisible()
  await expect(studio.list.locator('[role="row"][aria-expanded]')).toHaveCount(0)
  await page.keyboard.press('Escape')
  await expect(slot(studio, a)).toBeFocused()
})

test('names begin with the words that one sees', async ({ page, studio }) => {
  await studio.openWhole()
  const [a, b] = await studio.ids()
  await misbehave(page, (write) => (write.operations[0].id === b ? { fail: 409 } : {}))
  await studio.act(b, 'toggle')
  await expect(studio.row(b)).toHaveAttribute('data-state', 'failed')
  const wrong = await page.locator('main').evaluate((main) => {
    const seen = (it) => it.checkVisibility({ visibilityProperty: true }) && it.innerText.trim().replace(/\s+/g, ' ')
    return [...main.querySelectorAll('button[aria-label], input[aria-label]')]
      .map((it) => [seen(it.tagName === 'INPUT' ? (it.closest('label') ?? it) : it), it.ariaLabel])
      .filter(([words, name]) => /\p{L}/u.test(words || '') && !name.startsWith(words))
  })
  expect(wrong).toEqual([])
  for (const action of ['retry', 'dismiss']) {
    const title = (await studio.title(b).textContent()).trim()
    await expect(studio.row(b).locator(`[data-action='${action}']`)).toHaveAccessibleName(new RegExp(title))
  }
  await expect(studio.row(a).getByRole('switch')).toHaveAccessibleName(/^(Draft|Published), publish /)
})

test.describe('of the only video', () => {
  test.use({ count: 1 })

  test('the focus goes to the heading where others delete it while its menu is open', async ({ page, server, studio }) => {
    await studio.openWhole()
    const [a] = await studio.ids()
    await slot(studio, a).focus()
    await page.keyboard.press('Shift+F10')
    await expect(menuOf(page)).toBeVisible()
    await api(server, `/videos/${a}`, { method: 'DELETE' })
    await expect(menuOf(page)).toHaveCount(0)
    await expect(page.getByRole('heading', { level: 1 })).toBeFocused()
  })
})
