//! Reads: a pool of connections, and a cache of lists as bytes that are ready to send.

use std::{
    collections::HashMap,
    io::Write,
    sync::{Arc, Mutex, PoisonError},
};

use bytes::Bytes;
use shared::{CourseId, Revision};

use crate::{
    storage::{Snapshot, StorageError, VideoPage, Window},
    writer::Unavailable,
};

/// Most lists in the cache.
const KEPT_LISTS: usize = 256;
/// The size from which on lists are cached compressed too, in bytes.
const COMPRESS_FROM: usize = 16 * 1_024;

/// The readers' connections and the cached lists.
pub struct Reads {
    idle: Mutex<Vec<Box<dyn Snapshot>>>,
    permits: tokio::sync::Semaphore,
    lists: Mutex<HashMap<(CourseId, Window), CachedList>>,
}

/// A course's list as it is sent.
#[derive(Clone)]
pub struct CachedList {
    /// The JSON.
    pub body: Bytes,
    /// The JSON under gzip, where that is worth it.
    pub gzip: Option<Bytes>,
    /// The revision that it shows.
    pub revision: Revision,
    /// The course's own revision.
    course_revision: Revision,
    /// The JSON without its last field, the revision.
    prefix: Bytes,
}

impl Reads {
    /// A pool of these connections.
    pub fn new(connections: Vec<Box<dyn Snapshot>>) -> Self {
        Self {
            permits: tokio::sync::Semaphore::new(connections.len()),
            idle: Mutex::new(connections),
            lists: Mutex::default(),
        }
    }

    /// Runs `read` on a connection of the pool, on a thread for blocking work.
    ///
    /// # Errors
    /// [`Unavailable`] where the storage cannot answer.
    pub async fn run<T: Send + 'static>(
        self: &Arc<Self>,
        read: impl FnOnce(&mut dyn Snapshot) -> Result<T, StorageError> + Send + 'static,
    ) -> Result<T, Unavailable> {
        let permit = self.permits.acquire().await.map_err(|_| Unavailable)?;
        let this = Arc::clone(self);
        let work = tokio::task::spawn_blocking(move || {
            let idle = this
                .idle
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .pop();
            let mut connection = idle.ok_or(Unavailable)?;
            let result = read(connection.as_mut()).map_err(|error| {
                tracing::error!(%error, "read failed");
                Unavailable
            });
            this.idle
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(connection);
            result
        });
        let result = work.await.map_err(|_| Unavailable)?;
        drop(permit);
        result
    }

    /// The JSON of a course's videos at `revision` or later, or `None` where there is no such
    /// course.
    ///
    /// # Errors
    /// [`Unavailable`] where the storage cannot answer.
    pub async fn videos(
        self: &Arc<Self>,
        course: CourseId,
        window: Window,
        revision: Revision,
    ) -> Result<Option<CachedList>, Unavailable> {
        let slot = (course, window);
        if let Some(list) = self.cached(&slot)
            && list.revision >= revision
        {
            return Ok(Some(list));
        }
        let this = Arc::clone(self);
        self.run(move |snapshot| {
            let Some(page) = snapshot.videos(&slot.0, slot.1)? else {
                return Ok(None);
            };
            let list = match this.cached(&slot) {
                Some(list) if list.course_revision == page.course_revision => {
                    list.at(page.revision)
                }
                _ => CachedList::of(&page, slot.1)?,
            };
            this.keep(slot, list.clone());
            Ok(Some(list))
        })
        .await
    }

    fn cached(&self, slot: &(CourseId, Window)) -> Option<CachedList> {
        self.lists
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(slot)
            .cloned()
    }

    fn keep(&self, slot: (CourseId, Window), list: CachedList) {
        let mut lists = self.lists.lock().unwrap_or_else(PoisonError::into_inner);
        if lists
            .get(&slot)
            .is_some_and(|kept| kept.revision > list.revision)
        {
            return;
        }
        if lists.len() >= KEPT_LISTS && !lists.contains_key(&slot) {
            lists.clear();
        }
        lists.insert(slot, list);
    }
}

impl CachedList {
    fn of(page: &VideoPage, window: Window) -> Result<Self, StorageError> {
        let mut json = Vec::with_capacity(64 + page.items.len() * 260);
        json.extend_from_slice(b"{\"items\":[");
        for (position, video) in (window.offset + 1..).zip(&page.items) {
            if position > window.offset + 1 {
                json.push(b',');
            }
            write_placed(&mut json, video, Some(position)).map_err(StorageError::new)?;
        }
        write!(json, "],\"total\":{}", page.total).map_err(StorageError::new)?;
        let list = Self {
            body: Bytes::new(),
            gzip: None,
            revision: 0,
            course_revision: page.course_revision,
            prefix: json.into(),
        };
        Ok(list.at(page.revision))
    }

    /// The same list at a later revision.
    fn at(self, revision: Revision) -> Self {
        let mut body = Vec::with_capacity(self.prefix.len() + 40);
        body.extend_from_slice(&self.prefix);
        body.extend_from_slice(format!(",\"revision\":{revision}}}").as_bytes());
        let gzip = (body.len() >= COMPRESS_FROM).then(|| gzip(&body)).flatten();
        Self {
            body: body.into(),
            gzip,
            revision,
            ..self
        }
    }
}

/// Writes a video as JSON, with its position as the last field.
pub(crate) fn write_placed(
    json: &mut Vec<u8>,
    video: &shared::Video,
    position: Option<u64>,
) -> serde_json::Result<()> {
    serde_json::to_writer(&mut *json, video)?;
    if let Some(position) = position {
        json.pop();
        json.extend_from_slice(format!(",\"position\":{position}}}").as_bytes());
    }
    Ok(())
}

fn gzip(body: &[u8]) -> Option<Bytes> {
    let fast = flate2::Compression::fast();
    let mut encoder = flate2::write::GzEncoder::new(Vec::with_capacity(body.len() / 4), fast);
    encoder.write_all(body).ok()?;
    encoder.finish().ok().map(Bytes::from)
}
