import { misbehave, refuse } from './faults.mjs'
import { expect, test } from './fixture.mjs'
import { api } from './server.mjs'

/** Clicks with the pointer where a control is: `times` in quick succession, as a double click does. */
async function clickAt(page, control, times = 1) {
  const { x, y, width, height } = await control.boundingBox()
  await page.mouse.click(x + width / 2, y + height / 2, { clickCount: times })
}

test('a double click on Delete deletes one video', async ({ page, studio }) => {
  await studio.open()
  const [a, b, c, d] = await studio.ids()
  await clickAt(page, studio.row(b).locator("[data-action='delete']"), 2)
  await expect(studio.row(b)).toHaveCount(0)
  await clickAt(page, studio.row(c).locator("[data-action='delete']"), 3)
  await expect(studio.row(c)).toHaveCount(0)
  await studio.waitSaved()
  expect((await studio.serverVideos()).map(({ id }) => id).slice(0, 2)).toEqual([a, d])
  await studio.expectSameAsServer()
})

test('a held Delete key deletes one video, and so does each press', async ({ page, studio }) => {
  await studio.open()
  const [a, b, c] = await studio.ids()
  await studio.list.locator("[role='row']").first().focus()
  for (let repeat = 0; repeat < 8; repeat += 1) await page.keyboard.down('Delete')
  await page.keyboard.up('Delete')
  await expect(studio.row(a)).toHaveCount(0)
  await studio.waitSaved()
  expect(await studio.serverVideos()).toHaveLength(19)
  await page.keyboard.press('Delete')
  await expect(studio.row(b)).toHaveCount(0)
  await studio.waitSaved()
  expect((await studio.serverVideos())[0].id).toBe(c)
  expect(await studio.serverVideos()).toHaveLength(18)
})

test('Enter that is held on Delete deletes one video and opens no title', async ({ page, studio }) => {
  await studio.open()
  const [a] = await studio.ids()
  await studio.row(a).locator("[data-action='delete']").focus()
  for (let repeat = 0; repeat < 8; repeat += 1) await page.keyboard.down('Enter')
  await page.keyboard.up('Enter')
  await expect(studio.row(a)).toHaveCount(0)
  await studio.waitSaved()
  expect(await studio.serverVideos()).toHaveLength(19)
  await expect(studio.titleInput).toHaveCount(0)
})

test('clicks without a pointer always count', async ({ page, studio }) => {
  await studio.open()
  const [a, b, c] = await studio.ids()
  await studio.actAtOnce([[a, 'delete'], [b, 'delete']])
  await studio.row(c).locator("[data-action='delete']").focus()
  await page.keyboard.press('Space')
  for (const id of [a, b, c]) await expect(studio.row(id)).toHaveCount(0)
  await studio.waitSaved()
  expect(await studio.serverVideos()).toHaveLength(17)
})

test('a switch that is clicked three times is switched three times', async ({ page, studio, optimism }) => {
  await studio.open()
  const [a] = await studio.ids()
  const before = await studio.row(a).getAttribute('data-published')
  await clickAt(page, studio.row(a).locator("[data-action='toggle']"), 2)
  await studio.waitSaved()
  if (optimism === 'on') await expect(studio.row(a)).toHaveAttribute('data-published', before)
  await clickAt(page, studio.row(a).locator("[data-action='toggle']"), 1)
  await studio.waitSaved()
  if (optimism === 'on') await expect(studio.row(a)).not.toHaveAttribute('data-published', before)
  await studio.expectSameAsServer()
})

/** The middle of a control on the screen. */
async function middleOf(control) {
  const { x, y, width, height } = await control.boundingBox()
  return [x + width / 2, y + height / 2]
}

/**
 * Lets the page do something in the frame in which a row has gone, or as soon as that gives something;
 * what this gives waits for it.
 */
