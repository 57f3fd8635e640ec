import { behave, hold, misbehave, plan, refuse } from './faults.mjs'
import { expect, test } from './fixture.mjs'
import { api } from './server.mjs'
import { OTHER, stateOf } from './state.mjs'
import { operationsOf } from './writes.mjs'

/** Lists the items of a state: `All`, `Failed`, `Waiting`, `Done` or `Cancelled`. */
async function list(studio, state, count) {
  const menu = studio.bulk.locator("[data-role='item-filter']")
  await expect(menu.locator('option', { hasText: new RegExp(`^${state} `) })).toHaveText(`${state} ${count}`)
  await menu.selectOption(`${state} ${count}`)
}

const items = (studio) =>
  studio.bulk
    .locator("[data-role='bulk-item']")
    .evaluateAll((items) =>
      items.map((item) => ({ id: item.dataset.id, state: item.dataset.state, says: item.querySelector('span').textContent })),
    )

test.describe('a bulk over 1,500 videos', () => {
  test.use({ count: 1_600 })

  test('goes on while one looks elsewhere, and all counts agree at each look', async ({ page, server, studio, optimism }) => {
    await studio.open()
    await plan(server, { seed: 5, refuseItems: 0.02 })
    const release = await hold(page)
    await page.evaluate(() => {
      window.__looks = []
      const look = () => {
        const bulk = document.querySelector("[data-role='bulk-progress']")?.dataset
        const count =
          document.querySelector("[data-course-id='c1']") ??
          (location.pathname === '/courses/c1' && document.querySelector("[data-role='video-count']"))
        if (bulk && count) {
          window.__looks.push({ where: location.pathname, count: +count.dataset.count, total: +bulk.total, done: +bulk.done, failed: +bulk.failed })
        }
        requestAnimationFrame(look)
      }
      requestAnimationFrame(look)
    })
    const goesOn = async () => {
      const [[, before]] = await studio.bulks()
      release(1)
      await expect.poll(async () => (await studio.bulks())[0][1], 'it goes on').toBeGreaterThan(before)
    }
    const card = (id) => page.locator(`[data-course-id='${id}']`)

    await studio.selectFirst(1_500)
    await studio.bulkAct('delete')
    await page.locator('a.brand').click()
    await expect(card('c1')).toBeVisible()
    if (optimism === 'on') await expect(card('c1')).toHaveAttribute('data-count', '100')
    await goesOn()
    await card(OTHER.id).locator('a').click()
    await expect(page.getByRole('heading', { name: OTHER.title })).toBeVisible()
    await goesOn()
    await page.locator('a.brand').click()
    await expect(card('c1')).toBeVisible()
    release()
    await card('c1').locator('a').click()
    await expect(studio.bulk).toHaveAttribute('data-state', 'finished')
    await studio.waitSaved()

    const [[total, all, failed]] = await studio.bulks()
    expect([total, all + failed]).toEqual([1_500, 1_500])
    expect(failed, 'some are refused').toBeGreaterThan(0)
    expect(await studio.serverVideos()).toHaveLength(100 + failed)
    await expect(studio.count).toHaveAttribute('data-count', String(100 + failed))
    await page.locator('a.brand').click()
    await expect(card('c1')).toHaveAttribute('data-count', String(100 + failed))
    if (optimism === 'on') {
      const looks = await page.evaluate(() => window.__looks)
      expect(new Set(looks.map(({ where }) => where))).toEqual(new Set(['/', '/courses/c1']))
      expect(looks.filter(({ count, failed }) => count !== 100 + failed)).toEqual([])
    }
  })

  test('cancelled in the middle, what was not sent is back at once, and what was is asked for', async ({
    page,
    context,
    server,
    studio,
    writes,
    optimism,
  }) => {
    test.slow()
    await studio.open()
    const before = await stateOf(server)
    const release = await hold(page)
    await page.locator("[data-action='select-all']").click()
    await studio.bulkAct('delete')
    // Three requests are on their way; the others have to wait for one of them.
    await expect.poll(() => writes.length).toBe(3)
    const unsent = 1_600 - operationsOf(writes).length
    expect(unsent).toBeGreaterThan(0)
    if (optimism === 'on') await expect(studio.count).toHaveAttribute('data-count', '0')
    await studio.bulk.locator("[data-action='cancel-bulk']").click()
    await expect(studio.count).toHaveAttribute('data-count', optimism === 'on' ? String(unsent) : '1600')
    await list(studio, 'Cancelled', unsent)
    const [first] = await items(studio)
    expect(first).toMatchObject({ id: before.course[1_600 - unsent].id, state: 'cancelled' })

    release()
    await expect(studio.bulk).toHaveAttribute('data-state', 'cancelled', { timeout: 30_000 })
    await studio.waitSaved()
    const [[total, done, failed]] = await studio.bulks()
    expect([total, failed]).toEqual([1_600, 0])
    expect(await studio.serverVideos()).toHaveLength(1_600 - done)
    await expect(studio.count).toHaveAttribute('data-count', String(1_600 - done))

    // The report of what the library has forgotten tells of both.
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await studio.bulk.locator("[data-action='copy-report']").click()
    const report = async () => (await page.evaluate(() => navigator.clipboard.readText())).split('\r\n')
    await expect.poll(async () => (await report()).length).toBe(1_602)
    const states = (await report()).slice(1, -1).map((line) => line.split(',').at(-2))
    expect(states.filter((state) => state === '"done"')).toHaveLength(done)
    expect(states.filter((state) => state === '"cancelled"')).toHaveLength(1_600 - done)

    // Taking it back restores exactly what was done of it.
    const sent = operationsOf(writes).length
    await page.locator("[data-action='undo-last']").click()
    await expect(studio.count).toHaveAttribute('data-count', '1600')
    await studio.waitSaved()
    expect(operationsOf(writes).slice(sent).filter(({ op }) => op === 'restore')).toHaveLength(done)
  })
})

