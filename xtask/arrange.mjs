// Arranges a built page for a quick start: the first paint waits for the page itself and two of its style
// sheets. All else is in a template, which a script (early.js) takes out after that paint: the other sheets,
// what the program needs by name, so that it is compiled while it arrives, and the program's start.
// Run: node xtask/arrange.mjs FOLDER

import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { builtPage, integrity } from './page-files.mjs'

const [folder] = process.argv.slice(2)
const file = join(folder, 'index.html')
let page = await readFile(file, 'utf8')

/** Takes all elements of a kind out of the page. */
function take(element) {
  const found = [...page.matchAll(element)]
  if (!found.length) throw new Error(`the page has nothing like ${element}`)
  page = page.replaceAll(element, '')
  return found
}

/** The sheets that the first paint needs. */
const FIRST = /^(tokens|first)-/

const sheets = take(/\s*<link rel="stylesheet" href="\/([^"]+)"[^>]*>/g).map(([, name]) => name)
const style = async (names) => {
  const styles = (await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')))).join('\n')
  if (styles.includes('</style')) throw new Error('the style sheets cannot be in the page')
  return `<style>${styles}</style>`
}
const first = sheets.filter((name) => FIRST.test(name))
if (first.length !== 2) throw new Error(`the first paint waits for ${first}`)
const [early, later] = [await style(first), await style(sheets.filter((name) => !FIRST.test(name)))]
await Promise.all(sheets.map((name) => rm(join(folder, name))))
page = page.replace('</head>', () => `${early}\n  </head>`)
// What loads the rest of the program is a part of the script, so it is named with it.
const { laterScript, stem } = await builtPage(folder)
const loader = `<link rel="modulepreload" href="/${stem}_later.js" crossorigin="anonymous" integrity="${integrity(await readFile(laterScript))}">`
const ahead = take(/<link rel="(?:module)?preload"[^>]*>/g).map(([link]) => link)
const [[start], ...others] = take(/<script type="module">[^]*?<\/script>/g)
if (others.length) throw new Error('the page has more than one program')
const path = 'module_or_path: '
if (!start.includes(path)) throw new Error('the page does not start the program')
const begin = start.replace(path, `${path}window.early.program ?? `)
const place = '<template id="after-first-paint"></template>'
if (!page.includes(place)) throw new Error('the page has no place for what follows its first paint')
const rest = [...ahead, loader, later, begin].join('\n      ')
page = page.replace(place, () => place.replace('><', `>\n      ${rest}\n    <`))
await writeFile(file, page)
