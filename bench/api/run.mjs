// Measures the API and its peer in turn, with the same requests over loopback, and prints a table.
//
//   npm ci && node run.mjs            needs wrk (Debian package) and a release build
//   STUDIO_BIN=…  SECONDS=…           another binary, other lengths of a run
import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, "../..");
const binary = process.env.STUDIO_BIN ?? join(root, "target/release/course-studio");
const seconds = Number(process.env.SECONDS ?? 8);
const ROUNDS = Number(process.env.ROUNDS ?? 3);
const DELETES = 10_000;
const BATCH = 1_000;

const servers = {
  "Course Studio": (folder, port) =>
    spawn(binary, ["--listen", `127.0.0.1:${port}`, "--data", folder, "--dist", join(folder, "none")]),
  "Fastify + better-sqlite3": (folder, port) =>
    spawn("node", [join(here, "peer.mjs")], {
      env: { ...process.env, PEER_PORT: port, PEER_DATA: join(folder, "peer.sqlite") },
    }),
};

let counter = 0;
function uuid() {
  const time = Date.now().toString(16).padStart(12, "0");
  const tail = (++counter).toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7abc-8def-${tail}`;
}

async function wrk(url, script, env = {}) {
  const run = async (length) => {
    const args = ["-t2", "-c32", `-d${length}s`, "--latency"];
    if (script) args.push("-s", join(here, script));
    const options = { env: { ...process.env, COURSE: "typography", ...env } };
    return (await promisify(execFile)("wrk", [...args, url], options)).stdout;
  };
  await run(1);
  const text = await run(seconds);
  const refused = /Non-2xx or 3xx responses: (\d+)/.exec(text);
  if (refused) throw new Error(`${refused[1]} requests were refused:\n${text}`);
  const latency = (share) => {
    const [, number, unit] = new RegExp(`${share}%\\s+([\\d.]+)(us|ms|s)`).exec(text);
    return Number(number) * { us: 1e-3, ms: 1, s: 1e3 }[unit];
  };
  const rate = Number(/Requests\/sec:\s+([\d.]+)/.exec(text)[1]);
  return { rate, p50: latency(50), p99: latency(99) };
}

async function send(method, url, body) {
  const headers = { "content-type": "application/json", "idempotency-key": uuid() };
  const answer = await fetch(url, { method, headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

async function deletes(base) {
  const ids = [];
  for (let at = 0; at < DELETES; at += 50) {
    const add = () => {
      const id = uuid();
      ids.push(id);
      const body = { id, title: `To delete ${ids.length}`, durationSeconds: 60 };
      return send("POST", `${base}/api/courses/typography/videos`, body);
    };
    await Promise.all(Array.from({ length: 50 }, add));
  }
  const times = [];
  const start = performance.now();
  for (let at = 0; at < DELETES; at += BATCH) {
    const operations = ids.slice(at, at + BATCH).map((id) => ({ key: uuid(), op: "delete", id }));
    const before = performance.now();
    const { results } = await send("POST", `${base}/api/operations`, { operations });
    times.push(performance.now() - before);
    if (!results.every((result) => result.ok)) throw new Error("a delete was refused");
  }
  const took = performance.now() - start;
  times.sort((a, b) => a - b);
  return { rate: (DELETES / took) * 1e3, p50: times[times.length >> 1], p99: times.at(-1) };
}

async function measure(start, port) {
  const folder = await mkdtemp(join(tmpdir(), "bench-"));
  const server = start(folder, String(port));
  const ended = new Promise((end) => server.once("exit", end));
  const base = `http://127.0.0.1:${port}`;
  try {
    for (let tries = 0; ; tries++) {
      const up = await fetch(`${base}/api/health`).then((answer) => answer.ok, () => false);
      if (up) break;
      if (tries > 200) throw new Error("the server does not answer");
      await new Promise((next) => setTimeout(next, 50));
    }
    const ids = [];
    for (let n = 0; n < 100; n++) {
      const body = { id: uuid(), title: `Lesson ${n}: measured, not guessed`, durationSeconds: 60 + n };
      ids.push((await send("POST", `${base}/api/courses/typography/videos`, body)).id);
    }
    const file = join(folder, "ids");
    await writeFile(file, ids.join("\n"));
    return {
      "list of 100": await wrk(`${base}/api/courses/typography/videos?limit=100`),
      update: await wrk(base, "update.lua", { IDS: file }),
      create: await wrk(base, "create.lua"),
      [`batch of ${BATCH} deletes (items)`]: await deletes(base),
    };
  } finally {
    server.kill("SIGTERM");
    await ended;
    await rm(folder, { recursive: true, force: true });
  }
}

// The servers take turns, so that both meet the same neighbours; the best round of each counts.
const best = {};
for (let round = 0; round < ROUNDS; round++) {
  for (const [name, start] of Object.entries(servers)) {
    const port = 19_000 + 2 * round + Object.keys(servers).indexOf(name);
    for (const [what, figures] of Object.entries(await measure(start, port))) {
      const kept = (best[what] ??= {})[name];
      if (!kept || kept.rate < figures.rate) best[what][name] = figures;
    }
  }
}

console.log(`${cpus().length} cores, 32 connections, best of ${ROUNDS} rounds of ${seconds} s\n`);
console.log("| what | server | a second | p50 ms | p99 ms |");
console.log("| --- | --- | ---: | ---: | ---: |");
for (const [what, rows] of Object.entries(best)) {
  for (const [name, { rate, p50, p99 }] of Object.entries(rows)) {
    const rounded = Math.round(rate).toLocaleString("en");
    console.log(`| ${what} | ${name} | ${rounded} | ${p50.toFixed(2)} | ${p99.toFixed(2)} |`);
  }
}
