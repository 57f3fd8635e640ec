import { expect, test } from './fixture.mjs'
import { rows } from './logged.mjs'

const failed = (page) => page.locator("[data-role='start-failed']")
/** Rows that a script has drawn, to read until the program is there. */
const early = (page) => page.locator('.early-rows .video-row')
const again = (page) => page.locator("[data-action='try-again']")

/** Ways in which the page cannot start: what is done to it beforehand, and what it says. */
const CASES = {
  'no WebAssembly': {
    say: /update the browser/,
    spoil: (page) => once(page, () => delete window.WebAssembly),
  },
  'a browser that knows no modules': {
    say: /update the browser/,
    spoil: async (page) => {
      await once(page, () => delete HTMLScriptElement.prototype.noModule)
      const leave = (body) => ({ body: String(body).replace('type="module"', 'type="unknown"') })
      await answer(page, '**/courses/*', leave)
    },
  },
  'the program does not arrive': { say: /did not arrive/, spoil: (page) => answer(page, '**/*.wasm', () => undefined) },
  'the program arrives cut off': {
    say: /did not arrive/,
    spoil: (page) => answer(page, '**/*.wasm', (body) => ({ body: body.subarray(0, body.length / 2) })),
  },
  'a page to sign in to the network in place of the program': {
    say: /did not arrive/,
    spoil: (page) => answer(page, '**/*.wasm', () => ({ contentType: 'text/html', body: '<h1>Welcome</h1>' })),
  },
  'no script': {
    say: /did not arrive/,
    spoil: (page) => answer(page, '**/studio-page-*.js', () => ({ status: 503, body: '' })),
  },
  'a script that is cut off': {
    say: /did not arrive/,
    spoil: (page) => answer(page, '**/studio-page-*.js', (body) => ({ body: body.subarray(0, body.length / 2) })),
  },
  'a program that breaks while it starts': {
    say: /our mistake/,
    spoil: (page) =>
      once(page, () => {
        const make = document.createElement
        document.createElement = function (name, ...rest) {
          if (name === 'main') throw new Error('no such element')
          return make.call(this, name, ...rest)
        }
      }),
  },
}

for (const [name, { say, spoil }] of Object.entries(CASES)) {
  test(`a page that cannot start says so, and starts when asked again: ${name} @once`, async ({
    page,
    problems,
    studio,
  }) => {
    await spoil(page)
    await page.goto(studio.address())
    await expect(failed(page)).toBeVisible()
    await expect(failed(page)).toContainText(say)
    await expect(failed(page)).toHaveAttribute('role', 'alert')
    await expect(page.locator("[data-role='crash']")).toHaveCount(0)
    await page.unrouteAll()
    await Promise.all([page.waitForEvent('framenavigated'), again(page).click()])
    // The failure itself was wanted, with all that the page said of it until it went.
    problems.splice(0)
    await expect(studio.rows).toHaveCount(20)
    await expect(failed(page)).toHaveCount(0)
  })
}

test('a page that starts never says that it could not @once', async ({ page, studio }) => {
  await page.addInitScript(() => {
    window.seen = 0
    const look = () => (window.seen += document.querySelectorAll("[data-role='start-failed']").length)
    new MutationObserver(look).observe(document, { childList: true, subtree: true })
  })
  await studio.open()
  await page.reload()
  await expect(studio.rows).toHaveCount(20)
  expect(await page.evaluate(() => window.seen)).toBe(0)
})

test('a page that loads for long says so until it starts @once', async ({ page, studio }) => {
  await page.clock.install()
  let release
  const held = new Promise((resolve) => (release = resolve))
  await page.route('**/*.wasm', async (route) => {
    await held
    await route.continue()
  })
  await page.goto(studio.address(), { waitUntil: 'commit' })
  await expect(page.locator("script[type='module']")).toHaveCount(1)
  await expect(failed(page)).toHaveCount(0)
  await page.clock.fastForward(21_000)
  await expect(failed(page)).toContainText('loading for long')
  release()
  await expect(studio.rows).toHaveCount(20)
  await expect(failed(page)).toHaveCount(0)
})

