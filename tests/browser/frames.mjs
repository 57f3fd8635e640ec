/**
 * Records what the page shows in every animation frame from now on, as `window.__frames`:
 * `{ at, rows: [[id, published, state], …], count, pending }`, in the list's order.
 */
export async function recordFrames(page) {
  await page.evaluate(() => {
    window.__frames = []
    window.__recordFrames = true
    const record = () => {
      if (!window.__recordFrames) return
      const rows = document.querySelectorAll("[data-testid='video-list'] [data-video-id]")
      window.__frames.push({
        at: performance.now(),
        rows: Array.from(rows, ({ dataset }) => [
          dataset.videoId,
          dataset.published === 'true',
          dataset.state,
        ]),
        count: Number(document.querySelector("[data-role='video-count']")?.dataset.count),
        pending: Number(document.querySelector("[data-role='sync-status']")?.dataset.pending),
      })
      requestAnimationFrame(record)
    }
    requestAnimationFrame(record)
  })
}

/** Waits for one more frame, ends the recording and gives all that it saw. */
export async function stopFrames(page) {
  return page.evaluate(async () => {
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
    window.__recordFrames = false
    return window.__frames
  })
}
