import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from './server.mjs'

/** nginx in front of a server, as an operator would set it up: it answers 502 while that is down. */
export class Proxy {
  #process
  #folder

  /**
   * Runs it on a port of its own, and waits until it answers. `host` is what it tells the server to be
   * asked for, an nginx variable by default.
   */
  static async start(server, host = '$http_host') {
    const proxy = new Proxy()
    const port = await freePort()
    proxy.url = `http://127.0.0.1:${port}`
    proxy.#folder = await mkdtemp(join(tmpdir(), 'course-studio-proxy-'))
    await writeFile(join(proxy.#folder, 'nginx.conf'), configuration(port, server.url, host))
    const options = ['-p', proxy.#folder, '-c', 'nginx.conf', '-e', 'stderr', '-g', 'daemon off;']
    proxy.#process = spawn(process.env.NGINX || '/usr/sbin/nginx', options)
    let output = ''
    proxy.#process.stderr.on('data', (text) => (output = (output + text).slice(-4_000)))
    for (const start = Date.now(); Date.now() - start < 10_000; await sleep(20)) {
      if (await fetch(proxy.url).then(() => true, () => false)) return proxy
    }
    throw new Error(`nginx does not answer: ${output}`)
  }

  async stop() {
    const exit = new Promise((resolve) => this.#process.once('exit', resolve))
    this.#process.kill('SIGTERM')
    await exit
    await rm(this.#folder, { recursive: true, force: true })
  }
}

function configuration(port, url, host) {
  return `
pid nginx.pid;
worker_processes 1;
events { worker_connections 256; }
http {
  access_log off;
  client_body_temp_path body;
  proxy_temp_path proxy;
  fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
  map $http_upgrade $connection_upgrade { default upgrade; '' ''; }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass ${url};
      proxy_http_version 1.1;
      proxy_buffering off;
      proxy_set_header Host ${host};
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_upgrade;
    }
  }
}
`
}
