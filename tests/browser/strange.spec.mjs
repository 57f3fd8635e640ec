import { misbehave, noPlan, plan, refuse } from './faults.mjs'
import { expect, test } from './fixture.mjs'
import { api } from './server.mjs'
import { rowsOf, stateOf } from './state.mjs'
import { operationsOf } from './writes.mjs'

const COUNT = 12

/**
 * Answers to a batch that a server, or what stands before it, makes of a good one: from the lines of
 * the good one, the body that the page gets, or all of the answer. `again` are the places of what is
 * to be asked for again, under the same keys.
 */
const CASES = {
  'the results in reverse order': { answer: (lines) => lines.toReversed().join(''), again: [] },
  'each result twice': { answer: (lines) => lines.flatMap((line) => [line, line]).join(''), again: [] },
  'all results twice, in reverse order': { answer: (lines) => [...lines, ...lines].reverse().join(''), again: [] },
  'one result left out': { answer: (lines) => lines.toSpliced(3, 1).join(''), again: [3] },
  'a result with a key that nobody sent': {
    answer: (lines, stranger) => [stranger, ...lines, stranger].join(''),
    again: [],
  },
  'one result under a key that nobody sent': {
    answer: (lines, stranger) => lines.toSpliced(2, 1, stranger).join(''),
    again: [2],
  },
  'a line that is no result': { answer: (lines) => lines.toSpliced(5, 1, '{"key":\n').join(''), again: [5] },
  'lines that end as on Windows, and empty ones': {
    answer: (lines) => lines.map((line) => `${line.trim()}\r\n\r\n`).join(''),
    again: [],
  },
  'an empty body': { answer: () => '', again: [...Array(COUNT).keys()] },
  'an answer cut in the middle of a line': {
    answer: (lines) => lines.slice(0, 8).join('').slice(0, -40),
    again: [7, 8, 9, 10, 11],
  },
  'an answer cut between two lines': { answer: (lines) => lines.slice(0, 5).join(''), again: [5, 6, 7, 8, 9, 10, 11] },
  'a connection cut before the answer': { answer: () => undefined, again: [...Array(COUNT).keys()] },
  'a page to sign in to the network': {
    answer: () => ({ status: 200, contentType: 'text/html', body: '<html><body>Welcome</body></html>' }),
    again: [...Array(COUNT).keys()],
  },
  'a gateway that gave up': {
    answer: () => ({ status: 502, contentType: 'text/html', body: '<html><body>Bad Gateway</body></html>' }),
    again: [...Array(COUNT).keys()],
  },
}

for (const [name, { answer, again }] of Object.entries(CASES)) {
  test(`each is done once, and the page is right: ${name}`, async ({ page, server, studio, writes, optimism }) => {
    // No event may tell what the answer does not.
    await plan(server, { loseEvents: 1 })
    await studio.open()
    const { course } = await stateOf(server)
    const ids = course.map(({ id }) => id)
    const chosen = ids.slice(2, 2 + COUNT)
    const refused = [chosen[1], chosen[10]]
    const revision = await studio.revision()
    // Something that would be seen if it were believed.
    const stranger = `${JSON.stringify({
      key: '01900000-0000-7000-8000-000000000000',
      id: ids[0],
      ok: true,
      revision: revision + 1,
      video: { ...(await studio.serverVideos())[0], title: 'Believed', revision: revision + 1, position: undefined },
    })}\n`

    let strange = true
    await misbehave(page, (write) => refuse(write, refused))
    await page.route('**/api/operations', async (route) => {
      if (!strange) return route.fallback()
      const headers = { ...route.request().headers(), 'x-fault-fail-ids': refused.join(',') }
      strange = false
      const good = await route.fetch({ headers })
      const told = answer((await good.text()).split(/(?<=\n)/), stranger)
      if (told === undefined) return route.abort('connectionreset')
      if (typeof told !== 'string') return route.fulfill(told)
      // Those of the good answer, without what belongs to its body.
      const { 'content-type': type, 'x-api': mark, 'x-timeline': timeline } = good.headers()
      const kept = { 'content-type': type, 'x-api': mark, 'x-timeline': timeline }
      return route.fulfill({ status: good.status(), headers: kept, body: told })
    })
    await studio.select(chosen)
    await studio.bulkAct('delete')
    await expect(studio.bulk).toHaveAttribute('data-state', 'finished')
    await studio.waitSaved()

    expect(await studio.bulks()).toEqual([[COUNT, COUNT - 2, 2, 'finished']])
    expect(await studio.revision(), 'nothing is done twice').toBe(revision + COUNT - 2)
    const left = course.filter(({ id }) => !chosen.includes(id) || refused.includes(id))
    expect((await stateOf(server)).course).toEqual(left)
    if (optimism === 'on') await expect.poll(() => studio.shown()).toEqual(rowsOf(left))
    // The next event shows that others were missed.
    await noPlan(server)
    await api(server, `/videos/${ids[0]}`, { method: 'PATCH', body: { title: 'Elsewhere' } })
    await expect.poll(() => studio.shown()).toEqual(rowsOf([{ ...left[0], title: 'Elsewhere' }, ...left.slice(1)]))
    for (const id of refused) await expect(studio.row(id)).toHaveAttribute('data-state', 'failed')

    const [first, ...later] = writes
    const keyOf = new Map(first.operations.map(({ id, key }) => [id, key]))
    expect(operationsOf(later).map(({ key }) => key).sort(), 'asked for again, by their keys').toEqual(
      again.map((place) => keyOf.get(chosen[place])).sort(),
    )
  })
}

test('a server that keeps losing answers is asked until it tells @once', async ({ page, server, studio, writes }) => {
  await plan(server, { loseEvents: 1 })
  await studio.open()
  const revision = await studio.revision()
  const ids = await studio.ids()
  // Of the writes alone: what the test itself asks is to be answered.
  let lost = 0
  await misbehave(page, () => (lost++ < 5 ? { 'lose-answer': 1 } : {}))
  await studio.selectFirst(15)
  await studio.bulkAct('unpublish')
  await studio.bulkAct('delete')
  await studio.waitSaved()
  await expect.poll(() => studio.bulks()).toEqual([
    [15, 15, 0, 'finished'],
    [15, 15, 0, 'finished'],
  ])
  const keys = operationsOf(writes).map(({ key }) => key)
  expect(keys.length, 'some were asked for again').toBeGreaterThan(30)
  expect(new Set(keys).size).toBe(30)
  expect(await studio.revision()).toBe(revision + 30)
  await expect.poll(() => studio.ids()).toEqual(ids.slice(15))
})