test.describe('a bulk over 100 of 120 videos', () => {
  test.use({ count: 120 })

  test('says which items wait', async ({ page, server, studio }) => {
    await studio.open()
    const ids = (await stateOf(server)).course.slice(0, 100).map(({ id }) => id)
    const release = await hold(page)
    await studio.selectFirst(100)
    await studio.bulkAct('delete')
    await list(studio, 'Waiting', 100)
    await expect.poll(async () => (await items(studio)).map(({ id }) => id)).toEqual(ids)
    expect(new Set((await items(studio)).map(({ says }) => says))).toEqual(new Set(['On its way']))
    release()
    await expect(studio.bulk).toHaveAttribute('data-state', 'finished')
    await expect(studio.bulk).toHaveAttribute('data-done', '100')
  })

  test('shows what failed first, and everything else when asked', async ({ page, server, studio }) => {
    await studio.open()
    const ids = (await stateOf(server)).course.slice(0, 100).map(({ id }) => id)
    const refused = ids.filter((_, at) => at % 7 === 3)
    await misbehave(page, (write) => refuse(write, refused))
    await studio.selectFirst(100)
    await studio.bulkAct('delete')
    await expect(studio.bulk).toHaveAttribute('data-state', 'finished')
    const failed = await items(studio)
    expect(failed.map(({ id }) => id)).toEqual(refused)
    for (const { state, says } of failed) {
      expect(state).toBe('refused')
      expect(says).toMatch(/\w+ \w+/)
    }
    await list(studio, 'Done', 100 - refused.length)
    await expect
      .poll(async () => (await items(studio)).map(({ id }) => id))
      .toEqual(ids.filter((id) => !refused.includes(id)))
    expect(new Set((await items(studio)).map(({ state, says }) => `${state} ${says}`))).toEqual(new Set(['done Done']))
    await list(studio, 'All', 100)
    await expect.poll(async () => (await items(studio)).map(({ id }) => id)).toEqual(ids)
  })
})

