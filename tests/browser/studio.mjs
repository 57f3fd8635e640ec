import { expect } from '@playwright/test'
import { api } from './server.mjs'

/** The studio's page as an author uses it, by the names that the page promises to carry. */
export class Studio {
  constructor(page, server, { optimism = 'on', batch = 'on' } = {}) {
    this.page = page
    this.server = server
    this.switches = { optimism, batch }
    this.list = page.locator("[data-testid='video-list']")
    this.rows = this.list.locator('[data-video-id]')
    this.sync = page.locator("[data-role='sync-status']")
    this.bulk = page.locator("[data-role='bulk-progress']")
    this.toasts = page.locator("[data-role='toast']")
    this.count = page.locator("[data-role='video-count']")
    this.chosen = page.locator("[data-role='selected-count']")
    this.matches = page.locator("[data-role='match-count']")
    this.dialog = page.locator('dialog[open]')
  }

  /** The address of a course or its trash (`c1/trash`), with the switches that are not at their default. */
  address(course = 'c1') {
    const url = new URL(`/courses/${course}`, this.server.url)
    for (const [name, value] of Object.entries(this.switches)) {
      if (value === 'off') url.searchParams.set(name, value)
    }
    return url.href
  }

  /** Opens a course with its activity beside it, and waits until it shows its videos. */
  async open(course) {
    await this.openList(course)
    await this.openActivity()
  }

  /** Opens a course as it is at a first visit: the activity is shown when it is asked for. */
  async openList(course) {
    await this.page.goto(this.address(course))
    await expect(this.rows.first()).toBeVisible()
  }

  /** Opens a course, and waits until what the first rows do not need is there too. */
  async openWhole(course) {
    await this.openList(course)
    await expect(this.page.locator("[data-role='find']")).toBeVisible()
  }

  /** Opens the activity panel, if it is closed. The page remembers it. */
  async openActivity() {
    const open = await this.sync.getAttribute('aria-expanded')
    if (open === 'false') await this.sync.click()
  }

  /** The row of a video. */
  row(id) {
    return this.list.locator(`[data-video-id='${id}']`)
  }

  /** Clicks a control of a row: `delete`, `toggle`, `select` or `rename`. */
  async act(id, action) {
    await this.row(id).locator(`[data-action='${action}']`).click()
  }

  /** Clicks controls of rows all within one moment: `[[id, action], …]`; tells the page's time then. */
  async actAtOnce(actions) {
    return this.page.evaluate(async (actions) => {
      // In a task of the page's own, as a click is: what it leads to then runs before the next frame.
      await new Promise((resolve) => setTimeout(resolve))
      for (const [id, action] of actions) {
        document.querySelector(`[data-video-id='${id}'] [data-action='${action}']`).click()
      }
      return performance.now()
    }, actions)
  }

  /** The title that a row shows. */
  title(id) {
    return this.row(id).locator("[data-role='title']")
  }

  /** The field in which a title is being edited. */
  get titleInput() {
    return this.list.locator("[data-role='title-input']")
  }

  /** Opens a title for editing, and types another one. */
  async typeTitle(id, title) {
    await this.act(id, 'rename')
    await this.titleInput.fill(title)
  }

  /** Adds a video at the end. */
  async add(title, duration = '') {
    await this.page.locator("[data-role='add-title']").fill(title)
    await this.page.locator("[data-role='add-duration']").fill(duration)
    await this.page.locator("[data-action='add']").click()
  }

  /** The notice of a kind. */
  toast(kind) {
    return this.page.locator(`[data-role='toast'][data-kind='${kind}']`)
  }

  /** The notice's offer to take back what was deleted. */
  get offeredUndo() {
    return this.toasts.locator("[data-action='undo']")
  }

  /** Selects the first videos of the list. */
  async selectFirst(count) {
    await this.page.locator("[data-role='select-count']").fill(String(count))
    await this.page.locator("[data-action='select-first']").click()
  }

  /** Selects exactly these videos, one by one. */
  async select(ids) {
    for (const id of ids) await this.act(id, 'select')
    await expect(this.chosen).toHaveAttribute('data-count', String(ids.length))
  }

  /** Starts something with all that is selected: `delete`, `restore`, `publish`, `unpublish`, `move`, `edit`. */
  async bulkAct(action) {
    await this.page.locator(`[data-action='bulk-${action}']`).click()
  }

  /** Fills fields of the open dialog by their roles, and presses one of its buttons. */
  async submit(fields, action) {
    for (const [role, value] of Object.entries(fields)) {
      await this.dialog.locator(`[data-role='${role}']`).fill(value)
    }
    await this.dialog.locator(`[data-action='${action}']`).click()
    await expect(this.dialog).toHaveCount(0)
  }

  /** Looks for videos: `{ text, only, sort }`, the last two by what their menus say. */
  async find({ text, only, sort }) {
    if (text !== undefined) await this.page.locator("[data-role='find']").fill(text)
    if (only) await this.page.locator("[data-role='only']").selectOption(only)
    if (sort) await this.page.locator("[data-role='sort']").selectOption(sort)
  }

  /** The rows as a reader sees them: `[id, title, published, duration]`. */
  shown() {
    return this.rows.evaluateAll((rows) =>
      rows.map((row) => [
        row.dataset.videoId,
        row.querySelector("[data-role='title']")?.textContent.trim(),
        row.dataset.published === 'true',
        row.querySelector('.cell-duration').textContent,
      ]),
    )
  }

  /** The selected ones of the rows. */
  selected() {
    return this.rows.evaluateAll((rows) =>
      rows.filter((row) => row.dataset.selected === 'true').map((row) => row.dataset.videoId),
    )
  }

  /** The ids in the list, in its order. */
  ids() {
    return this.rows.evaluateAll((rows) => rows.map((row) => row.dataset.videoId))
  }

  /** How many videos the page says there are. */
  async videoCount() {
    return Number(await this.count.getAttribute('data-count'))
  }

  /** How far the bulk operations of the panel are, the newest first. */
  bulks() {
    return this.bulk.evaluateAll((bulks) =>
      bulks.map(({ dataset: { total, done, failed, state } }) => [Number(total), Number(done), Number(failed), state]),
    )
  }

  /** What the page says about saving. */
  async syncStatus() {
    return this.sync.evaluate(({ dataset }) => ({
      pending: Number(dataset.pending),
      online: dataset.online === 'true',
    }))
  }

  /** Waits until everything that the author did is on the server. */
  async waitSaved() {
    await expect(this.sync).toHaveAttribute('data-pending', '0')
  }

  /** The course's videos as the server has them, in its order. */
  async serverVideos(course = 'c1') {
    const { items } = await api(this.server, `/courses/${course}/videos`)
    return items
  }

  /** How many changes the server has done so far. */
  async revision() {
    return (await api(this.server, '/courses/c1/videos?limit=1')).revision
  }

  /**
   * Waits until the page is at rest and shows what the server has: order, titles aside. The server is
   * asked anew for each look, since another tab may still be sending.
   */
  async expectSameAsServer(course) {
    await this.waitSaved()
    await expect(async () => {
      const truth = (await this.serverVideos(course)).map(({ id, published }) => [id, String(published)])
      const rows = this.rows.evaluateAll((rows) =>
        rows.map(({ dataset }) => [dataset.videoId, dataset.published]),
      )
      expect(await rows).toEqual(truth)
      expect(await this.videoCount()).toBe(truth.length)
    }).toPass({ timeout: 10_000 })
  }
}
