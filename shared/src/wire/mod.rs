//! Requests, answers, live events and problem details, as JSON.

mod live;
mod problem;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    Condition, Course, CourseId, Operation, Rank, Timeline, Timestamp, Video, VideoId,
    operation::Flat,
};

pub use live::{CLOSE_SINCE_IN_FUTURE, CLOSE_TOO_SLOW, LiveMessage};
pub use problem::{
    FieldError, KEY_IN_PROGRESS, ORIGIN_NOT_ALLOWED, PROBLEM_BASE, PROBLEM_JSON, Problem,
    SESSION_CODES, UNKNOWN_OPERATION,
};

/// Counts the writes of the whole server: each raises it by one, and an answer that shows
/// revision `r` shows every write up to `r`.
pub type Revision = u64;

/// The media type of a stream of one JSON value a line.
pub const NDJSON: &str = "application/x-ndjson";
/// The header that names an operation, in a request and in its answer.
pub const IDEMPOTENCY_KEY: &str = "idempotency-key";
/// The header of an answer that names the revision which it shows.
pub const REVISION_HEADER: &str = "x-revision";
/// The header of an answer that names the [`Timeline`] of its revision.
pub const TIMELINE_HEADER: &str = "x-timeline";
/// The header that every answer of the API carries, with the value [`API_MARK_VALUE`].
///
/// The error page of a proxy, a captive portal and a sign-in page do not carry it. An answer without
/// it does not come from the server, and settles no operation.
pub const API_MARK: &str = "x-api";
/// The value of [`API_MARK`].
pub const API_MARK_VALUE: &str = "course-studio";

/// `GET /api/courses`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CourseList {
    /// All courses, by title.
    pub items: Vec<Course>,
    /// The revision that this shows.
    pub revision: Revision,
}

/// `GET /api/courses/ID/videos`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct VideoList {
    /// The videos that are not deleted, in order.
    pub items: Vec<PlacedVideo>,
    /// How many there are in the course, whatever part `items` is.
    pub total: u64,
    /// The revision that this shows.
    pub revision: Revision,
}

/// `GET /api/courses/ID/trash`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Trash {
    /// The course's deleted videos, the last deleted first: at most [`TRASH_MOST`].
    pub items: Vec<Video>,
    /// The revision that this shows.
    pub revision: Revision,
}

/// Most videos in an answer about the trash.
pub const TRASH_MOST: usize = 20_000;

/// A video with its position, counted from 1.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlacedVideo {
    /// The video.
    #[serde(flatten)]
    pub video: Video,
    /// Its position in its course, from 1.
    pub position: u64,
}

/// `POST /api/courses/ID/videos`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewVideo {
    /// The id to give it; the server makes one where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<VideoId>,
    /// Its title.
    pub title: String,
    /// How long it runs, in seconds.
    pub duration_seconds: i64,
    /// Where it stands; last where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rank: Option<Rank>,
}

/// `PATCH /api/videos/ID`: at least one field; each that is there is one operation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct VideoPatch {
    /// Another title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Another duration, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_seconds: Option<i64>,
    /// Shown or hidden.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<bool>,
    /// Another course; last there unless `rank` says where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub course_id: Option<CourseId>,
    /// Another place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rank: Option<Rank>,
}

impl VideoPatch {
    /// The operations that it stands for, in the order of its fields.
    pub fn operations(self, id: VideoId) -> Vec<Operation> {
        let Self {
            title,
            duration_seconds,
            published,
            course_id,
            rank,
        } = self;
        [
            title.map(|title| Operation::Rename { id, title }),
            duration_seconds.map(|duration_seconds| Operation::SetDuration {
                id,
                duration_seconds,
            }),
            published.map(|published| Operation::SetPublished { id, published }),
            match (course_id, rank) {
                (Some(course_id), rank) => Some(Operation::SetCourse {
                    id,
                    course_id,
                    rank,
                }),
                (None, rank) => rank.map(|rank| Operation::Move { id, rank }),
            },
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// One item of `POST /api/operations`, as a client writes it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct KeyedOperation {
    /// Its idempotency key; tools may leave it out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<Uuid>,
    /// Do it only while the video has these values.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub only_if: Option<Condition>,
    /// What to do.
    #[serde(flatten)]
    pub operation: Operation,
}

impl<'de> Deserialize<'de> for KeyedOperation {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let flat = Flat::deserialize(deserializer)?;
        Ok(Self {
            key: flat.key,
            only_if: flat.only_if.clone(),
            operation: flat.operation()?,
        })
    }
}

/// `POST /api/operations`: many operations, each on its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Batch {
    /// What to do, in order.
    pub operations: Vec<KeyedOperation>,
}

/// The 207 answer to a batch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BatchAnswer {
    /// One for each operation, in order.
    pub results: Vec<ItemResult>,
}

/// The outcome of one operation of a batch; also the answer to `GET /api/operations/KEY`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ItemResult {
    /// The operation's key, where it had one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<Uuid>,
    /// The video that it was about.
    pub id: VideoId,
    /// Whether it was done.
    pub ok: bool,
    /// The revision that did it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<Revision>,
    /// The whole video right after it (also when it is deleted).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub video: Option<Video>,
    /// Why it was not done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<Problem>,
}

/// `GET /api/limits`: the limits that a client must keep to, and the server's time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Limits {
    /// Most operations in one batch.
    pub max_operations: usize,
    /// Most bytes in one request's body.
    pub max_bytes: usize,
    /// How long an idempotency key is remembered, in seconds.
    pub key_retention_seconds: u64,
    /// How long a deleted video can be restored, in seconds.
    pub trash_retention_seconds: u64,
    /// The server's clock. Clients date their keys by it, whatever their own clocks show.
    pub time: Timestamp,
    /// May clients ask for faults? Only a server that was started so lets them.
    #[serde(default)]
    pub faults: bool,
}

/// `GET /api/head`: how far the server is, for clients that poll.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The revision of the last write.
    pub revision: Revision,
    /// The timeline of that revision.
    pub timeline: Timeline,
    /// The server's clock.
    pub time: Timestamp,
}
