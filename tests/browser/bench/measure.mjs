/** The middle of some numbers. */
export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** A number as a table shows it. */
export function figure(number, unit = '') {
  const digits = Math.abs(number) < 100 && !Number.isInteger(number) ? number.toFixed(1) : Math.round(number)
  return unit ? `${digits} ${unit}` : String(digits)
}

/** A table in Markdown: the heads, then one array a row. */
export function table(heads, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n')
}

/**
 * Functions for the page, as `window.__bench`. Times are from the click until the frame that shows
 * its effect has been handed to the screen: the second animation frame after it has begun.
 */
export function bench() {
  window.__measure = { rowRenders: 0 }
  const longTasks = []
  const observer = new PerformanceObserver((list) => longTasks.push(...list.getEntries()))
  observer.observe({ type: 'longtask' })
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))

  /**
   * When the first element of a kind was painted, counted from the navigation. What is there at the beginning of
   * a frame is painted by it, and a message that is posted then arrives after that.
   */
  const first = async (kind) => {
    do await frame()
    while (!document.querySelector(kind))
    const { port1, port2 } = new MessageChannel()
    const painted = new Promise((resolve) => (port1.onmessage = resolve))
    port2.postMessage(0)
    await painted
    return performance.now()
  }
  /** A row that can be read, and one that can be used: ours shows the first ones to read alone for a while. */
  const firstRow = first('[data-video-id], .early-rows .video-slot')
  const firstControl = first('[data-video-id]')

  /**
   * Clicks, and measures until its paint and, where `until` is given, until that holds. Tells also
   * how often a bulk operation's progress moved, and how long a toggle of the last row took that was
   * clicked `meanwhile` milliseconds later.
   */
  async function click(selector, until, meanwhile) {
    // From the beginning of a frame, so that all clicks wait for the next one alike.
    await frame()
    await new Promise((resolve) => setTimeout(resolve))
    const element = document.querySelector(selector)
    window.__measure.rowRenders = 0
    const from = performance.now()
    let longest = 0
    let last = from
    let watching = true
    const watch = () => {
      const now = performance.now()
      longest = Math.max(longest, now - last)
      last = now
      if (watching) requestAnimationFrame(watch)
    }
    requestAnimationFrame(watch)
    element.click()
    const toggled = meanwhile ? toggleAfter(meanwhile) : undefined
    await frame()
    await frame()
    const painted = performance.now() - from
    const rows = window.__measure.rowRenders
    let moves = 0
    for (let done; until && !document.querySelector(until); await frame()) {
      const now = document.querySelector("[data-role='bulk-progress']")?.dataset.done
      if (now !== done) moves += 1
      done = now
    }
    const settled = performance.now() - from
    watching = false
    // A task is reported only after it has ended.
    await new Promise((resolve) => setTimeout(resolve, 100))
    longTasks.push(...observer.takeRecords())
    const tasks = longTasks.filter(({ startTime }) => startTime >= from - 1 && startTime <= from + settled)
    return {
      painted,
      rows,
      settled,
      moves,
      toggled: await toggled,
      longestFrame: longest,
      longTasks: tasks.length,
      longestTask: Math.max(0, ...tasks.map(({ duration }) => duration)),
    }
  }
  /** How long a toggle takes from its click until the server has it. */
  async function toggleAfter(ms) {
    await new Promise((resolve) => setTimeout(resolve, ms))
    const rows = document.querySelectorAll('[data-video-id]')
    const id = rows[rows.length - 1].dataset.videoId
    const row = () => document.querySelector(`[data-video-id='${id}']`)
    let begun = false
    // What is saved within a frame is never seen pending at the beginning of one.
    const observer = new MutationObserver(() => (begun ||= row().dataset.state !== 'idle'))
    observer.observe(row(), { attributeFilter: ['data-state'] })
    const from = performance.now()
    row().querySelector("[data-action='toggle']").click()
    while (!begun && row().dataset.state === 'idle') await frame()
    observer.disconnect()
    while (row().dataset.state !== 'idle') await frame()
    return performance.now() - from
  }

  /** When anything was painted, counted from the navigation. */
  const firstPaint = (async () => {
    await firstRow
    return performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Infinity
  })()

  window.__bench = { click, firstControl, firstPaint, firstRow }
}

/**
 * For the page: clicks the first control that there is, once, as soon as it is there; tells when that
 * has taken effect and was painted, counted from the navigation.
 */
export function firstClick() {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
  window.__firstClick = (async () => {
    let control
    while (!(control = document.querySelector("[data-video-id] [data-action='toggle']"))) await frame()
    const { videoId, published } = control.closest('[data-video-id]').dataset
    control.click()
    while (document.querySelector(`[data-video-id='${videoId}']`)?.dataset.published === published) await frame()
    await frame()
    return performance.now()
  })()
}
