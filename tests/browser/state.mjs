import { expect } from '@playwright/test'
import { api } from './server.mjs'

/** A course beside the one that tests fill. */
export const OTHER = { id: 'typography', title: 'Typography for Screens' }

/** What the server holds, to compare it with what it is to hold. Also checks that places are dense. */
export async function stateOf(server) {
  const { items: trash } = await api(server, '/courses/c1/trash')
  return {
    course: await videosOf(server, 'c1'),
    other: await videosOf(server, OTHER.id),
    trash: trash.map(({ id }) => id).sort(),
  }
}

async function videosOf(server, course) {
  const { items } = await api(server, `/courses/${course}/videos`)
  expect(items.map(({ position }) => position)).toEqual(items.map((_, at) => at + 1))
  return items.map(({ id, title, durationSeconds, published }) => ({ id, title, durationSeconds, published }))
}

/** Videos as a list shows them, as `Studio.shown` tells it. */
export function rowsOf(videos) {
  return videos.map(({ id, title, durationSeconds, published }) => [id, title, published, clock(durationSeconds)])
}

function clock(seconds) {
  const two = (number) => String(number).padStart(2, '0')
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`
}
