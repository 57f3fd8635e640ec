import { expect, test } from './fixture.mjs'

/** Prints the page, and returns how many sheets that takes and what stands on them. */
async function print(page) {
  await page.evaluate(() => {
    addEventListener(
      'beforeprint',
      () => {
        const paper = document.querySelector('.paper')
        window.printed = {
          head: [...paper.querySelectorAll('h1, p')].map((line) => line.textContent),
          rows: [...paper.querySelectorAll('tbody tr')].map((row) => [...row.cells].map((cell) => cell.textContent)),
        }
      },
      { once: true },
    )
  })
  const pdf = await page.pdf({ format: 'A4' })
  const sheets = pdf.toString('latin1').match(/\/Type \/Page\b/g).length
  return { sheets, ...(await page.evaluate(() => window.printed)) }
}

const row = ({ title, durationSeconds: seconds, published }, place) => [
  String(place),
  title,
  `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`,
  published ? 'Published' : 'Draft',
]

test.describe('2,000 videos', () => {
  test.use({ count: 2_000 })

  test('all that is listed is printed, though the page holds a few rows @once', async ({ page, studio }) => {
    await studio.open()
    const { sheets, head, rows } = await print(page)
    const videos = await studio.serverVideos()
    expect(rows).toEqual(videos.map((video, at) => row(video, at + 1)))
    expect(head[1]).toContain('2,000 videos')
    expect(sheets, 'sheets of A4').toBeGreaterThan(30)
    await expect(page.locator('.paper'), 'nothing is left of it').toBeEmpty()
    await expect(studio.rows.first()).toBeVisible()
  })
})

test('what is looked for is printed in the order shown, with the places that the author knows @once', async ({
  page,
  studio,
}) => {
  await studio.open()
  const [first, , third] = await studio.ids()
  await studio.typeTitle(first, 'Needle <b>two</b> & more')
  await studio.titleInput.press('Enter')
  await studio.typeTitle(third, 'A needle')
  await studio.titleInput.press('Enter')
  await studio.find({ text: 'needle', sort: 'Title' })
  await expect(studio.rows).toHaveCount(2)
  await expect(studio.rows.first()).toHaveAttribute('data-video-id', third)
  const { head, rows, sheets } = await print(page)
  expect(head.at(-1)).toBe('2 videos with “needle” in the title, by title')
  expect(rows.map(([place, title]) => [place, title])).toEqual([
    ['3', 'A needle'],
    ['1', 'Needle <b>two</b> & more'],
  ])
  expect(sheets).toBe(1)
})

test('in the dark, and with the activity open, paper is white and holds the list alone @once', async ({ page, studio }) => {
  await page.emulateMedia({ colorScheme: 'dark' })
  await studio.open()
  await page.emulateMedia({ colorScheme: 'dark', media: 'print' })
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')))
  await expect(page.locator('.paper tbody tr')).toHaveCount(20)
  const shown = page.locator('header, aside, .find-bar, .list-card, .video-form, .toasts').filter({ visible: true })
  await expect(shown).toHaveCount(0)
  const [ink, ground] = await page.locator('.paper').evaluate((paper) => {
    const ground = [paper, ...ancestors(paper)].map((it) => getComputedStyle(it).backgroundColor)
    return [getComputedStyle(paper).color, ground.filter((color) => !/, 0\)$/.test(color))]
    function* ancestors(of) {
      for (let at = of.parentElement; at; at = at.parentElement) yield at
    }
  })
  expect([ink, ground]).toEqual(['rgb(0, 0, 0)', []])
})

test('the trash is printed without places and states @once', async ({ page, studio }) => {
  await studio.open()
  const [id] = await studio.ids()
  const name = (await studio.title(id).textContent()).trim()
  await studio.act(id, 'delete')
  await studio.waitSaved()
  await page.locator("[data-role='trash']").click()
  await expect(studio.rows).toHaveCount(1)
  const { head, rows } = await print(page)
  expect(head[0]).toMatch(/, trash$/)
  expect(rows).toEqual([[name, expect.stringMatching(/^\d+:\d\d$/)]])
})
