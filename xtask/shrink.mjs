// Makes a built page smaller: its JavaScript without what people need, and short names for what wasm
// and JavaScript call each other by (each of the hundreds of imports carries a hash in its name).
// Run: node xtask/shrink.mjs FOLDER, with terser on PATH

import { execFileSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { builtPage } from './page-files.mjs'

const IMPORT_SECTION = 2

const [folder] = process.argv.slice(2)
const page = await builtPage(folder)
const names = new Map()
await page.replace(page.wasm, renameImports(await readFile(page.wasm)))
let script = await readFile(page.script, 'utf8')
for (const [name, short] of names) {
  const whole = new RegExp(`\\b${name}\\b`, 'g')
  if (!whole.test(script)) throw new Error(`the script does not offer ${name}`)
  script = script.replace(whole, () => short)
}
await page.replace(page.script, await shrunk(script))
await writeFile(page.laterScript, await shrunk(await readFile(page.laterScript, 'utf8')))

async function shrunk(script) {
  const work = await mkdtemp(join(tmpdir(), 'shrink-'))
  try {
    const file = join(work, 'script.js')
    await writeFile(file, script)
    execFileSync('terser', [file, '--module', '--compress', 'passes=2', '--mangle', '--output', file])
    return await readFile(file)
  } finally {
    await rm(work, { recursive: true })
  }
}

/** The module with short names for the imports that wasm-bindgen made, which are noted in `names`. */
function renameImports(module) {
  const parts = [module.subarray(0, 8)]
  for (let at = 8; at < module.length; ) {
    const [size, start] = number(module, at + 1)
    const end = start + size
    if (module[at] === IMPORT_SECTION) {
      const body = imports(module.subarray(start, end))
      parts.push(Buffer.from([IMPORT_SECTION]), bytes(body.length), body)
    } else {
      parts.push(module.subarray(at, end))
    }
    at = end
  }
  return Buffer.concat(parts)
}

function imports(section) {
  const [count, first] = number(section, 0)
  const parts = [bytes(count)]
  let at = first
  for (let left = count; left > 0; left -= 1) {
    const [length, text] = number(section, at)
    parts.push(section.subarray(at, text + length))
    const [nameLength, nameStart] = number(section, text + length)
    const nameEnd = nameStart + nameLength
    const name = Buffer.from(shortened(section.toString('utf8', nameStart, nameEnd)))
    parts.push(bytes(name.length), name)
    at = afterDescription(section, nameEnd)
    parts.push(section.subarray(nameEnd, at))
  }
  return Buffer.concat(parts)
}

function shortened(name) {
  if (!name.startsWith('__wb')) return name
  if (!names.has(name)) names.set(name, `$${names.size.toString(36)}`)
  return names.get(name)
}

/** Where an import's description ends: a function, a table, a memory or a global. */
function afterDescription(section, at) {
  const limits = (flags) => {
    const [, next] = number(section, flags + 1)
    return section[flags] & 1 ? number(section, next)[1] : next
  }
  switch (section[at]) {
    case 0:
      return number(section, at + 1)[1]
    case 1:
      return limits(at + 2)
    case 2:
      return limits(at + 1)
    case 3:
      return at + 3
    default:
      throw new Error(`an import of kind ${section[at]}`)
  }
}

/** An unsigned number (LEB128) and where it ends. */
function number(from, at) {
  let [value, shift] = [0, 1]
  for (;;) {
    const byte = from[at]
    at += 1
    value += (byte & 127) * shift
    shift *= 128
    if (byte < 128) return [value, at]
  }
}

function bytes(value) {
  const all = []
  do {
    const rest = Math.floor(value / 128)
    all.push((value % 128) | (rest ? 128 : 0))
    value = rest
  } while (value)
  return Buffer.from(all)
}
