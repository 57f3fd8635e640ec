// Once the page is painted, takes out what follows that, compiles the program while it arrives, and asks
// meanwhile for what the address shows: the program takes these answers over.
(function () {
  window.early = {}
  // A page in the background is not painted, and one that the browser does not draw may never be.
  var painted = new Promise(function (resolve) {
    if (document.hidden) return resolve()
    requestAnimationFrame(function () { setTimeout(resolve) })
    setTimeout(resolve, 1000)
  }).then(function () {
    document.head.appendChild(document.getElementById('after-first-paint').content)
  })
  function early(name, begin) {
    window.early[name] = painted.then(begin)
    // Whoever takes it over sees that it failed.
    window.early[name].catch(function () {})
  }
  if (window.WebAssembly && WebAssembly.compileStreaming) {
    early('program', function () {
      var program = document.querySelector("link[rel='preload'][as='fetch']")
      return program && WebAssembly.compileStreaming(fetch(program.href, { integrity: program.integrity }))
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
  // What a reader sees first needs less: it arrives, and is drawn (early-rows.js), while the rest is on its way.
  if (course && !course[2] && !location.search && window.early.visited) {
    early('rows', function () {
      return fetch(base + paths[0] + '?limit=30').then(function (answer) { return answer.ok ? answer.json() : { items: [] } })
    })
  }
  paths.forEach(function (path) {
    early(base + path, function () { return fetch(base + path) })
  })
})()
