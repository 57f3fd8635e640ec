// A clock that tests turn by hand, in place of the browser's.

const real = { setTimeout: window.setTimeout, clearTimeout: window.clearTimeout, now: Date.now }
const timers = new Map()
let now = 0
let last = 0

export function stop() {
  now = real.now()
  window.setTimeout = (act, ms = 0) => {
    // Apart from the browser's own numbers, which may be cleared meanwhile.
    last -= 1
    timers.set(last, { at: now + ms, act })
    return last
  }
  window.clearTimeout = (timer) => timers.delete(timer) || real.clearTimeout.call(window, timer)
  Date.now = () => now
}

/** Lets so many milliseconds pass; what is due then runs. */
export function advance(ms) {
  now += ms
  for (const [timer, { at, act }] of timers) {
    if (at <= now && timers.delete(timer)) act()
  }
}

export function resume() {
  timers.clear()
  window.setTimeout = real.setTimeout
  window.clearTimeout = real.clearTimeout
  Date.now = real.now
}
