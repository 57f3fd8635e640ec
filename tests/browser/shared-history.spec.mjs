import { expect, test } from './fixture.mjs'
import { REDO, UNDO, entries, entry, remembered, rename } from './history.mjs'

/** Does something in several tabs within the same few milliseconds. */
async function atOnce(tabs, act) {
  const at = Date.now() + 500
  await Promise.all(
    tabs.map((tab) =>
      tab.page.evaluate(`new Promise((done) => setTimeout(() => done((${act})()), ${at} - Date.now()))`),
    ),
  )
}

test('what one tab did is undone in another, and both say so', async ({ page, studio, another }) => {
  await studio.open()
  const other = await another()
  const [id, second] = await studio.ids()
  const before = (await studio.title(id).textContent()).trim()
  await rename(studio, id, 'In the first')
  await rename(other, second, 'In the second')
  await expect(entries(studio)).toHaveCount(2)
  await expect(entries(other)).toHaveCount(2)
  await other.page.keyboard.press(UNDO)
  await other.waitSaved()
  await other.page.keyboard.press(UNDO)
  await expect(studio.title(id)).toHaveText(before)
  for (const tab of [studio, other]) {
    await expect(entry(tab, 'In the first')).toHaveAttribute('data-state', 'undone')
    await expect(entry(tab, 'In the second')).toHaveAttribute('data-state', 'undone')
  }
  // The last one that was undone is redone first, wherever.
  await page.bringToFront()
  await page.keyboard.press(REDO)
  await expect(other.title(id)).toHaveText('In the first')
  await expect(entry(other, 'In the first')).toHaveAttribute('data-state', 'done')
  await studio.expectSameAsServer()
  await other.expectSameAsServer()
})

test('two tabs that undo in the same moment undo once', async ({ page, studio, another }) => {
  await studio.open()
  const other = await another()
  const [id, second] = await studio.ids()
  const before = (await studio.title(id).textContent()).trim()
  await rename(studio, second, 'Stays')
  await rename(studio, id, 'Goes')
  await expect(entry(other, 'to “Goes”')).toHaveAttribute('data-state', 'done')
  const revision = await studio.revision()
  await atOnce([studio, other], () => {
    const key = { key: 'z', code: 'KeyZ', ctrlKey: true, bubbles: true, cancelable: true }
    document.body.dispatchEvent(new KeyboardEvent('keydown', key))
  })
  for (const tab of [studio, other]) {
    await expect(tab.title(id)).toHaveText(before)
    await expect(entry(tab, 'to “Goes”')).toHaveAttribute('data-state', 'undone')
  }
  await studio.waitSaved()
  await other.waitSaved()
  // Whichever was second may have found the first one done, and then took the next; neither was done twice.
  const undone = await entries(studio).evaluateAll((all) => all.filter((it) => it.dataset.state === 'undone').length)
  await expect.poll(() => studio.revision()).toBe(revision + undone)
  await page.bringToFront()
  await studio.expectSameAsServer()
})

test('the same button pressed in two tabs at once is pressed once', async ({ studio, another }) => {
  await studio.open()
  const other = await another()
  const [id] = await studio.ids()
  await rename(studio, id, 'Goes')
  await expect(entry(other, 'to “Goes”')).toHaveAttribute('data-state', 'done')
  const revision = await studio.revision()
  await atOnce([studio, other], () => document.querySelector("[data-action='undo-entry']")?.click())
  for (const tab of [studio, other]) {
    await expect(entry(tab, 'to “Goes”')).toHaveAttribute('data-state', 'undone')
    await tab.waitSaved()
  }
  expect(await studio.revision()).toBe(revision + 1)
  await studio.expectSameAsServer()
})

test('without a storage, undo and redo last as long as the page @once', async ({ page, studio }) => {
  await page.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException('Not allowed here.', 'SecurityError')
    }
  })
  await studio.open()
  const [id] = await studio.ids()
  const before = (await studio.title(id).textContent()).trim()
  await rename(studio, id, 'Here only')
  await page.keyboard.press(UNDO)
  await expect(studio.title(id)).toHaveText(before)
  await page.keyboard.press(REDO)
  await expect(studio.title(id)).toHaveText('Here only')
  await expect(entry(studio, 'to “Here only”')).toHaveAttribute('data-state', 'done')
  await studio.expectSameAsServer()
})

test('a storage that the browser drops meanwhile does not take undo away from the page @once', async ({ context, page, server, studio }) => {
  await studio.open()
  const [id] = await studio.ids()
  const before = (await studio.title(id).textContent()).trim()
  await rename(studio, id, 'Dropped')
  const browser = await context.newCDPSession(page)
  await browser.send('Storage.clearDataForOrigin', { origin: server.url, storageTypes: 'indexeddb' })
  await page.keyboard.press(UNDO)
  await expect(studio.title(id)).toHaveText(before)
  await studio.expectSameAsServer()
})

test('the history stays short, and what is finished can be cleared @once', async ({ page, studio }) => {
  test.slow()
  await studio.open()
  const [id] = await studio.ids()
  const published = await studio.row(id).getAttribute('data-published')
  for (let times = 0; times < 105; times += 1) await studio.actAtOnce([[id, 'toggle']])
  await studio.waitSaved()
  await expect(entries(studio)).toHaveCount(100)
  await expect.poll(() => remembered(page)).toEqual([100, 100])
  await page.locator("[data-action='clear-finished']").click()
  await expect(entries(studio)).toHaveCount(0)
  await expect(page.locator('aside h2')).toBeFocused()
  // What is not listed any more can be taken back all the same.
  await page.keyboard.press(UNDO)
  await expect(studio.row(id)).toHaveAttribute('data-published', published)
  await expect(entries(studio)).toHaveCount(1)
  await studio.expectSameAsServer()
})

test('a tab that has not heard of an undo says that it was done elsewhere', async ({ page, studio, another }) => {
  // Nothing of the history reaches the other tab from then on.
  await page.addInitScript(() => {
    const post = BroadcastChannel.prototype.postMessage
    BroadcastChannel.prototype.postMessage = function (...message) {
      if (!(window.isMute && this.name.includes('history'))) post.apply(this, message)
    }
  })
  await studio.open()
  const other = await another()
  const [id] = await studio.ids()
  const before = (await studio.title(id).textContent()).trim()
  await rename(studio, id, 'Goes')
  await expect(entry(other, 'to “Goes”')).toHaveAttribute('data-state', 'done')
  await page.evaluate(() => (window.isMute = true))
  await page.bringToFront()
  await page.keyboard.press(UNDO)
  await expect(studio.title(id)).toHaveText(before)
  await studio.waitSaved()
  const revision = await studio.revision()
  await other.page.bringToFront()
  await other.page.keyboard.press(UNDO)
  await expect(other.toast('note')).toHaveText(/undone already, in another tab/)
  await other.waitSaved()
  expect(await studio.revision()).toBe(revision)
})
