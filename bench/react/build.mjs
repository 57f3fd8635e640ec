// Bundles the peer for production into dist, with the style sheets of the built page that it is
// measured against.
//
//   npm ci && node build.mjs
//   STUDIO_DIST=…                     a built page elsewhere
import { build } from 'esbuild'
import { createHash } from 'node:crypto'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const studio = process.env.STUDIO_DIST || resolve(here, '../../dist')
const dist = join(here, 'dist')

const { outputFiles } = await build({
  entryPoints: [join(here, 'src/main.jsx')],
  bundle: true,
  write: false,
  minify: true,
  format: 'esm',
  target: 'es2023',
  jsx: 'automatic',
  define: { 'process.env.NODE_ENV': '"production"' },
  logLevel: 'warning',
})
const [{ contents }] = outputFiles
// The server has files cached for good when they carry a hash like this in their name.
const script = `peer-${createHash('sha256').update(contents).digest('hex').slice(0, 16)}.js`

const page = await readFile(join(studio, 'index.html'), 'utf8')
const styles = [...page.matchAll(/<style>([^]*?)<\/style>/g)].map(([, sheet]) => sheet).join('\n')
if (!styles) throw new Error(`no style sheet in ${studio}/index.html`)
const sheet = `style-${createHash('sha256').update(styles).digest('hex').slice(0, 16)}.css`

await rm(dist, { recursive: true, force: true })
await mkdir(dist)
await writeFile(join(dist, script), contents)
await writeFile(join(dist, sheet), styles)
const html = (await readFile(join(here, 'index.html'), 'utf8'))
  .replace('<!-- styles -->', `<link rel="stylesheet" href="/${sheet}" />`)
  .replace('<!-- script -->', `<script type="module" src="/${script}"></script>`)
await writeFile(join(dist, 'index.html'), html)
console.log(`built ${dist}: ${Math.round(contents.length / 1_000)} KB of JavaScript`)
