// What a screen reader is given: the pages as trees of roles, names and states, compared with the files of
// `trees/`. Who changes them takes new ones, and reads them: cargo xtask trees

import { behave, hold, misbehave, refuse } from './faults.mjs'
import { expect, test } from './fixture.mjs'
import { Palette } from './palette.mjs'
import { screens } from './screens.mjs'
import { api } from './server.mjs'

test.use({ count: 8, timezoneId: 'UTC' })
test.slow()

test.beforeEach(({ page }) => page.clock.setFixedTime('2026-11-02T10:42:00Z'))

/** What is in a part of the page is what the file says. */
async function expectTree(part, name) {
  await expect(part).toBeVisible()
  // What is said aloud passes: which sentence is the newest is for other tests.
  const passing = /^ *- status(: (\d+ (results|selected)|.* titles change"?))?$/
  const lines = (await part.ariaSnapshot()).split('\n').filter((line) => !passing.test(line))
  expect(`${lines.join('\n')}\n`).toMatchSnapshot(`${name.replaceAll(' ', '-')}.txt`)
}

test('a course with rows in all their states, and what was done @once', async ({ page, server, studio }) => {
  await studio.open()
  const [, , chosen, refused, waiting, edited] = await studio.ids()
  await misbehave(page, (write) => refuse(write, [refused]))
  await studio.act(refused, 'toggle')
  await expect(studio.row(refused)).toHaveAttribute('data-state', 'failed')
  await behave(page)
  await studio.select([chosen])
  await hold(page)
  await studio.act(waiting, 'toggle')
  await studio.typeTitle(edited, 'Mine')
  await api(server, `/videos/${edited}`, { method: 'PATCH', body: { title: 'Theirs' } })
  await expect(studio.row(edited).locator("[data-role='conflict']")).toBeVisible()
  await expectTree(page.locator('body'), 'a course')
})

test('the trash @once', async ({ page, studio }) => {
  await screens['the trash']({ page, studio })
  await expectTree(page.locator('main'), 'the trash')
})

test('the activity, with what was done and what could not be done @once', async ({ page, studio }) => {
  await studio.open()
  const ids = await studio.ids()
  await studio.act(ids[5], 'toggle')
  await studio.waitSaved()
  await misbehave(page, (write) => refuse(write, ids.slice(0, 1)))
  await studio.selectFirst(4)
  await studio.bulkAct('delete')
  await expect(studio.bulk).toHaveAttribute('data-state', 'finished')
  await expectTree(page.getByRole('complementary'), 'the activity')
})

test('the dialogs, the menu of a row and the palette @once', async ({ page, studio }) => {
  await studio.openWhole()
  const [, b] = await studio.ids()
  await studio.act(b, 'more')
  await expectTree(page.getByRole('menu'), 'the menu of a row')
  await page.keyboard.press('Escape')
  await studio.selectFirst(3)
  await studio.bulkAct('move')
  await expectTree(studio.dialog, 'where to move many')
  await page.keyboard.press('Escape')
  await studio.bulkAct('edit')
  await studio.dialog.locator("[data-role='retitle-pattern']").fill('Lesson {nn}')
  await expect(studio.dialog.locator("[data-role='retitle-warning']").first()).toBeVisible()
  await expectTree(studio.dialog, 'how to change many')
  await page.keyboard.press('Escape')
  const palette = new Palette(page)
  await palette.open()
  await page.keyboard.type('mo')
  await expect(page.getByRole('option').last()).toBeVisible()
  await expectTree(palette.frame, 'the palette')
})

test('the figures, the network lab and the log of requests @once', async ({ page, server, studio }) => {
  await screens['the figures']({ page, server, studio })
  await expectTree(page.locator('main'), 'the figures')
  await screens['the network lab']({ page, server, studio })
  await expectTree(page.getByRole('dialog'), 'the network lab')
})
