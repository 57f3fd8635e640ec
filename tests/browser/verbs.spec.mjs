import { behave, hold, misbehave, refuse } from './faults.mjs'
import { expect, test } from './fixture.mjs'
import { OTHER, rowsOf, stateOf } from './state.mjs'

// The first, the last, two neighbours and one apart; published ones and drafts.
const PLACES = [0, 2, 3, 9, 19]

/** Each: what the author does with the selected videos, and what the server then holds. */
const VERBS = {
  publish: {
    act: (studio) => studio.bulkAct('publish'),
    then: (before, chosen) => ({ ...before, course: change(before, chosen, () => ({ published: true })) }),
  },
  unpublish: {
    act: (studio) => studio.bulkAct('unpublish'),
    then: (before, chosen) => ({ ...before, course: change(before, chosen, () => ({ published: false })) }),
  },
  'move to a position': {
    act: async (studio) => {
      await studio.bulkAct('move')
      await studio.submit({ 'move-position': '7' }, 'move')
    },
    then: (before, chosen) => {
      const others = before.course.filter((video) => !chosen.includes(video))
      return { ...before, course: [...others.slice(0, 6), ...chosen, ...others.slice(6)] }
    },
  },
  'move to another course': {
    act: async (studio) => {
      await studio.bulkAct('move')
      // None is chosen by itself.
      await studio.dialog.locator("[data-action='move-course']").click()
      await expect(studio.dialog.locator("[data-role='move-course']")).toBeFocused()
      await studio.dialog.locator("[data-role='move-course']").selectOption(OTHER.title)
      await studio.submit({}, 'move-course')
    },
    then: (before, chosen) => ({
      ...before,
      course: before.course.filter((video) => !chosen.includes(video)),
      other: [...before.other, ...chosen],
    }),
  },
  'set the duration': {
    act: async (studio) => {
      await studio.bulkAct('edit')
      await studio.submit({ 'bulk-duration': '12:34' }, 'set-duration')
    },
    then: (before, chosen) => ({ ...before, course: change(before, chosen, () => ({ durationSeconds: 754 })) }),
  },
  retitle: {
    act: async (studio) => {
      await studio.bulkAct('edit')
      await studio.submit({ 'retitle-pattern': '{n}. {title}', 'retitle-from': '8' }, 'retitle')
    },
    then: (before, chosen) => ({
      ...before,
      course: change(before, chosen, (video, at) => ({ title: `${String(8 + at).padStart(2, '0')}. ${video.title}` })),
    }),
  },
  delete: {
    act: (studio) => studio.bulkAct('delete'),
    then: (before, chosen) => ({
      ...before,
      course: before.course.filter((video) => !chosen.includes(video)),
      trash: [...before.trash, ...chosen.map(({ id }) => id)].sort(),
    }),
  },
}

for (const [verb, { act, then }] of Object.entries(VERBS)) {
  test(`${verb} in bulk: exactly those, and Ctrl+Z takes it back exactly`, async ({
    page,
    server,
    studio,
    writes,
    optimism,
  }) => {
    await studio.open()
    const before = await stateOf(server)
    const chosen = PLACES.map((place) => before.course[place])
    const after = then(before, chosen)
    await studio.select(chosen.map(({ id }) => id))

    const release = await hold(page)
    await act(studio)
    await expect.poll(() => writes.length).toBeGreaterThan(0)
    // Nothing has reached the server yet.
    await expect.poll(() => studio.shown()).toEqual(rowsOf((optimism === 'on' ? after : before).course))
    release()
    await expect(studio.bulk).toHaveAttribute('data-state', 'finished')
    await expect(studio.bulk).toHaveAttribute('data-done', '5')
    await studio.waitSaved()
    expect(await stateOf(server)).toEqual(after)
    await expect.poll(() => studio.shown()).toEqual(rowsOf(after.course))

    await page.keyboard.press('Control+z')
    await expect.poll(() => stateOf(server)).toEqual(before)
    await expect.poll(() => studio.shown()).toEqual(rowsOf(before.course))
    await studio.waitSaved()
  })
}

