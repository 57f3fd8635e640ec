import { execFileSync } from 'node:child_process'
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { hold } from './faults.mjs'
import { expect, test } from './fixture.mjs'
import { rewriteKept, waitInstalled, waitKept } from './kept.mjs'
import { api, startServer } from './server.mjs'
import { Studio } from './studio.mjs'

test.use({ serviceWorkers: 'allow' })

const placeholder = (page) => page.locator("[data-role='placeholder']")
const newVersion = (page) => page.locator("[data-role='update']")

test('a course opens without a server, and what is changed there is done afterwards', async ({
  page,
  server,
  studio,
}) => {
  await studio.open()
  await waitInstalled(page)
  await waitKept(page)
  await rewriteKept(page, ([at, ...rest]) => [at - 3 * 60_000, ...rest])
  await server.crash()
  try {
    await page.reload()
    await expect(studio.rows).toHaveCount(20)
    await expect(studio.sync).toContainText('Offline')
    await expect(studio.sync).toContainText('as of 3 minutes ago')
    const ids = await studio.ids()
    await studio.act(ids[0], 'delete')
    await studio.act(ids[1], 'toggle')
    await studio.add('Added without a server')
    await expect(studio.sync).toHaveAttribute('data-pending', '3')
    await page.reload()
    await expect(studio.sync).toHaveAttribute('data-pending', '3')
    await expect(studio.rows.first()).toBeVisible()
  } finally {
    await server.start()
  }
  await studio.waitSaved()
  await studio.expectSameAsServer()
  await expect(studio.sync).not.toContainText('as of')
  expect((await studio.serverVideos()).at(-1).title).toBe('Added without a server')
})

test('a course that is changed right after its first opening is kept all the same', async ({
  page,
  server,
  studio,
}) => {
  await hold(page)
  await studio.openList()
  const [first, second] = await studio.ids()
  const titles = async () => studio.rows.locator("[data-role='title']").allTextContents()
  await studio.act(first, 'delete')
  await studio.act(second, 'toggle')
  const published = await studio.row(second).getAttribute('data-published')
  await expect(studio.sync).toHaveAttribute('data-pending', '2')
  const shown = await titles()
  await waitInstalled(page)
  await waitKept(page)
  await server.crash()
  try {
    await page.reload()
    await expect(studio.rows.first()).toBeVisible()
    expect(await titles()).toEqual(shown)
    await expect(studio.row(second)).toHaveAttribute('data-published', published)
  } finally {
    await server.start()
  }
})

test('what was never opened says so, and is shown when the server is back @once', async ({ page, server, studio }) => {
  await studio.open()
  await waitInstalled(page)
  await server.crash()
  try {
    await page.goto(studio.address('c1/trash'))
    await expect(placeholder(page)).toContainText('This browser has not kept the trash of this course')
  } finally {
    await server.start()
  }
  await expect(placeholder(page)).toContainText('The trash is empty')
})

test('the API is never answered for @once', async ({ page, server, studio }) => {
  await studio.open()
  await waitInstalled(page)
  await page.reload()
  await expect(studio.rows).toHaveCount(20)
  const controlled = await page.evaluate(() => Boolean(navigator.serviceWorker.controller))
  expect(controlled).toBe(true)
  const kept = await page.evaluate(async () => {
    const names = await caches.keys()
    const all = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()))
    return all.flat().map(({ url }) => new URL(url).pathname)
  })
  expect(kept).toContain('/index.html')
  expect(kept.filter((path) => path.startsWith('/api'))).toEqual([])
  await server.crash()
  try {
    const reached = await page.evaluate(() => fetch('/api/courses').then(() => true, () => false))
    expect(reached).toBe(false)
  } finally {
    await server.start()
  }
})

/** A site of its own, of which a test can put newer versions in place. */
const deployed = test.extend({
  site: async ({ page, problems }, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'course-studio-page-'))
    await cp(process.env.STUDIO_DIST ?? fileURLToPath(new URL('../../dist', import.meta.url)), folder, { recursive: true })
    // The server takes compressed forms first, which would hide what a test changes.
    for (const name of await readdir(folder)) {
      if (/\.(br|gz)$/.test(name)) await rm(join(folder, name))
    }
    const server = await startServer(undefined, folder)
    await api(server, '/_test/reset', { method: 'POST', body: { count: 20, seed: 1 } })
    const studio = new Studio(page, server)
    await studio.open()
    await waitInstalled(page)
    await page.reload()
    await expect(studio.rows).toHaveCount(20)
    await use({ folder, server, studio })
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  },
})

/** Puts a version of this name in place. */
async function deploy(folder, name, between = async () => {}) {
  const file = join(folder, 'index.html')
  const page = (await readFile(file, 'utf8')).replace(/<meta name="description"[^>]*>/, `<meta name="description" content="${name}">`)
  await writeFile(file, page)
  execFileSync('node', [fileURLToPath(new URL('../../xtask/worker.mjs', import.meta.url)), folder])
  await between()
}

const version = (page) => page.locator("meta[name='description']")

/** Lets the browser look for a newer version until something holds: the server takes a moment too. */
async function lookUntil(page, holds) {
  await expect
    .poll(
      async () => {
        await page.evaluate(async () => {
          const registration = await navigator.serviceWorker.getRegistration()
          await registration.update().catch(() => {})
        })
        return holds()
      },
      { timeout: 20_000 },
    )
    .toBe(true)
}

