import { expect } from './fixture.mjs'

/** What is kept: pairs of a query and of what is written of it. */
function kept(page) {
  return page.evaluate(async () => {
    // Opening a database that is not there would make an empty one.
    const known = await indexedDB.databases()
    if (!known.some(({ name }) => name === 'course-studio-kept')) return []
    return new Promise((resolve, reject) => {
      const open = indexedDB.open('course-studio-kept')
      open.onerror = () => reject(open.error)
      open.onsuccess = () => {
        const transaction = open.result.transaction('about')
        const [keys, values] = ['getAllKeys', 'getAll'].map((all) => transaction.objectStore('about')[all]())
        transaction.oncomplete = () => {
          open.result.close()
          resolve(keys.result.map((key, at) => [key, values.result[at]]))
        }
      }
    })
  })
}

/** Waits until the data of the open course, or what `matching` names, are kept. */
export async function waitKept(page, matching = /^course-videos/) {
  const count = async () => (await kept(page)).filter(([query]) => matching.test(query)).length
  await expect.poll(count, { timeout: 20_000 }).toBeGreaterThan(0)
}

/** Changes what is written of all that is kept: when it was read, its bytes, the version of its items. */
export async function rewriteKept(page, change) {
  await page.evaluate(
    (about) =>
      new Promise((resolve) => {
        const open = indexedDB.open('course-studio-kept')
        open.onsuccess = () => {
          const transaction = open.result.transaction('about', 'readwrite')
          for (const [key, value] of about) transaction.objectStore('about').put(value, key)
          transaction.oncomplete = () => resolve(open.result.close())
        }
      }),
    (await kept(page)).map(([key, value]) => [key, change(value)]),
  )
}

/** Waits until the page's own files are kept. */
export async function waitInstalled(page) {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready
  })
}
