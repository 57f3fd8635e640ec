//! Why operations are refused.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::course::TITLE_MAX_CHARS;

/// Why an operation was not done. Its code is what programs read; its text is for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Refusal {
    /// There is no such video.
    NotFound,
    /// The video is in the trash.
    Deleted,
    /// There is no such course.
    CourseNotFound,
    /// A video of this id exists already.
    IdTaken,
    /// A title of which nothing can be seen.
    TitleEmpty,
    /// A title of more than [`TITLE_MAX_CHARS`] characters.
    TitleTooLong,
    /// A title with line breaks, control characters or piles of accents.
    TitleUnreadable,
    /// A duration below 0 or above [`DURATION_MAX_SECONDS`](crate::course::DURATION_MAX_SECONDS).
    DurationOutOfRange,
    /// Others have changed what the operation was to change: it, or one of the fields that the
    /// operation's [`Condition`](crate::Condition) names.
    Changed,
    /// Its idempotency key came with another request before.
    KeyReused,
    /// Its idempotency key is older than the server remembers keys.
    KeyExpired,
    /// Its author took it back before it was done.
    Withdrawn,
    /// The server cannot do it in its present state.
    Conflict,
}

impl Refusal {
    /// The HTTP status that says the same.
    pub fn status(self) -> u16 {
        match self {
            Self::NotFound | Self::Deleted | Self::CourseNotFound => 404,
            Self::IdTaken | Self::Withdrawn | Self::Conflict => 409,
            Self::Changed => 412,
            Self::TitleEmpty
            | Self::TitleTooLong
            | Self::TitleUnreadable
            | Self::DurationOutOfRange
            | Self::KeyReused
            | Self::KeyExpired => 422,
        }
    }

    /// The code on the wire, as in `"code": "title-empty"`.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotFound => "not-found",
            Self::Deleted => "deleted",
            Self::CourseNotFound => "course-not-found",
            Self::IdTaken => "id-taken",
            Self::TitleEmpty => "title-empty",
            Self::TitleTooLong => "title-too-long",
            Self::TitleUnreadable => "title-unreadable",
            Self::DurationOutOfRange => "duration-out-of-range",
            Self::Changed => "changed",
            Self::KeyReused => "key-reused",
            Self::KeyExpired => "key-expired",
            Self::Withdrawn => "withdrawn",
            Self::Conflict => "conflict",
        }
    }

    /// The request's field that is wrong, where one is.
    pub fn field(self) -> Option<&'static str> {
        match self {
            Self::TitleEmpty | Self::TitleTooLong | Self::TitleUnreadable => Some("title"),
            Self::DurationOutOfRange => Some("durationSeconds"),
            Self::IdTaken => Some("id"),
            _ => None,
        }
    }
}

/// A sentence for people, without the video's name, which the caller knows.
impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound => f.write_str("This video does not exist."),
            Self::Deleted => f.write_str("This video has been deleted."),
            Self::CourseNotFound => f.write_str("This course does not exist."),
            Self::IdTaken => f.write_str("A video with this id exists already."),
            Self::TitleEmpty => {
                f.write_str("A title needs at least one character that can be seen.")
            }
            Self::TitleTooLong => {
                write!(f, "A title has at most {TITLE_MAX_CHARS} characters.")
            }
            Self::TitleUnreadable => {
                f.write_str("A title has no line breaks, control characters or piles of accents.")
            }
            Self::DurationOutOfRange => f.write_str("A video runs between 0 seconds and 24 hours."),
            Self::Changed => f.write_str("This video has been changed by someone else meanwhile."),
            Self::KeyReused => {
                f.write_str("This idempotency key was used for another request before.")
            }
            Self::KeyExpired => f.write_str("This change waited too long to be sent."),
            Self::Withdrawn => f.write_str("This change was taken back before it was done."),
            Self::Conflict => f.write_str("The server cannot do this right now."),
        }
    }
}

impl std::error::Error for Refusal {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_what_serde_writes() {
        for refusal in [
            Refusal::NotFound,
            Refusal::IdTaken,
            Refusal::DurationOutOfRange,
        ] {
            let written = serde_json::to_value(refusal).unwrap();
            assert_eq!(written, refusal.code());
        }
    }
}
