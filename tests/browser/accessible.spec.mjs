import AxeBuilder from '@axe-core/playwright'
import { expect, test } from './fixture.mjs'
import { lookAt, screens } from './screens.mjs'

const STANDARDS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** Other colours and nothing else; how much these stand out is all that they can change. */
const COLOURS = ['color-contrast']

/** How people look at the page, and the rules that count then: all, unless some are named. */
const modes = {
  light: { colorScheme: 'light' },
  dark: { colorScheme: 'dark', rules: COLOURS },
  'more contrast': { colorScheme: 'light', contrast: 'more', rules: COLOURS },
  'more contrast in the dark': { colorScheme: 'dark', contrast: 'more', rules: COLOURS },
  'colours of the system': { colorScheme: 'dark', forcedColors: 'active', rules: COLOURS },
  'on a phone': { width: 390, height: 844 },
  'on a phone that is turned': { width: 640, height: 360 },
}

test.use({ count: 8 })
// Each looks at the page seven times.
test.slow()

for (const [name, show] of Object.entries(screens)) {
  test(`is accessible in every mode: ${name} @once`, async ({ context, page, server, studio }) => {
    await show({ context, page, server, studio })
    const found = []
    for (const [mode, { rules, ...look }] of Object.entries(modes)) {
      await lookAt(page, look)
      found.push(...(await faults(page, rules)).map((fault) => `${mode}: ${fault}`))
    }
    expect(found).toEqual([])
  })
}

/** What breaks these rules, or any of the standards, and where. */
async function faults(page, rules) {
  const axe = new AxeBuilder({ page })
  const { violations } = await (rules ? axe.withRules(rules) : axe.withTags(STANDARDS)).analyze()
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary}`),
  )
}