deployed('a new version is offered, not while one types, and taken when the author says so @once', async ({
  page,
  site: { folder, studio },
}) => {
  const field = page.locator("[data-role='add-title']")
  await field.fill('Half a ti')
  await deploy(folder, 'second')
  const installed = () =>
    page.evaluate(async () => Boolean((await navigator.serviceWorker.getRegistration()).waiting))
  await lookUntil(page, installed)
  await expect(newVersion(page)).toHaveCount(0)
  await expect(field).toHaveValue('Half a ti')
  await field.blur()
  await expect(newVersion(page)).toContainText('A new version is ready')
  await expect(version(page)).not.toHaveAttribute('content', 'second')
  await newVersion(page).locator("[data-action='update']").click()
  await expect(version(page)).toHaveAttribute('content', 'second')
  await expect(studio.rows).toHaveCount(20)
  await expect(newVersion(page)).toHaveCount(0)
  const caches = await page.evaluate(() => window.caches.keys())
  expect(caches).toHaveLength(1)
})

deployed('a version of which a file is missing leaves the one before whole @once', async ({
  page,
  problems,
  site: { folder, server, studio },
}) => {
  await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration()
    registration.addEventListener('updatefound', ({ target: { installing } }) => {
      installing.addEventListener('statechange', () => (window.given = installing.state === 'redundant'))
    })
  })
  const names = await readdir(folder)
  const program = names.find((name) => name.endsWith('.wasm'))
  const content = await readFile(join(folder, program))
  await deploy(folder, 'second', () => rm(join(folder, program)))
  await lookUntil(page, () => page.evaluate(() => window.given === true))
  await server.crash()
  try {
    await page.reload()
    await expect(page.locator('main')).toBeVisible()
    await expect(version(page)).not.toHaveAttribute('content', 'second')
  } finally {
    await server.start()
  }
  await expect(studio.rows).toHaveCount(20)
  await expect(newVersion(page)).toHaveCount(0)
  // The deploy is mended: the browser takes it then.
  await writeFile(join(folder, program), content)
  await deploy(folder, 'third')
  await lookUntil(page, async () => (await newVersion(page).count()) === 1)
  problems.splice(0)
})

test.describe('a thousand videos', () => {
  test.use({ count: 1_000 })

  test('1,000 changes without a network, a reload in between: all shown, each done once and in order @once', async ({
    context,
    page,
    studio,
  }) => {
    await studio.open()
    await waitInstalled(page)
    await waitKept(page)
    const before = await studio.revision()
    await context.setOffline(true)
    await studio.selectFirst(1_000)
    await studio.bulkAct('publish')
    await expect(studio.sync).toHaveAttribute('data-online', 'false')
    const pending = Number(await studio.sync.getAttribute('data-pending'))
    expect(pending).toBeGreaterThan(0)
    const [first] = await studio.ids()
    await studio.act(first, 'delete')
    await expect(studio.sync).toHaveAttribute('data-pending', String(pending + 1))
    await page.addInitScript(noteWhenShown, String(pending + 1))
    await page.reload()
    await expect(studio.sync).toHaveAttribute('data-pending', String(pending + 1))
    await expect(studio.count).toHaveAttribute('data-count', '999')
    const { shown, counted } = await page.evaluate(() => window.times)
    expect(await page.evaluate(() => window.untrue), 'no row was shown as it was before').toEqual([])
    await context.setOffline(false)
    const from = Date.now()
    await studio.waitSaved()
    console.log(`      shown ${shown} ms and counted ${counted} ms after the reload, all done ${Date.now() - from} ms after the connection's return`)
    expect(await studio.revision()).toBe(before + pending + 1)
    const videos = await studio.serverVideos()
    expect(videos).toHaveLength(999)
    expect(videos.every(({ published }) => published)).toBe(true)
    const changes = await changesAfter(page, before, pending + 1)
    expect(new Set(changes.map(({ key }) => key)).size, 'each once').toBe(pending + 1)
    const keys = changes.filter(({ video }) => video.id === first).map(({ key }) => key)
    expect(keys, 'of one video in the order in which they were made').toEqual(keys.toSorted())
    await expect(studio.count).toHaveAttribute('data-count', '999')
  })
})

/**
 * Notes when rows are drawn first, which of them are as before the changes, and when so many pending ones are told;
 * for the page.
 */
function noteWhenShown(pending) {
  const now = () => Math.round(performance.now())
  window.times = {}
  const look = () => {
    const rows = [...document.querySelectorAll('[data-video-id]')]
    if (rows.length && !window.untrue) {
      window.times.shown = now()
      window.untrue = rows.filter((row) => row.dataset.published !== 'true').map((row) => row.dataset.videoId)
    }
    const status = document.querySelector("[data-role='sync-status']")
    if (status?.dataset.pending === pending) window.times.counted = now()
    else requestAnimationFrame(look)
  }
  look()
}

/** The next changes after a revision, as the event stream tells them. */
function changesAfter(page, revision, count) {
  return page.evaluate(
    ([revision, count]) =>
      new Promise((resolve) => {
        const changes = []
        const socket = new WebSocket(`${location.origin.replace('http', 'ws')}/api/events?lines=1&since=${revision}`)
        socket.onmessage = ({ data }) => {
          for (const line of data.split('\n')) {
            const change = JSON.parse(line)
            if (change.key) changes.push(change)
          }
          if (changes.length >= count) resolve(changes)
        }
      }),
    [revision, count],
  )
}
