// The files of a built page, which name each other: whoever changes one changes what it is checked by.

import { createHash } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What the page checks a file by before it runs it. */
export function integrity(content) {
  return `sha384-${createHash('sha384').update(content).digest('base64')}`
}

/** The built page in a folder, whose program Trunk has named by its content; a hash has no leading zeros. */
export async function builtPage(folder) {
  const found = (await readdir(folder)).map((file) => /^(.+-[0-9a-f]{8,})\.js$/.exec(file)?.[1]).filter(Boolean)
  if (found.length !== 1) throw new Error(`${folder} has ${found.length} programs, not one`)
  const [stem] = found
  const at = (name) => join(folder, name)
  return {
    stem,
    script: at(`${stem}.js`),
    wasm: at(`${stem}_bg.wasm`),
    /** What is loaded after the first rows, and what loads it. */
    laterWasm: at(`${stem}_later.wasm`),
    laterScript: at(`${stem}_later.js`),
    index: at('index.html'),

    /** Replaces a file, and what `index.html` checks it by. */
    async replace(file, content) {
      const before = await readFile(file)
      await writeFile(file, content)
      const page = await readFile(this.index, 'utf8')
      await writeFile(this.index, page.replaceAll(integrity(before), integrity(content)))
    },
  }
}
