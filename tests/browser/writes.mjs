/**
 * The changes that a page sends, one entry a request, as they are sent:
 * `{ method, path, single, operations: [{ key, op, id, … }] }`, in the form of a batch also where
 * it is a request of its own.
 */
export function watchWrites(page) {
  const writes = []
  page.on('request', (request) => {
    const write = readWrite(request)
    if (write) writes.push(write)
  })
  return writes
}

/** All operations of all requests, in the order of sending. */
export function operationsOf(writes) {
  return writes.flatMap((write) => write.operations)
}

/** A request as a write; nothing where it is none. */
export function readWrite(request) {
  const { pathname } = new URL(request.url())
  const method = request.method()
  if (method === 'GET' || !pathname.startsWith('/api/') || pathname.startsWith('/api/_test/')) {
    return undefined
  }
  const body = request.postDataJSON() ?? {}
  const path = pathname.slice('/api'.length)
  if (path === '/operations') return { method, path, single: false, operations: body.operations }
  const key = request.headers()['idempotency-key']?.replaceAll('"', '')
  const [, what, id, verb] = path.split('/')
  const operation = what === 'videos' ? { op: operationOf(method, verb, body), id, ...body } : { op: 'add', ...body }
  return { method, path, single: true, operations: [{ key, ...operation }] }
}

function operationOf(method, verb, body) {
  if (verb === 'restore') return 'restore'
  if (method === 'DELETE') return 'delete'
  if ('title' in body) return 'rename'
  if ('published' in body) return 'setPublished'
  return 'rank' in body ? 'move' : 'setDuration'
}
