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

/**
 * Holds back a page's writes (those that `which` chooses), in the order of sending. What this gives
 * lets so many through: all that there are and will be, unless it is told how many.
 */
export async function hold(page, which = () => true) {
  const held = []
  let allowed = 0
  const pass = () => {
    for (; allowed > 0 && held.length > 0; allowed -= 1) held.shift()()
  }
  await page.route('**/api/**', async (route) => {
    const write = readWrite(route.request())
    if (write && which(write)) {
      await new Promise((go) => {
        held.push(go)
        pass()
      })
    }
    // The page may have given up a request that was held.
    await route.continue().catch(() => {})
  })
  return (count = Infinity) => {
    allowed += count
    pass()
  }
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
