import { api } from './server.mjs'
import { readWrite } from './writes.mjs'

/**
 * Lets the network treat a page's writes as `decide` says. For each write it gives fault headers,
 * by their names without `x-fault-`; nothing, or nothing in them, lets it pass.
 */
export async function misbehave(page, decide) {
  await page.route('**/api/**', (route) => {
    const write = readWrite(route.request())
    const faults = Object.entries((write && decide(write)) ?? {}).map(([name, value]) => [
      `x-fault-${name}`,
      String(value),
    ])
    return route.continue({
      headers: { ...route.request().headers(), ...Object.fromEntries(faults) },
    })
  })
}

/** Holds back a page's writes, in the order of sending, until what this gives is called. */
export async function hold(page) {
  let release
  const released = new Promise((resolve) => (release = resolve))
  await page.route('**/api/**', async (route) => {
    if (readWrite(route.request())) await released
    // The page may have given up a request that was held.
    await route.continue().catch(() => {})
  })
  return release
}

/** Well again. */
export async function behave(page) {
  await page.unroute('**/api/**')
}

/** Faults that refuse the operations on these videos, whatever form they are sent in. */
export function refuse(write, ids) {
  if (!write.single) return { 'fail-ids': ids.join(',') }
  return ids.includes(write.operations[0].id) ? { fail: 409 } : {}
}

/** Puts a fault plan into force on the server, for everybody. */
export async function plan(server, faults) {
  await api(server, '/_test/faults', { method: 'PUT', body: faults })
}

/** The server does as it should again. */
export async function noPlan(server) {
  await api(server, '/_test/faults', { method: 'DELETE' })
}