test('new titles are shown before they are given, and what stays is not counted @once', async ({ page, server, studio }) => {
  await studio.open()
  const { course } = await stateOf(server)
  const chosen = course.slice(0, 8)
  const word = chosen[1].title.split(' ')[0]
  const changed = chosen.filter(({ title }) => title.includes(word))
  expect(changed.length, 'some stay').toBeLessThan(8)
  await studio.selectFirst(8)
  await studio.bulkAct('edit')
  const fill = (role, text) => studio.dialog.locator(`[data-role='${role}']`).fill(text)
  const preview = studio.dialog.locator("[data-role='retitle-preview'] li")
  const count = studio.dialog.locator("[data-role='retitle-count']")
  await expect(count).toHaveAttribute('data-count', '0')
  await expect(studio.dialog.locator("[data-action='retitle']")).toBeDisabled()

  await fill('retitle-find', word)
  await fill('retitle-with', 'Servus')
  await expect(count).toHaveAttribute('data-count', String(changed.length))
  const told = changed.map(({ title }) => [title, title.replaceAll(word, 'Servus')])
  const pairs = () =>
    preview.evaluateAll((items) => items.map((it) => [...it.children].map(({ textContent }) => textContent)))
  await expect.poll(pairs).toEqual(told.slice(0, 5))
  // Aloud, one short sentence comes after a pause; the pairs are there to be read.
  const said = studio.dialog.locator("[data-role='retitle-said']")
  const titles = told[0].map((title) => `“${title}”`)
  await expect(said).toHaveText(`${titles.join(' becomes ')}. ${changed.length} of 8 titles change`)
  expect(await preview.first().evaluate((it) => it.closest('[aria-live], [role=status]'))).toBe(null)

  await fill('retitle-pattern', '{title} ({n})')
  await expect(count).toHaveAttribute('data-count', '8')
  await expect(preview).toHaveCount(5)
  await expect(preview.first()).toContainText(`${chosen[0].title} (1)`)
  // A look is only a look.
  await page.keyboard.press('Escape')
  await expect(studio.dialog).toHaveCount(0)
  await studio.waitSaved()
  expect((await stateOf(server)).course).toEqual(course)
})

test('one video is moved far by its own dialog', async ({ page, server, studio }) => {
  await studio.open()
  const before = await stateOf(server)
  const [first, ...others] = before.course
  const after = [...others.slice(0, 14), first, ...others.slice(14)]
  await studio.act(first.id, 'move-to')
  await studio.submit({ 'move-position': '15' }, 'move')
  await expect.poll(() => studio.shown()).toEqual(rowsOf(after))
  await studio.waitSaved()
  expect((await stateOf(server)).course).toEqual(after)
  await page.keyboard.press('Control+z')
  await expect.poll(() => stateOf(server)).toEqual(before)
})

test('undo of a bulk that was partly refused takes back what was done, and nothing else', async ({ page, server, studio }) => {
  await studio.open()
  const before = await stateOf(server)
  const ids = before.course.slice(0, 6).map(({ id }) => id)
  await misbehave(page, (write) => refuse(write, [ids[1], ids[4]]))
  await studio.select(ids)
  await studio.bulkAct('delete')
  await expect(studio.bulk).toHaveAttribute('data-failed', '2')
  await behave(page)
  const revision = await studio.revision()
  await page.keyboard.press('Control+z')
  await expect.poll(() => stateOf(server)).toEqual(before)
  await studio.waitSaved()
  expect(await studio.revision(), 'four were deleted, so four come back').toBe(revision + 4)
})

function change({ course }, chosen, what) {
  return course.map((video) => {
    const at = chosen.indexOf(video)
    return at < 0 ? video : { ...video, ...what(video, at) }
  })
}