async function asSoonAsGone(page, id, act, argument = null) {
  const row = JSON.stringify(`[data-testid='video-list'] [data-video-id='${id}']`)
  const done = await page.evaluateHandle(`({ promise: new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      if (document.querySelector(${row})) return
      observer.disconnect()
      const frame = () => {
        const given = (${act})(${JSON.stringify(argument)})
        if (given) resolve(given)
        else requestAnimationFrame(frame)
      }
      requestAnimationFrame(frame)
    })
    observer.observe(document.body, { childList: true, subtree: true })
  }) })`)
  return () => done.evaluate(({ promise }) => promise)
}

/** The row of a video with which nothing is going on. */
const atRest = (studio, id) => studio.list.locator(`[data-video-id='${id}'][data-state='idle']`)

/** Deletes videos as another author does, and waits until the page shows it. */
async function deletedByAnother(server, studio, ids) {
  for (const id of ids) await api(server, `/videos/${id}`, { method: 'DELETE' })
  for (const id of ids) await expect(studio.row(id)).toHaveCount(0)
}

test('a row that is pointed at stays under the pointer while another author deletes above it', async ({
  page, server, studio,
}) => {
  await studio.open()
  const ids = await studio.ids()
  const remove = studio.row(ids[6]).locator("[data-action='delete']")
  const [x, y] = await middleOf(remove)
  await page.mouse.move(x, y)
  await deletedByAnother(server, studio, [ids[0], ids[2], ids[3]])
  expect(await middleOf(remove)).toEqual([x, y])
  await page.mouse.click(x, y)
  await expect(studio.row(ids[6])).toHaveCount(0)
  await studio.waitSaved()
  const left = ids.filter((_, at) => ![0, 2, 3, 6].includes(at))
  expect((await studio.serverVideos()).map(({ id }) => id)).toEqual(left)
  // The list closes the gap above once nobody points at it any more.
  await page.mouse.move(5, 5)
  await expect.poll(async () => {
    const list = await studio.list.boundingBox()
    return (await studio.row(ids[1]).boundingBox()).y - list.y
  }).toBeLessThan(2)
  await studio.expectSameAsServer()
})

test('a click that was meant for a row that has gone does nothing to the next one', async ({ page, server, studio }) => {
  await studio.open()
  const ids = await studio.ids()
  const [x, y] = await middleOf(studio.row(ids[4]).locator("[data-action='delete']"))
  await page.mouse.move(x, y)
  // The hand is quicker than the eye: it clicks in the frame that shows the next row in this place.
  const hit = await asSoonAsGone(page, ids[4], ([x, y]) => {
    const target = document.elementFromPoint(x, y)
    const at = { clientX: x, clientY: y, detail: 1, bubbles: true, cancelable: true }
    target.dispatchEvent(new PointerEvent('pointerdown', at))
    target.dispatchEvent(new MouseEvent('click', at))
    return target.closest('[data-video-id]').dataset.videoId
  }, [x, y])
  await api(server, `/videos/${ids[4]}`, { method: 'DELETE' })
  expect(await hit()).toBe(ids[5])
  await studio.waitSaved()
  await expect(studio.row(ids[5])).toHaveCount(1)
  expect(await studio.serverVideos()).toHaveLength(19)
  // Once it has been there for a moment, a click is meant for it.
  await expect(async () => {
    await page.mouse.click(x, y)
    await expect(atRest(studio, ids[5])).toHaveCount(0, { timeout: 500 })
  }).toPass()
  await studio.waitSaved()
  expect((await studio.serverVideos())[4].id).toBe(ids[6])
})

test('the Delete key does nothing to a row to which the focus has just come by itself', async ({ page, server, studio }) => {
  await studio.open()
  const ids = await studio.ids()
  await studio.list.locator("[role='row']").nth(4).focus()
  const pressed = await asSoonAsGone(page, ids[4], () => {
    const row = document.activeElement.closest("[role='row']")
    if (!row) return undefined
    const { videoId } = row.querySelector('[data-video-id]').dataset
    const key = { key: 'Delete', code: 'Delete', bubbles: true, cancelable: true }
    row.dispatchEvent(new KeyboardEvent('keydown', key))
    return videoId
  })
  await api(server, `/videos/${ids[4]}`, { method: 'DELETE' })
  expect(await pressed()).toBe(ids[5])
  await studio.waitSaved()
  expect(await studio.serverVideos()).toHaveLength(19)
  await expect(async () => {
    await page.keyboard.press('Delete')
    await expect(atRest(studio, ids[5])).toHaveCount(0, { timeout: 500 })
  }).toPass()
})

