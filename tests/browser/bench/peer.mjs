import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { api, startServer } from '../server.mjs'

const dist = fileURLToPath(new URL('../../../bench/react/dist', import.meta.url))
/** The most that the server takes in one request. */
const BATCH = 1_000

/** Serves the React peer (`bench/react`) and an API of its own to it. */
export async function startPeer() {
  if (!existsSync(dist)) throw new Error('the peer is not built: cd bench/react && npm ci && node build.mjs')
  return startServer(undefined, dist)
}

/** Restores what was deleted behind the page's back, which sees it as when one comes back to its tab. */
export async function restore({ page, studio }) {
  const { items } = await api(studio.server, '/courses/c1/trash')
  const ids = items.map(({ id }) => id)
  for (let at = 0; at < ids.length; at += BATCH) {
    const operations = ids.slice(at, at + BATCH).map((id) => ({ op: 'restore', id }))
    const { results } = await api(studio.server, '/operations', { method: 'POST', body: { operations } })
    if (!results.every(({ ok }) => ok)) throw new Error('a video could not be restored')
  }
  await page.evaluate(() => window.dispatchEvent(new Event('visibilitychange')))
}
