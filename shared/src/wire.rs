//! Requests, answers, live events and problem details, as JSON.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    Course, CourseId, Operation, Rank, Refusal, Timestamp, Video, VideoId, operation::Flat,
};

/// Counts the writes of the whole server: each raises it by one, and an answer that shows
/// revision `r` shows every write up to `r`.
pub type Revision = u64;

/// The media type of problem details (RFC 9457).
pub const PROBLEM_JSON: &str = "application/problem+json";
/// The media type of a stream of one JSON value a line.
pub const NDJSON: &str = "application/x-ndjson";
/// The header that names an operation, in a request and in its answer.
pub const IDEMPOTENCY_KEY: &str = "idempotency-key";
/// The answer's header that tells the revision which it shows.
pub const REVISION_HEADER: &str = "x-revision";

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
pub struct KeyedOperation {
    /// Its idempotency key; tools may leave it out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<Uuid>,
    /// What to do.
    #[serde(flatten)]
    pub operation: Operation,
}

impl<'de> Deserialize<'de> for KeyedOperation {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let flat = Flat::deserialize(deserializer)?;
        Ok(Self {
            key: flat.key,
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

/// What became of one operation of a batch; also the answer to `GET /api/operations/KEY`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ItemResult {
    /// The operation's key, where it had one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<Uuid>,
    /// The video that it was about.
    pub id: VideoId,
    /// Was it done?
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

/// Problem details (RFC 9457): why a request was not done, for programs and for people.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// A URI that names the kind of problem: `/problems/` and [`Problem::code`].
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind in a few words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What is wrong this time, as a sentence.
    pub detail: String,
    /// What is wrong with each field.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// Seconds to wait before another try.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u64>,
}

/// What is wrong with one field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FieldError {
    /// Where, as a JSON pointer (RFC 6901) into the request's body: `/title`.
    pub pointer: String,
    /// What is wrong with it, as a sentence.
    pub detail: String,
}

/// What `type` begins with in every problem document of this API.
pub const PROBLEM_BASE: &str = "/problems/";

impl Problem {
    /// A problem of the kind `code`.
    pub fn new(status: u16, code: &str, title: &str, detail: impl Into<String>) -> Self {
        Self {
            kind: format!("{PROBLEM_BASE}{code}"),
            title: title.into(),
            status,
            detail: detail.into(),
            ..Self::default()
        }
    }

    /// The kind without its base, or `None` where the document is not one of ours.
    pub fn code(&self) -> Option<&str> {
        self.kind.strip_prefix(PROBLEM_BASE)
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let title = match refusal.status() {
            404 => "Not found",
            409 => "Conflict",
            412 => "Changed meanwhile",
            _ => "Invalid value",
        };
        let mut problem = Self::new(refusal.status(), refusal.code(), title, refusal.to_string());
        problem
            .errors
            .extend(refusal.field().map(|field| FieldError {
                pointer: format!("/{field}"),
                detail: refusal.to_string(),
            }));
        problem
    }
}

/// The code of a problem that says: an operation of this key is being done right now.
pub const KEY_IN_PROGRESS: &str = "key-in-progress";
/// The code of a problem that says: this operation's name is not known here.
pub const UNKNOWN_OPERATION: &str = "unknown-operation";
/// The codes of problems that say: sign in again; nothing was refused.
pub const SESSION_CODES: [&str; 2] = ["sign-in", "stale-session"];

/// `GET /api/limits`: what a client must keep to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Limits {
    /// Most operations in one batch.
    pub max_operations: usize,
    /// Most bytes in one request's body.
    pub max_bytes: usize,
    /// How long an idempotency key is remembered, in seconds.
    pub key_retention_seconds: u64,
}

/// A message of the WebSocket at `/api/events`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum LiveMessage {
    /// The first message: changes after `revision` follow, with none left out.
    Hello {
        /// The revision that the stream goes on from.
        revision: Revision,
    },
    /// One write. Revisions follow each other without a gap.
    Change {
        /// The write's revision.
        revision: Revision,
        /// The key of the operation that did it, where it had one.
        #[serde(skip_serializing_if = "Option::is_none")]
        key: Option<Uuid>,
        /// When it was done.
        at: Timestamp,
        /// The whole video after it (also when it is deleted).
        video: Video,
    },
    /// The stream cannot go on from where the client asked: read again, then follow from
    /// `revision`.
    Reset {
        /// The present revision.
        revision: Revision,
    },
}

impl<'de> Deserialize<'de> for LiveMessage {
    /// In one pass, as operations are read.
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error;

        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        enum Type {
            Hello,
            Change,
            Reset,
        }

        #[derive(Deserialize)]
        struct Message {
            #[serde(rename = "type")]
            kind: Type,
            revision: Revision,
            key: Option<Uuid>,
            at: Option<Timestamp>,
            video: Option<Video>,
        }

        let Message {
            kind,
            revision,
            key,
            at,
            video,
        } = Message::deserialize(deserializer)?;
        Ok(match kind {
            Type::Hello => Self::Hello { revision },
            Type::Reset => Self::Reset { revision },
            Type::Change => Self::Change {
                revision,
                key,
                at: at.ok_or_else(|| D::Error::missing_field("at"))?,
                video: video.ok_or_else(|| D::Error::missing_field("video"))?,
            },
        })
    }
}

/// WebSocket close code: `since` is a revision that the server has not reached.
pub const CLOSE_SINCE_IN_FUTURE: u16 = 4_001;
/// WebSocket close code: the client reads too slowly; connect again.
pub const CLOSE_TOO_SLOW: u16 = 4_002;
