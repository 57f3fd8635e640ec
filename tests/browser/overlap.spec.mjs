import { hold } from './faults.mjs'
import { expect, test } from './fixture.mjs'
import { api } from './server.mjs'
import { stateOf } from './state.mjs'

test.describe('two bulks over the same videos', () => {
  test.use({ count: 250 })

  for (const order of ['the second is asked for while the first is on its way', 'both are asked for at once']) {
    test(`publish 200, delete 100 of them: ${order}`, async ({ page, server, studio, writes, optimism }) => {
      await studio.open()
      const before = await stateOf(server)
      const revision = await studio.revision()
      const release = await hold(page)
      await studio.selectFirst(200)
      await studio.bulkAct('publish')
      if (order.startsWith('the second')) await expect.poll(() => writes.length).toBe(1)
      await studio.selectFirst(100)
      await studio.bulkAct('delete')
      await expect(studio.bulk).toHaveCount(2)
      if (optimism === 'on') await expect(studio.count).toHaveAttribute('data-count', '150')
      release()

      await expect.poll(() => studio.bulks()).toEqual([
        [100, 100, 0, 'finished'],
        [200, 200, 0, 'finished'],
      ])
      await studio.waitSaved()
      await expect(studio.count).toHaveAttribute('data-count', '150')
      const after = await stateOf(server)
      expect(after.course).toEqual([
        ...before.course.slice(100, 200).map((video) => ({ ...video, published: true })),
        ...before.course.slice(200),
      ])
      const { items: trash } = await api(server, '/courses/c1/trash')
      const deleted = before.course.slice(0, 100).map(({ id }) => id)
      expect(trash.filter(({ id, published }) => deleted.includes(id) && published)).toHaveLength(100)
      expect(await studio.revision(), 'each done once').toBe(revision + 300)
    })
  }

  test('publish 60, unpublish the same: the later one stands, and both are done', async ({ page, server, studio }) => {
    await studio.open()
    const before = await stateOf(server)
    const release = await hold(page)
    await studio.selectFirst(60)
    await studio.bulkAct('publish')
    await studio.selectFirst(60)
    await studio.bulkAct('unpublish')
    release()
    await expect.poll(() => studio.bulks()).toEqual([
      [60, 60, 0, 'finished'],
      [60, 60, 0, 'finished'],
    ])
    await studio.waitSaved()
    expect((await stateOf(server)).course).toEqual(
      before.course.map((video, at) => (at < 60 ? { ...video, published: false } : video)),
    )
  })
})

test.describe('in the middle of a bulk over 2,000 videos', () => {
  test.use({ count: 2_001 })

  test('a toggle is done at once, before the bulk is over', async ({ page, studio }) => {
    await studio.open()
    const [{ id, published }] = await studio.serverVideos()
    await page.locator("[data-action='select-all']").click()
    await studio.act(id, 'select')
    await expect(studio.chosen).toHaveAttribute('data-count', '2000')
    // No answer for any of the bulk's requests.
    const release = await hold(page, ({ operations }) => operations.length > 1)
    await studio.bulkAct('publish')
    await expect(studio.sync).toHaveAttribute('data-pending', '2000')
    await studio.act(id, 'toggle')
    await expect(studio.row(id)).toHaveAttribute('data-published', String(!published))
    await expect(studio.row(id)).toHaveAttribute('data-state', 'idle')
    await expect.poll(async () => (await studio.serverVideos())[0].published).toBe(!published)
    await expect(studio.sync).toHaveAttribute('data-pending', '2000')
    expect((await studio.bulks())[0], 'the bulk has not begun').toEqual([2_000, 0, 0, 'running'])

    release()
    await expect(studio.bulk).toHaveAttribute('data-state', 'finished', { timeout: 20_000 })
    await studio.waitSaved()
    const now = await studio.serverVideos()
    expect(now.filter((video) => !video.published).map((video) => video.id)).toEqual(published ? [id] : [])
  })

  test('a change of one of its videos comes after the bulk’s own', async ({ page, studio }) => {
    await studio.open()
    const [{ id }] = await studio.serverVideos()
    const release = await hold(page, ({ operations }) => operations.length > 1)
    await page.locator("[data-action='select-all']").click()
    await studio.bulkAct('publish')
    await studio.typeTitle(id, 'Named meanwhile')
    await studio.titleInput.press('Enter')
    await studio.act(id, 'delete')
    release()
    await expect(studio.bulk).toHaveAttribute('data-state', 'finished', { timeout: 20_000 })
    await studio.waitSaved()
    expect((await studio.bulks())[0]).toEqual([2_001, 2_001, 0, 'finished'])
    await expect(studio.count).toHaveAttribute('data-count', '2000')
    const { items: trash } = await api(studio.server, '/courses/c1/trash')
    expect(trash.find((video) => video.id === id)).toMatchObject({ title: 'Named meanwhile', published: true })
    expect((await studio.serverVideos()).every((video) => video.published)).toBe(true)
  })
})
