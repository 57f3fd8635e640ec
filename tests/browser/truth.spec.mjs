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

/**
 * Two tabs of an author, in the first of which a video is published at 100 ms, and a page of another: the
 * server does it at 400 ms, or refuses it, and the answer comes at 410 ms. Each page shows it from a time
 * on, until another.
 */
function evidence({ from = [110, 150, 420], until = [Infinity, Infinity, Infinity], refused = false }) {
  const key = '000000000064-7000-8000-000000000000'
  const times = Array.from({ length: 250 }, (_, n) => 16 * n)
  const change = { id: 'v', kind: 'toggle', published: true }
  const pages = from.map((from, page) => ({
    author: page === 2 ? 1 : 0,
    origin: 0,
    pending: 0,
    frames: times.map((at) => ({ at, rows: [['v', at >= from && at < until[page], 'idle']], count: 1 })),
    truth: { clicks: [], sent: [], answers: [], told: [], torn: [] },
  }))
  pages[0].truth.clicks.push({ ...change, at: 100, made: true })
  pages[0].truth.sent.push({ ...change, key })
  pages[0].truth.answers.push({ at: 410, key, done: !refused })
  return {
    initial: [{ id: 'v', published: false }],
    pages,
    history: refused ? [] : [{ at: 400, told: 405, revision: 1, key, id: 'v', shown: true }],
    server: [{ id: 'v', published: !refused }],
  }
}

test('the oracle of several pages sees what it is there to see @once', () => {
  const judged = (pages, change = () => {}) => {
    const doctored = evidence(pages)
    change(doctored)
    return judgePages(doctored)
  }
  expect(judged({})).toMatchObject({ ...ALL_RIGHT, late: 0 })
  const takenBack = { refused: true, until: [420, 440, 0] }
  expect(judged(takenBack)).toMatchObject({ ...ALL_RIGHT, late: 0 })
  // Its own page shows a click a quarter of a second late, or its refusal.
  expect(judged({ from: [350, 380, 420] }).falseFrames).toBeGreaterThan(10)
  expect(judged({ refused: true, until: [650, 440, 0] }).falseFrames).toBeGreaterThan(10)
  // A row jumps back for a frame, in the other tab.
  const flicker = ({ pages }) => (pages[1].frames[100].rows[0][1] = false)
  expect(judged({}, flicker)).toMatchObject({ falseFrames: 1 })
  // Another author's page shows what the server has not done, or refuses.
  expect(judged({ from: [110, 150, 200] }).falseFrames).toBeGreaterThan(10)
  expect(judged({ refused: true, until: [420, 440, 600] }).falseFrames).toBeGreaterThan(0)
  // The other tab hears of it after three seconds, and another author never.
  expect(judged({ from: [110, 3_100, 420] })).toMatchObject({ ...ALL_RIGHT, late: expect.any(Number) })
  expect(judged({ from: [110, 3_100, 420] }).late).toBeGreaterThan(10)
  expect(judged({ from: [110, 150, Infinity] })).toMatchObject({ falseFrames: 0, differences: 1 })
  // Done twice under one key; never answered; a list and a count of two moments.
  expect(judged({}, ({ history }) => history.push({ ...history[0], revision: 2 })).twice).toBe(1)
  const unanswered = ({ pages, history }) => {
    pages[0].truth.answers.pop()
    history.pop()
  }
  expect(judged({}, unanswered).unanswered).toBe(1)
  expect(judged({}, ({ pages }) => (pages[2].frames[5].count += 1)).falseFrames).toBe(1)
})

test('the oracle lets a page keep to one order of what two tabs have clicked at once @once', () => {
  const judged = (shown) => {
    const doctored = evidence({ from: [110, 120, 910] })
    const [first, second] = doctored.pages
    const other = { id: 'v', kind: 'toggle', published: false, key: '000000000078-7000-8000-000000000000' }
    second.truth.clicks.push({ ...other, at: 120, made: true })
    // What was clicked second is sent and done first.
    first.truth.sent.unshift(other)
    first.truth.answers = [{ at: 410, key: other.key, done: true }, { ...first.truth.answers[0], at: 910 }]
    const [{ key }] = doctored.history
    doctored.history = [
      { at: 400, told: 405, revision: 1, key: other.key, id: 'v', shown: false },
      { at: 900, told: 905, revision: 2, key, id: 'v', shown: true },
    ]
    for (const frame of second.frames) frame.rows[0][1] = shown(frame.at)
    return judgePages(doctored).falseFrames
  }
  const asClicked = (at) => at >= 420
  const asSent = (at) => at >= 200
  const hereAndThere = (at) => (at >= 200 && at < 250) || at >= 300
  expect(judged(asClicked)).toBe(0)
  expect(judged(asSent)).toBe(0)
  expect(judged(hereAndThere)).toBeGreaterThan(2)
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
