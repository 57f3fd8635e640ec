import { hold } from './faults.mjs'
import { expect, test } from './fixture.mjs'
import { rows } from './logged.mjs'
import { operationsOf } from './writes.mjs'

test.describe('a hundred videos deleted one by one', () => {
  test.use({ count: 120 })

  /** Presses the delete button of so many rows, the topmost first, all that are drawn in each frame. */
  const deleteTop = (page, count) =>
    page.evaluate(async (count) => {
      const gone = []
      while (gone.length < count) {
        for (const row of document.querySelectorAll('[data-video-id][data-state]')) {
          if (gone.length === count) break
          if (gone.includes(row.dataset.videoId)) continue
          gone.push(row.dataset.videoId)
          row.querySelector("[data-action='delete']").click()
        }
        document.querySelector("[data-testid='video-list']").scrollTop += 600
        await new Promise((go) => requestAnimationFrame(go))
      }
      return gone
    }, count)

  test('travel in a few requests', async ({ page, studio, writes }) => {
    await studio.open()
    const release = await hold(page)
    const gone = await deleteTop(page, 100)
    // What is not stored yet is not sent yet.
    await expect.poll(() => rows(page)).toHaveLength(100)
    release()
    await studio.waitSaved()
    await expect(studio.count).toHaveAttribute('data-count', '20')
    expect(operationsOf(writes).map(({ id }) => id).sort(), 'each once').toEqual(gone.toSorted())
    const sizes = writes.map(({ operations }) => operations.length)
    expect(sizes.length, `the operations of each: ${sizes}`).toBeLessThanOrEqual(5)
  })

  test.describe('without gathering', () => {
    test.use({ batch: 'off' })

    test('are a request each', async ({ page, studio, writes }) => {
      test.slow()
      await studio.open()
      const gone = await deleteTop(page, 100)
      // A hundred requests, one after the other.
      await expect(studio.sync).toHaveAttribute('data-pending', '0', { timeout: 60_000 })
      await expect(studio.count).toHaveAttribute('data-count', '20')
      expect(writes.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(
        gone.map((id) => `DELETE /videos/${id}`).sort(),
      )
    })
  })
})

// With optimism off a click asks for the opposite of what the server has confirmed.
for (const clicks of [9, 10]) {
  test(`${clicks} quick toggles of one video send the first and the newest at most @once`, async ({
    page,
    studio,
    writes,
  }) => {
    await studio.open()
    const [{ id, published }] = await studio.serverVideos()
    const revision = await studio.revision()
    const release = await hold(page)
    await studio.act(id, 'toggle')
    await expect.poll(() => writes.length).toBe(1)
    await page.evaluate(
      async ([id, clicks]) => {
        for (let click = 1; click < clicks; click += 1) {
          document.querySelector(`[data-video-id='${id}'] [data-action='toggle']`).click()
          await new Promise((go) => requestAnimationFrame(go))
        }
      },
      [id, clicks],
    )
    const last = clicks % 2 === 1 ? !published : published
    await expect(studio.row(id)).toHaveAttribute('data-published', String(last))
    release()
    await studio.waitSaved()
    const sent = operationsOf(writes)
    expect(writes.length).toBeLessThanOrEqual(2)
    expect(sent[0]).toMatchObject({ id, published: !published })
    expect(sent.at(-1)).toMatchObject({ id, published: last })
    expect(sent.map(({ key }) => key), 'in the order of the clicks').toEqual(sent.map(({ key }) => key).sort())
    expect(await studio.revision()).toBe(revision + sent.length)
    await studio.expectSameAsServer()
  })
}
