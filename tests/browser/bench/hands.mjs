// Ten thousand rows under a hand: the frames while a row is dragged, how many show the order of before
// after it was dropped, and how soon the palette has an answer to a letter.
// Run: PARTS=hands cargo xtask bench page

import { Hand } from '../hand.mjs'
import { Palette } from '../palette.mjs'
import { figure, table } from './measure.mjs'

const DROPS = Number(process.env.DROPS ?? 20)
const LETTERS = 'aeinorstl'

/** Measures in a page that shows ten thousand videos. */
export async function hands({ page, studio }) {
  const hand = new Hand(studio)
  const box = await studio.list.boundingBox()
  const x = box.x + 200

  await hand.take((await studio.ids())[0])
  await record(page)
  for (let step = 0; step < 200; step += 1) await page.mouse.move(x, box.y + 60 + (step % 60) * 6)
  const moving = await recorded(page)
  await record(page)
  await page.mouse.move(x, box.y + box.height - 3)
  await page.waitForFunction((far) => document.querySelector("[data-testid='video-list']").scrollTop > far, 20_000)
  const scrolling = await recorded(page)
  await page.keyboard.press('Escape')
  await page.mouse.up()
  await studio.list.evaluate((list) => list.scrollTo(0, 0))

  let old = 0
  for (let drop = 0; drop < DROPS; drop += 1) {
    const ids = await studio.ids()
    await hand.take(ids[1])
    await hand.carry(ids[5], 'below')
    await page.evaluate(watchDrop, ids.slice(0, 6))
    await page.mouse.up()
    old += await page.evaluate(() => window.oldFrames)
  }
  await studio.waitSaved()

  const palette = new Palette(page)
  await palette.open()
  const answers = []
  for (let round = 0; round < 3; round += 1) {
    for (const letter of LETTERS) {
      await page.evaluate(watchAnswer)
      await page.keyboard.type(letter)
      answers.push(await page.evaluate(() => window.answered))
      await page.evaluate(watchAnswer)
      await page.keyboard.press('Backspace')
      answers.push(await page.evaluate(() => window.answered))
    }
  }
  await page.keyboard.press('Escape')

  const row = (name, times) => [name, times.length, ...[0.5, 0.95, 0.99, 1].map((part) => figure(quantile(times, part), 'ms'))]
  console.log(
    table(
      ['10,000 rows', 'count', 'p50', 'p95', 'p99', 'longest'],
      [
        row('frame while dragging', moving),
        row('frame while the list scrolls under a drag', scrolling),
        row('letter typed or taken back in the palette, until its answer is painted', answers),
      ],
    ),
  )
  console.log(`frames of the old order after ${DROPS} drops: ${old}\n`)
}

/** Begins to note how long each frame takes. */
function record(page) {
  return page.evaluate(() => {
    window.frames = []
    let last
    const frame = (now) => {
      if (!window.frames) return
      if (last) window.frames.push(now - last)
      last = now
      requestAnimationFrame(frame)
    }
    requestAnimationFrame(frame)
  })
}

function recorded(page) {
  return page.evaluate(() => {
    const { frames } = window
    window.frames = undefined
    return frames
  })
}

/** For the page: counts the frames after the button went up that still show this order. */
function watchDrop(before) {
  window.oldFrames = new Promise((resolve) => {
    addEventListener(
      'pointerup',
      () => {
        let [old, left] = [0, 10]
        const frame = () => {
          const shown = [...document.querySelectorAll('[data-video-id]')].slice(0, before.length)
          if (shown.every((row, at) => row.dataset.videoId === before[at])) old += 1
          left -= 1
          if (left) requestAnimationFrame(frame)
          else resolve(old)
        }
        requestAnimationFrame(frame)
      },
      { once: true, capture: true },
    )
  })
}

/** For the page: how long the next letter takes until the frame that shows its answer. */
function watchAnswer() {
  const palette = document.querySelector("[data-role='palette']")
  window.answered = new Promise((resolve) => {
    addEventListener(
      'keydown',
      ({ timeStamp }) => {
        const watcher = new MutationObserver(() => {
          watcher.disconnect()
          requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - timeStamp)))
        })
        watcher.observe(palette, { childList: true, subtree: true, characterData: true, attributes: true })
      },
      { once: true, capture: true },
    )
  })
}

function quantile(numbers, part) {
  const sorted = [...numbers].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]
}
