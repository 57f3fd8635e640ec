// Splits a built program in two: what the first rows need, and what is loaded when they are there; and
// makes both small.
// Run: node xtask/split.mjs FOLDER PROGRAM, with wasm-split-cli, wasm-bindgen and wasm-opt on PATH;
// PROGRAM is the module as rustc made it, with its relocations

import { execFileSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { builtPage, integrity } from './page-files.mjs'

/** What the tool names the script that loads a part, and the part whose split point is `later`. */
const [LINK, PART] = ['__wasm_split.js', 'split_later.wasm']
const OPTIMISATIONS = [
  '--reorder-functions-by-name',
  '--flatten',
  '--rereloop',
  '-O1',
  '--shrink-level=2',
  '--rse',
  '--optimize-instructions',
  '--vacuum',
  '--duplicate-function-elimination',
  '--remove-unused-module-elements',
  '--strip-debug',
  '--strip-producers',
  '--strip-target-features',
]
/** What rustc's target has; a part does not say it of itself. */
const FEATURES = [
  'bulk-memory',
  'bulk-memory-opt',
  'multivalue',
  'mutable-globals',
  'nontrapping-float-to-int',
  'reference-types',
  'sign-ext',
].map((feature) => `--enable-${feature}`)

const [folder, program] = process.argv.slice(2)
const page = await builtPage(folder)
const work = await mkdtemp(join(tmpdir(), 'split-'))
try {
  const at = (name) => join(work, name)
  const bound = join(work, 'bound')
  run('wasm-split-cli', '--out-name', page.stem, program, work)
  // The part finds by their names what the linker exports.
  run('wasm-bindgen', '--target', 'web', '--no-typescript', '--keep-lld-exports', '--out-dir', bound, at(`${page.stem}.wasm`))

  await page.replace(page.wasm, await optimised(join(bound, `${page.stem}_bg.wasm`)))
  const part = await optimised(at(PART))
  await writeFile(page.laterWasm, part)

  const later = `${page.stem}_later`
  const script = await readFile(join(bound, `${page.stem}.js`), 'utf8')
  await page.replace(page.script, replaced(script, [[` from "./${LINK}"`, ` from "./${later}.js"`]]))
  const link = replaced(await readFile(at(LINK), 'utf8'), [
    [
      `new URL("./${PART}", import.meta.url)`,
      `new URL("./${later}.wasm", import.meta.url), { integrity: '${integrity(part)}' }`,
    ],
  ])
  await writeFile(page.laterScript, link)
} finally {
  await rm(work, { recursive: true })
}

function run(tool, ...options) {
  execFileSync(tool, options, { stdio: ['ignore', 'ignore', 'inherit'] })
}

async function optimised(file) {
  run('wasm-opt', file, '--output', file, '--quiet', ...FEATURES, ...OPTIMISATIONS)
  return readFile(file)
}

function replaced(text, pairs) {
  for (const [before, after] of pairs) {
    if (!text.includes(before)) throw new Error(`a script does not name ${before}`)
    text = text.replaceAll(before, after)
  }
  return text
}
