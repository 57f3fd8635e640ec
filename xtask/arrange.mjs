// Arranges a built page for a quick start: what the program needs is named first, and the style sheets
// are one file.
// Run: node xtask/arrange.mjs FOLDER

import { createHash } from 'node:crypto'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

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
const hash = (kind, form) => createHash(kind).update(styles).digest(form)
const sheet = `style-${hash('sha256', 'hex').slice(0, 16)}.css`
await writeFile(join(folder, sheet), styles)

// Not before the page's own scripts, which would wait for it.
const link = `<link rel="stylesheet" href="/${sheet}" integrity="sha384-${hash('sha384', 'base64')}">`
page = page.replace('</head>', `${link}\n  </head>`)
const ahead = take(/<link rel="(?:module)?preload"[^>]*>/g).map(([link]) => link)
const charset = '<meta charset="utf-8" />'
if (!page.includes(charset)) throw new Error('the page names no encoding')
page = page.replace(charset, () => [charset, ...ahead].join('\n    '))
await writeFile(file, page)
