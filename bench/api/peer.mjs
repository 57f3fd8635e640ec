// The peer: Fastify and better-sqlite3 as their documentation advises, without keys, revisions and
// an outbox. Writes are durable against a crash of the process, not of the machine
// (`synchronous=NORMAL`).
import Database from "better-sqlite3";
import fastify from "fastify";
import { randomUUID } from "node:crypto";

const db = new Database(process.env.PEER_DATA);
db.pragma("journal_mode = WAL");
db.pragma("synchronous = NORMAL");
db.exec(`
  CREATE TABLE videos (
    id TEXT PRIMARY KEY, course TEXT NOT NULL, title TEXT NOT NULL, duration INTEGER NOT NULL,
    published INTEGER NOT NULL, position INTEGER NOT NULL, deleted INTEGER NOT NULL DEFAULT 0
  ) WITHOUT ROWID;
  CREATE INDEX videos_in_order ON videos (course, position) WHERE deleted = 0;
`);
const add = db.prepare(
  "INSERT INTO videos (id, course, title, duration, published, position) VALUES (?, ?, ?, ?, 0, ?)",
);
const list = db.prepare(
  "SELECT * FROM videos WHERE course = ? AND deleted = 0 ORDER BY position LIMIT ? OFFSET ?",
);
const read = db.prepare("SELECT * FROM videos WHERE id = ? AND deleted = 0");
const change = db.prepare("UPDATE videos SET title = ?, duration = ?, published = ? WHERE id = ?");
const remove = db.prepare("UPDATE videos SET deleted = 1 WHERE id = ? AND deleted = 0");

const view = (row) => ({
  id: row.id,
  courseId: row.course,
  title: row.title,
  durationSeconds: row.duration,
  published: row.published === 1,
  position: row.position,
});
const video = {
  type: "object",
  properties: {
    id: { type: "string" },
    courseId: { type: "string" },
    title: { type: "string" },
    durationSeconds: { type: "integer" },
    published: { type: "boolean" },
    position: { type: "integer" },
  },
};
const fields = {
  title: { type: "string", minLength: 1, maxLength: 200 },
  durationSeconds: { type: "integer", minimum: 0, maximum: 86_400 },
};
const results = {
  type: "object",
  properties: {
    results: {
      type: "array",
      items: { type: "object", properties: { id: { type: "string" }, ok: { type: "boolean" } } },
    },
  },
};

const app = fastify({ bodyLimit: 1 << 20 });
let last = 0;

app.get(
  "/api/courses/:course/videos",
  {
    schema: {
      response: {
        200: { type: "object", properties: { items: { type: "array", items: video } } },
      },
    },
  },
  (request, reply) => {
    const { limit = -1, offset = 0 } = request.query;
    reply.send({ items: list.all(request.params.course, limit, offset).map(view) });
  },
);

app.post(
  "/api/courses/:course/videos",
  {
    schema: {
      body: {
        type: "object",
        required: ["title", "durationSeconds"],
        properties: { id: { type: "string" }, ...fields },
      },
      response: { 201: video },
    },
  },
  (request, reply) => {
    const { id = randomUUID(), title, durationSeconds } = request.body;
    const position = ++last;
    add.run(id, request.params.course, title, durationSeconds, position);
    const row = { id, course: request.params.course, title, duration: durationSeconds, published: 0 };
    reply.code(201).send(view({ ...row, position }));
  },
);

app.patch(
  "/api/videos/:id",
  {
    schema: {
      body: { type: "object", properties: { ...fields, published: { type: "boolean" } } },
      response: { 200: video },
    },
  },
  (request, reply) => {
    const row = read.get(request.params.id);
    if (!row) return reply.code(404).send();
    const { title = row.title, durationSeconds = row.duration } = request.body;
    const { published = row.published === 1 } = request.body;
    change.run(title, durationSeconds, published ? 1 : 0, row.id);
    reply.send(view({ ...row, title, duration: durationSeconds, published: published ? 1 : 0 }));
  },
);

const batch = db.transaction((operations) =>
  operations.map(({ id }) => ({ id, ok: remove.run(id).changes === 1 })),
);
app.post("/api/operations", { schema: { response: { 207: results } } }, (request, reply) => {
  reply.code(207).send({ results: batch(request.body.operations) });
});

app.get("/api/health", (_, reply) => reply.send({ status: "ok" }));

await app.listen({ host: "127.0.0.1", port: Number(process.env.PEER_PORT) });
