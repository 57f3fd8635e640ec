import { expect } from './fixture.mjs'

/** The rows of the log, by the browser's own means; the number of its term is none. */
export async function rows(page) {
  // Opening a database that is not there would make an empty one.
  const there = await page.evaluate(async () => {
    const known = await indexedDB.databases()
    return known.some(({ name }) => name === 'course-studio')
  })
  if (!there) return []
  return page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const open = indexedDB.open('course-studio')
        open.onerror = () => reject(open.error)
        open.onsuccess = () => {
          const database = open.result
          const names = [...database.objectStoreNames]
          if (!names.includes('log')) return resolve([])
          const all = database.transaction('log').objectStore('log').getAll()
          all.onsuccess = () => {
            database.close()
            resolve(all.result.filter((row) => typeof row === 'string'))
          }
        }
      }),
  )
}

/** Waits until the storage has let go of all that is done: a page that is left before sends it again. */
export async function waitDoneStored(page) {
  await expect.poll(() => rows(page)).toEqual([])
}

/** Waits until the storage knows of `many` changes that were refused: a page that is left before sends them again. */
export async function waitRefusalsStored(page, many) {
  const count = async () => (await rows(page)).join().split('"refused":').length - 1
  await expect.poll(count).toBe(many)
}
