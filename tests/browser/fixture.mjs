import { test as base, expect } from '@playwright/test'
import { api, startServer } from './server.mjs'
import { Studio } from './studio.mjs'

export { expect }

/**
 * Tests of the studio. Each worker has a server of its own, and each test starts with the course
 * `c1` freshly filled. Options, for `test.use`: `optimism` and `batch` (`on` or `off`), `count`
 * (videos in the course) and `seed` (of the server's faults).
 */
export const test = base.extend({
  optimism: ['on', { option: true }],
  batch: ['on', { option: true }],
  count: [20, { option: true }],
  seed: [1, { option: true }],

  server: [
    async ({}, use) => {
      const server = await startServer()
      await use(server)
      await server.stop()
    },
    { scope: 'worker' },
  ],

  studio: async ({ page, server, optimism, batch, count, seed }, use) => {
    await api(server, '/_test/reset', { method: 'POST', body: { count, seed } })
    const crashes = watchForCrashes(page)
    await use(new Studio(page, server, { optimism, batch }))
    expect(crashes, 'the page must not crash').toEqual([])
  },
})

/** Collects uncaught exceptions, a panic in the page's wasm among them. */
export function watchForCrashes(page) {
  const crashes = []
  page.on('pageerror', (error) => crashes.push(String(error)))
  page.on('console', (message) => {
    if (message.text().includes('panicked at')) crashes.push(message.text())
  })
  return crashes
}
