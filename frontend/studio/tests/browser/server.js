// A server of one course in place of the network: a test says how it behaves.

const real = { fetch: window.fetch, WebSocket: window.WebSocket }
const open = IDBFactory.prototype.open
const TIMELINE = 't1'
let state

/** From now on requests are answered here; `videos` is the course's list, as JSON. */
export function start(videos) {
  state = { videos: JSON.parse(videos), revision: 1, behaviour: 'well', refused: [], sent: new Map(), sockets: [] }
  window.fetch = (request) => answer(request)
  window.WebSocket = Socket
}

export function stop() {
  for (const socket of state.sockets) socket.close()
  Object.assign(window, real)
  IDBFactory.prototype.open = open
}

/** From now on the browser lets the page store nothing. */
export function forbid_storage() {
  IDBFactory.prototype.open = () => {
    throw new DOMException('No storage for this page.', 'SecurityError')
  }
}

/** The server's clock when it answers that a key has expired: a year after the page's. */
export function later() {
  return Math.floor(Date.now() / 1_000) * 1_000 + 365 * 86_400_000
}

/** The time in the key of what was last asked for of a video, by which the server dates it. */
export function key_time(id) {
  return parseInt(state.sent.get(id).key.replaceAll('-', '').slice(0, 12), 16)
}

/**
 * How writes are treated: `well`; `expire`: the first one's key is too old for the server; `fail`: the server says that it failed; `proxy`: something else
 * answers, to reads as well; `sign-in`: nobody is signed in.
 */
export function behave(behaviour) {
  state.behaviour = behaviour
}

/** From now on changes to these videos are refused; ids with commas between. */
export function refuse(ids) {
  state.refused = ids.split(',').filter(Boolean)
}

/** Does what was last asked for of a video, and says so in the event stream only. */
export function do_without_answer(id) {
  const operation = state.sent.get(id)
  const video = perform(operation)
  const change = { type: 'change', revision: state.revision, key: operation.key, at: Date.now(), video }
  state.sockets.at(-1).say(change)
}

/** How many operations were sent. */
export function sent() {
  return state.count ?? 0
}

class Socket extends EventTarget {
  readyState = 0

  constructor() {
    super()
    state.sockets.push(this)
    const { revision } = state
    queueMicrotask(() => {
      this.readyState = 1
      this.dispatchEvent(new Event('open'))
      this.say({ type: 'hello', revision, timeline: TIMELINE, time: Date.now() })
    })
  }

  say(message) {
    this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(message) }))
  }

  close() {
    if (this.readyState === 3) return
    this.readyState = 3
    this.dispatchEvent(new CloseEvent('close'))
  }
}

async function answer(request) {
  const { pathname } = new URL(request.url)
  if (state.behaviour === 'proxy') return new Response('<h1>Bad gateway</h1>', { status: 502 })
  const { revision } = state
  if (request.method === 'GET') {
    return json({
      '/api/courses': { items: [], revision },
      '/api/courses/c1/videos': { items: state.videos, revision },
      '/api/limits': { maxOperations: 500, maxBytes: 1e6, keyRetentionSeconds: 1e6, time: Date.now() },
      '/api/head': { revision, timeline: TIMELINE, time: Date.now() },
    }[pathname])
  }
  const body = await request.json()
  const key = request.headers.get('idempotency-key')?.replaceAll('"', '')
  const operations = body.operations ?? [{ key, id: pathname.split('/')[3], ...body }]
  state.count = sent() + operations.length
  for (const operation of operations) state.sent.set(operation.id, operation)
  if (state.behaviour === 'fail') return problem(500, 'internal', 'The server broke.')
  if (state.behaviour === 'expire') return expired(operations[0])
  if (state.behaviour === 'sign-in') return problem(401, 'sign-in', 'Sign in.')
  if (key) return single(operations[0])
  const lines = operations.map((operation) => {
    const { key, id } = operation
    if (!state.refused.includes(id)) {
      const video = perform(operation)
      return { key, id, ok: true, revision: state.revision, video }
    }
    return { key, id, ok: false, error: problemOf(...REFUSAL) }
  })
  return respond(lines.map((line) => `${JSON.stringify(line)}\n`).join(''), 207, 'application/x-ndjson')
}

function expired({ key }) {
  state.behaviour = 'well'
  const answer = problem(422, 'key-expired', 'This change waited too long to be sent.')
  answer.headers.set('idempotency-key', `"${key}"`)
  answer.headers.set('date', new Date(later()).toUTCString())
  return answer
}

const REFUSAL = [409, 'conflict', 'The server cannot do this.']

function single(operation) {
  const answer = state.refused.includes(operation.id) ? problem(...REFUSAL) : json(perform(operation))
  answer.headers.set('idempotency-key', `"${operation.key}"`)
  return answer
}

function perform({ id, published }) {
  const video = state.videos.find((video) => video.id === id)
  state.revision += 1
  return Object.assign(video, { published, revision: state.revision })
}

function json(value) {
  return respond(JSON.stringify(value), 200, 'application/json')
}

function problem(status, code, detail) {
  return respond(JSON.stringify(problemOf(status, code, detail)), status, 'application/problem+json')
}

function problemOf(status, code, detail) {
  return { type: `/problems/${code}`, title: code, status, detail }
}

function respond(body, status, type) {
  const headers = {
    'content-type': type,
    'x-api': 'course-studio',
    'x-revision': state.revision,
    'x-timeline': TIMELINE,
  }
  return new Response(body, { status, headers })
}
