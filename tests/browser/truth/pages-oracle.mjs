import { graceBefore } from './oracle.mjs'

/**
 * Judges what the pages of several authors showed, from what was clicked, which answers reached the
 * programs and what the server did by its own word, and from nothing that the pages think.
 *
 * What a page shows of a video is what the server had made of it at some moment, and over that the
 * author's own clicks that are neither in it nor refused, in their order. Two tabs in which the author has
 * clicked before they heard of each other cannot know which click the server will do first: until it has,
 * a page shows them in the order of clicking or in that of sending, and keeps to one of the two. A page
 * only learns: what it has once known of the server, of clicks and of refusals, it knows in each later
 * frame.
 */

/** After this time each page must know what happened in others, and what the server did. */
const LATE_MS = 2_000
const GONE = 'gone'

/**
 * `{ frames, falseFrames, late, differences, unanswered, twice, disorder, torn }`: all but the first must
 * be 0. A frame is late where it only lacks what others have done.
 */
export function judgePages({ initial, pages, history, server }) {
  const done = history.filter(({ key }) => key).map(({ key }) => key)
  const verdict = {
    frames: sum(pages, ({ frames }) => frames.length),
    falseFrames: 0,
    late: 0,
    differences: pages.filter(({ frames }) => !isSame(frames.at(-1).rows, server)).length,
    unanswered: sum(pages, ({ pending }) => pending),
    twice: done.length - new Set(done).size,
    disorder: 0,
    torn: sum(pages, ({ truth }) => truth.torn.length),
  }
  const isTorn = ({ rows, count }) => rows.length !== count
  const wrong = pages.map(({ frames }) => new Set(frames.flatMap((frame, n) => (isTorn(frame) ? [n] : []))))
  const late = pages.map(() => new Set())
  for (const author of new Set(pages.map((page) => page.author))) {
    const own = pages.map((page, at) => ({ ...page, at })).filter((page) => page.author === author)
    for (const { id, published } of initial) {
      const bases = [{ shown: published, from: -Infinity, until: -Infinity }, ...basesOf(id, history)]
      const best = bestOf(arrangements(id, own, history), (clicks) =>
        own.map((page) => judgeEither({ id, bases, clicks }, page)),
      )
      verdict.unanswered += best.unanswered
      verdict.disorder += best.disorder
      for (const [n, page] of own.entries()) {
        best.judged[n].wrong.forEach((frame) => wrong[page.at].add(frame))
        best.judged[n].late.forEach((frame) => late[page.at].add(frame))
      }
    }
  }
  return { ...verdict, falseFrames: sum(wrong, ({ size }) => size), late: sum(late, ({ size }) => size) }
}

const sum = (list, of) => list.reduce((sum, it) => sum + of(it), 0)

const isSame = (rows, videos) =>
  rows.map(([id, published]) => [id, published]).join() === videos.map(({ id, published }) => [id, published]).join()

/** The first arrangement that explains every frame, or else the one that explains most. */
function bestOf(arrangements, judge) {
  let best
  for (const arrangement of arrangements) {
    const judged = judge(arrangement.clicks)
    const falseFrames = sum(judged, ({ wrong }) => wrong.length)
    if (!best || falseFrames < best.falseFrames) best = { ...arrangement, judged, falseFrames }
    if (falseFrames === 0) break
  }
  return best
}

/**
 * The ways in which an author's clicks on a video can have become what was sent, most likely first:
 * `{ clicks, unanswered, disorder }`, the clicks in the order in which they count. Of a page, that is the
 * order of clicking; two tabs that did not know of each other's click settle theirs by sending.
 */
