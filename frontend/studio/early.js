// Compiles the program while it arrives, and asks meanwhile for what the address shows: the program takes
// these answers over.
(function () {
  window.early = {}
  var program = document.querySelector("link[rel='preload'][as='fetch']")
  if (program && window.fetch && window.WebAssembly && WebAssembly.compileStreaming) {
    window.early.program = WebAssembly.compileStreaming(fetch(program.href, { integrity: program.integrity }))
    // Whoever takes it over sees that it failed.
    window.early.program.catch(function () {})
  }
  // Whether an earlier visit can have left anything.
  if (window.indexedDB && indexedDB.databases) {
    window.early.visited = indexedDB.databases().then(
      function (found) { return found.length > 0 },
      function () { return true }
    )
  }
  var course = /^\/courses\/([a-z0-9-]{1,64})(\/trash)?\/?$/.exec(location.pathname)
  if (!window.fetch || (!course && location.pathname !== '/')) return
  var base = document.querySelector("meta[name='api-base']").content.replace(/\/+$/, '')
  var paths = ['/api/courses']
  if (course) paths.unshift('/api/courses/' + course[1] + (course[2] || '/videos'))
  paths.forEach(function (path) {
    var answer = fetch(base + path)
    window.early[base + path] = answer
    answer.catch(function () {})
  })
})()
