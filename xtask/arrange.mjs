// Arranges a built page for a quick start: what the program needs is named first and compiled while it
// arrives, and the style sheets are in the page, so that its first paint waits for nothing else.
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

const sheets = take(/\s*<link rel="stylesheet" href="\/([^"]+)"[^>]*>/g).map(([, name]) => name)
const styles = (await Promise.all(sheets.map((name) => readFile(join(folder, name), 'utf8')))).join('\n')
await Promise.all(sheets.map((name) => rm(join(folder, name))))
if (styles.includes('</style')) throw new Error('the style sheets cannot be in the page')
// Not before the page's own scripts, so that these ask for their data first.
page = page.replace('</head>', () => `<style>${styles}</style>\n  </head>`)
// What loads the rest of the program is a part of the script, so it is named with it.
const { laterScript, stem } = await builtPage(folder)
const loader = `<link rel="modulepreload" href="/${stem}_later.js" crossorigin="anonymous" integrity="${integrity(await readFile(laterScript))}">`
const ahead = take(/<link rel="(?:module)?preload"[^>]*>/g).map(([link]) => link)
const charset = '<meta charset="utf-8" />'
if (!page.includes(charset)) throw new Error('the page names no encoding')
page = page.replace(charset, () => [charset, ...ahead, loader].join('\n    '))
const start = 'module_or_path: '
if (!page.includes(start)) throw new Error('the page does not start the program')
page = page.replace(start, `${start}window.early.program ?? `)
await writeFile(file, page)