function* arrangements(id, own, history) {
  const clicks = own
    .flatMap(({ truth, origin, at }) =>
      truth.clicks.filter((click) => click.made && click.id === id).map((click) => ({ ...click, at: click.at + origin, page: at })),
    )
    .sort((a, b) => a.at - b.at)
  const ofItem = own.flatMap(({ truth }) => truth.sent.filter((operation) => operation.id === id))
  const sent = [...new Map(ofItem.map((operation) => [operation.key, operation])).values()].map((operation) => ({
    ...operation,
    ...endOf(operation.key, own, history),
  }))
  let found = false
  for (const named of namings(clicks, sent)) {
    found = true
    yield* placements(arrangement(clicks, named, sent), clicks.filter((click) => !named.includes(click)))
  }
  if (!found) yield { ...arrangement(clicks, [], sent), unanswered: 1 }
}

/**
 * Ways to say which click each operation stands for, `[click]` in the order of sending. A click that was
 * not sent has been replaced by a later one of its page; where that was refused, it is sent after it.
 */
function* namings(clicks, sent, named = []) {
  const next = sent[named.length]
  const later = (click) => named.flatMap((it, n) => (it.page === click.page && it.at > click.at ? [sent[n]] : []))
  if (!next) {
    const isReplaced = (click) => named.includes(click) || later(click).some(({ doneAt }) => doneAt !== undefined)
    if (clicks.every(isReplaced)) yield named
    return
  }
  const fits = (click) =>
    click.kind === next.kind &&
    click.published === next.published &&
    !named.includes(click) &&
    later(click).every(({ doneAt }) => doneAt === undefined)
  const away = ({ at }) => Math.abs(at - timeOf(next.key))
  for (const click of clicks.filter(fits).sort((a, b) => away(a) - away(b))) {
    yield* namings(clicks, sent, [...named, click])
  }
}

function arrangement(clicks, named, sent) {
  const unanswered = sent.filter(({ doneAt, dropped }) => doneAt === undefined && !dropped).length
  const isLate = (click, n) => named.slice(0, n).some((it) => it.page !== click.page && it.at > click.at + LATE_MS)
  const inOrder = []
  const place = (click, next) => inOrder.splice(next < 0 ? inOrder.length : next, 0, click)
  named.forEach((click, n) => {
    const { doneAt, dropped } = sent[n]
    const isAfter = (it) => it.page === click.page && it.at > click.at
    place({ ...click, doneAt, dropped }, inOrder.findIndex(isAfter))
  })
  return { clicks: inOrder, unanswered, disorder: named.filter(isLate).length }
}

/** The arrangement with the clicks that were replaced: each between those of its page, by its time first. */
function* placements(arrangement, [click, ...others]) {
  if (!click) {
    yield arrangement
    return
  }
  const { clicks } = arrangement
  const ofPage = (it) => it.page === click.page
  const from = clicks.findLastIndex((it) => ofPage(it) && it.at < click.at) + 1
  const until = clicks.findIndex((it) => ofPage(it) && it.at > click.at)
  const byTime = clicks.findIndex(({ at }) => at > click.at)
  const places = Array.from({ length: until - from + 1 }, (_, n) => from + n)
  for (const place of places.sort((a, b) => Math.abs(a - byTime) - Math.abs(b - byTime))) {
    const placed = clicks.toSpliced(place, 0, { ...click, replaced: true })
    yield* placements({ ...arrangement, clicks: placed }, others)
  }
}

/** At which revision it was done, or else when and where its page learned that it no longer counts. */
function endOf(key, own, history) {
  const doneAt = history.find((change) => change.key === key)?.revision
  if (doneAt !== undefined) return { doneAt }
  const answers = own.flatMap(({ truth, origin, at }) =>
    truth.answers.filter((answer) => answer.key === key).map((answer) => ({ at: answer.at + origin, page: at })),
  )
  return { dropped: answers[0] }
}

/** When an operation was issued, which its key (a UUID of version 7) says, by the clock of its page. */
const timeOf = (key) => parseInt(key.replaceAll('-', '').slice(0, 12), 16)

/** What the server made of a video: what it then was, since when, and when all pages must know. */
function basesOf(id, history) {
  return history
    .filter((change) => change.id === id)
    .map(({ shown, revision, at, told }) => ({ shown, revision, from: at, until: told + LATE_MS }))
}

