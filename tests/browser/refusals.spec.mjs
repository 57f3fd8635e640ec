import { misbehave, refuse } from './faults.mjs'
import { expect, test } from './fixture.mjs'
import { recordFrames, stopFrames } from './frames.mjs'

// One change is refused while others, before and after it, are done: theirs must not move.
for (const answers of ['the refusal comes first', 'the refusal comes last']) {
  test(`a refused deletion moves no other change: ${answers}`, async ({ page, studio, optimism }) => {
    // Apart, so that each has an answer of its own.
    studio.switches.batch = 'off'
    await studio.open()
    const [a, b, c] = await studio.ids()
    const wasPublished = (await studio.row(b).getAttribute('data-published')) === 'true'
    await misbehave(page, (write) => {
      const late = write.operations[0].id === a ? answers.endsWith('last') : answers.endsWith('first')
      return { 'latency-ms': late ? 600 : 150, ...refuse(write, [a]) }
    })
    await recordFrames(page)
    const click = await studio.actAtOnce([[a, 'delete'], [b, 'toggle'], [c, 'delete']])
    await expect(studio.row(a)).toHaveAttribute('data-state', 'failed')
    await studio.waitSaved()
    const frames = (await stopFrames(page)).filter((frame) => frame.at > click)

    const shown = (id, value) =>
      frames.map(({ rows }) => value(rows.find(([shown]) => shown === id)))
    const toggled = shown(b, (row) => row?.[1] !== wasPublished && row !== undefined)
    const deleted = shown(c, (row) => row === undefined)
    if (optimism === 'on') {
      expect(toggled, 'toggled in every frame').not.toContain(false)
      expect(deleted, 'gone in every frame').not.toContain(false)
      expect(shown(a, (row) => row === undefined)[0], 'gone at once').toBe(true)
    } else {
      expect(shown(a, (row) => row === undefined), 'never gone').not.toContain(true)
    }
    // Without optimism it changes once, at the answer, and never back.
    for (const changed of [toggled, deleted]) expect(changes(changed)).toBeLessThanOrEqual(1)
    expect(toggled.at(-1) && deleted.at(-1)).toBe(true)
    await expect(studio.row(a).locator("[data-role='why']")).toBeVisible()
    await studio.expectSameAsServer()
  })
}

test('what the server has not confirmed is not said to be undone', async ({ page, studio }) => {
  await page.clock.install()
  await studio.open()
  const [id] = await studio.ids()
  const why = studio.row(id).locator("[data-role='why']")
  await misbehave(page, () => ({ fail: 500 }))
  await studio.act(id, 'toggle')
  const tryOn = async () => {
    await page.clock.fastForward(20_000)
    return studio.row(id).getAttribute('data-state')
  }
  await expect.poll(tryOn, { intervals: [100] }).toBe('failed')
  await expect(why).toContainText('Not confirmed by the server: ')
  await expect(why).not.toContainText('ould not be')
  await page.unroute('**/api/**')
  await page.locator(`[data-role='problem'][data-id='${id}'] [data-action='retry']`).click()
  await expect(why).toHaveCount(0)
  await page.clock.resume()
  await studio.expectSameAsServer()
})

test('a refused change says why, at the row, in the panel and in a notice, until it is tried again', async ({
  page,
  studio,
}) => {
  await studio.open()
  const [id] = await studio.ids()
  const name = await studio.title(id).textContent()
  await misbehave(page, (write) => refuse(write, [id]))
  await studio.act(id, 'delete')
  await expect(studio.row(id)).toHaveAttribute('data-state', 'failed')
  await expect(studio.row(id).locator("[data-role='why']")).not.toBeEmpty()
  await expect(page.locator(`[data-role='problem'][data-id='${id}']`)).toContainText(name.trim())
  const notice = studio.toast('failure')
  await expect(notice).toContainText(name.trim())
  await expect(notice).not.toContainText(id)

  await page.unroute('**/api/**')
  await notice.locator("[data-action='retry']").click()
  await expect(studio.row(id)).toHaveCount(0)
  await studio.expectSameAsServer()
  await expect(page.locator("[data-role='problem']")).toHaveCount(0)
  await expect(notice).toHaveCount(0)
})

test('two quick changes of one field: the second stays when the first is refused', async ({
  page,
  studio,
  optimism,
}) => {
  await studio.open()
  const [id] = await studio.ids()
  const published = await studio.row(id).getAttribute('data-published')
  let requests = 0
  await misbehave(page, (write) => {
    requests += 1
    return { 'latency-ms': 300, ...(requests === 1 ? refuse(write, [id]) : {}) }
  })
  await studio.act(id, 'toggle')
  await expect.poll(() => requests).toBe(1)
  await recordFrames(page)
  const click = await studio.actAtOnce([[id, 'toggle']])
  await studio.waitSaved()
  const frames = (await stopFrames(page)).filter((frame) => frame.at > click)
  const shown = frames.map(({ rows }) => rows.find(([shown]) => shown === id)[1])
  // Foreseen, the second click takes the first one back, and nothing may show after it but that.
  // Otherwise both clicks ask for the same, and it shows once the server has done the second.
  if (optimism === 'on') expect(shown).not.toContain(published !== 'true')
  expect(changes(shown)).toBeLessThanOrEqual(1)
  await studio.expectSameAsServer()
})

test('ten quick toggles send few requests and end right', async ({ studio, writes, optimism }) => {
  await studio.open()
  const [id] = await studio.ids()
  const published = await studio.row(id).getAttribute('data-published')
  // Once for each: what a click asks for is the opposite of what is shown.
  for (let click = 0; click < 10; click += 1) await studio.act(id, 'toggle')
  await studio.waitSaved()
  await studio.expectSameAsServer()
  if (optimism === 'on') {
    await expect(studio.row(id)).toHaveAttribute('data-published', published)
  }
  expect(writes.length).toBeLessThanOrEqual(10)
})

function changes(values) {
  return values.filter((value, at) => at > 0 && value !== values[at - 1]).length
}
