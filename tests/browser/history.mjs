import { expect } from '@playwright/test'

/** What takes back the last thing, and what does it again. */
export const UNDO = 'Control+z'
export const REDO = 'Control+Shift+z'

/** What was done, as the activity lists it: of many item by item, or in a line. */
export const entries = (studio) => studio.page.locator("[data-role='entry'], [data-role='bulk-progress']")

/** The entry that says this. */
export const entry = (studio, text) => entries(studio).filter({ hasText: text })

/** Gives a video another title, and waits until it is saved. */
export async function rename(studio, id, title) {
  await studio.typeTitle(id, title)
  await studio.titleInput.press('Enter')
  await expect(studio.title(id)).toHaveText(title)
  await studio.waitSaved()
}

export async function reload(studio) {
  await studio.page.reload()
  await expect(studio.rows.first()).toBeVisible()
  // The keys come with the second file, as this form does.
  await expect(studio.page.locator("[data-role='add-title']")).toBeVisible()
}

/** What the storage remembers: how many entries, and how many have what takes them back. */
export const remembered = (page) =>
  page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const open = indexedDB.open('course-studio-history')
        open.onerror = () => reject(open.error)
        open.onsuccess = () => {
          const database = open.result
          const names = ['records', 'parts']
          const transaction = database.transaction(names)
          const counts = names.map((name) => transaction.objectStore(name).count())
          transaction.oncomplete = () => {
            database.close()
            resolve(counts.map(({ result }) => result))
          }
        }
      }),
  )
