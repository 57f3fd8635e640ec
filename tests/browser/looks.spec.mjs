// Every page and state as it looks, compared with the pictures of `docs/screenshots`. Who changes the looks
// takes new ones, and looks at them: cargo xtask screenshots

import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { launchOptions } from './chromium.mjs'
import { expect, test } from './fixture.mjs'
import { lookAt, screens } from './screens.mjs'

const PICTURES = new URL('../../docs/screenshots/', import.meta.url)

const WIDE = { width: 1162, height: 600 }
const PHONE = { width: 390, height: 720, touch: true }
// Phones come last: a browser that was told of a finger has no mouse any more.
const modes = {
  light: { colorScheme: 'light', ...WIDE },
  dark: { colorScheme: 'dark', ...WIDE },
  contrast: { colorScheme: 'light', contrast: 'more', ...WIDE },
  system: { colorScheme: 'dark', forcedColors: 'active', ...WIDE },
  phone: { colorScheme: 'dark', ...PHONE },
  turned: { colorScheme: 'light', ...PHONE, width: 720, height: 390 },
}
/** What most of the work happens in is looked at in all modes, the rest in two. */
const MAIN = [
  'the courses',
  'a course',
  'failures, a selection, a title being edited',
  'changes under way',
  'the trash',
  'the palette with what it found',
]
/** Pages that are longer than a screen. */
const LONG = { 'the figures': 1_720, 'ways to show a change, side by side': 940 }
/** How long an answer has taken is never the same. */
const MEASURED = "[data-role='request'] td:nth-child(5)"

const modesOf = (name) => Object.entries(modes).filter(([mode]) => MAIN.includes(name) || ['light', 'phone'].includes(mode))
const fileOf = (name, mode) => `${name.replace(/\W+/g, '-')}-${mode}.png`

const launch = launchOptions()
test.use({
  count: 8,
  timezoneId: 'UTC',
  // Letters are drawn alike whatever they stand on and wherever a line begins.
  launchOptions: { ...launch, args: [...launch.args, '--disable-lcd-text', '--font-render-hinting=none'] },
})

for (const [name, show] of Object.entries(screens)) {
  test(`looks as in its pictures: ${name} @once`, async ({ context, page, server, studio }, { config }) => {
    test.setTimeout(60_000)
    await page.clock.setFixedTime('2026-11-02T10:42:00Z')
    await show({ context, page, server, studio })
    await skipWhereLettersDiffer(page, config)
    for (const [mode, { touch, ...look }] of modesOf(name)) {
      if (touch) await useFingers(page)
      await lookAt(page, { ...look, height: LONG[name] ?? look.height })
      await pointAtNothing(page)
      await expect.soft(page).toHaveScreenshot(fileOf(name, mode), { mask: [page.locator(MEASURED)] })
    }
  })
}

test('each picture is of a page and a mode that are looked at @once', async ({}, { config }) => {
  const known = Object.keys(screens).flatMap((name) => modesOf(name).map(([mode]) => fileOf(name, mode)))
  const others = (await readdir(PICTURES)).filter((file) => file.endsWith('.png') && !known.includes(file))
  if (!isTaking(config)) return expect(others).toEqual([])
  await Promise.all(others.map((file) => rm(new URL(file, PICTURES))))
})

/** Are new pictures taken, rather than compared? */
function isTaking({ updateSnapshots }) {
  return updateSnapshots === 'all'
}

/** A screen that is touched, without a mouse. */
async function useFingers(page) {
  const browser = await page.context().newCDPSession(page)
  await browser.send('Emulation.setTouchEmulationEnabled', { enabled: true })
}

/**
 * Nothing looks as the pointer's last place would have it; a notice, which a pointer keeps open, stays
 * until all modes were looked at.
 */
async function pointAtNothing(page) {
  const notice = page.locator("[data-role='toast']").first()
  if (await notice.isVisible()) await notice.hover({ position: { x: 4, y: 4 } })
  else await page.mouse.move(0, 0)
}

/** The pictures say nothing about a browser, or letters, that draw otherwise. */
async function skipWhereLettersDiffer(page, config) {
  const here = {
    browser: Number.parseInt(page.context().browser().version()),
    letters: await page.evaluate(drawnLetters),
  }
  const file = new URL('taken-with.json', PICTURES)
  if (isTaking(config)) return writeFile(file, `${JSON.stringify(here, null, 2)}\n`)
  const there = JSON.parse(await readFile(file, 'utf8'))
  const differs = JSON.stringify(here) !== JSON.stringify(there)
  test.skip(differs, `NOT COMPARED: the pictures were taken with ${JSON.stringify(there)}, this is ${JSON.stringify(here)}`)
}

/** How wide letters are in each weight of the page, and what their pixels add up to. */
async function drawnLetters() {
  await document.fonts.ready
  const canvas = document.createElement('canvas')
  const context = canvas.getContext('2d')
  const fonts = [`15px ${getComputedStyle(document.body).fontFamily}`, `550 15px ${getComputedStyle(document.body).fontFamily}`, '13px monospace']
  return fonts.map((font) => {
    context.clearRect(0, 0, canvas.width, canvas.height)
    context.font = font
    const text = 'Handgloves 0123 “…” – ⌘'
    context.fillText(text, 2, 40)
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height)
    return [Math.round(context.measureText(text).width * 100), data.reduce((sum, value, at) => (sum + value * (at % 1013)) % 1_000_003, 0)]
  })
}
