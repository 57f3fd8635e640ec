import { expect, test } from './fixture.mjs'
import { misbehave } from './faults.mjs'

/** How soon one author must see what another has saved. */
const SOON = { timeout: 1_000 }

test('another author sees changes within a second', async ({ studio, other }) => {
  await studio.open()
  await other.open()
  const [a, b, c] = await studio.ids()
  const published = await other.row(a).getAttribute('data-published')
  await studio.act(a, 'toggle')
  await expect(other.row(a)).not.toHaveAttribute('data-published', published, SOON)
  await studio.act(b, 'delete')
  await expect(other.row(b)).toHaveCount(0, SOON)
  await studio.typeTitle(c, 'Seen elsewhere')
  await studio.titleInput.press('Enter')
  await expect(other.title(c)).toHaveText('Seen elsewhere', SOON)
  await studio.add('Added elsewhere')
  await expect(other.rows).toHaveCount(20, SOON)
  await studio.waitSaved()
  await studio.expectSameAsServer()
  await other.expectSameAsServer()
})

test('what the server makes of a title is told, once', async ({ studio, other }) => {
  await studio.open()
  await other.open()
  const [id] = await studio.ids()
  await studio.typeTitle(id, 'Two  spaces')
  await studio.titleInput.press('Enter')
  const notice = studio.toast('correction')
  await expect(notice).toBeVisible()
  await expect(notice).toContainText('Two spaces')
  await expect(studio.title(id)).toHaveText('Two spaces')
  await expect(notice).toHaveCount(1)
  await expect(other.title(id)).toHaveText('Two spaces')
  await expect(other.toasts).toHaveCount(0)
})

test('two authors at the same videos end with the same list', async ({ page, studio, other }) => {
  await studio.open()
  await other.open()
  const ids = await studio.ids()
  for (const it of [page, other.page]) await misbehave(it, () => ({ 'latency-ms': 150 }))
  // The same videos at the same time; what came too late is refused and told.
  await Promise.all([
    studio.actAtOnce(ids.slice(0, 4).map((id) => [id, 'delete'])),
    other.actAtOnce(ids.slice(2, 6).map((id) => [id, 'toggle'])),
  ])
  await studio.waitSaved()
  await other.waitSaved()
  await studio.expectSameAsServer()
  await other.expectSameAsServer()
  expect(await studio.ids()).toEqual(ids.slice(4))
})

test('a second tab of the same author does nothing twice', async ({ context, page, studio }) => {
  await studio.open()
  const before = await studio.revision()
  const [a, b] = await studio.ids()
  const tab = await context.newPage()
  await tab.goto(studio.address())
  await expect(tab.locator("[data-testid='video-list'] [data-video-id]").first()).toBeVisible()
  await misbehave(page, () => ({ 'latency-ms': 300 }))
  await studio.actAtOnce([[a, 'delete'], [b, 'toggle']])
  await tab.reload()
  await studio.waitSaved()
  await expect(tab.locator("[data-role='sync-status']")).toHaveAttribute('data-pending', '0')
  await expect(tab.locator(`[data-video-id='${a}']`)).toHaveCount(0)
  expect(await studio.revision()).toBe(before + 2)
  await studio.expectSameAsServer()
})
