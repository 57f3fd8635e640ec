// Has the page's files kept by a service worker (worker.js), and says when a newer version is ready: the
// program asks the author, and tells when to take it. Nothing is reloaded before that.
(function () {
  var container = navigator.serviceWorker
  if (!container) return
  var LOOK_EVERY_MS = 60 * 60 * 1000
  var registration
  var offered

  /** The page is there first: its start is nobody else's time. */
  function begin() {
    if (!document.querySelector('main')) return setTimeout(begin, 500)
    // A browser that refuses keeps nothing, and all else works.
    container.register('/worker.js', { updateViaCache: 'none' }).then(follow, function () {})
  }

  function follow(registered) {
    if (!registered) return
    registration = registered
    registration.addEventListener('updatefound', function () {
      registration.installing.addEventListener('statechange', offer)
    })
    offer()
    var looked = Date.now()
    document.addEventListener('visibilitychange', function () {
      if (document.hidden || Date.now() - looked < LOOK_EVERY_MS) return
      looked = Date.now()
      registration.update().catch(function () {})
    })
  }

  function typing() {
    var element = document.activeElement
    return element && element.matches('input:not([type=checkbox]), textarea, [contenteditable]')
  }

  /** A first version takes nobody's place, and whoever types is not spoken to. */
  function offer() {
    var waiting = registration.waiting
    if (!waiting || !container.controller || offered === waiting) return
    if (typing()) return document.activeElement.addEventListener('blur', function () { setTimeout(offer) }, { once: true })
    offered = waiting
    dispatchEvent(new Event('new-version'))
  }

  addEventListener('take-new-version', function () {
    var waiting = registration.waiting
    if (!waiting) return location.reload()
    waiting.addEventListener('statechange', function () {
      if (waiting.state === 'activated' || waiting.state === 'redundant') location.reload()
    })
    waiting.postMessage('take over')
  })

  addEventListener('load', function () { setTimeout(begin) })
})()
