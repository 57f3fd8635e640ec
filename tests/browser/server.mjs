import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const READY_WITHIN_MS = 15_000
const STOPPED_WITHIN_MS = 5_000

/**
 * Starts the studio's server on a free port, with an empty data folder of its own; `dist` is another
 * page than the studio's.
 */
export async function startServer(args = ['--allow-faults'], dist) {
  const server = new Server(await freePort(), await mkdtemp(join(tmpdir(), 'course-studio-')), args, dist)
  try {
    await server.start()
  } catch (error) {
    await rm(server.data, { recursive: true, force: true })
    throw error
  }
  return server
}

/** One server. Its address and its data outlive a crash, so that tests can take it down and back. */
export class Server {
  #process
  #output = ''

  constructor(port, data, args, dist = process.env.STUDIO_DIST || join(root, 'dist')) {
    this.url = `http://127.0.0.1:${port}`
    this.data = data
    this.args = ['--listen', `127.0.0.1:${port}`, '--data', data, '--dist', dist, ...args]
  }

  /** Runs it and waits until it answers. */
  async start() {
    const binary = process.env.STUDIO_BIN || join(root, 'target/release/course-studio')
    const child = spawn(binary, this.args)
    this.#process = child
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (text) => (this.#output = (this.#output + text).slice(-20_000)))
    }
    let ended
    child.on('error', (error) => (ended = error.message))
    child.on('exit', (code, signal) => (ended = `it ended with ${signal ?? code}`))

    for (const start = Date.now(); ; await sleep(20)) {
      const healthy = await fetch(`${this.url}/api/health`).then((it) => it.ok, () => false)
      if (healthy && !ended) return
      if (!ended && Date.now() - start < READY_WITHIN_MS) continue
      child.kill('SIGKILL')
      throw new Error(`the server is not ready: ${ended ?? 'no answer'}\n${this.#output}`)
    }
  }

  /** Takes it down without a word, as a power cut would. */
  async crash() {
    await this.#end('SIGKILL')
  }

  /** Stops it as an operator would, and removes its data. */
  async stop() {
    const code = await this.#end('SIGTERM')
    await rm(this.data, { recursive: true, force: true })
    if (code !== 0) throw new Error(`the server did not stop well (${code}):\n${this.#output}`)
  }

  /** What it printed, its last part. */
  get output() {
    return this.#output
  }

  async #end(signal) {
    const child = this.#process
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
    const exit = new Promise((resolve) => child.once('exit', (code, by) => resolve(code ?? by)))
    const late = setTimeout(() => child.kill('SIGKILL'), STOPPED_WITHIN_MS)
    child.kill(signal)
    const code = await exit
    clearTimeout(late)
    return code
  }
}

/** Calls the API; an answer that is no success is an error that quotes it. */
export async function api(server, path, { method = 'GET', body, headers = {} } = {}) {
  const answer = await fetch(`${server.url}/api${path}`, {
    method,
    headers: body === undefined ? headers : { 'content-type': 'application/json', ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
  return text ? JSON.parse(text) : undefined
}

export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => resolve(port))
    })
  })
}
