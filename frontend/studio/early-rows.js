// Shows the first videos of a course while the program is on its way, to read: what they are, as the server
// says. They have no controls and are pale, since nothing can be done with them yet; the program draws its own
// in their place. A click on one is not lost: it counts as soon as there is what it was for.
//
// On a first visit alone: an earlier one may have left changes that the server does not know yet, and then these
// rows would not be true.
(function () {
  if (!window.early.rows) return
  var app = document.querySelector('.app')
  app.className += ' at-course'
  Promise.all([window.early.rows, window.early.visited]).then(
    function (known) { if (!known[1]) draw(known[0].items) },
    function () {}
  )

  function draw(videos) {
    var place = app.querySelector('.skeleton')
    // The program may have drawn its own, or has to say why there are none.
    if (!videos.length || !document.body.contains(app)) return
    place.className = 'early-rows'
    place.innerHTML = ''
    videos.forEach(function (video) {
      var slot = document.createElement('div')
      slot.className = 'video-slot'
      slot.innerHTML = '<div class="video-row"><span class="cell-drag"></span><span class="cell-select"></span>' +
        '<span class="cell-place"></span><span class="cell-title"><span class="title" dir="auto"></span></span>' +
        '<span class="cell-state"></span><span class="cell-duration"><span class="duration"></span></span>' +
        '<span class="cell-published"></span><span class="cell-actions"></span></div>'
      slot.querySelector('.title').textContent = video.title
      slot.querySelector('.duration').textContent = length(video.durationSeconds)
      slot.onclick = function () { click(video.id) }
      place.appendChild(slot)
    })
  }

  // As `duration::shown` writes it.
  function length(seconds) {
    var hours = Math.floor(seconds / 3600)
    var minutes = Math.floor(seconds / 60) % 60
    function two(number) { return (number < 10 ? '0' : '') + number }
    return seconds ? (hours ? hours + ':' + two(minutes) : minutes) + ':' + two(seconds % 60) : '\u2013'
  }

  var clicked
  function click(id) {
    if (!clicked) {
      new MutationObserver(function (changes, observer) {
        if (!document.querySelector('[data-video-id]')) return
        observer.disconnect()
        var row = document.querySelector("[data-video-id='" + clicked + "']")
        if (row) row.click()
      }).observe(document.body, { childList: true, subtree: true })
    }
    clicked = id
  }
})()
