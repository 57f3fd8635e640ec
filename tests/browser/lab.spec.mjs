import AxeBuilder from '@axe-core/playwright'
import { misbehave } from './faults.mjs'
import { expect, test } from './fixture.mjs'
import { Palette } from './palette.mjs'
import { startServer } from './server.mjs'

const ADDRESS = "[data-role='request'] code"

async function openLab(page) {
  await page.locator("[data-action='lab']").click()
  return page.locator("[data-role='lab']")
}

async function openLog(page) {
  const lab = await openLab(page)
  await lab.locator("[data-action='requests']").click()
  return page.locator("[data-role='request-log']")
}

test('the network lab sets the server’s faults, by names of places with their numbers @once', async ({ page, server, studio }) => {
  await studio.open()
  const lab = await openLab(page)
  const plan = () => fetch(`${server.url}/api/_test/faults`).then((it) => it.json())
  await lab.locator("[data-preset='Conference hall']").click()
  await expect(lab.locator("[data-preset='Conference hall']")).toHaveAttribute('aria-pressed', 'true')
  await expect(lab.locator("[data-role='plan-in-words']")).toHaveText(
    '400 to 3,000 ms are added; 10 % cut before they are done; 5 % done, and their answers lost.',
  )
  // The page tells a choice at once; the server has it a request later.
  await expect.poll(plan).toMatchObject({ latency: { kind: 'uniform', minMs: 400, maxMs: 3_000 } })
  expect((await plan()).cut).toBeCloseTo(0.1)
  await lab.locator("[data-preset='Overloaded server']").click()
  await expect(lab.locator("[data-preset='Overloaded server']")).toHaveAttribute('aria-pressed', 'true')
  await expect.poll(plan).toMatchObject({ throttle: 0.3, retryAfterSeconds: 1 })
  await lab.locator("[data-preset='No faults']").click()
  await expect(lab.locator("[data-role='plan-in-words']")).toHaveText('No time is added.')
  await page.keyboard.press('Escape')
  await expect(lab).toHaveCount(0)
})

test('an author’s page has no network lab, and does not ask for one @once', async ({ page, problems }) => {
  const server = await startServer([])
  const refused = []
  page.on('response', (response) => response.status() >= 400 && refused.push(response.url()))
  try {
    await page.goto(server.url)
    await expect(page.locator("[data-action='keys']")).toBeVisible()
    await expect(page.locator("[data-action='lab']")).toHaveCount(0)
    const palette = new Palette(page)
    await palette.open()
    await page.keyboard.type('network')
    await expect(palette.frame.locator("[role='option']")).toHaveCount(0)
    const answer = await fetch(`${server.url}/api/_test/faults`)
    expect(answer.status).toBe(404)
  } finally {
    await server.stop()
  }
  expect(refused).toEqual([])
  expect(problems).toEqual([])
})

test('a lab that has cut the network can let it go on after a reload @once', async ({ page, server, studio }) => {
  await studio.open()
  const lab = await openLab(page)
  await lab.locator("[data-preset='Basement, no signal']").click()
  await expect(lab.locator("[data-role='plan-in-words']")).toHaveText('Every request is cut.')
  await page.reload()
  await openLab(page)
  await lab.locator("[data-preset='No faults']").click()
  await expect(lab.locator("[data-role='plan-in-words']")).toHaveText('No time is added.')
  await page.keyboard.press('Escape')
  await expect(studio.rows).toHaveCount(20)
})

test('faults that stay on are seen without the lab, also after a reload, and each control says what it is @once', async ({ page, studio }) => {
  await studio.open()
  const button = page.locator("[data-action='lab']")
  await expect(button).toHaveAccessibleName('Network lab')
  const lab = await openLab(page)
  for (const name of ['Latency', 'Jitter', 'Cut', 'Come again', 'Refused', 'Lost answers']) {
    await expect(lab.getByRole('slider', { name, exact: true })).toHaveCount(1)
  }
  await lab.locator("[data-preset='Office fibre']").click()
  await expect(lab.locator("[data-role='plan-in-words']")).toContainText('5 to 15 ms')
  await expect(lab.getByRole('slider', { name: 'Latency' })).toHaveAttribute('aria-valuetext', '5 ms')
  await page.keyboard.press('Escape')
  await expect(button).toHaveAccessibleName('Network lab: the server misbehaves')
  await page.reload()
  await expect(button).toHaveAccessibleName('Network lab: the server misbehaves')
  await openLab(page)
  await expect(lab.locator("[data-preset='Office fibre']")).toHaveAttribute('aria-pressed', 'true')
  await lab.locator("[data-preset='No faults']").click()
  await expect(lab.locator("[data-role='plan-in-words']")).toHaveText('No time is added.')
  await page.keyboard.press('Escape')
  await expect(button).toHaveAccessibleName('Network lab')
})

