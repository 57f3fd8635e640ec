import { expect } from '@playwright/test'

/** A hand that moves the rows of a studio's list by their handles, with a mouse or a finger. */
export class Hand {
  constructor(studio) {
    this.studio = studio
    this.page = studio.page
    this.line = this.page.locator("[data-role='drag-line']")
    this.ghost = this.page.locator("[data-role='drag-ghost']")
    this.said = this.page.locator("[data-role='announcer']")
  }

  /** The handle of a row. */
  handle(id) {
    return this.studio.row(id).locator("[data-action='drag']")
  }

  /** The middle of a row's handle. */
  async grip(id) {
    const { x, y, width, height } = await this.handle(id).boundingBox()
    return { x: x + width / 2, y: y + height / 2 }
  }

  /** A point in a row's upper part, or in its lower one. */
  async beside(id, side) {
    const { x, y, height } = await this.studio.row(id).boundingBox()
    return { x: x + 200, y: y + (side === 'above' ? 0.2 : 0.8) * height }
  }

  /** Presses the mouse on a row's handle, and moves it as far as takes a row up. */
  async press(id) {
    const { x, y } = await this.grip(id)
    await this.page.mouse.move(x, y)
    await this.page.mouse.down()
    await this.page.mouse.move(x + 3, y + 12, { steps: 3 })
  }

  /** Takes a row up by the mouse. */
  async take(id) {
    await this.press(id)
    await expect(this.ghost).toBeVisible()
  }

  /** Carries what is held above or below a row. */
  async carry(id, side) {
    const { x, y } = await this.beside(id, side)
    await this.page.mouse.move(x, y, { steps: 4 })
  }

  /** Takes a row up, carries it, and lets it go. */
  async drag(id, target, side) {
    await this.take(id)
    await this.carry(target, side)
    await this.page.mouse.up()
  }

  /** The rows between which the line is: `[above, below]`. */
  between() {
    return this.page.evaluate(async () => {
      // What has been done with the pointer reaches the page by the next frame.
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
      const line = document.querySelector("[data-role='drag-line']").getBoundingClientRect()
      const at = (line.top + line.bottom) / 2
      const rows = [...document.querySelectorAll('[data-video-id]')].map((row) => [row.dataset.videoId, row.getBoundingClientRect()])
      const above = rows.filter(([, { bottom }]) => bottom < at + 6).at(-1)
      const below = rows.find(([, { top }]) => top > at - 6)
      return [above?.[0], below?.[0]]
    })
  }

  /** Nothing is held, and nothing was sent since the server was at this revision. */
  async expectNothing(revision) {
    await expect(this.ghost).toHaveCount(0)
    await this.studio.waitSaved()
    expect(await this.studio.revision()).toBe(revision)
  }
}

/** These with one of them before another, or at the end. */
export function moved(ids, id, before) {
  const others = ids.filter((other) => other !== id)
  others.splice(before === undefined ? others.length : others.indexOf(before), 0, id)
  return others
}
