CREATE TABLE IF NOT EXISTS meta (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    version INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    floor INTEGER NOT NULL
) STRICT;

-- The histories that led to these data, in order: a server begins one at each start.
CREATE TABLE IF NOT EXISTS timelines (
    place INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    begins_at INTEGER NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS courses (
    id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    description TEXT NOT NULL,
    video_count INTEGER NOT NULL,
    published_count INTEGER NOT NULL,
    duration INTEGER NOT NULL,
    revision INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS videos (
    id BLOB PRIMARY KEY,
    course TEXT NOT NULL REFERENCES courses (id),
    title TEXT NOT NULL,
    duration INTEGER NOT NULL,
    published INTEGER NOT NULL,
    rank TEXT NOT NULL,
    deleted_at INTEGER,
    revision INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS videos_in_order ON videos (course, rank, id) WHERE deleted_at IS NULL;
CREATE INDEX IF NOT EXISTS videos_in_trash ON videos (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX IF NOT EXISTS course_trash ON videos (course, deleted_at DESC, id) WHERE deleted_at IS NOT NULL;

-- One row a write: the event for followers, and the outcome for whoever repeats the key.
CREATE TABLE IF NOT EXISTS outbox (
    revision INTEGER PRIMARY KEY,
    key BLOB,
    fingerprint BLOB,
    at INTEGER NOT NULL,
    position INTEGER,
    video TEXT NOT NULL
) STRICT;

CREATE UNIQUE INDEX IF NOT EXISTS outbox_by_key ON outbox (key);

CREATE TABLE IF NOT EXISTS refused (
    key BLOB PRIMARY KEY,
    fingerprint BLOB NOT NULL,
    at INTEGER NOT NULL,
    id BLOB NOT NULL,
    refusal TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS refused_by_time ON refused (at);
