//! Where the truth is kept: courses, videos, the revision, the timelines, the outbox and the keys.
//!
//! [`Snapshot`] reads, [`Storage`] writes. Every implementation passes the suite in `contract`. A
//! storage stores what it is given and knows no rule of the domain.

#[cfg(test)]
mod contract;
pub mod memory;
mod order;
pub mod sqlite;
mod timelines;

use std::fmt;

use shared::{
    Course, CourseId, Rank, Refusal, Revision, Timeline, Timestamp, Video, VideoId, wire,
};
use uuid::Uuid;

pub use memory::MemoryStorage;
pub use sqlite::{SqliteReader, SqliteStorage};
pub use timelines::{KEPT_TIMELINES, TimelineStart, Timelines};

/// Reads of committed data. Each call sees one state of the whole, never half of a write.
pub trait Snapshot: Send {
    /// The revision of the last write.
    fn revision(&mut self) -> Result<Revision, StorageError>;
    /// The revision after which the outbox holds every event.
    fn floor(&mut self) -> Result<Revision, StorageError>;
    /// The timelines that led to the present data, at most [`KEPT_TIMELINES`].
    fn timelines(&mut self) -> Result<Timelines, StorageError>;
    /// All courses by title, with the revision that they show.
    fn courses(&mut self) -> Result<(Vec<Course>, Revision), StorageError>;
    /// A video, deleted or not.
    fn video(&mut self, id: VideoId) -> Result<Option<Video>, StorageError>;
    /// A video with its place (none while it is deleted) and the revision that both show.
    fn placed_video(&mut self, id: VideoId) -> Result<Option<PlacedAt>, StorageError>;
    /// A part of a course's videos in order, or `None` where there is no such course.
    fn videos(
        &mut self,
        course: &CourseId,
        window: Window,
    ) -> Result<Option<VideoPage>, StorageError>;
    /// A course's deleted videos, the last deleted first and at most `limit`, with the revision
    /// that they show; `None` where there is no such course.
    fn trash(
        &mut self,
        course: &CourseId,
        limit: usize,
    ) -> Result<Option<(Vec<Video>, Revision)>, StorageError>;
    /// At most `limit` events after `revision`, oldest first.
    fn events_after(
        &mut self,
        revision: Revision,
        limit: usize,
    ) -> Result<Vec<Event>, StorageError>;
    /// The recorded outcome of the operation of this key.
    fn recorded(&mut self, key: Uuid) -> Result<Option<KeyRecord>, StorageError>;
}

/// Writes, by one writer, inside transactions: nothing between [`Storage::begin`] and
/// [`Storage::commit`] is seen by a reader before the commit, and nothing is left of it after
/// [`Storage::rollback`]. Data are durable when `commit` returns.
pub trait Storage: Snapshot {
    /// Begins a transaction.
    fn begin(&mut self) -> Result<(), StorageError>;
    /// Makes what was written since `begin` durable and visible.
    fn commit(&mut self) -> Result<(), StorageError>;
    /// Undoes what was written since `begin`.
    fn rollback(&mut self);
    /// Begins a timeline at the present revision.
    ///
    /// A server begins one at each start, before its first write, since its data may come from a
    /// backup. The id must be new.
    fn begin_timeline(&mut self, id: &Timeline) -> Result<(), StorageError>;
    /// The rank of the course's last video, if it has one; `None` where there is no such course.
    fn last_rank(&mut self, course: &CourseId) -> Result<Option<Option<Rank>>, StorageError>;
    /// The position of a video that is not deleted, from 1.
    fn position(&mut self, video: &Video) -> Result<u64, StorageError>;
    /// Stores a changed or a new video under the next revision, with its event and its key.
    fn store(&mut self, change: Change<'_>) -> Result<Done, StorageError>;
    /// Records under its key that an operation was refused.
    fn record_refusal(
        &mut self,
        key: Uuid,
        fingerprint: Fingerprint,
        at: Timestamp,
        refused: Refused,
    ) -> Result<(), StorageError>;
    /// Removes keys, events and deleted videos that were recorded before `cutoff`, at most about
    /// `limit` of each. Returns whether there may be more.
    ///
    /// The time that a key carries does not count, since it comes from a client's clock.
    fn purge(&mut self, cutoff: Timestamp, limit: usize) -> Result<bool, StorageError>;
    /// Replaces a course and its videos, as one write without an event: streams from before it
    /// cannot go on. Those of the videos that are in another course leave it. With `forget_keys`, no
    /// key is known any more.
    fn replace_course(
        &mut self,
        course: &Course,
        videos: &[Video],
        forget_keys: bool,
    ) -> Result<Revision, StorageError>;
}

/// A part of an ordered list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct Window {
    /// How many to leave out first.
    pub offset: u64,
    /// How many to read at most; `None` stands for all.
    pub limit: Option<u64>,
}

/// A part of a course's videos.
#[derive(Clone, Debug, PartialEq)]
pub struct VideoPage {
    /// The videos in order; the first stands at position `window.offset + 1`.
    pub items: Vec<Video>,
    /// How many the course has.
    pub total: u64,
    /// The course's own revision.
    pub course_revision: Revision,
    /// The revision that this shows.
    pub revision: Revision,
}

/// A video with where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct PlacedAt {
    /// The video.
    pub video: Video,
    /// Its position from 1, unless it is deleted.
    pub position: Option<u64>,
    /// The revision that this shows.
    pub revision: Revision,
}

