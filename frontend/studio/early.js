// Compiles the program while it arrives, and asks meanwhile for what the address shows: the program takes
// these answers over. The first paint goes first: the browser loads the program's file by itself.
(function () {
  window.early = {}
  if (!window.Promise || !window.fetch) return
  // A page in the background is not painted.
  var painted = new Promise(function (resolve) {
    if (document.hidden) return resolve()
    requestAnimationFrame(function () { setTimeout(resolve) })
    setTimeout(resolve, 100)
  })
  function early(name, begin) {
    window.early[name] = painted.then(begin)
    // Whoever takes it over sees that it failed.
    window.early[name].catch(function () {})
  }
  var program = document.querySelector("link[rel='preload'][as='fetch']")
  if (program && window.WebAssembly && WebAssembly.compileStreaming) {
    early('program', function () {
      return WebAssembly.compileStreaming(fetch(program.href, { integrity: program.integrity }))
    })
  }
  // Whether an earlier visit can have left anything.
  if (window.indexedDB && indexedDB.databases) {
    early('visited', function () {
      return indexedDB.databases().then(
        function (found) { return found.length > 0 },
        function () { return true }
      )
    })
  }
  var course = /^\/courses\/([a-z0-9-]{1,64})(\/trash)?\/?$/.exec(location.pathname)
  if (!course && location.pathname !== '/') return
  var base = document.querySelector("meta[name='api-base']").content.replace(/\/+$/, '')
  var paths = ['/api/courses']
  if (course) paths.unshift('/api/courses/' + course[1] + (course[2] || '/videos'))
  paths.forEach(function (path) {
    early(base + path, function () { return fetch(base + path) })
  })
})()
