// Writes the service worker of a built page: which files it keeps, and what each must be.
// Run: node xtask/worker.mjs FOLDER

import { createHash } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const [folder] = process.argv.slice(2)
const source = await readFile(fileURLToPath(new URL('../frontend/studio/worker.js', import.meta.url)), 'utf8')
const names = (await readdir(folder)).filter((name) => /\.(html|css|js|wasm)$/.test(name) && name !== 'worker.js')

const files = {}
for (const name of names.sort()) {
  const hash = createHash('sha384').update(await readFile(join(folder, name))).digest('base64')
  files[`/${name}`] = `sha384-${hash}`
}
const list = JSON.stringify(files, undefined, 2)
const version = createHash('sha256').update(source).update(list).digest('hex').slice(0, 16)

let worker = source
for (const [place, value] of [
  ['const FILES = {}', `const FILES = ${list}`],
  ["const VERSION = ''", `const VERSION = '${version}'`],
]) {
  if (!worker.includes(place)) throw new Error(`the worker has no place for ${place}`)
  worker = worker.replace(place, () => value)
}
await writeFile(join(folder, 'worker.js'), worker)