/// One write, as the outbox stores it and the live stream sends it.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// The write's revision.
    pub revision: Revision,
    /// The key of the operation that did it.
    pub key: Option<Uuid>,
    /// When it was done.
    pub at: Timestamp,
    /// The video after it.
    pub video: Video,
}

impl From<Event> for wire::LiveMessage {
    fn from(event: Event) -> Self {
        Self::Change {
            revision: event.revision,
            key: event.key,
            at: event.at,
            video: event.video,
        }
    }
}

/// The arguments of [`Storage::store`].
#[derive(Clone, Copy, Debug)]
pub struct Change<'a> {
    /// The video before, if there was one.
    pub before: Option<&'a Video>,
    /// The video after; its revision is not read.
    pub after: &'a Video,
    /// The operation's key.
    pub key: Option<Uuid>,
    /// What the key was used for.
    pub fingerprint: Fingerprint,
    /// When it was done.
    pub at: Timestamp,
    /// Whether to count the position.
    pub place: bool,
}

/// A digest of a request: equal for two that ask for the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Fingerprint(pub [u8; 16]);

/// The record of a key.
#[derive(Clone, Debug, PartialEq)]
pub struct KeyRecord {
    /// What the key was used for.
    pub fingerprint: Fingerprint,
    /// The operation's outcome.
    pub outcome: OperationOutcome,
}

/// The outcome of an operation: done or refused.
#[derive(Clone, Debug, PartialEq)]
pub enum OperationOutcome {
    /// It was done.
    Done(Done),
    /// It was not done.
    Refused(Refused),
}

/// An operation that was done.
#[derive(Clone, Debug, PartialEq)]
pub struct Done {
    /// Its write.
    pub event: Event,
    /// The video's position right after it, where it was counted.
    pub position: Option<u64>,
}

/// An operation that was not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The video that it was about; the nil id where that is not known.
    pub id: VideoId,
    /// Why.
    pub refusal: Refusal,
}

/// A failure of the storage. The call may be tried again.
#[derive(Debug)]
pub struct StorageError(Box<dyn std::error::Error + Send + Sync>);

impl StorageError {
    /// An error with its cause.
    pub fn new(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self(cause.into())
    }
}

impl fmt::Display for StorageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "storage: {}", self.0)
    }
}

impl std::error::Error for StorageError {}

impl From<rusqlite::Error> for StorageError {
    fn from(error: rusqlite::Error) -> Self {
        Self::new(error)
    }
}

/// Adds a video to a course's sums (`sign` 1), or takes it out of them (-1).
fn count(course: &mut Course, video: Option<&Video>, sign: i64) {
    let Some(video) = video.filter(|video| !video.is_deleted()) else {
        return;
    };
    let step = |sum: &mut u32, by: i64| *sum = u32::try_from(i64::from(*sum) + by).unwrap_or(0);
    step(&mut course.video_count, sign);
    step(
        &mut course.published_count,
        if video.published { sign } else { 0 },
    );
    course.duration_seconds = course
        .duration_seconds
        .saturating_add_signed(sign * i64::from(video.duration_seconds));
}

#[cfg(test)]
mod tests {
    use shared::{Operation, VideoId};

    use super::*;
    use crate::submit::{KEY_RETENTION_MS, Submission, submit};

    #[test]
    fn memory_holds_the_contract() {
        contract::hold(super::MemoryStorage::new);
    }

    #[test]
    fn sqlite_holds_the_contract() {
        contract::hold(|| super::SqliteStorage::in_memory().unwrap());
    }

    #[test]
    fn sqlite_in_a_file_holds_the_contract() {
        let folder = tempfile::tempdir().unwrap();
        let mut count = 0;
        contract::hold(|| {
            count += 1;
            super::SqliteStorage::open(&folder.path().join(format!("{count}.sqlite"))).unwrap()
        });
    }

    /// A backup that is put back begins a history of its own.
    #[test]
    fn a_clone_of_a_memory_is_a_backup() {
        let timeline = |n| Timeline::from(Uuid::from_u128(n));
        let write = |storage: &mut MemoryStorage, n| {
            let add = Operation::Add {
                id: VideoId(Uuid::from_u128(n)),
                course_id: "a".parse().unwrap(),
                title: "A".into(),
                duration_seconds: 1,
                rank: None,
            };
            let submission = Submission::new(Some(Uuid::from_u128(n)), vec![add]);
            submit(storage, KEY_RETENTION_MS, 1, &submission).unwrap();
            storage.revision().unwrap()
        };
        let mut storage = MemoryStorage::new();
        storage.begin_timeline(&timeline(1)).unwrap();
        let course = crate::seed::test_course(0, 0).0;
        let course = Course {
            id: "a".parse().unwrap(),
            ..course
        };
        storage.replace_course(&course, &[], false).unwrap();
        let before = write(&mut storage, 1);
        let backup = storage.clone();
        let lost = write(&mut storage, 2);
        storage = backup;
        storage.begin_timeline(&timeline(2)).unwrap();
        assert_eq!(write(&mut storage, 3), lost, "the revision is given again");
        let timelines = storage.timelines().unwrap();
        assert!(timelines.contain(&timeline(1), before, lost));
        assert!(!timelines.contain(&timeline(1), lost, lost));
        assert!(timelines.contain(&timeline(2), lost, lost));
        let known = |n| {
            storage
                .clone()
                .recorded(Uuid::from_u128(n))
                .unwrap()
                .is_some()
        };
        assert_eq!([1, 2, 3].map(known), [true, false, true]);
    }
}
