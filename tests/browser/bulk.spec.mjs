import { behave, misbehave, refuse } from './faults.mjs'
import { expect, test } from './fixture.mjs'
import { operationsOf } from './writes.mjs'

test.use({ count: 120 })

test('of 100 deletions 20 are refused: told one by one, and only those are tried again', async ({
  page,
  studio,
  writes,
  optimism,
}) => {
  await studio.open()
  const all = (await studio.serverVideos()).map(({ id }) => id)
  const refused = all.slice(0, 100).filter((_, at) => at % 5 === 0)
  await misbehave(page, (write) => ({ 'latency-ms': 300, ...refuse(write, refused) }))
  await studio.selectFirst(100)
  await studio.bulkAct('delete')
  if (optimism === 'on') await expect(studio.count).toHaveAttribute('data-count', '20')

  await expect(studio.bulk).toHaveAttribute('data-state', 'finished')
  await expect(studio.bulk).toHaveAttribute('data-total', '100')
  await expect(studio.bulk).toHaveAttribute('data-done', '80')
  await expect(studio.bulk).toHaveAttribute('data-failed', '20')
  const items = studio.bulk.locator("[data-role='bulk-item']")
  await expect(items).toHaveCount(20)
  const told = await items.evaluateAll((items) =>
    items.map(({ dataset, textContent }) => [dataset.id, dataset.state, textContent.length > 20]),
  )
  expect(told.map(([id]) => id).sort()).toEqual([...refused].sort())
  expect(told.every(([, state, says]) => state === 'refused' && says)).toBe(true)
  await expect(studio.count).toHaveAttribute('data-count', '40')
  await expect(studio.row(refused[0])).toHaveAttribute('data-state', 'failed')

  const sent = writes.length
  await behave(page)
  await studio.bulk.locator("[data-action='retry-failed']").click()
  await expect(studio.bulk).toHaveAttribute('data-done', '100')
  await expect(studio.bulk).toHaveAttribute('data-failed', '0')
  const again = operationsOf(writes.slice(sent))
  expect(again.map(({ id }) => id).sort(), 'those alone').toEqual([...refused].sort())
  await expect(studio.count).toHaveAttribute('data-count', '20')
  await studio.expectSameAsServer()
})

test('the counts add up in every frame', async ({ page, studio }) => {
  await studio.open()
  const ids = (await studio.serverVideos()).map(({ id }) => id)
  await misbehave(page, (write) => ({ 'latency-ms': 100, ...refuse(write, ids.slice(0, 10)) }))
  await studio.selectFirst(100)
  await page.evaluate(() => {
    window.__counts = []
    const look = () => {
      const bulk = document.querySelector("[data-role='bulk-progress']")?.dataset
      if (bulk) window.__counts.push([+bulk.total, +bulk.done, +bulk.failed, bulk.state])
      requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
  })
  await studio.bulkAct('unpublish')
  await expect(studio.bulk).toHaveAttribute('data-state', 'finished')
  // The end is in the page before the next frame has looked at it.
  await page.waitForFunction(() => window.__counts.at(-1)?.[3] === 'finished')
  const counts = await page.evaluate(() => window.__counts)
  let before = 0
  for (const [total, done, failed, state] of counts) {
    expect(total).toBe(100)
    expect(done + failed).toBeGreaterThanOrEqual(before)
    expect(done + failed).toBeLessThanOrEqual(total)
    expect(state === 'finished').toBe(done + failed === total)
    before = done + failed
  }
  expect(counts.at(-1)).toEqual([100, 90, 10, 'finished'])
})

test('what has not been sent can be cancelled, and stays as it was', async ({ page, context, studio }) => {
  await studio.open()
  await context.setOffline(true)
  await studio.selectFirst(50)
  await studio.bulkAct('delete')
  await expect(studio.sync).toHaveAttribute('data-pending', '50')
  await studio.bulk.locator("[data-action='cancel-bulk']").click()
  await context.setOffline(false)
  // What was on its way is asked back from the server by its key; none may have been done.
  await expect(studio.bulk).toHaveAttribute('data-state', 'cancelled')
  await studio.waitSaved()
  await expect(studio.count).toHaveAttribute('data-count', '120')
  expect(await studio.serverVideos()).toHaveLength(120)
})

test('publish and unpublish in bulk', async ({ studio }) => {
  await studio.open()
  await studio.selectFirst(30)
  await studio.bulkAct('publish')
  await expect(studio.bulk.first()).toHaveAttribute('data-state', 'finished')
  const published = async () => (await studio.serverVideos()).slice(0, 30).filter((it) => it.published).length
  expect(await published()).toBe(30)
  await studio.bulkAct('unpublish')
  await expect(studio.bulk.first()).toHaveAttribute('data-state', 'finished')
  await studio.waitSaved()
  expect(await published()).toBe(0)
  await expect(studio.row((await studio.ids())[0])).toHaveAttribute('data-published', 'false')
})
