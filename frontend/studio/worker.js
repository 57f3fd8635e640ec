// Keeps the page's files, so that the page opens without a network. It knows them by their content: a
// version is kept whole or not at all, and the one before stays in use until an author takes the new
// one. It never touches the API.

/** Filled in when the page is built: each file's path, and what its content is checked by. */
const FILES = {}
const VERSION = ''

const PREFIX = 'course-studio-page-'
const CACHE = PREFIX + VERSION
/** Stands for every address of the page. */
const SHELL = '/index.html'

addEventListener('install', (event) => {
  // Where the browser knows routes, a request to the API need not wake the worker.
  event.addRoutes?.({ condition: { urlPattern: '/api/*' }, source: 'network' }).catch(() => {})
  event.waitUntil(keep())
})

addEventListener('activate', (event) => event.waitUntil(forgetOthers()))

addEventListener('message', ({ data }) => {
  if (data === 'take over') skipWaiting()
})

addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== location.origin || pathname.startsWith('/api/')) return
  if (request.mode === 'navigate') event.respondWith(kept(SHELL, request))
  else if (pathname !== SHELL && Object.hasOwn(FILES, pathname)) event.respondWith(kept(pathname, request))
})

async function keep() {
  const cache = await caches.open(CACHE)
  const fetchOne = async ([path, integrity]) => {
    const answer = await fetch(path, { integrity, cache: 'no-cache' })
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`)
    await cache.put(path, answer)
  }
  try {
    await Promise.all(Object.entries(FILES).map(fetchOne))
  } catch (error) {
    await caches.delete(CACHE)
    throw error
  }
}

async function forgetOthers() {
  const names = await caches.keys()
  const others = names.filter((name) => name.startsWith(PREFIX) && name !== CACHE)
  await Promise.all(others.map((name) => caches.delete(name)))
}

/** A kept file; the browser may have thrown it away, and then the network has it. */
async function kept(path, request) {
  const cache = await caches.open(CACHE)
  return (await cache.match(path, { ignoreVary: true })) ?? fetch(request)
}