for (const [width, height] of [[1280, 800], [820, 1100], [390, 844], [844, 390]]) {
  test(`a first visit reads the first rows before the program is there, where they will be: ${width} @once`, async ({
    page,
    studio,
  }) => {
    await page.setViewportSize({ width, height })
    const program = await holdProgram(page)
    await page.goto(studio.address())
    await expect(early(page)).toHaveCount(20)
    const read = await whatStands(early(page))
    expect(read.text).toMatch(/^Installing the toolchain/)
    // Pale, and without controls: it does not look as if it could be used.
    await expect(page.locator('.early-rows').locator('button, a, input')).toHaveCount(0)
    program.release()
    await expect(studio.rows).toHaveCount(20)
    await expect(early(page)).toHaveCount(0)
    const shown = await whatStands(studio.rows)
    expect(read.text).toBe(shown.text)
    // A title may be cut off elsewhere.
    for (const side of ['x', 'y', 'height']) expect(Math.abs(read[side] - shown[side]), side).toBeLessThan(5)
  })
}

test('a click on a row that can only be read yet counts when it can be used @once', async ({ page, studio }) => {
  const program = await holdProgram(page)
  await page.goto(studio.address())
  await early(page).nth(2).click()
  program.release()
  const [, , third] = await studio.ids()
  await expect(page.locator("[data-selected='true']")).toHaveAttribute('data-video-id', third)
})

test('who has been here before reads nothing that a change of theirs has made untrue @once', async ({ page, studio }) => {
  await studio.open()
  const [first] = await studio.ids()
  await page.route('**/api/**', (route) => (route.request().method() === 'GET' ? route.continue() : route.abort()))
  await studio.act(first, 'delete')
  await expect.poll(async () => (await rows(page)).length).toBe(1)
  await page.addInitScript(() => {
    const look = () => (window.seen ||= Boolean(document.querySelector('.early-rows')))
    new MutationObserver(look).observe(document, { childList: true, subtree: true, attributes: true })
  })
  await page.reload()
  await expect(studio.rows).toHaveCount(19)
  await expect(studio.row(first)).toHaveCount(0)
  expect(await page.evaluate(() => window.seen)).toBe(false)
  await page.unrouteAll()
  await studio.waitSaved()
})

test('without scripts the page says what it needs @once', async ({ browser, server }) => {
  const context = await browser.newContext({ javaScriptEnabled: false })
  const page = await context.newPage()
  await page.goto(`${server.url}/courses/c1`)
  await expect(failed(page)).toContainText('needs JavaScript')
  await expect(again(page)).toBeVisible()
  await context.close()
})

/** Runs a function in the page before its own scripts, the first time that it is loaded. */
async function once(page, spoil) {
  await page.addInitScript(`if (!sessionStorage.spoilt) { sessionStorage.spoilt = 1; (${spoil})() }`)
}

/** Keeps the program from arriving until it is let through. */
async function holdProgram(page) {
  let release
  const held = new Promise((resolve) => (release = resolve))
  await page.route('**/*_bg.wasm', async (route) => {
    await held
    await route.continue()
  })
  return { release }
}

/** What the first row says, and where its title stands. */
async function whatStands(rows) {
  const title = rows.first().locator('.title')
  const duration = await rows.first().locator('.duration').innerText()
  return { text: `${await title.innerText()} ${duration}`, ...(await title.boundingBox()) }
}

/** Answers requests for a file with what `make` makes of the good one; nothing cuts the connection. */
async function answer(page, url, make) {
  await page.route(url, async (route) => {
    const good = await route.fetch()
    const made = make(await good.body())
    await (made ? route.fulfill({ contentType: good.headers()['content-type'], ...made }) : route.abort('connectionreset'))
  })
}
