/** Requests of a bulk deletion at a time. */
const LANES = 3

/** A course's videos, in order. */
export async function videosOf(courseId, signal) {
  const { items } = await call('GET', `/courses/${courseId}/videos`, { signal })
  return items
}

/** The catalogue of courses. */
export async function courses(signal) {
  const { items } = await call('GET', '/courses', { signal })
  return items
}

/** Publishes a video, or unpublishes it. */
export function setPublished({ id, published }) {
  return call('PATCH', `/videos/${id}`, { body: { published }, key: newKey() })
}

/** Deletes a video. */
export function deleteVideo({ id }) {
  return call('DELETE', `/videos/${id}`, { key: newKey() })
}

/**
 * Deletes many videos, in as few requests as the server allows, and tells after each how many are
 * done. Fails as a whole when one is refused: its rollback knows no single videos.
 */
export async function deleteVideos({ ids }, onProgress) {
  const { maxOperations } = await limits()
  let done = 0
  const send = async (part) => {
    const operations = part.map((id) => ({ key: newKey(), op: 'delete', id }))
    const { results } = await call('POST', '/operations', { body: { operations } })
    const refused = results.find(({ ok }) => !ok)
    if (refused) throw new Error(refused.error?.detail ?? 'A video could not be deleted.')
    done += part.length
    onProgress(done)
  }
  const parts = []
  for (let at = 0; at < ids.length; at += maxOperations) parts.push(ids.slice(at, at + maxOperations))
  // All bodies at once would be written before the first frame.
  const lane = async () => {
    for (let part = parts.shift(); part; part = parts.shift()) await send(part)
  }
  // To the end of each, since the list is read again after this.
  const lanes = await Promise.allSettled(Array.from({ length: LANES }, lane))
  const failed = lanes.find(({ status }) => status === 'rejected')
  if (failed) throw failed.reason
}

let known
/** What the server allows; asked once. */
export function limits() {
  known ??= call('GET', '/limits').catch((error) => {
    known = undefined
    throw error
  })
  return known
}

async function call(method, path, { body, key, signal } = {}) {
  const headers = {}
  if (key) headers['idempotency-key'] = key
  if (body) headers['content-type'] = 'application/json'
  const answer = await fetch(`/api${path}`, { method, headers, signal, body: body && JSON.stringify(body) })
  if (!answer.ok) {
    const problem = await answer.json().catch(() => ({}))
    throw new Error(problem.detail ?? `The server answered ${answer.status}.`)
  }
  return answer.status === 204 ? undefined : answer.json()
}

/** A UUID of version 7, which the server wants from a page: a random one, with the time in front. */
function newKey() {
  const time = Date.now().toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${crypto.randomUUID().slice(15)}`
}
