import { expect, test } from './fixture.mjs'
import { judge } from './truth/oracle.mjs'
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