test('clicks on the same spot as the one before count, if they are not a double click', async ({ page, studio }) => {
  await studio.open()
  const ids = await studio.ids()
  for (const id of ids.slice(3, 6)) {
    await studio.act(id, 'delete')
    await expect(studio.row(id)).toHaveCount(0)
  }
  await studio.waitSaved()
  expect(await studio.serverVideos()).toHaveLength(17)
})

test('a video goes up by as many places as its button is clicked @once', async ({ page, studio }) => {
  await studio.open()
  const ids = await studio.ids()
  await clickAt(page, studio.row(ids[5]).locator("[data-action='move-up']"), 3)
  await expect.poll(async () => (await studio.ids()).indexOf(ids[5])).toBe(2)
  await studio.waitSaved()
  await studio.expectSameAsServer()
})

test('what a double click switches leaves the list, and the next video is not switched', async ({ page, studio }) => {
  await studio.open()
  await studio.find({ only: 'Drafts' })
  const [first, second] = await studio.ids()
  await clickAt(page, studio.row(first).locator("[data-action='toggle']"), 2)
  await studio.waitSaved()
  await expect(studio.row(second)).toHaveAttribute('data-published', 'false')
  expect((await studio.serverVideos()).find(({ id }) => id === second).published).toBe(false)
})

test('a double click on Dismiss dismisses one problem', async ({ page, studio }) => {
  await studio.open()
  const ids = await studio.ids()
  await misbehave(page, (write) => refuse(write, ids))
  await studio.actAtOnce(ids.slice(0, 3).map((id) => [id, 'delete']))
  const problems = page.locator("[data-role='problem']")
  await expect(problems).toHaveCount(3)
  await clickAt(page, problems.first().locator("[data-action='dismiss']"), 2)
  await expect(problems).toHaveCount(2)
})

test('a title that is being typed goes on while another author moves its video', async ({ page, server, studio, writes }) => {
  await studio.open()
  const ids = await studio.ids()
  await studio.act(ids[3], 'rename')
  await studio.titleInput.fill('')
  const client = await page.context().newCDPSession(page)
  await client.send('Input.imeSetComposition', { text: 'に', selectionStart: 1, selectionEnd: 1 })
  const field = await studio.titleInput.elementHandle()
  const [x, y] = await middleOf(studio.titleInput)
  for (const rank of ['zzzzzzzzz', '000000001']) {
    await api(server, `/videos/${ids[3]}`, { method: 'PATCH', body: { rank } })
    await expect.poll(async () => (await studio.ids()).indexOf(ids[3])).toBe(rank.startsWith('z') ? 19 : 0)
    expect(await field.evaluate((field) => field.isConnected && document.activeElement === field)).toBe(true)
    expect(await middleOf(studio.titleInput)).toEqual([x, y])
  }
  await client.send('Input.imeSetComposition', { text: 'にほ', selectionStart: 2, selectionEnd: 2 })
  await expect(studio.titleInput).toHaveValue('にほ')
  expect(writes).toEqual([])
  await client.send('Input.insertText', { text: '日本' })
  await page.keyboard.press('Enter')
  await expect(studio.title(ids[3])).toHaveText('日本')
  await studio.expectSameAsServer()
})