test.describe('a bulk of which 120 of 400 are refused', () => {
  test.use({ count: 420 })

  test('holds few of them in the page, and all are reached by scrolling', async ({ page, server, studio }) => {
    await studio.open()
    const ids = (await stateOf(server)).course.slice(0, 400).map(({ id }) => id)
    const refused = ids.filter((_, at) => at % 10 < 3)
    await misbehave(page, (write) => refuse(write, refused))
    await studio.selectFirst(400)
    await studio.bulkAct('unpublish')
    await expect(studio.bulk).toHaveAttribute('data-state', 'finished')
    await expect(studio.bulk).toHaveAttribute('data-failed', '120')
    const rows = studio.bulk.locator("[data-role='bulk-item']")
    await expect(rows.first()).toBeVisible()
    const seen = []
    const box = studio.bulk.locator('.bulk-items')
    for (;;) {
      const now = await items(studio)
      expect(now.length).toBeLessThan(60)
      for (const { id } of now) if (!seen.includes(id)) seen.push(id)
      const moved = await box.evaluate(async (box) => {
        const before = box.scrollTop
        box.scrollBy(0, box.clientHeight)
        // One frame to hear of it, one to draw it.
        await new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)))
        return box.scrollTop > before
      })
      if (!moved) break
    }
    expect(seen).toEqual(refused)
    await expect(rows.last()).toHaveAttribute('data-id', refused.at(-1))
  })
})

test('what went wrong one by one is tried again at once', async ({ page, studio }) => {
  await studio.open()
  const ids = await studio.ids()
  await misbehave(page, (write) => refuse(write, ids))
  const all = page.getByRole('button', { name: 'Retry all' })
  const problems = page.locator("[data-role='problem']")
  await studio.act(ids[0], 'toggle')
  await expect(problems).toHaveCount(1)
  await expect(all).toHaveCount(0)
  for (const id of ids.slice(1, 5)) await studio.act(id, 'toggle')
  await expect(problems).toHaveCount(5)
  await behave(page)
  await all.press('Enter')
  await expect(problems).toHaveCount(0)
  await expect(page.getByRole('heading', { name: 'Activity' })).toBeFocused()
  await studio.expectSameAsServer()
  await expect(studio.sync).toHaveText('All changes saved')
})

test('the report is a table in which no cell is a formula', async ({ page, context, server, studio }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const title = '=HYPERLINK("http://evil.example","A prize")'
  const { id } = await api(server, '/courses/c1/videos', { method: 'POST', body: { title, durationSeconds: 60 } })
  await studio.open()
  const { course } = await stateOf(server)
  const [first, second] = course
  await misbehave(page, (write) => refuse(write, [second.id, id]))
  await studio.select([first.id, second.id, id])
  await studio.bulkAct('delete')
  await expect(studio.bulk).toHaveAttribute('data-failed', '2')
  const copied = async () => {
    // A notice of an earlier report may still be there: only what is in the clipboard tells of this one.
    await page.evaluate(() => navigator.clipboard.writeText('nothing yet'))
    await studio.bulk.first().locator("[data-action='copy-report']").click()
    const text = () => page.evaluate(() => navigator.clipboard.readText())
    await expect.poll(text).not.toBe('nothing yet')
    return (await text()).split('\r\n')
  }
  const quoted = (text) => `"${text.replaceAll('"', '""')}"`
  const [why] = (await items(studio)).map(({ says }) => says)
  expect(await copied()).toEqual([
    '"id","title","state","reason"',
    [first.id, first.title, 'done', 'Done'].map(quoted).join(','),
    [second.id, second.title, 'refused', why].map(quoted).join(','),
    [id, `'${title}`, 'refused', why].map(quoted).join(','),
    '',
  ])
  // Also when nothing is left to be told of any item.
  await behave(page)
  await studio.bulk.locator("[data-action='retry-failed']").click()
  await expect(studio.bulk).toHaveAttribute('data-done', '3')
  await studio.waitSaved()
  const states = (await copied()).slice(1, -1).map((line) => line.split(',').at(-2))
  expect(states).toEqual(['"done"', '"done"', '"done"'])
})

test('the focus stays in the panel when the button that was pressed goes', async ({ page, studio }) => {
  await studio.open()
  await misbehave(page, (write) => refuse(write, write.operations.map(({ id }) => id)))
  await studio.selectFirst(3)
  await studio.bulkAct('publish')
  const again = studio.bulk.locator("[data-action='retry-failed']")
  await expect(again).toBeVisible()
  await behave(page)
  await again.focus()
  await page.keyboard.press('Enter')
  await studio.waitSaved()
  await expect(again).toHaveCount(0)
  expect(await page.evaluate(() => document.activeElement.tagName)).not.toBe('BODY')
})
