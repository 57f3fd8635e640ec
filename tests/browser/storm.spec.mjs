import { plan } from './faults.mjs'
import { expect, test } from './fixture.mjs'
import { api } from './server.mjs'
import { operationsOf } from './writes.mjs'

const COUNT = 10_000
const STORM = { seed: 11, refuseItems: 0.05, loseAnswer: 0.05, stall: 0.01, stallMs: 2_000 }

test.use({ count: COUNT })

test('ten thousand deletions in a storm: each outcome told right, nothing done twice @once', async ({
  page,
  server,
  studio,
  writes,
}) => {
  test.setTimeout(180_000)
  await studio.open()
  const before = (await api(server, '/courses/c1/videos?limit=1')).revision
  await plan(server, STORM)
  await studio.selectFirst(COUNT)
  await page.evaluate(watchCounts)
  await studio.bulkAct('delete')

  // Midway the server dies without a word, and comes back into the same storm.
  await page.waitForFunction(
    (half) => Number(document.querySelector("[data-role='bulk-progress']")?.dataset.done) > half,
    COUNT / 4,
  )
  await server.crash()
  await server.start()
  await plan(server, STORM)
  await expect(studio.bulk).toHaveAttribute('data-state', 'finished', { timeout: 120_000 })

  const { seen, wrong } = await page.evaluate(() => window.__counts)
  expect(seen, 'outcomes were watched as they came').toBeGreaterThan(20)
  expect(wrong, 'the counts add up in every frame, and what is done stays done').toEqual([])

  const { items, revision } = await api(server, '/courses/c1/videos')
  const { done, failed } = await studio.bulk.evaluate(({ dataset }) => dataset)
  expect(Number(failed), 'some were refused').toBeGreaterThan(COUNT / 50)
  expect(items.length, 'what failed is still there, and nothing else').toBe(Number(failed))
  expect(revision - before, 'each deletion was done once').toBe(Number(done))
  await expect(studio.count).toHaveAttribute('data-count', failed)

  const sent = writes.length
  await api(server, '/_test/faults', { method: 'DELETE' })
  await studio.bulk.locator("[data-action='retry-failed']").click()
  await expect(studio.bulk).toHaveAttribute('data-done', String(COUNT))
  const again = operationsOf(writes.slice(sent)).map(({ id }) => id)
  expect(again.sort(), 'only what had failed was sent').toEqual(items.map(({ id }) => id).sort())
  await studio.expectSameAsServer()
  const end = await api(server, '/courses/c1/videos')
  expect([end.total, end.revision - before]).toEqual([0, COUNT])
})

/** Notes in every frame whether the panel's counts add up; for the page. */
function watchCounts() {
  const counts = { seen: 0, wrong: [] }
  window.__counts = counts
  let last = { handled: 0, done: 0 }
  const look = () => {
    const panel = document.querySelector("[data-role='bulk-progress']")
    const number = (text) => Number(text?.replace(/\D/g, '') ?? 0)
    if (panel) {
      const [total, done, failed] = ['total', 'done', 'failed'].map((name) => Number(panel.dataset[name]))
      const waiting = number(panel.querySelector('.count-waiting')?.textContent)
      const sum = done + failed + waiting
      if (sum !== total || done < last.done) counts.wrong.push({ total, done, failed, waiting, last })
      if (done + failed !== last.handled) counts.seen += 1
      last = { handled: done + failed, done }
    }
    requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
}
