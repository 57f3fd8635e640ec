-- A database of the first version of the program, with a course, a video and two
-- recorded keys, which are dated so late that they are not purged.

CREATE TABLE meta (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    version INTEGER NOT NULL,
    instance TEXT NOT NULL,
    revision INTEGER NOT NULL,
    floor INTEGER NOT NULL
) STRICT;

CREATE TABLE courses (
    id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    description TEXT NOT NULL,
    video_count INTEGER NOT NULL,
    published_count INTEGER NOT NULL,
    duration INTEGER NOT NULL,
    revision INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE videos (
    id BLOB PRIMARY KEY,
    course TEXT NOT NULL REFERENCES courses (id),
    title TEXT NOT NULL,
    duration INTEGER NOT NULL,
    published INTEGER NOT NULL,
    rank TEXT NOT NULL,
    deleted_at INTEGER,
    revision INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX videos_in_order ON videos (course, rank, id) WHERE deleted_at IS NULL;
CREATE INDEX videos_in_trash ON videos (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX course_trash ON videos (course, deleted_at DESC, id) WHERE deleted_at IS NOT NULL;

-- One row a write: the event for followers, and the outcome for whoever repeats the key.
CREATE TABLE outbox (
    revision INTEGER PRIMARY KEY,
    key BLOB,
    fingerprint BLOB,
    at INTEGER NOT NULL,
    position INTEGER,
    video TEXT NOT NULL
) STRICT;

CREATE UNIQUE INDEX outbox_by_key ON outbox (key);

CREATE TABLE refused (
    key BLOB PRIMARY KEY,
    fingerprint BLOB NOT NULL,
    at INTEGER NOT NULL,
    id BLOB NOT NULL,
    refusal TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX refused_by_time ON refused (at);

INSERT INTO meta VALUES (1, 1, '0123abcd', 3, 0);
INSERT INTO courses VALUES ('c1', 'A course', '', 1, 1, 60, 3);
INSERT INTO videos VALUES (
    x'0190a1b200007000800000000000000a', 'c1', 'Second title', 60, 1, 'i00000000', NULL, 3
);
INSERT INTO outbox VALUES (
    3, x'0190a1b2000070008000000000000001', NULL, 4102444800000, 1,
    '{"id":"0190a1b2-0000-7000-8000-00000000000a","courseId":"c1","title":"Second title","durationSeconds":60,"published":true,"rank":"i00000000","revision":3}'
);
INSERT INTO refused VALUES (
    x'0190a1b2000070008000000000000002', x'00000000000000000000000000000000', 4102444800000,
    x'0190a1b200007000800000000000000b', 'not-found'
);
