import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from './fixture.mjs'

test('a backup that is put back under an open page is what the page shows', async ({ server, studio }) => {
  const backup = await mkdtemp(join(tmpdir(), 'course-studio-backup-'))
  await studio.open()
  const [kept, lost, mine] = await studio.ids()
  await studio.act(kept, 'delete')
  await studio.waitSaved()
  await server.crash()
  await cp(server.data, backup, { recursive: true })
  await server.start()
  await studio.act(lost, 'delete')
  await studio.typeTitle(mine, 'Lost with the restore')
  await studio.titleInput.press('Enter')
  await studio.waitSaved()
  await expect(studio.row(lost)).toHaveCount(0)

  await server.crash()
  await rm(server.data, { recursive: true, force: true })
  await cp(backup, server.data, { recursive: true })
  await server.start()
  // Without a reload, within ten seconds.
  await expect(studio.row(lost)).toHaveCount(1, { timeout: 10_000 })
  await expect(studio.row(kept)).toHaveCount(0)
  await expect(studio.title(mine)).not.toHaveText('Lost with the restore')
  await studio.expectSameAsServer()

  // What the author does now holds.
  const published = await studio.row(mine).getAttribute('data-published')
  await studio.act(mine, 'toggle')
  await studio.waitSaved()
  await expect(studio.row(mine)).not.toHaveAttribute('data-published', published)
  await studio.expectSameAsServer()
  await rm(backup, { recursive: true, force: true })
})

test('a change that waits while a backup is put back is done on what is there', async ({ server, studio }) => {
  const backup = await mkdtemp(join(tmpdir(), 'course-studio-backup-'))
  await studio.open()
  const [first, second] = await studio.ids()
  await server.crash()
  await cp(server.data, backup, { recursive: true })
  await server.start()
  await studio.act(first, 'delete')
  await studio.waitSaved()
  await server.crash()
  await studio.act(second, 'toggle')
  await rm(server.data, { recursive: true, force: true })
  await cp(backup, server.data, { recursive: true })
  await server.start()
  await studio.waitSaved()
  await expect(studio.row(first)).toHaveCount(1)
  await studio.expectSameAsServer()
  await rm(backup, { recursive: true, force: true })
})
