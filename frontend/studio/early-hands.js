// Keeps what an author does to the first rows for the part of the program that it is for, which arrives a moment
// after them (`pages/later.rs`): its menus, sheets, fields and dialogs, and what carries rows. The program calls
// `early.whole` once that part listens.
(function () {
  // Who has waited longer has done something else since, and would not expect it any more.
  var LONGEST_MS = 3000
  var WATCHED = ['click', 'contextmenu', 'keydown', 'pointerdown', 'pointermove', 'pointerup', 'pointercancel']
  var kept = []
  // What takes a row up: the press, and where the pointer has gone since.
  var held = []

  WATCHED.forEach(function (type) { addEventListener(type, watch, { capture: true, passive: false }) })

  function watch(event) {
    // It does not come soon: the browser's own keys and menus are better than nothing.
    if (kept.length && isLate(kept[0])) return stop()
    if (event.type === 'pointermove') {
      if (held.length) held[1] = event
    } else if (event.type.indexOf('pointer') === 0) {
      held = event.type === 'pointerdown' && event.button === 0 && onHandle(event) ? [event] : []
    } else if (waits(event)) {
      event.preventDefault()
      event.stopImmediatePropagation()
      kept.push(event)
    }
  }

  function waits(event) {
    if (within(event, 'input, textarea, dialog')) return false
    if (event.type === 'keydown') {
      if (event.ctrlKey || event.metaKey) return /^Key[KYZ]$/.test(event.code)
      if (onHandle(event) && /^( |Enter)$/.test(event.key)) return true
      // What follows what waits is done after it: the arrows that move what was taken up.
      if (kept.length && /^( |Enter|Escape|Arrow.*|Home|End|Page.*)$/.test(event.key)) return true
      return (event.shiftKey ? /^([/?]|F2|F10)$/ : /^([/?]|ContextMenu)$/).test(event.key)
    }
    if (!within(event, '[data-video-id]')) return false
    if (event.type === 'contextmenu') return !event.shiftKey && event.pointerType !== 'touch'
    return within(event, "[data-action='more'], [data-action='duration']") ||
      (event.pointerType === 'touch' && within(event, "[data-role='title']"))
  }

  function onHandle(event) {
    return within(event, "[data-action='drag']")
  }

  function within(event, selector) {
    return !!event.target.closest && event.target.closest(selector) !== null
  }

  function isLate(event) {
    return performance.now() - event.timeStamp > LONGEST_MS
  }

  function stop() {
    WATCHED.forEach(function (type) { removeEventListener(type, watch, true) })
  }

  window.early.whole = function () {
    stop()
    kept.concat(held).forEach(function (event) {
      if (event.target.isConnected && !isLate(event)) {
        event.target.dispatchEvent(new event.constructor(event.type, event))
      }
    })
  }
})()
