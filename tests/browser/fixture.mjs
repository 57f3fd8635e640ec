import { test as base, expect } from '@playwright/test'
import { api, startServer } from './server.mjs'
import { Studio } from './studio.mjs'
import { watchWrites } from './writes.mjs'

export { expect }

/**
 * Tests of the studio. Each worker has a server of its own, and each test starts with the course
 * `c1` freshly filled. Options, for `test.use`: `optimism` and `batch` (`on` or `off`), `count`
 * (videos in the course) and `seed` (of the server's faults).
 *
 * `problems` are the page's exceptions, errors in its console and breaches of its content security
 * policy: a test fails on any. `writes` are the changes that the page sent.
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

  problems: async ({ page }, use) => {
    const problems = []
    watchForProblems(page, problems)
    await use(problems)
    expect(problems, 'no exception, no error in the console, no breach of policy').toEqual([])
  },

  writes: async ({ page }, use) => use(watchWrites(page)),

  studio: async ({ page, server, problems, optimism, batch, count, seed }, use) => {
    await api(server, '/_test/reset', { method: 'POST', body: { count, seed } })
    await use(new Studio(page, server, { optimism, batch }))
  },

  /** Opens the course in another tab of the same author. */
  another: async ({ context, server, studio, problems, optimism, batch }, use) => {
    await use(async () => {
      const page = await context.newPage()
      watchForProblems(page, problems)
      const tab = new Studio(page, server, { optimism, batch })
      tab.writes = watchWrites(page)
      await tab.open()
      return tab
    })
  },

  /** The same course on the screen of somebody else. */
  other: async ({ browser, server, studio, problems, optimism, batch }, use) => {
    const context = await browser.newContext()
    const page = await context.newPage()
    watchForProblems(page, problems)
    await use(new Studio(page, server, { optimism, batch }))
    await context.close()
  },
})

/** Adds what goes wrong in a page to `problems`, a panic in its wasm among it. */
export function watchForProblems(page, problems) {
  page.on('pageerror', (error) => problems.push(String(error)))
  page.on('console', (message) => {
    const text = message.text()
    // Chromium itself reports answers that are errors and connections that fail: tests ask for them.
    const url = message.location().url
    const asked =
      (text.startsWith('Failed to load resource') && url.includes('/api/')) ||
      /^WebSocket connection to '[^']*\/api\/events/.test(text)
    if (message.type() === 'error' && !asked) problems.push(text)
  })
}
