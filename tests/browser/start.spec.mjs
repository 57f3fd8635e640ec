import { expect, test } from './fixture.mjs'

const failed = (page) => page.locator("[data-role='start-failed']")
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

/** Answers requests for a file with what `make` makes of the good one; nothing cuts the connection. */
async function answer(page, url, make) {
  await page.route(url, async (route) => {
    const good = await route.fetch()
    const made = make(await good.body())
    await (made ? route.fulfill({ contentType: good.headers()['content-type'], ...made }) : route.abort('connectionreset'))
  })
}
