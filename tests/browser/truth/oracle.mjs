/**
 * Judges what a page showed, from what was clicked and which answers reached it, and from nothing
 * that the page itself thinks: a change shows from its click on, until the answer that refuses it.
 */

/**
 * How many frames of the screen a page has to take a click or an answer into what it shows. A browser that
 * was held up brings several at once: they count as the time that they take.
 */
const GRACE = 2
const GRACE_MS = 33
const GONE = 'gone'

/**
 * `{ frames, slowFrames, falseFrames, flickers, late, differences, unanswered, torn }`: all but the
 * first two must be 0. A slow frame is one within the grace, which a busy machine needs.
 */
export function judge({ initial, frames, truth, server, pending }) {
  const operations = withOutcomes(truth)
  const items = initial.map(({ id, published }) => ({
    id,
    published,
    operations: operations.filter((operation) => operation.id === id),
    shown: frames.map(({ rows }) => {
      const row = rows.find(([shown]) => shown === id)
      return row ? row[1] : GONE
    }),
  }))
  const times = frames.map(({ at }) => at)
  let flickers = 0
  let late = 0
  const wrong = new Set()
  const slow = new Set()
  for (const item of items) {
    const seen = { until: -Infinity }
    item.shown.forEach((shown, n) => {
      if (!isAllowed(item, times, n, seen)) wrong.add(n)
      else if (shown !== expected(item, times[n], times[n])) slow.add(n)
      if (n > 0 && shown !== item.shown[n - 1] && !hasCause(item, times, n)) flickers += 1
    })
    late += item.operations.filter((operation) => isLate(item, operation, times)).length
  }
  frames.forEach(({ rows, count }, n) => {
    if (rows.length !== count) wrong.add(n)
  })
  return {
    frames: frames.length,
    falseFrames: wrong.size,
    slowFrames: slow.size,
    flickers,
    late,
    differences: differences(items, frames.at(-1), server),
    unanswered: pending + operations.filter((operation) => isOpen(operation, operations)).length,
    torn: truth.torn.length,
  }
}

/** The clicks that did something, each with its key and the time of the answer that refused it. */
function withOutcomes(truth) {
  const free = truth.clicks.filter(({ made }) => made).map((click) => ({ ...click, refusedAt: Infinity }))
  for (const { key, id, kind, published } of truth.sent) {
    const click = free.find(
      (it) => !it.key && it.id === id && it.kind === kind && it.published === published,
    )
    if (!click) {
      truth.torn.push('something was sent that nobody asked for')
      continue
    }
    click.key = key
    const answer = truth.answers.find((answer) => answer.key === key)
    if (answer && !answer.done) click.refusedAt = answer.at
    click.answered = Boolean(answer) || truth.told.includes(key)
  }
  return free
}

/** What a video shows with the clicks and refusals until then. */
function expected({ published, operations }, clicksUntil, refusalsUntil) {
  let shown = published
  for (const operation of operations) {
    if (operation.at > clicksUntil || operation.refusedAt <= refusalsUntil) continue
    if (operation.kind === 'delete') return GONE
    shown = operation.published
  }
  return shown
}

/**
 * May a frame show what it shows? Clicks show in their order, each within the grace, and one that has
 * shown (`seen`) is taken back by nothing but its refusal, which has its grace too.
 */
function isAllowed(item, times, n, seen) {
  const first = Math.max(seen.until, times[graceBefore(times, n)] ?? -Infinity)
  const clicks = item.operations.map(({ at }) => at).filter((at) => at > first && at <= times[n])
  for (const until of [first, ...clicks.sort((a, b) => a - b)]) {
    for (let back = n; back >= graceBefore(times, n); back -= 1) {
      if (expected(item, until, times[back] ?? -Infinity) !== item.shown[n]) continue
      seen.until = until
      return true
    }
  }
  return false
}

/** The last frame of which all that was before it must show in this one. */
export function graceBefore(times, n) {
  let before = n - GRACE
  while (before >= 0 && times[n] - times[before] < GRACE_MS) before -= 1
  return before
}

function hasCause({ operations }, times, n) {
  const since = times[graceBefore(times, n) - 1] ?? -Infinity
  const recent = (at) => at > since && at <= times[n]
  return operations.some((operation) => recent(operation.at) || recent(operation.refusedAt))
}

/** Does a refused change still show when the frames of grace are over? */
function isLate(item, operation, times) {
  const n = times.findIndex((_, frame) => times[graceBefore(times, frame)] >= operation.refusedAt)
  if (n < 0) return false
  const truth = expected(item, times[n], times[n])
  const without = operation.kind === 'delete' ? GONE : operation.published
  return item.shown[n] === without && without !== truth
}

/** Was it neither answered nor told of, nor left unsent because a later one took its place? */
function isOpen(operation, operations) {
  if (operation.answered) return false
  const replaced = operations.some(
    (later) => later.id === operation.id && later.at > operation.at && later.refusedAt === Infinity,
  )
  return Boolean(operation.key) || !replaced
}

/** Videos that, at the end, are not shown as the server has them, or not there as the clicks have it. */
function differences(items, last, server) {
  const rows = new Map(last.rows.map(([id, published]) => [id, published]))
  const truth = new Map(server.map(({ id, published }) => [id, published]))
  const order = last.rows.map(([id]) => id).join() === server.map(({ id }) => id).join() ? 0 : 1
  return items.filter((item) => {
    const foreseen = expected(item, Number.MAX_VALUE, Number.MAX_VALUE)
    const real = truth.get(item.id) ?? GONE
    return (rows.get(item.id) ?? GONE) !== real || foreseen !== real
  }).length + order
}
