import { expect, test } from './fixture.mjs'
import { api } from './server.mjs'
import { stateOf } from './state.mjs'

const FAMILY = '👨\u200d👩\u200d👧\u200d👦'
const HEBREW = 'שיעור (א) 2'

/** Gives the first videos these titles; tells the course's ids in its order. */
async function name(server, titles) {
  const { course } = await stateOf(server)
  const operations = titles.map((title, at) => ({ key: crypto.randomUUID(), op: 'rename', id: course[at].id, title }))
  for (let at = 0; at < operations.length; at += 1_000) {
    const { results } = await api(server, '/operations', {
      method: 'POST',
      body: { operations: operations.slice(at, at + 1_000) },
    })
    expect(results.filter(({ ok }) => !ok)).toEqual([])
  }
  return course.map(({ id }) => id)
}

/** What is looked for, and the titles that it finds. */
const FOUND = {
  'e\u0301couter': ['Écouter'],
  ecouter: ['Écouter'],
  ÉCOU: ['Écouter'],
  istanbul: ['İstanbul', 'Istanbul'],
  İSTANBUL: ['İstanbul', 'Istanbul'],
  ISIK: ['ışık'],
  strasse: ['Straße'],
  STRAẞE: ['Straße'],
  lodz: ['Łódź'],
  'οδος': ['ΟΔΟΣ'],
  'οδοσ': ['ΟΔΟΣ'],
  ёлка: ['Елка'],
  شلام: [],
  שלום: ['שָׁלוֹם'],
  میخواهم: ['می\u200cخواهم'],
  كيف: ['کیف'],
  'don\'t': ['Don’t – ever'],
  '- EVER': ['Don’t – ever'],
  '👧': [`${FAMILY} day`],
  ａｂｃ: ['abc'],
  कि: [],
  की: ['की'],
  ガ: ['ガイド'],
}

test('what is looked for is found however it is written @once', async ({ server, studio }) => {
  const titles = ['Istanbul', ...new Set(Object.values(FOUND).flatMap((found) => found.filter((it) => it !== 'Istanbul')))]
  await name(server, titles)
  await studio.open()
  for (const [text, found] of Object.entries(FOUND)) {
    await studio.find({ text })
    const shown = async () => (await studio.shown()).map(([, title]) => title).sort()
    await expect.poll(shown, text).toEqual(found.toSorted())
  }
})

test.describe('in the reader’s order', () => {
  test.use({ count: 12 })

  for (const [locale, first, last] of [
    ['en', ['ähnlich', 'Apfel', 'East'], ['Zoo', 'Ёлка']],
    ['sv', ['Apfel', 'East'], ['Zoo', 'ähnlich', 'Ёлка']],
  ]) {
    test.describe(locale, () => {
      test.use({ locale })

      test(`numbers stand by value, accents beside their letters: ${locale} @once`, async ({ server, studio }) => {
        const numbers = ['Lesson 2', 'Lesson 2/1', 'Lesson 10', 'Lesson 10/2', 'Lesson 10/10']
        await name(server, ['Zoo', 'Lesson 10', 'Écran', 'East', 'ähnlich', 'Lesson 2', 'Lesson 10/10', 'Ёлка',
          'Lesson 2/1', 'Apfel', 'Edge', 'Lesson 10/2'])
        await studio.open()
        await studio.find({ sort: 'Title' })
        const shown = async () => (await studio.shown()).map(([, title]) => title)
        await expect.poll(shown).toEqual([...first, 'Écran', 'Edge', ...numbers, ...last])
      })
    })
  }
})

test('a title that runs the other way turns nothing beside it @once', async ({ page, server, studio }) => {
  const [id, other] = await name(server, [HEBREW, 'Plain'])
  await studio.open()
  const direction = (element) => element.evaluate((it) => getComputedStyle(it).direction)
  expect(await direction(studio.title(id))).toBe('rtl')
  expect(await direction(studio.title(other))).toBe('ltr')
  const isolated = `\u2068${HEBREW}\u2069`
  const label = (id) => studio.row(id).locator("[data-action='select']").getAttribute('aria-label')
  expect(await label(id)).toBe(`Select ${isolated}`)
  expect(await label(other)).toBe('Select Plain')
  await expect(page.locator('h1 bdi')).toHaveCount(1)

  await studio.act(id, 'rename')
  expect(await direction(studio.titleInput)).toBe('rtl')
  await studio.titleInput.press('Escape')
  await studio.act(id, 'move-to')
  await expect(studio.dialog.locator('h2')).toHaveText(`Move “${isolated}”`)
  await page.keyboard.press('Escape')
  await studio.act(id, 'delete')
  await expect(studio.toast('success').locator('p')).toHaveText(`“${isolated}” deleted`)
  await expect(page.locator("[data-action='undo-last']")).toHaveText(`Undo delete “${isolated}”`)
})

