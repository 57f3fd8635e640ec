import { expect } from '@playwright/test'

/** Listens to all that a live region says from now on (it holds only its latest words); what this gives tells it. */
export async function listen(region) {
  await expect(region).toHaveCount(1)
  await region.evaluate((region) => {
    window.__said = []
    new MutationObserver(() => window.__said.push(region.textContent)).observe(region, {
      characterData: true,
      childList: true,
      subtree: true,
    })
  })
  return () => region.page().evaluate(() => window.__said)
}