/** Judges by the order of sending, and by that of clicking where that does not explain the frames. */
function judgeEither({ id, bases, clicks }, page) {
  const judged = judgeItem({ id, bases, clicks }, page)
  if (!judged.wrong.length) return judged
  const byTime = judgeItem({ id, bases, clicks: clicks.toSorted((a, b) => a.at - b.at) }, page)
  return byTime.wrong.length < judged.wrong.length ? byTime : judged
}

/**
 * Follows all that a page can know of a video through its frames: `{ wrong, late }`, numbers of frames. A
 * state is `[base, known, dropped]`: which of the server's states, which clicks, and which of them no
 * longer count, as bits.
 */
function judgeItem({ id, bases, clicks }, page) {
  const judged = { wrong: [], late: [] }
  const times = page.frames.map(({ at }) => at + page.origin)
  const all = states(bases.length, clicks.length)
  let now = all.filter(([base, known]) => base === 0 && known === 0)
  page.frames.forEach(({ rows }, n) => {
    const what = rows.find(([row]) => row === id)?.[1] ?? GONE
    const time = times[n]
    const sure = times[graceBefore(times, n)] ?? -Infinity
    const can = {
      base: last(bases, ({ from }) => from <= time),
      known: bits(clicks, ({ at }) => at <= time),
      dropped: bits(clicks, ({ dropped }) => dropped?.at <= time),
    }
    const here = (it) => it?.page === page.at && it.at <= sure
    const elsewhere = (it) => it && it.page !== page.at && it.at + LATE_MS <= time
    const must = { known: bits(clicks, here), dropped: bits(clicks, ({ dropped }) => here(dropped)) }
    const should = {
      base: last(bases, ({ until }) => until <= time),
      known: bits(clicks, elsewhere),
      dropped: bits(clicks, ({ dropped }) => elsewhere(dropped)),
    }
    const then = all.filter(
      ([base, known, dropped]) =>
        base <= can.base && isWithin(known, can.known) && isWithin(dropped, can.dropped) &&
        isWithin(must.known, known) && isWithin(must.dropped, dropped) &&
        look(bases, clicks, base, known, dropped) === what &&
        now.some((was) => was[0] <= base && isWithin(was[1], known) && isWithin(was[2], dropped)),
    )
    const isTimely = ([base, known, dropped]) =>
      base >= should.base && isWithin(should.known, known) && isWithin(should.dropped, dropped)
    if (!then.length) judged.wrong.push(n)
    else if (!then.some(isTimely)) judged.late.push(n)
    if (then.length) now = then
  })
  return judged
}

function states(bases, clicks) {
  const all = []
  for (let base = 0; base < bases; base += 1) {
    for (let known = 0; known < 2 ** clicks; known += 1) {
      for (let dropped = 0; dropped <= known; dropped += 1) {
        if (isWithin(dropped, known)) all.push([base, known, dropped])
      }
    }
  }
  return all
}

const isWithin = (few, many) => !(few & ~many)

/** What a page shows that knows so much. */
function look(bases, clicks, base, known, dropped) {
  const revision = bases[base].revision ?? 0
  const isIn = (click) => click.doneAt !== undefined && click.doneAt <= revision
  let shown = bases[base].shown
  clicks.forEach((click, n) => {
    if (!(known & (2 ** n)) || dropped & (2 ** n) || isIn(click) || shown === GONE) return
    if (click.replaced && clicks.some((later, at) => at > n && later.page === click.page && isIn(later))) return
    shown = click.kind === 'delete' ? GONE : click.published
  })
  return shown
}

const bits = (clicks, is) => clicks.reduce((sum, click, n) => sum + (is(click) ? 2 ** n : 0), 0)

const last = (list, is) => list.reduce((found, it, n) => (is(it) ? n : found), 0)
