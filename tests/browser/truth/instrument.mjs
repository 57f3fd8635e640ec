import { seeded } from './schedule.mjs'

/**
 * Before a page starts: writes meet a bad network, and `window.__truth` notes, by the page's
 * clock, what was clicked and which answers reached the program:
 * `{ clicks: [{ at, id, kind, published }], sent: [{ key, id, kind, published }],
 *    answers: [{ at, key, done }], told: [key], torn }`.
 *
 * It stands where the program's requests leave and its answers arrive, so that its times are the
 * program's own; it knows nothing of what the program makes of them.
 */
export async function instrument(page, { seed, refuse, lose, minMs, maxMs }) {
  const source = `(${install})(${seeded}, ${JSON.stringify({ seed, refuse, lose, minMs, maxMs })})`
  await page.addInitScript({ content: source })
}

/** Runs in the page. */
function install(seeded, { seed, refuse, lose, minMs, maxMs }) {
  const random = seeded(seed)
  const truth = { clicks: [], sent: [], answers: [], told: [], torn: [] }
  window.__truth = truth
  const fates = new Map()

  function operationsOf(request, body) {
    const { pathname } = new URL(request.url)
    if (pathname === '/api/operations') {
      return body.operations.map(({ key, op, id, published }) => ({
        key,
        id,
        kind: op === 'delete' ? 'delete' : 'toggle',
        published,
      }))
    }
    const key = request.headers.get('idempotency-key')?.replaceAll('"', '')
    const kind = request.method === 'DELETE' ? 'delete' : 'toggle'
    return [{ key, id: pathname.split('/')[3], kind, published: body?.published }]
  }

  // One fate for a key, however often it is sent: a refusal of which nobody has heard remains one.
  function isRefused(operation) {
    if (!fates.has(operation.key)) {
      fates.set(operation.key, random() < refuse)
      truth.sent.push(operation)
    }
    return fates.get(operation.key)
  }

  const send = window.fetch
  window.fetch = async (input, init) => {
    const request = new Request(input, init)
    const { pathname } = new URL(request.url)
    if (request.method === 'GET' || pathname.startsWith('/api/_test/')) return send(request)
    const text = await request.clone().text()
    const operations = operationsOf(request, text ? JSON.parse(text) : undefined)
    const single = pathname !== '/api/operations'
    const ids = operations.map(({ id }) => id)
    if (new Set(ids).size < ids.length) truth.torn.push('two operations on one video in a request')

    const headers = new Headers(request.headers)
    headers.set('x-fault-latency-ms', String(Math.round(minMs + (maxMs - minMs) * random())))
    const refused = operations.filter(isRefused)
    if (single && refused.length) headers.set('x-fault-fail', '409')
    if (!single) headers.set('x-fault-fail-ids', refused.map(({ id }) => id).join(','))
    if (random() < lose) headers.set('x-fault-lose-answer', '1')

    const response = await send(new Request(request, { headers }))
    const body = await response.text()
    return asItIsRead(response, body, () => {
      const at = performance.now()
      const note = (key, done) => truth.answers.push({ at, key, done })
      if (single) {
        if (response.status < 500) note(operations[0].key, response.ok)
      } else if (response.ok) {
        for (const { key, ok } of results(body)) note(key, ok)
      }
    })
  }

  /** The answer has come when the program has read it: what the browser does in between may take frames. */
  function asItIsRead({ status, headers }, body, note) {
    let noted = false
    const read = () => {
      if (!noted) note()
      noted = true
      return body
    }
    const stream = new ReadableStream(
      {
        pull(controller) {
          controller.enqueue(new TextEncoder().encode(read()))
          controller.close()
        },
      },
      { highWaterMark: 0 },
    )
    if (!body) read()
    const answer = new Response(body ? stream : null, { status, headers })
    answer.text = async () => read()
    answer.json = async () => JSON.parse(read())
    return answer
  }

  function results(body) {
    const lines = body.trim().split('\n')
    return lines.length > 1 || !body.includes('"results"')
      ? lines.map((line) => JSON.parse(line))
      : JSON.parse(body).results
  }

  window.WebSocket = class extends WebSocket {
    constructor(...args) {
      super(...args)
      this.addEventListener('message', ({ data }) => {
        for (const line of data.split('\n')) {
          const { key } = JSON.parse(line)
          if (key) truth.told.push(key)
        }
      })
    }
  }

  /** Clicks, each at its time after `start` (a time of `Date`). */
  window.__click = (clicks, start = Date.now()) => {
    const wait = start - Date.now()
    for (const { at, id, kind } of clicks) {
      setTimeout(() => {
        const row = document.querySelector(`[data-video-id='${id}']`)
        const published = kind === 'toggle' ? row?.dataset.published !== 'true' : undefined
        truth.clicks.push({ at: performance.now(), id, kind, published, made: Boolean(row) })
        row?.querySelector(`[data-action='${kind}']`).click()
      }, wait + at)
    }
  }
}