test('the focus goes back to the button of the lab, whatever was chosen there @once', async ({ page, studio }) => {
  await studio.open()
  const button = page.locator("[data-action='lab']")
  for (const [preset, name] of [['Office fibre', 'Network lab: the server misbehaves'], ['No faults', 'Network lab']]) {
    await button.focus()
    await page.keyboard.press('Enter')
    await page.locator(`[data-preset='${preset}']`).press('Enter')
    await page.keyboard.press('Escape')
    await expect(button).toHaveAccessibleName(name)
    await expect(button).toBeFocused()
  }
})

test('the button of the lab says what is in force, however late a choice arrives @once', async ({ page, studio }) => {
  await studio.open()
  const button = page.locator("[data-action='lab']")
  let letGo
  const held = new Promise((resolve) => (letGo = resolve))
  await page.route('**/_test/faults', async (route) => {
    if (route.request().method() !== 'GET') await held
    await route.continue()
  })
  await button.click()
  await page.locator("[data-preset='Office fibre']").click()
  const isAsked = (response) => response.url().includes('_test/faults') && response.request().method() === 'GET'
  const asked = page.waitForResponse(isAsked)
  await page.keyboard.press('Escape')
  await asked
  letGo()
  await expect(button).toHaveAccessibleName('Network lab: the server misbehaves')
})

test('the log of requests tells what was asked, how it ended, and each try, while one works', async ({ page, studio }) => {
  await studio.open()
  const log = await openLog(page)
  await expect(log.locator('h2')).toBeFocused()
  const [a, b, c] = await studio.ids()
  await studio.actAtOnce([[a, 'toggle'], [b, 'toggle'], [c, 'toggle']])
  await studio.waitSaved()
  const newest = log.locator("[data-role='request']").first()
  await expect(newest).toContainText('Send 3 changes together')
  await expect(newest).toContainText('207 one by one')
  await expect(newest).toHaveAttribute('data-failed', 'false')

  let tries = 0
  await misbehave(page, () => (++tries === 1 ? { fail: 503 } : {}))
  await studio.act(a, 'toggle')
  await studio.waitSaved()
  await expect(log.locator("[data-role='request']").first().locator('td').last()).toHaveText('2')
  const failed = log.locator("[data-role='request'][data-failed='true']")
  await expect(failed.first()).toContainText('503 failed')
})

test('the log of requests stands still, is emptied, and gives its room back @once', async ({ page, studio }) => {
  await studio.open()
  const log = await openLog(page)
  const pause = log.locator("[data-action='pause-requests']")
  await pause.click()
  await expect(pause).toHaveText('Go on')
  const [a] = await studio.ids()
  const shown = await log.locator(ADDRESS).allTextContents()
  await studio.act(a, 'toggle')
  await studio.waitSaved()
  await expect(log.locator("[data-role='request-count']")).toHaveText(/^Paused, [1-9]\d* requests? since$/)
  expect(await log.locator(ADDRESS).allTextContents()).toEqual(shown)
  await pause.click()
  await expect(log.locator("[data-role='request']").first()).toContainText('Change a video')
  await log.locator("[data-action='clear-requests']").click()
  await expect(log.locator("[data-role='request']")).toHaveCount(0)
  await log.locator("[data-action='close-requests']").click()
  await expect(log).toHaveCount(0)
  await expect(page.locator("[data-action='lab']")).toBeFocused()
})

for (const colorScheme of ['light', 'dark']) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme, viewport: { width: 390, height: 844 } })

    test('the log of requests is accessible, and fits a phone @once', async ({ page, studio }) => {
      await studio.open()
      const log = await openLog(page)
      const [a] = await studio.ids()
      await studio.act(a, 'toggle')
      await expect(log.locator("[data-role='request']").first()).toBeVisible()
      const { violations } = await new AxeBuilder({ page }).analyze()
      expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([])
      const wide = () => document.documentElement.scrollWidth - document.documentElement.clientWidth
      expect(await page.evaluate(wide)).toBe(0)
    })
  })
}

test('what is chosen in the lab before the server has said what is in force is not taken back @once', async ({ page, studio }) => {
  await studio.open()
  const gates = []
  await page.route('**/api/_test/faults', async (route) => {
    if (route.request().method() === 'GET') await new Promise((open) => gates.push(open))
    await route.continue()
  })
  const lab = await openLab(page)
  await expect.poll(() => gates.length).toBe(1)
  await lab.locator("[data-preset='Office fibre']").click()
  await expect(lab.locator("[data-role='plan-in-words']")).toContainText('5 to 15 ms')
  const told = page.waitForResponse((it) => it.url().endsWith('/_test/faults') && it.request().method() === 'GET')
  gates.forEach((open) => open())
  await (await told).finished()
  await expect(lab.locator("[data-preset='Office fibre']")).toHaveAttribute('aria-pressed', 'true')
  await lab.locator("[data-preset='No faults']").click()
  await expect(lab.locator("[data-role='plan-in-words']")).toHaveText('No time is added.')
})
