import { expect } from './fixture.mjs'

/** The queries whose data the browser keeps. */
export function keptQueries(page) {
  return page.evaluate(async () => {
    const known = await indexedDB.databases()
    if (!known.some(({ name }) => name === 'course-studio-kept')) return []
    return new Promise((resolve, reject) => {
      const open = indexedDB.open('course-studio-kept')
      open.onerror = () => reject(open.error)
      open.onsuccess = () => {
        const keys = open.result.transaction('about').objectStore('about').getAllKeys()
        keys.onsuccess = () => {
          open.result.close()
          resolve(keys.result)
        }
      }
    })
  })
}

/** Waits until the data of the open course, or what `matching` names, are kept. */
export async function waitKept(page, matching = /^course-videos/) {
  await expect.poll(async () => (await keptQueries(page)).filter((name) => matching.test(name)).length).toBeGreaterThan(0)
}

/** Waits until the page's own files are kept. */
export async function waitInstalled(page) {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready
  })
}
