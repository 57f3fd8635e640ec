//! All that an author can ask for.

use serde::{Deserialize, Deserializer, Serialize, de::Error};
use uuid::Uuid;

use crate::{Condition, CourseId, Rank, VideoId};

/// One thing to do to one video, as it travels and as it is stored.
///
/// Each sets a value and none flips or shifts one, so that doing it to data that contain it
/// already changes nothing. Values are unchecked until [`predict`](crate::predict()) sees them.
///
/// All of them may be foreseen: each can be refused, and then undone exactly, and none depends on
/// a value that only the server makes. What could not be foreseen (a payment, a key that the
/// server draws, a change of rights) would be a type of its own, outside this enum.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "op", rename_all = "camelCase", rename_all_fields = "camelCase")]
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
        #[serde(skip_serializing_if = "Option::is_none")]
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
    /// Put a video into another course.
    SetCourse {
        /// Which video.
        id: VideoId,
        /// The course that is to hold it.
        course_id: CourseId,
        /// Where it stands there; the server puts it last where this is left out.
        #[serde(skip_serializing_if = "Option::is_none")]
        rank: Option<Rank>,
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
            | Self::SetCourse { id, .. }
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
            Self::SetCourse { .. } => "setCourse",
            Self::Delete { .. } => "delete",
            Self::Restore { .. } => "restore",
        }
    }

    /// Every name that [`Operation::name`] can give.
    pub const NAMES: [&str; 8] = [
        "add",
        "rename",
        "setPublished",
        "setDuration",
        "move",
        "setCourse",
        "delete",
        "restore",
    ];
}

/// The fields that operations have, side by side as in JSON, with the key and the condition that
/// come along.
///
/// Read in one pass: serde's own reading of tagged enums copies everything first, which costs a
/// page its size and a server its time.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Flat {
    pub(crate) key: Option<Uuid>,
    pub(crate) only_if: Option<Condition>,
    op: Name,
    id: VideoId,
    course_id: Option<CourseId>,
    title: Option<String>,
    duration_seconds: Option<i64>,
    published: Option<bool>,
    rank: Option<Rank>,
}

#[derive(Clone, Copy, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Name {
    Add,
    Rename,
    SetPublished,
    SetDuration,
    Move,
    SetCourse,
    Delete,
    Restore,
}

impl Flat {
    /// The operation, if it has the fields that its name asks for and no others.
    pub(crate) fn operation<E: Error>(self) -> Result<Operation, E> {
        let Self {
            key: _,
            only_if,
            op,
            id,
            course_id,
            title,
            duration_seconds,
            published,
            rank,
        } = self;
        let takes = |taken: bool, there: bool, field: &'static str| {
            if there && !taken {
                Err(E::custom(format_args!("unknown field `{field}`")))
            } else {
                Ok(())
            }
        };
        let housed = matches!(op, Name::Add | Name::SetCourse);
        takes(housed, course_id.is_some(), "courseId")?;
        takes(
            matches!(op, Name::Add | Name::Rename),
            title.is_some(),
            "title",
        )?;
        let timed = matches!(op, Name::Add | Name::SetDuration);
        takes(timed, duration_seconds.is_some(), "durationSeconds")?;
        takes(op == Name::SetPublished, published.is_some(), "published")?;
        takes(housed || op == Name::Move, rank.is_some(), "rank")?;
        // What is to be added has no values yet.
        takes(op != Name::Add, only_if.is_some(), "onlyIf")?;
        let missing = |field| E::missing_field(field);
        Ok(match op {
            Name::Add => Operation::Add {
                id,
                course_id: course_id.ok_or_else(|| missing("courseId"))?,
                title: title.ok_or_else(|| missing("title"))?,
                duration_seconds: duration_seconds.ok_or_else(|| missing("durationSeconds"))?,
                rank,
            },
            Name::Rename => Operation::Rename {
                id,
                title: title.ok_or_else(|| missing("title"))?,
            },
            Name::SetPublished => Operation::SetPublished {
                id,
                published: published.ok_or_else(|| missing("published"))?,
            },
            Name::SetDuration => Operation::SetDuration {
                id,
                duration_seconds: duration_seconds.ok_or_else(|| missing("durationSeconds"))?,
            },
            Name::Move => Operation::Move {
                id,
                rank: rank.ok_or_else(|| missing("rank"))?,
            },
            Name::SetCourse => Operation::SetCourse {
                id,
                course_id: course_id.ok_or_else(|| missing("courseId"))?,
                rank,
            },
            Name::Delete => Operation::Delete { id },
            Name::Restore => Operation::Restore { id },
        })
    }
}

impl<'de> Deserialize<'de> for Operation {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let flat = Flat::deserialize(deserializer)?;
        for (there, field) in [
            (flat.key.is_some(), "key"),
            (flat.only_if.is_some(), "onlyIf"),
        ] {
            if there {
                return Err(D::Error::custom(format_args!("unknown field `{field}`")));
            }
        }
        flat.operation()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json, to_value};

    use super::*;

    #[test]
    fn each_operation_is_read_as_it_is_written() {
        let id = VideoId(Uuid::from_u128(7));
        let rank = Rank::middle();
        let course_id: CourseId = "c1".parse().unwrap();
        let title = "A".to_owned();
        let operations = [
            Operation::Add {
                id,
                course_id: course_id.clone(),
                title: title.clone(),
                duration_seconds: -1,
                rank: Some(rank.clone()),
            },
            Operation::Rename { id, title },
            Operation::SetPublished {
                id,
                published: true,
            },
            Operation::SetDuration {
                id,
                duration_seconds: 5,
            },
            Operation::Move {
                id,
                rank: rank.clone(),
            },
            Operation::SetCourse {
                id,
                course_id,
                rank: Some(rank),
            },
            Operation::Delete { id },
            Operation::Restore { id },
        ];
        assert_eq!(operations.each_ref().map(Operation::name), Operation::NAMES);
        for operation in operations {
            let written = to_value(&operation).unwrap();
            assert_eq!(written["op"], operation.name());
            assert_eq!(from_value::<Operation>(written).unwrap(), operation);
        }
    }

    #[test]
    fn what_is_no_operation_is_refused() {
        let id = "0190a1b2-0000-7000-8000-000000000001";
        for (wrong, said) in [
            (json!({ "op": "explode", "id": id }), "unknown variant"),
            (json!({ "op": "rename", "id": id }), "missing field `title`"),
            (
                json!({ "op": "delete", "id": id, "title": "A" }),
                "unknown field `title`",
            ),
            (
                json!({ "op": "delete", "id": id, "deletedAt": 1 }),
                "unknown field `deletedAt`",
            ),
            (
                json!({ "op": "setPublished", "id": id, "published": "yes" }),
                "invalid type",
            ),
            (json!({ "op": "delete", "id": "v1" }), "UUID"),
            (
                json!({ "op": "delete", "id": id, "key": id }),
                "unknown field `key`",
            ),
            (
                json!({ "op": "delete", "id": id, "onlyIf": {} }),
                "unknown field `onlyIf`",
            ),
        ] {
            let error = from_value::<Operation>(wrong).unwrap_err().to_string();
            assert!(error.contains(said), "{error}");
        }
    }
}
