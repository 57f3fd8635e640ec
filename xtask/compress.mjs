// Writes FILE.br and FILE.gz beside every file of a folder, so that the server need not compress.
// Run: node xtask/compress.mjs FOLDER

import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

const [folder] = process.argv.slice(2)
if (!folder) {
  console.error('usage: node xtask/compress.mjs FOLDER')
  process.exit(2)
}

const brotli = (content) =>
  promisify(brotliCompress)(content, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    },
  })

const entries = await readdir(folder, { recursive: true, withFileTypes: true })
const files = entries
  .filter((entry) => entry.isFile() && !entry.name.startsWith('.') && !/\.(br|gz)$/.test(entry.name))
  .map((entry) => join(entry.parentPath ?? entry.path, entry.name))

const sums = { plain: 0, br: 0, gz: 0 }
await Promise.all(
  files.map(async (file) => {
    const content = await readFile(file)
    const [br, gz] = await Promise.all([brotli(content), promisify(gzip)(content, { level: 9 })])
    await Promise.all([writeFile(`${file}.br`, br), writeFile(`${file}.gz`, gz)])
    sums.plain += content.length
    sums.br += br.length
    sums.gz += gz.length
  }),
)

const kb = (bytes) => `${(bytes / 1000).toFixed(1)} KB`
console.log(
  `compressed ${files.length} files: ${kb(sums.plain)}, brotli ${kb(sums.br)}, gzip ${kb(sums.gz)}`,
)
