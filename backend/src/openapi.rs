//! The API's description: what travels, as OpenAPI schemas.
//!
//! The types of `shared` stay free of this; a test holds each schema here to what they write.

use serde::Serialize;
use utoipa::{OpenApi, ToSchema};
use uuid::Uuid;

/// The head of the description; the router adds the paths.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Course Studio",
        description = "Courses and their videos. Each write has an idempotency key and a revision.",
        version = "1"
    ),
    components(schemas(Operation, FieldError))
)]
pub struct Description;

macro_rules! schemas {
    ($($(#[$meta:meta])* $name:ident { $($(#[$field_meta:meta])* $field:ident: $type:ty,)* })*) => {
        $(
            $(#[$meta])*
            #[derive(Serialize, ToSchema)]
            #[serde(rename_all = "camelCase")]
            pub struct $name {
                $($(#[$field_meta])* #[doc = stringify!($field)] pub(crate) $field: $type,)*
            }
        )*
    };
}

schemas! {
    /// A course with the sums over its videos.
    Course {
        id: String, title: String, description: String, video_count: u32, published_count: u32,
        duration_seconds: u64, revision: u64,
    }
    /// All courses.
    CourseList { items: Vec<Course>, revision: u64, }
    /// A video right after a write, deleted or not.
    Video {
        id: Uuid, course_id: String, title: String, duration_seconds: u32, published: bool,
        rank: String, deleted_at: Option<u64>, revision: u64,
    }
    /// A video with its position, from 1.
    PlacedVideo {
        id: Uuid, course_id: String, title: String, duration_seconds: u32, published: bool,
        rank: String, revision: u64, position: u64,
    }
    /// A part of a course's videos, in order.
    VideoList { items: Vec<PlacedVideo>, total: u64, revision: u64, }
    /// A course's deleted videos, the last deleted first.
    Trash { items: Vec<Video>, revision: u64, }
    /// A video to add.
    NewVideo {
        id: Option<Uuid>, title: String, duration_seconds: u32, rank: Option<String>,
    }
    /// What to change of a video: at least one field.
    VideoPatch {
        title: Option<String>, duration_seconds: Option<u32>, published: Option<bool>,
        course_id: Option<String>, rank: Option<String>,
    }
    /// Operations to do, each on its own.
    Batch { operations: Vec<Operation>, }
    /// One operation; which fields it has depends on its name.
    Operation {
        key: Option<Uuid>, only_if: Option<Condition>, op: OperationName, id: Uuid, course_id: Option<String>,
        title: Option<String>, duration_seconds: Option<u32>, published: Option<bool>,
        rank: Option<String>,
    }
    /// Values that the video must still have for the operation to be done.
    Condition {
        title: Option<String>, duration_seconds: Option<u32>, published: Option<bool>,
        course_id: Option<String>, rank: Option<String>,
    }
    /// An outcome for each operation, in order.
    BatchAnswer { results: Vec<ItemResult>, }
    /// The outcome of an operation.
    ItemResult {
        key: Option<Uuid>, id: Uuid, ok: bool, revision: Option<u64>, video: Option<Video>,
        error: Option<Problem>,
    }
    /// Problem details (RFC 9457).
    Problem {
        r#type: String, title: String, status: u16, detail: String,
        errors: Option<Vec<FieldError>>, retry_after: Option<u64>,
    }
    /// What is wrong with one field.
    FieldError { pointer: String, detail: String, }
    /// The limits that a client must keep to, and the server's time.
    Limits { max_operations: usize, max_bytes: usize, key_retention_seconds: u64, trash_retention_seconds: u64, time: u64, faults: bool, }
    /// How far the server is.
    Head { revision: u64, timeline: String, time: u64, }
    /// A message of the live stream: `hello`, `change` or `reset`.
    LiveMessage {
        r#type: String, revision: u64, timeline: Option<String>, time: Option<u64>,
        key: Option<Uuid>, at: Option<u64>, video: Option<Video>,
    }
}

/// The names of operations.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "each is described where it is done")]
pub enum OperationName {
    Add,
    Rename,
    SetPublished,
    SetDuration,
    Move,
    SetCourse,
    Delete,
    Restore,
}
