import { expect, test } from './fixture.mjs'
import { judge } from './truth/oracle.mjs'
import { judgePages } from './truth/pages-oracle.mjs'
import { runPages } from './truth/pages.mjs'
import { KINDS, NETWORKS, runSchedule } from './truth/run.mjs'

const SEEDS = [1, 2]
const NOTHING_WRONG = { falseFrames: 0, flickers: 0, late: 0, differences: 0, unanswered: 0, torn: 0 }

// A gate of a minute; `node bench/truth.mjs` runs many more schedules.
for (const { name, perItem } of KINDS) {
  for (const network of NETWORKS) {
    for (const batch of ['on', 'off']) {
      test(`no frame lies: schedule ${name}, answers ${network.name}, gathering ${batch} @once`, async ({
        browser,
        server,
      }) => {
        test.slow()
        for (const seed of SEEDS) {
          const { verdict } = await runSchedule(browser, server, { seed, perItem, batch, ...network })
          expect(verdict, `seed ${seed}`).toMatchObject(NOTHING_WRONG)
          // A machine that draws fewer has not looked.
          expect(verdict.frames).toBeGreaterThan(15)
        }
      })
    }
  }
}

// How late a page hears of others is measured, not tested.
const ALL_RIGHT = { falseFrames: 0, differences: 0, unanswered: 0, twice: 0, disorder: 0, torn: 0 }

for (const [seed, network] of NETWORKS.entries()) {
  test(`no frame lies in two tabs of each of two authors, answers ${network.name} @once`, async ({
    browser,
    server,
  }) => {
    test.slow()
    for (const batch of ['on', 'off']) {
      const { verdict } = await runPages(browser, server, { seed, batch, lose: network.lose })
      expect(verdict, `seed ${seed}, gathering ${batch}`).toMatchObject(ALL_RIGHT)
      expect(verdict.frames).toBeGreaterThan(60)
    }
  })
}

test('the oracle of several pages sees what it is there to see @once', async ({ browser, server }) => {
  const { evidence } = await runPages(browser, server, { seed: 3, lose: 0, batch: 'on' })
  const judged = (change) => {
    const doctored = structuredClone(evidence)
    change(doctored)
    return judgePages(doctored)
  }
  expect(judged(() => {})).toMatchObject(ALL_RIGHT)
  // A row that jumps back for one frame, in the other tab.
  const flicker = judged(({ pages }) => {
    const [row] = pages[1].frames.at(-3).rows
    row[1] = !row[1]
  })
  expect(flicker.falseFrames).toBe(1)
  // A click that its own page shows late.
  const slow = judged(({ pages, initial }) => {
    const { id, at } = pages[0].truth.clicks.find(({ made, published }) => made && published !== undefined)
    const { published } = initial.find((video) => video.id === id)
    for (const frame of pages[0].frames.filter((frame) => frame.at > at).slice(0, 8)) {
      frame.rows.find(([row]) => row === id)[1] = published
    }
  })
  expect(slow.falseFrames).toBeGreaterThan(3)
  // What another author did never arrives in one tab.
  const deaf = judged(({ pages, history }) => {
    const { id, shown } = history.findLast((change) => change.shown !== 'gone')
    for (const { rows } of pages[3].frames.slice(-1)) rows.find(([row]) => row === id)[1] = !shown
  })
  expect(deaf.differences).toBe(1)
  // Two changes under one key.
  expect(judged(({ history }) => (history[1].key = history[0].key)).twice).toBe(1)
  // A list and a count that are of two moments.
  expect(judged(({ pages }) => (pages[2].frames[5].count += 1)).falseFrames).toBe(1)
})

test('the oracle sees what it is there to see @once', async ({ browser, server }) => {
  const { evidence } = await runSchedule(browser, server, { seed: 1, perItem: 1, lose: 0, batch: 'on' })
  // A quiet end, in which nothing has a cause.
  const last = evidence.frames.at(-1)
  for (let n = 1; n <= 12; n += 1) evidence.frames.push({ ...structuredClone(last), at: last.at + 16 * n })
  const judged = (change) => {
    const doctored = structuredClone(evidence)
    change(doctored.frames, doctored.truth)
    return judge({ ...doctored, pending: 0 })
  }
  expect(judged(() => {})).toMatchObject(NOTHING_WRONG)
  // A row that jumps back for one frame, long after its click.
  const flicker = judged((frames) => (frames.at(-5).rows[0][1] = !frames.at(-5).rows[0][1]))
  expect(flicker).toMatchObject({ falseFrames: 1, flickers: 2 })
  // A deleted row that comes back for good.
  const revived = judged((frames, { clicks }) => {
    const [last] = frames.slice(-1)
    const gone = clicks.find(({ id, kind }) => kind === 'delete' && !last.rows.some(([row]) => row === id))
    for (const frame of frames.slice(-8)) frame.rows.push([gone.id, true, 'idle'])
  })
  expect(revived.falseFrames).toBe(8)
  expect(revived.differences).toBeGreaterThan(0)
  // A refusal of which the page made nothing.
  const ignored = judged((_, { answers, sent }) => {
    const done = answers.find(({ key, done }) => done && sent.some((it) => it.key === key && it.kind === 'toggle'))
    done.done = false
  })
  expect(ignored.late).toBe(1)
})
