//! Moves the write-ahead log into the database beside the writer, which would otherwise stand
//! still for it now and then.
//!
//! While the writer goes on, its newest pages stay in the log, which could then never start over.
//! So when the log is long, the writer takes the last step itself: little is left to move then.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread,
    time::Duration,
};

use rusqlite::Connection;

use crate::storage::StorageError;

/// How long writes gather before they are moved.
const PAUSE: Duration = Duration::from_millis(200);
/// Pages of a log that is long.
const LONG: i64 = 8_192;

/// The thread that moves; it ends with this handle.
pub(super) struct Checkpoints {
    wanted: SyncSender<()>,
    nearly_done: Arc<AtomicBool>,
}

impl Checkpoints {
    pub(super) fn start(path: &Path) -> Result<Self, StorageError> {
        let conn = Connection::open(path)?;
        let (wanted, wishes) = sync_channel(1);
        let nearly_done = Arc::new(AtomicBool::new(false));
        let tell = Arc::clone(&nearly_done);
        thread::Builder::new()
            .name("checkpoint".into())
            .spawn(move || run(&conn, &wishes, &tell))
            .map_err(StorageError::new)?;
        Ok(Self {
            wanted,
            nearly_done,
        })
    }

    /// To be called by the writer, outside a transaction.
    pub(super) fn after_commit(&self, writer: &Connection) {
        // Full means that it is wanted already.
        let _ = self.wanted.try_send(());
        if self.nearly_done.swap(false, Ordering::AcqRel) {
            checkpoint(writer);
        }
    }
}

fn run(conn: &Connection, wishes: &Receiver<()>, nearly_done: &AtomicBool) {
    while wishes.recv().is_ok() {
        thread::sleep(PAUSE);
        if checkpoint(conn).is_some_and(|(log, moved)| log > LONG && moved < log) {
            nearly_done.store(true, Ordering::Release);
        }
    }
}

/// The log's pages, and how many of them are in the database now.
fn checkpoint(conn: &Connection) -> Option<(i64, i64)> {
    let result = conn.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |row| {
        Ok((row.get(1)?, row.get(2)?))
    });
    // Nothing is lost by it: the log only stays longer.
    result
        .inspect_err(|error| tracing::warn!(%error, "checkpoint"))
        .ok()
}