test('a long title is cut between letters @once', async ({ server, studio }) => {
  const [id] = await name(server, [FAMILY.repeat(60)])
  await studio.open()
  await studio.act(id, 'delete')
  await expect(studio.toast('success').locator('p')).toHaveText(`“${FAMILY.repeat(47)}…” deleted`)
})

const REFUSED = {
  'a zero-width space': ['\u200b', 'can be seen'],
  'a Hangul filler': ['\u3164', 'can be seen'],
  'an override of direction': ['photo\u202egpj.exe', 'control characters'],
  'an escape': ['\u001b[31mred', 'control characters'],
  'a pile of accents': [`Z${'\u0335\u0301'.repeat(60)}algo`, 'piles of accents'],
  'too many letters': [FAMILY.repeat(201), 'at most 200'],
}

test('a title that nobody can read is refused at its field, before it is sent @once', async ({ studio, writes }) => {
  await studio.open()
  const [id] = await studio.ids()
  for (const [what, [title, why]] of Object.entries(REFUSED)) {
    await studio.typeTitle(id, title)
    await expect(studio.list.locator("[data-role='title-error']"), what).toContainText(why)
    await studio.titleInput.press('Enter')
    await expect(studio.titleInput).toHaveAttribute('aria-invalid', 'true')
    await studio.titleInput.press('Escape')
  }
  expect(writes).toEqual([])
})

test('titles of any script are kept, their letters composed, and nothing is said of that @once', async ({
  server,
  studio,
}) => {
  await studio.open()
  const ids = await studio.ids()
  const titles = [
    ['Cafe\u0301', 'Café'],
    ['می\u200cخواهم', 'می\u200cخواهم'],
    [`${FAMILY} ❤\ufe0f`, `${FAMILY} ❤\ufe0f`],
    ['क्\u200dष', 'क्\u200dष'],
    [FAMILY.repeat(200), FAMILY.repeat(200)],
    ['e\u0301'.repeat(200), 'é'.repeat(200)],
  ]
  for (const [at, [typed]] of titles.entries()) {
    await studio.typeTitle(ids[at], typed)
    await studio.titleInput.press('Enter')
  }
  await studio.waitSaved()
  const { course } = await stateOf(server)
  expect(course.slice(0, titles.length).map(({ title }) => title)).toEqual(titles.map(([, kept]) => kept))
  await expect(studio.toasts).toHaveCount(0)
})

test.describe('10,000 videos', () => {
  test.use({ count: 10_000 })

  test('are searched and ordered without a long task @once', async ({ page, server, studio }) => {
    const words = ['Écouter', 'Übung', 'Größe', 'Lecture', 'Élan', 'Zürich', 'ownership', 'Ёлка', 'naïve', 'Straße']
    const word = (n) => words[n % words.length]
    const titles = [...Array(10_000).keys()].map((n) => `${word(n * 7)} ${word(n * 31 + (n >> 3))} ${(n * 7919) % 10_007}`)
    const ids = await name(server, titles)
    await studio.open()
    await page.evaluate(() => {
      window.tasks = []
      new PerformanceObserver((list) => window.tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({
        type: 'longtask',
      })
    })
    const best = { text: Infinity, sort: Infinity }
    const measure = async (what, act) => {
      await page.evaluate(() => (window.tasks.length = 0))
      await act()
      await page.waitForTimeout(200)
      best[what] = Math.min(best[what], Math.max(0, ...(await page.evaluate(() => window.tasks))))
    }
    const { compare } = new Intl.Collator('en', { numeric: true })
    // The best of a few, since other work on the machine makes tasks longer and none shorter.
    for (let round = 0; round < 4; round += 1) {
      await measure('text', () => studio.find({ text: 'ubung' }))
      await studio.find({ text: '' })
      await measure('sort', () => studio.find({ sort: 'Title' }))
      const first = async () => (await studio.shown()).slice(0, 5).map(([, title]) => title)
      await expect.poll(first).toEqual(titles.toSorted(compare).slice(0, 5))
      await studio.find({ sort: 'Position' })
      // A title that was not there before: all are ordered again.
      titles[round] = `Neu ${round}`
      await api(server, `/videos/${ids[round]}`, { method: 'PATCH', body: { title: titles[round] } })
      await expect(studio.title(ids[round])).toHaveText(titles[round])
    }
    expect(best).toEqual({ text: 0, sort: 0 })
  })
})
