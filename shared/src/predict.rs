//! What an operation does to a video: one function, two callers.
//!
//! The server calls [`predict`](predict()) inside its transaction to do the thing; the page calls it to foresee
//! it. It changes the field that the operation names and no other.
//!
//! Confirmed data can contain an operation before the page has heard its answer. Applying an
//! operation to a video that contains it already therefore changes nothing: the result is the same
//! video, or a refusal, which a page takes as "no effect".

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    Operation, Timestamp, Video,
    course::{DURATION_MAX_SECONDS, TITLE_MAX_CHARS},
    rank::Rank,
    text::checked_title,
};

/// The video after `operation`, done at `now` to `video` as it is (`None`: there is none of this
/// id, not even in the trash).
///
/// The result's revision is that of `video`: who stores it gives it a new one.
///
/// # Errors
/// The [`Refusal`] that says why it cannot be done; nothing has changed then.
pub fn predict(
    operation: &Operation,
    video: Option<&Video>,
    now: Timestamp,
) -> Result<Video, Refusal> {
    if let Operation::Add {
        id,
        course_id,
        title,
        duration_seconds,
        rank,
    } = operation
    {
        if video.is_some() {
            return Err(Refusal::IdTaken);
        }
        return Ok(Video {
            id: *id,
            course_id: course_id.clone(),
            title: checked_title(title)?.into(),
            duration_seconds: checked_duration(*duration_seconds)?,
            published: false,
            rank: rank.clone().unwrap_or_else(Rank::middle),
            deleted_at: None,
            revision: 0,
        });
    }
    let mut next = video.cloned().ok_or(Refusal::NotFound)?;
    if let Operation::Restore { .. } = operation {
        next.deleted_at = None;
        return Ok(next);
    }
    if next.is_deleted() {
        return Err(Refusal::Deleted);
    }
    match operation {
        Operation::Rename { title, .. } => next.title = checked_title(title)?.into(),
        Operation::SetPublished { published, .. } => next.published = *published,
        Operation::SetDuration {
            duration_seconds, ..
        } => {
            next.duration_seconds = checked_duration(*duration_seconds)?;
        }
        Operation::Move { rank, .. } => next.rank = rank.clone(),
        Operation::SetCourse {
            course_id, rank, ..
        } => {
            // Who is there already keeps its place.
            if next.course_id != *course_id {
                next.course_id = course_id.clone();
                next.rank = rank.clone().unwrap_or(next.rank);
            }
        }
        Operation::Delete { .. } => next.deleted_at = Some(now),
        Operation::Add { .. } | Operation::Restore { .. } => {}
    }
    Ok(next)
}

fn checked_duration(seconds: i64) -> Result<u32, Refusal> {
    u32::try_from(seconds)
        .ok()
        .filter(|&seconds| seconds <= DURATION_MAX_SECONDS)
        .ok_or(Refusal::DurationOutOfRange)
}

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
    /// A duration below 0 or above [`DURATION_MAX_SECONDS`].
    DurationOutOfRange,
    /// The video has changed since the caller read it.
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

/// What the server made of a value, where that is not what was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Correction {
    /// The field, as a person calls it.
    pub field: String,
    /// What was asked for.
    pub wanted: String,
    /// What it is now.
    pub actual: String,
    /// Why, as a sentence.
    pub why: String,
}

