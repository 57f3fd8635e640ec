import { expect, test } from './fixture.mjs'
import { api } from './server.mjs'

const chosen = (page) => page.locator("[data-role='selected-count']")

test('click, shift-click, all, none @once', async ({ page, studio }) => {
  await studio.open()
  const ids = await studio.ids()
  await studio.act(ids[2], 'select')
  await studio.row(ids[6]).locator("[data-action='select']").click({ modifiers: ['Shift'] })
  await expect(chosen(page)).toHaveAttribute('data-count', '5')
  const selected = () =>
    studio.rows.evaluateAll((rows) =>
      rows.filter((row) => row.dataset.selected === 'true').map((row) => row.dataset.videoId),
    )
  expect(await selected(), 'what lies between, and nothing else').toEqual(ids.slice(2, 7))
  await studio.act(ids[4], 'select')
  expect(await selected()).toEqual([ids[2], ids[3], ids[5], ids[6]])

  await page.locator("[data-action='select-all']").click()
  await expect(chosen(page)).toHaveAttribute('data-count', '20')
  await page.locator("[data-action='select-all']").click()
  await expect(chosen(page)).toHaveAttribute('data-count', '0')
})

test('the first k, and the buttons tell how many', async ({ page, studio }) => {
  await studio.open()
  await studio.selectFirst(7)
  await expect(chosen(page)).toHaveAttribute('data-count', '7')
  await expect(page.locator("[data-action='bulk-delete']")).toContainText('7')
  await studio.bulkAct('delete')
  await expect(studio.bulk).toHaveAttribute('data-state', 'finished')
  await expect(studio.rows).toHaveCount(13)
  await expect(chosen(page)).toHaveAttribute('data-count', '0')
  await studio.expectSameAsServer()
})

test('the selection outlives changes; what others delete leaves it @once', async ({ page, server, studio }) => {
  await studio.open()
  const ids = await studio.ids()
  await studio.selectFirst(5)
  await studio.act(ids[0], 'toggle')
  await api(server, `/videos/${ids[9]}`, { method: 'PATCH', body: { title: 'Elsewhere' } })
  await expect(studio.title(ids[9])).toHaveText('Elsewhere')
  await expect(chosen(page)).toHaveAttribute('data-count', '5')
  await api(server, `/videos/${ids[1]}`, { method: 'DELETE' })
  await expect(studio.row(ids[1])).toHaveCount(0)
  await expect(chosen(page)).toHaveAttribute('data-count', '4')
})
