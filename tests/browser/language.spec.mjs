// The page in the reader's language.

import { expect, test } from './fixture.mjs'
import { misbehave, refuse } from './faults.mjs'
import { Palette } from './palette.mjs'

const html = (page) => page.locator('html')
const switchTo = (page) => page.locator("[data-action='language']")

test.describe('a browser that prefers German', () => {
  test.use({ locale: 'de-AT', count: 1500 })

  test('the page speaks German, and writes numbers so @once', async ({ page, studio }) => {
    await studio.openWhole()
    await expect(html(page)).toHaveAttribute('lang', 'de')
    await expect(studio.sync).toHaveText('Alles gespeichert')
    await expect(studio.count).toHaveText('1.500 Videos')
    await expect(page.getByRole('button', { name: 'Video hinzufügen' })).toBeVisible()
    await expect(page).toHaveTitle(/ · Course Studio$/)
    await expect(studio.list.locator("[aria-rowindex='1']")).toHaveAccessibleName(/^1, .*, (Entwurf|veröffentlicht)$/)
  })

  test('one and many have their own words @once', async ({ studio }) => {
    await studio.open()
    for (const [many, text] of [
      [1, '1 Video gelöscht'],
      [3, '3 Videos gelöscht'],
    ]) {
      await studio.selectFirst(many)
      await studio.bulkAct('delete')
      await expect(studio.bulk.first()).toContainText(text)
    }
  })

  test('what the server refuses is said in German, with the name that its author gave @once', async ({
    page,
    studio,
  }) => {
    await studio.open()
    const [id] = await studio.ids()
    await misbehave(page, (write) => refuse(write, [id]))
    await studio.act(id, 'delete')
    await expect(studio.row(id)).toHaveAttribute('data-state', 'failed')
    await expect(page.getByRole('status').filter({ hasText: /^„.*“ konnte nicht gelöscht werden: Der Server/ })).toBeAttached()
    await expect(studio.sync).toHaveText('1 Änderung wartet auf Sie')
  })

  test('the palette finds by German words, and by English ones @once', async ({ page, studio }) => {
    await studio.openWhole()
    const palette = new Palette(page)
    for (const words of ['papierkorb', 'trash']) {
      await palette.open()
      await page.keyboard.type(words)
      await expect(palette.active).toContainText('Zum Papierkorb')
      await page.keyboard.press('Escape')
    }
  })

  test('a page that cannot start says so in German @once', async ({ page, problems, studio }) => {
    await page.route('**/*.wasm', (route) => route.fulfill({ status: 503, body: '' }))
    await page.goto(studio.address())
    const failed = page.locator("[data-role='start-failed']")
    await expect(failed.getByRole('heading')).toHaveText('Course Studio konnte nicht starten')
    await expect(failed.getByRole('button')).toHaveText('Erneut versuchen')
    problems.length = 0
  })
})

test.describe('a browser whose languages the page does not speak', () => {
  test.use({ locale: 'nl-NL' })

  test('the page speaks English @once', async ({ page, studio }) => {
    await studio.openWhole()
    await expect(html(page)).toHaveAttribute('lang', 'en')
    await expect(studio.sync).toHaveText('All changes saved')
  })
})

test('the address asks for a language, until the reader chooses one @once', async ({ page, studio }) => {
  await page.goto(`${studio.address()}?lang=de`)
  await expect(html(page)).toHaveAttribute('lang', 'de')
  await expect(studio.sync).toHaveText('Alles gespeichert')
  await switchTo(page).click()
  await expect(studio.sync).toHaveText('All changes saved')
  await page.reload()
  await expect(studio.sync).toHaveText('All changes saved')
  await expect(html(page)).toHaveAttribute('lang', 'en')
})

test('the reader chooses the language, for this visit and the next', async ({ page, studio }) => {
  await studio.openWhole()
  await page.locator("[data-role='add-title']").fill('Half a title')
  await expect(switchTo(page)).toHaveAccessibleName('Deutsch')
  await expect(switchTo(page)).toHaveAttribute('lang', 'de')
  await switchTo(page).click()
  await expect(html(page)).toHaveAttribute('lang', 'de')
  await expect(studio.sync).toHaveText('Alles gespeichert')
  // What was typed is not lost, and the hand is where it was.
  await expect(page.locator("[data-role='add-title']")).toHaveValue('Half a title')
  await expect(switchTo(page)).toBeFocused()
  await page.reload()
  await expect(studio.sync).toHaveText('Alles gespeichert')
  await switchTo(page).click()
  await expect(studio.sync).toHaveText('All changes saved')
})

test('what is under way goes on while the language changes', async ({ page, studio }) => {
  await studio.open()
  const ids = await studio.ids()
  let release
  const held = new Promise((resolve) => (release = resolve))
  await page.route('**/api/**', async (route) => {
    if (route.request().method() !== 'GET') await held
    await route.continue().catch(() => {})
  })
  await studio.act(ids[0], 'delete')
  await switchTo(page).click()
  await expect(html(page)).toHaveAttribute('lang', 'de')
  release()
  await studio.waitSaved()
  await expect(studio.rows).toHaveCount(19)
})

test('the palette changes the language, found by its name in either one @once', async ({ page, studio }) => {
  await studio.openWhole()
  await new Palette(page).choose('deutsch', 'Deutsch')
  await expect(html(page)).toHaveAttribute('lang', 'de')
  await new Palette(page).choose('englisch', 'English')
  await expect(html(page)).toHaveAttribute('lang', 'en')
})

test('what is chosen stays chosen in another language, and not in another list @once', async ({ page, studio }) => {
  await studio.openWhole()
  await studio.selectFirst(3)
  await switchTo(page).click()
  await expect(html(page)).toHaveAttribute('lang', 'de')
  await expect(studio.chosen).toHaveAttribute('data-count', '3')
  await page.locator("[data-role='trash']").click()
  await page.goBack()
  await expect(studio.chosen).toHaveAttribute('data-count', '0')
})

test.describe('a browser that offers to translate pages', () => {
  test.use({ locale: 'nl-NL' })

  test('what changes is shown as it is, for the page is not translated @once', async ({ page, studio }) => {
    await studio.openWhole()
    await page.evaluate(translate)
    const [id] = await studio.ids()
    const row = studio.row(id)
    await studio.act(id, 'toggle')
    await expect(row).toContainText('Published')
    await studio.typeTitle(id, 'Another title')
    await studio.titleInput.press('Enter')
    await expect(row).toContainText('Another title')
    await studio.waitSaved()
    await expect(studio.count).toHaveText('20 videos')
    await studio.act(id, 'delete')
    await expect(studio.count).toHaveText('19 videos')
  })
})

/** Puts other elements in the place of all texts that may be translated, as browsers and extensions do; for the page. */
function translate() {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  const found = []
  while (texts.nextNode()) found.push(texts.currentNode)
  for (const text of found.filter(({ data, parentElement }) => data.trim() && parentElement.translate)) {
    const translated = document.createElement('font')
    translated.textContent = text.data
    text.replaceWith(translated)
  }
}
