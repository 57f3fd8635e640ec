import { expect } from '@playwright/test'
import { api } from './server.mjs'
import { stateOf } from './state.mjs'

/** The palette as somebody with a keyboard uses it. */
export class Palette {
  constructor(page) {
    this.page = page
    this.frame = page.locator("[data-role='palette'][open]")
    this.field = this.frame.getByRole('combobox')
    this.options = this.frame.getByRole('option')
    this.active = this.frame.locator("[aria-selected='true']")
    this.count = this.frame.locator("[data-role='palette-count']")
  }

  async open() {
    // It comes with what the first rows do not need.
    await expect(this.page.locator("[data-action='palette']")).toBeVisible()
    await this.page.keyboard.press('Control+k')
    await expect(this.field).toBeFocused()
  }

  /** Looks for something, and chooses the best. */
  async choose(text, label) {
    await this.open()
    await this.page.keyboard.type(text)
    await expect(this.active).toContainText(label)
    await this.page.keyboard.press('Enter')
    await expect(this.frame).toHaveCount(0)
  }
}

/** The video whose row has the focus. */
export function focusedRow(page) {
  return page.evaluate(
    () => document.activeElement.closest("[role='row']")?.querySelector('[data-video-id]').dataset.videoId,
  )
}

/** Gives titles beforehand: `{ place: title }`. */
export async function name(server, titles) {
  const { course } = await stateOf(server)
  for (const [place, title] of Object.entries(titles)) {
    await api(server, `/videos/${course[place].id}`, { method: 'PATCH', body: { title } })
  }
  return (await stateOf(server)).course
}
