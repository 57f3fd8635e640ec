//! All that an author can ask for.

use serde::{Deserialize, Serialize};

use crate::{CourseId, Rank, VideoId};

/// One thing to do to one video, as it travels and as it is stored.
///
/// Each sets a value and none flips or shifts one, so that doing it to data that contain it
/// already changes nothing. Values are unchecked until [`predict`](crate::predict()) sees them.
///
/// All of them may be foreseen: each can be refused, and then undone exactly, and none depends on
/// a value that only the server makes. What could not be foreseen (a payment, a key that the
/// server draws, a change of rights) would be a type of its own, outside this enum.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(
    tag = "op",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum Operation {
    /// Add a video to a course, unpublished.
    Add {
        /// Its final id, made by the caller.
        id: VideoId,
        /// The course that is to hold it.
        course_id: CourseId,
        /// Its title.
        title: String,
        /// How long it runs, in seconds.
        duration_seconds: i64,
        /// Where it stands; the server puts it last where this is left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rank: Option<Rank>,
    },
    /// Give a video another title.
    Rename {
        /// Which video.
        id: VideoId,
        /// The title to give.
        title: String,
    },
    /// Show a video to learners, or hide it.
    SetPublished {
        /// Which video.
        id: VideoId,
        /// Shown, or hidden.
        published: bool,
    },
    /// Say how long a video runs.
    SetDuration {
        /// Which video.
        id: VideoId,
        /// The duration in seconds.
        duration_seconds: i64,
    },
    /// Put a video at a place in its course.
    Move {
        /// Which video.
        id: VideoId,
        /// The place, usually [`Rank::between`] its new neighbours.
        rank: Rank,
    },
    /// Put a video in the trash.
    Delete {
        /// Which video.
        id: VideoId,
    },
    /// Take a video out of the trash; it returns to its place.
    Restore {
        /// Which video.
        id: VideoId,
    },
}

impl Operation {
    /// The video that it is about.
    pub fn id(&self) -> VideoId {
        match self {
            Self::Add { id, .. }
            | Self::Rename { id, .. }
            | Self::SetPublished { id, .. }
            | Self::SetDuration { id, .. }
            | Self::Move { id, .. }
            | Self::Delete { id }
            | Self::Restore { id } => *id,
        }
    }

    /// Its name on the wire.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Add { .. } => "add",
            Self::Rename { .. } => "rename",
            Self::SetPublished { .. } => "setPublished",
            Self::SetDuration { .. } => "setDuration",
            Self::Move { .. } => "move",
            Self::Delete { .. } => "delete",
            Self::Restore { .. } => "restore",
        }
    }

    /// Every name that [`Operation::name`] can give.
    pub const NAMES: [&str; 7] = [
        "add",
        "rename",
        "setPublished",
        "setDuration",
        "move",
        "delete",
        "restore",
    ];
}
