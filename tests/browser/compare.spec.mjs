import AxeBuilder from '@axe-core/playwright'
import { expect, test } from './fixture.mjs'
import { Palette } from './palette.mjs'

const pane = (page, kind) => page.locator(`[data-role='pane'][data-kind='${kind}']`)
const time = (page) => page.locator("[data-role='race-time']")

async function open(page, server) {
  await page.goto(`${server.url}/lab/compare`)
  await expect(page.locator("[data-role='pane']")).toHaveCount(3)
}

test('replay and waiting show nothing false, the snapshot pattern does, over several networks @once', async ({ page, server, studio }) => {
  await studio.openList()
  await new Palette(page).choose('compare', 'Compare ways to show a change')
  for (let network = 1; network <= 3; network += 1) {
    await expect(time(page)).toContainText(`network ${network}`)
    await page.locator("[data-action='race-end']").click()
    await expect(time(page)).toHaveAttribute('data-over', 'true')
    for (const kind of ['replay', 'waiting']) {
      await expect(pane(page, kind)).toHaveAttribute('data-false-frames', '0')
    }
    const snapshot = pane(page, 'snapshot')
    expect(Number(await snapshot.getAttribute('data-false-frames'))).toBeGreaterThan(0)
    expect(Number(await snapshot.getAttribute('data-frames'))).toBeGreaterThan(100)
    await page.locator("[data-action='race-seed']").click()
  }
})

test('it plays, stands still, goes on by one frame and begins again @once', async ({ page, server, problems }) => {
  await open(page, server)
  const replay = pane(page, 'replay')
  const frames = async () => Number(await replay.getAttribute('data-frames'))
  expect(await frames()).toBe(0)
  await page.locator("[data-role='race-speed']").selectOption('four times')
  await page.locator("[data-action='race-play']").click()
  await expect.poll(frames).toBeGreaterThan(40)
  await page.locator("[data-action='race-pause']").click()
  const step = page.locator("[data-action='race-step']")
  await expect(step).toBeEnabled()
  const before = await frames()
  await step.click()
  await expect.poll(frames).toBe(before + 1)
  await page.locator("[data-action='race-again']").click()
  await expect.poll(frames).toBe(0)
  expect(problems).toEqual([])
})

test('the change of the author is there in its frame with replay, and later without optimism @once', async ({ page, server, problems }) => {
  await open(page, server)
  const first = (kind) => pane(page, kind).locator('li').first()
  await expect(first('replay')).toContainText('Published')
  const step = page.locator("[data-action='race-step']")
  // The author's first change comes after 300 ms.
  for (let frame = 0; frame < 19; frame += 1) await step.click()
  await expect(first('replay')).toContainText('Draft')
  await expect(first('snapshot')).toContainText('Draft')
  await expect(first('waiting')).toContainText('Published')
  expect(problems).toEqual([])
})

for (const [colorScheme, width] of [['light', 1280], ['dark', 390], ['light', 320]]) {
  test(`the panes are accessible and fit ${width} px, ${colorScheme} @once`, async ({ page, server }) => {
    await page.emulateMedia({ colorScheme })
    await page.setViewportSize({ width, height: 800 })
    await open(page, server)
    const step = page.locator("[data-action='race-step']")
    for (let frame = 0; frame < 40; frame += 1) await step.click()
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([])
    const wide = () => document.documentElement.scrollWidth - document.documentElement.clientWidth
    expect(await page.evaluate(wide)).toBe(0)
  })
}