test('a title that is being typed survives that its window is left, and that its video no longer matches', async ({
  page, server, studio, writes,
}) => {
  await studio.open()
  await studio.find({ only: 'Published', sort: 'Title' })
  const [, id] = await studio.ids()
  const before = await studio.ids()
  await studio.typeTitle(id, 'Half')
  await studio.titleInput.evaluate((field) => field.dispatchEvent(new FocusEvent('blur')))
  await api(server, `/videos/${id}`, { method: 'PATCH', body: { published: false, title: 'zzz, elsewhere' } })
  await expect(studio.row(id)).toHaveAttribute('data-published', 'false')
  await expect(studio.titleInput).toBeFocused()
  await expect(studio.matches).toHaveAttribute('data-count', String(before.length - 1))
  await page.keyboard.type(' and whole')
  expect(writes).toEqual([])
  await page.keyboard.press('Enter')
  // Another author has changed the title too: both stand there until one is chosen.
  await studio.row(id).locator("[data-action='keep-mine']").click()
  await expect(studio.row(id)).toHaveCount(0)
  await studio.waitSaved()
  expect((await studio.serverVideos()).find((video) => video.id === id).title).toBe('Half and whole')
})

test('a title that cannot be saved stays at its field, says so, and blocks no other one', async ({ page, studio }) => {
  await studio.open()
  const [a, , , b] = await studio.ids()
  const field = (id) => studio.row(id).locator("[data-role='title-input']")
  await studio.typeTitle(a, '')
  await studio.act(b, 'rename')
  await expect(field(b)).toBeFocused()
  await expect(field(a)).toHaveValue('')
  await expect(studio.row(a).locator("[data-role='title-error']")).toBeInViewport()
  await expect(page.locator("[data-role='announcer']")).toContainText('is not saved: it cannot be one')
  // It waits there for its author.
  await page.locator('a.up').click()
  await page.goBack()
  await expect(field(a)).toHaveValue('')
  await studio.act(b, 'rename')
  await expect(field(b)).toBeFocused()
})

test.describe('in a long list', () => {
  test.use({ count: 300 })

  test('rows above come and go without moving those that are seen', async ({ page, server, studio }) => {
    await studio.open()
    const course = (await studio.serverVideos()).map(({ id }) => id)
    await studio.list.evaluate((list) => list.scrollTo(0, 5_630))
    const seen = studio.row(course[103])
    await expect(seen).toBeInViewport()
    const [, y] = await middleOf(seen)
    // A slow machine draws in parts.
    const devtools = await page.context().newCDPSession(page)
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: 8 })
    await seen.evaluate((row) => {
      window.places = new Set()
      const look = () => {
        window.places.add(row.getBoundingClientRect().top)
        requestAnimationFrame(look)
      }
      look()
    })
    const remove = (id) => api(server, `/videos/${id}`, { method: 'DELETE' })
    for (const id of course.slice(2, 22)) await remove(id)
    await expect(studio.count).toHaveAttribute('data-count', '280')
    await api(server, `/videos/${course[3]}/restore`, { method: 'POST' })
    await expect(studio.count).toHaveAttribute('data-count', '281')
    expect(await page.evaluate(() => window.places.size)).toBe(1)
    expect((await middleOf(seen))[1]).toBe(y)
  })

  test('a title that is being typed stays in sight wherever the list is scrolled', async ({ page, studio }) => {
    await studio.open()
    const [, , id] = await studio.ids()
    await studio.typeTitle(id, 'Half')
    for (const top of [9_000, 16_000, 0, 4_000]) {
      await studio.list.evaluate((list, top) => list.scrollTo(0, top), top)
      await expect.poll(() => studio.list.evaluate((list) => list.scrollTop)).toBeGreaterThanOrEqual(Math.min(top, 15_000))
      await expect(studio.titleInput).toBeInViewport()
      await expect(studio.titleInput).toBeFocused()
    }
    const places = studio.list.locator("[role='row']")
    await expect(places.first()).toHaveAttribute('aria-rowindex', '3')
    await page.keyboard.type(' and whole')
    await page.keyboard.press('Enter')
    await studio.waitSaved()
    expect((await studio.serverVideos())[2].title).toBe('Half and whole')
  })
})
