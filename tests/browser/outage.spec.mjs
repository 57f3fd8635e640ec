import { expect, test } from './fixture.mjs'
import { Proxy } from './proxy.mjs'
import { api } from './server.mjs'
import { Studio } from './studio.mjs'

/** How long the server is out of reach, in seconds. */
const OUTAGE_S = 150

/** Lets the page's time pass, second by second, with what the network brings in between. */
async function pass(page, seconds) {
  for (let second = 0; second < seconds; second += 1) await page.clock.runFor(1_000)
}

test.describe('an outage of 150 seconds', () => {
  test.slow()

  const ways = {
    'a proxy answers 502': {
      begin: async ({ server }) => server.crash(),
      end: async ({ server }) => server.start(),
    },
    'the network answers with its sign-in page': {
      begin: async ({ page }) => {
        const body = '<!doctype html><title>Welcome</title><p>Sign in to use this network.'
        await page.route('**/api/**', (route) => route.fulfill({ contentType: 'text/html', body }))
        await page.routeWebSocket('**/api/events**', (socket) => socket.close())
      },
      end: async ({ page }) => page.unrouteAll(),
    },
  }

  for (const [name, way] of Object.entries(ways)) {
    test(`${name}: all is saved afterwards, and the page had said what is wrong`, async ({
      page,
      server,
      studio,
    }) => {
      const proxy = await Proxy.start(server)
      const proxied = new Studio(page, { url: proxy.url }, studio.switches)
      await page.clock.install()
      await proxied.open()
      const ids = await proxied.ids()
      await way.begin({ page, server })
      for (const id of ids.slice(0, 4)) await proxied.act(id, 'toggle')
      await proxied.act(ids[4], 'delete')
      await pass(page, 10)
      await expect(proxied.sync).toHaveAttribute('data-reachable', 'false')
      await expect(proxied.sync).toContainText('cannot be reached')
      await expect(proxied.sync).toHaveAttribute('data-pending', '5')
      await pass(page, OUTAGE_S - 10)
      expect(await page.locator("[data-state='failed']").count()).toBe(0)
      await way.end({ page, server })
      await pass(page, 30)
      await expect(proxied.sync).toHaveAttribute('data-pending', '0', { timeout: 2_000 })
      await expect(proxied.sync).toHaveAttribute('data-reachable', 'true')
      expect(await page.locator("[data-state='failed']").count()).toBe(0)
      await studio.expectSameAsServer()
      const now = await api(server, '/courses/c1/videos')
      expect(now.items.map(({ id }) => id)).not.toContain(ids[4])
      await proxy.stop()
    })
  }
})

test('a proxy that hides its name from the server rolls nothing back: the page names the setting', async ({
  page,
  server,
  studio,
}) => {
  const proxy = await Proxy.start(server, 'studio.internal')
  const proxied = new Studio(page, { url: proxy.url }, studio.switches)
  await proxied.open()
  const [id] = await proxied.ids()
  const before = await proxied.row(id).getAttribute('data-published')
  await proxied.act(id, 'toggle')
  await expect(proxied.sync).toHaveAttribute('data-reachable', 'false')
  await expect(proxied.sync).toHaveAttribute('title', /--allowed-origins/)
  await expect(proxied.sync).toHaveAttribute('data-pending', '1')
  await expect(page.locator("[data-state='failed']")).toHaveCount(0)
  if (proxied.switches.optimism === 'on') {
    await expect(proxied.row(id)).not.toHaveAttribute('data-published', before)
  }
  // Reads go on all the while, and do not unsay it.
  await page.evaluate(() => window.dispatchEvent(new Event('focus')))
  await expect(proxied.sync).toHaveAttribute('data-reachable', 'false')
  await proxy.stop()
})
