/** A generator of numbers in [0, 1) that repeats itself for the same seed (mulberry32). */
export function seeded(seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const OPERATIONS = 12
const WITHIN_MS = 1_000

/**
 * Twelve clicks within a second, `[{ at, id, kind }]`: one on each of twelve videos, or two on
 * each of six, of which the second may be a deletion.
 */
export function schedule(seed, ids, perItem) {
  const random = seeded(seed)
  const chosen = [...ids].sort(() => random() - 0.5).slice(0, OPERATIONS / perItem)
  const kind = () => (random() < 0.5 ? 'delete' : 'toggle')
  return chosen
    .flatMap((id) => {
      const times = Array.from({ length: perItem }, () => random() * WITHIN_MS).sort((a, b) => a - b)
      return times.map((at, n) => ({ at, id, kind: n === perItem - 1 ? kind() : 'toggle' }))
    })
    .sort((a, b) => a.at - b.at)
}

/**
 * Three dozen clicks within a second and a half on ten videos, each in one of so many pages:
 * `[{ at, id, kind, page }]`.
 */
export function scheduleOfPages(seed, ids, pages) {
  const random = seeded(seed)
  const chosen = [...ids].sort(() => random() - 0.5).slice(0, 10)
  const any = (list) => list[Math.floor(random() * list.length)]
  return Array.from({ length: 36 }, () => ({
    at: random() * 1_500,
    id: any(chosen),
    kind: random() < 0.15 ? 'delete' : 'toggle',
    page: Math.floor(random() * pages),
  })).sort((a, b) => a.at - b.at)
}
