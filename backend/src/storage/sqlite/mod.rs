//! SQLite: one connection that writes, any number that read beside it.
//!
//! The write-ahead log lets readers go on while the writer commits; `synchronous=FULL` makes a
//! commit durable before it is acknowledged.

mod checkpoint;
mod read;
mod write;

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
};

use checkpoint::Checkpoints;
use rusqlite::{Connection, OpenFlags, config::DbConfig};
use shared::{Course, CourseId, Revision, Timeline, Timestamp, Video, VideoId};
use uuid::Uuid;

use super::{
    Change, Done, Event, Fingerprint, KEPT_TIMELINES, KeyRecord, PlacedAt, Refused, Snapshot,
    Storage, StorageError, Timelines, VideoPage, Window, order::Order,
};

/// The version of the tables; a file of another version is refused. A table that is merely added
/// makes no new version, since it is created where it is missing.
const SCHEMA_VERSION: i64 = 1;
/// Most videos that are kept in memory.
const RECENT: usize = 4_096;

/// The writer's connection.
pub struct SqliteStorage {
    conn: Connection,
    /// The last revision given, committed or not.
    revision: Revision,
    courses: HashMap<CourseId, CourseRow>,
    /// The order of each course that was written to; built when first needed.
    orders: HashMap<CourseId, Order>,
    /// Videos as they were last written: a video that is edited is often edited again.
    recent: HashMap<VideoId, Video>,
    file: Option<PathBuf>,
    checkpoints: Option<Checkpoints>,
}

/// A course as the writer knows it: the sums are written once a transaction.
struct CourseRow {
    course: Course,
    dirty: bool,
}

/// A connection that only reads.
pub struct SqliteReader(Connection);

impl SqliteStorage {
    /// Opens the file, or makes it.
    ///
    /// # Errors
    /// What SQLite reports, or a file of another version of this program.
    pub fn open(path: &Path) -> Result<Self, StorageError> {
        let conn = Connection::open(path)?;
        conn.pragma_update(None, "journal_mode", "WAL")?;
        conn.pragma_update(None, "synchronous", "FULL")?;
        conn.pragma_update(None, "wal_autocheckpoint", 0)?;
        conn.pragma_update(None, "cache_size", -65_536)?;
        let mut storage = Self::prepare(conn, Some(path.to_owned()))?;
        storage.checkpoints = Some(Checkpoints::start(path)?);
        Ok(storage)
    }

    /// A database in memory, for tests: it has no readers beside it.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn in_memory() -> Result<Self, StorageError> {
        Self::prepare(Connection::open_in_memory()?, None)
    }

    /// Another connection, for reading.
    ///
    /// # Errors
    /// What SQLite reports; a database in memory has no other connections.
    pub fn reader(&self) -> Result<SqliteReader, StorageError> {
        let path = self
            .file
            .as_ref()
            .ok_or_else(|| StorageError::new("in memory"))?;
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let conn = Connection::open_with_flags(path, flags)?;
        prepare(&conn)?;
        Ok(SqliteReader(conn))
    }

    fn prepare(conn: Connection, file: Option<PathBuf>) -> Result<Self, StorageError> {
        prepare(&conn)?;
        conn.execute_batch(include_str!("schema.sql"))?;
        conn.execute(
            "INSERT INTO meta (only_row, version, revision, floor) \
             SELECT 1, ?1, 0, 0 WHERE NOT EXISTS (SELECT * FROM meta)",
            [SCHEMA_VERSION],
        )?;
        let version: i64 = conn.query_row("SELECT version FROM meta", [], |row| row.get(0))?;
        if version != SCHEMA_VERSION {
            return Err(StorageError::new(format!(
                "the database has version {version}, this program needs {SCHEMA_VERSION}"
            )));
        }
        let mut storage = Self {
            conn,
            revision: 0,
            courses: HashMap::new(),
            orders: HashMap::new(),
            recent: HashMap::new(),
            file,
            checkpoints: None,
        };
        storage.reload()?;
        Ok(storage)
    }

    /// Reads again what is cached in memory.
    fn reload(&mut self) -> Result<(), StorageError> {
        self.revision = read::revision(&self.conn)?;
        self.orders.clear();
        self.recent.clear();
        self.courses = read::courses(&self.conn)?
            .into_iter()
            .map(|course| {
                (
                    course.id.clone(),
                    CourseRow {
                        course,
                        dirty: false,
                    },
                )
            })
            .collect();
        Ok(())
    }
}

/// Sets what every connection needs.
fn prepare(conn: &Connection) -> Result<(), StorageError> {
    conn.set_prepared_statement_cache_capacity(64);
    conn.busy_timeout(std::time::Duration::from_secs(5))?;
    // Without it SQLite plans some statements anew for each value that is bound to them, which
    // costs more than all the rest of a write.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(())
}

/// Implements reading for both kinds of connection. Between `begin` and `commit` the writer reads
/// its own writes, but the sums of courses and the revision of the last commit.
macro_rules! snapshot {
    ($type:ty, $conn:tt, $video:expr) => {
        impl Snapshot for $type {
            fn revision(&mut self) -> Result<Revision, StorageError> {
                Ok(read::revision(&self.$conn)?)
            }

            fn floor(&mut self) -> Result<Revision, StorageError> {
                Ok(read::floor(&self.$conn)?)
            }

            fn timelines(&mut self) -> Result<Timelines, StorageError> {
                Ok(read::timelines(&self.$conn)?)
            }

            fn courses(&mut self) -> Result<(Vec<Course>, Revision), StorageError> {
                Ok(read::consistently(&self.$conn, |conn| {
                    let courses = read::courses(conn)?.into_iter().collect();
                    Ok((courses, read::revision(conn)?))
                })?)
            }

            fn video(&mut self, id: VideoId) -> Result<Option<Video>, StorageError> {
                $video(self, id)
            }

            fn placed_video(&mut self, id: VideoId) -> Result<Option<PlacedAt>, StorageError> {
                Ok(read::placed_video(&self.$conn, id)?)
            }

            fn videos(
                &mut self,
                course: &CourseId,
                window: Window,
            ) -> Result<Option<VideoPage>, StorageError> {
                Ok(read::videos(&self.$conn, course, window)?)
            }

            fn trash(
                &mut self,
                course: &CourseId,
                limit: usize,
            ) -> Result<Option<(Vec<Video>, Revision)>, StorageError> {
                Ok(read::trash(&self.$conn, course, limit)?)
            }

            fn events_after(
                &mut self,
                revision: Revision,
                limit: usize,
            ) -> Result<Vec<Event>, StorageError> {
                Ok(read::events_after(&self.$conn, revision, limit)?)
            }

            fn recorded(&mut self, key: Uuid) -> Result<Option<KeyRecord>, StorageError> {
                Ok(read::recorded(&self.$conn, key)?)
            }
        }
    };
}

snapshot!(SqliteReader, 0, |reader: &Self, id| Ok(read::video(
    &reader.0, id
)?));
snapshot!(SqliteStorage, conn, Self::recent_video);

impl SqliteStorage {
    fn recent_video(&mut self, id: VideoId) -> Result<Option<Video>, StorageError> {
        match self.recent.get(&id) {
            Some(video) => Ok(Some(video.clone())),
            None => Ok(read::video(&self.conn, id)?),
        }
    }
}