/// How the server's `video`, right after `operation`, differs from what was foreseen.
pub fn correction(operation: &Operation, video: &Video) -> Option<Correction> {
    let (Operation::Add { title, .. } | Operation::Rename { title, .. }) = operation else {
        return None;
    };
    let wanted = checked_title(title).ok()?;
    (*wanted != *video.title).then(|| Correction {
        field: "title".into(),
        wanted,
        actual: video.title.to_string(),
        why: "The server tidies spaces in titles.".into(),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::VideoId;

    const ID: VideoId = VideoId(Uuid::from_u128(7));

    fn video() -> Video {
        Video {
            id: ID,
            course_id: "c1".parse().unwrap(),
            title: "Borrowing".into(),
            duration_seconds: 300,
            published: false,
            rank: Rank::middle(),
            deleted_at: None,
            revision: 3,
        }
    }

    fn operations() -> impl Strategy<Value = Operation> {
        let rank = any::<bool>().prop_map(|high| {
            let middle = Rank::middle();
            if high {
                Rank::between(Some(&middle), None).unwrap()
            } else {
                middle
            }
        });
        prop_oneof![
            ("[ a]{0,4}", -2i64..90_000, prop::option::of(rank.clone())).prop_map(
                |(title, duration_seconds, rank)| Operation::Add {
                    id: ID,
                    course_id: "c1".parse().unwrap(),
                    title,
                    duration_seconds,
                    rank
                }
            ),
            "[ a]{0,4}".prop_map(|title| Operation::Rename { id: ID, title }),
            any::<bool>().prop_map(|published| Operation::SetPublished { id: ID, published }),
            (-2i64..90_000).prop_map(|duration_seconds| Operation::SetDuration {
                id: ID,
                duration_seconds
            }),
            rank.clone()
                .prop_map(|rank| Operation::Move { id: ID, rank }),
            (any::<bool>(), prop::option::of(rank)).prop_map(|(other, rank)| {
                let course_id = if other { "c2" } else { "c1" };
                Operation::SetCourse {
                    id: ID,
                    course_id: course_id.parse().unwrap(),
                    rank,
                }
            }),
            Just(Operation::Delete { id: ID }),
            Just(Operation::Restore { id: ID }),
        ]
    }

    fn applied(operation: &Operation, video: Option<&Video>, now: Timestamp) -> Option<Video> {
        predict(operation, video, now)
            .ok()
            .or_else(|| video.cloned())
    }

    proptest! {
        /// The one rule for predictions: what contains an operation already is not changed by it.
        #[test]
        fn a_prediction_applied_twice_changes_nothing_more(
            operation in operations(), there in any::<bool>(), deleted in any::<bool>(),
        ) {
            let mut video = video();
            video.deleted_at = deleted.then_some(5);
            let once = applied(&operation, there.then_some(&video), 10);
            let twice = applied(&operation, once.as_ref(), 20);
            prop_assert_eq!(once, twice);
        }

        /// Two operations on two fields of one video never meet.
        #[test]
        fn different_fields_commute(a in operations(), b in operations()) {
            let (Some(field_a), Some(field_b)) = (field(&a), field(&b)) else { return Ok(()) };
            prop_assume!(field_a != field_b);
            let video = video();
            let ab = applied(&b, applied(&a, Some(&video), 1).as_ref(), 1);
            let ba = applied(&a, applied(&b, Some(&video), 1).as_ref(), 1);
            prop_assert_eq!(ab, ba);
        }
    }

    fn field(operation: &Operation) -> Option<&'static str> {
        match operation {
            Operation::Rename { .. } => Some("title"),
            Operation::SetPublished { .. } => Some("published"),
            Operation::SetDuration { .. } => Some("duration"),
            Operation::Move { .. } => Some("rank"),
            _ => None,
        }
    }

    #[test]
    fn each_refusal_has_its_cause() {
        let mut trashed = video();
        trashed.deleted_at = Some(1);
        let here = video();
        let rename = |title: &str| Operation::Rename {
            id: ID,
            title: title.into(),
        };
        let lasts = |duration_seconds| Operation::SetDuration {
            id: ID,
            duration_seconds,
        };
        let delete = Operation::Delete { id: ID };
        let add = Operation::Add {
            id: ID,
            course_id: "c1".parse().unwrap(),
            title: "A".into(),
            duration_seconds: 1,
            rank: None,
        };
        for (operation, video, refusal) in [
            (&delete, None, Refusal::NotFound),
            (&delete, Some(&trashed), Refusal::Deleted),
            (&rename("a"), Some(&trashed), Refusal::Deleted),
            (&rename(" \t"), Some(&here), Refusal::TitleEmpty),
            (
                &rename(&"ü".repeat(201)),
                Some(&here),
                Refusal::TitleTooLong,
            ),
            (&lasts(-1), Some(&here), Refusal::DurationOutOfRange),
            (&lasts(86_401), Some(&here), Refusal::DurationOutOfRange),
            (&add, Some(&here), Refusal::IdTaken),
        ] {
            assert_eq!(predict(operation, video, 9), Err(refusal), "{operation:?}");
        }
    }

    #[test]
    fn restore_brings_back_exactly_what_was_deleted() {
        let before = video();
        let deleted = predict(&Operation::Delete { id: ID }, Some(&before), 9).unwrap();
        assert_eq!(deleted.deleted_at, Some(9));
        assert_eq!(
            predict(&Operation::Restore { id: ID }, Some(&deleted), 10),
            Ok(before)
        );
    }

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
