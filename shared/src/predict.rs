//! What an operation does to a video: one function, two callers.
//!
//! The server calls [`predict`](predict()) inside its transaction to do the thing; the page calls it to foresee
//! it. It changes the field that the operation names and no other.
//!
//! Confirmed data can contain an operation before the page has heard its answer. Applying an
//! operation to a video that contains it already therefore changes nothing: the result is the same
//! video, or a refusal, which a page takes as "no effect".

use serde::{Deserialize, Serialize};

use crate::{
    Condition, Operation, Refusal, Timestamp, Video, course::DURATION_MAX_SECONDS, rank::Rank,
    text::checked_title,
};

/// The video after `operation`, done at `now` to `video` as it is (`None`: there is none of this
/// id, not even in the trash).
///
/// With `only_if` it is done only while the video has these values: what others have changed
/// meanwhile stays. A video that is already as the operation would leave it is as its author
/// wants it, whoever made it so.
///
/// The result's revision is that of `video`: who stores it gives it a new one.
///
/// # Errors
/// The [`Refusal`] that says why it cannot be done; nothing has changed then.
pub fn predict(
    operation: &Operation,
    only_if: Option<&Condition>,
    video: Option<&Video>,
    now: Timestamp,
) -> Result<Video, Refusal> {
    let next = unconditional(operation, video, now)?;
    let is_met = |video: &Video| only_if.is_none_or(|it| it.holds(video)) || next == *video;
    if video.is_none_or(is_met) {
        Ok(next)
    } else {
        Err(Refusal::Changed)
    }
}

fn unconditional(
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

    fn conditions() -> impl Strategy<Value = Option<Condition>> {
        let title = prop_oneof![Just("Borrowing"), Just("Lifetimes")];
        let seconds = prop_oneof![Just(300), 0u32..400];
        let fields = (
            prop::option::of(title),
            prop::option::of(seconds),
            prop::option::of(any::<bool>()),
        );
        prop::option::of(
            fields.prop_map(|(title, duration_seconds, published)| Condition {
                title: title.map(Into::into),
                duration_seconds,
                published,
                ..Condition::default()
            }),
        )
    }

    fn applied(operation: &Operation, video: Option<&Video>, now: Timestamp) -> Option<Video> {
        applied_if(operation, None, video, now)
    }

    fn applied_if(
        operation: &Operation,
        only_if: Option<&Condition>,
        video: Option<&Video>,
        now: Timestamp,
    ) -> Option<Video> {
        predict(operation, only_if, video, now)
            .ok()
            .or_else(|| video.cloned())
    }

    proptest! {
        /// The one rule for predictions: what contains an operation already is not changed by it.
        #[test]
        fn a_prediction_applied_twice_changes_nothing_more(
            operation in operations(), only_if in conditions(), there in any::<bool>(),
            deleted in any::<bool>(),
        ) {
            let mut video = video();
            video.deleted_at = deleted.then_some(5);
            let only_if = only_if.as_ref();
            let once = applied_if(&operation, only_if, there.then_some(&video), 10);
            let twice = applied_if(&operation, only_if, once.as_ref(), 20);
            prop_assert_eq!(once, twice);
        }

        /// A condition only ever keeps what is there: nothing third comes of it.
        #[test]
        fn a_condition_leaves_the_video_or_lets_it_be_changed(
            operation in operations(), only_if in conditions(),
        ) {
            let video = video();
            let free = applied(&operation, Some(&video), 10);
            let bound = applied_if(&operation, only_if.as_ref(), Some(&video), 10);
            let holds = only_if.is_none_or(|only_if| only_if.holds(&video));
            prop_assert_eq!(bound, if holds { free } else { Some(video) });
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
            assert_eq!(
                predict(operation, None, video, 9),
                Err(refusal),
                "{operation:?}"
            );
        }
    }

    #[test]
    fn what_others_have_changed_stays_and_what_is_wanted_already_is_done() {
        let left = |title: &str| Condition {
            title: Some(title.into()),
            ..Condition::default()
        };
        let back = Operation::Rename {
            id: ID,
            title: "Lifetimes".into(),
        };
        let titled = |title: &str| Video {
            title: title.into(),
            ..video()
        };
        for (now, left_as, becomes) in [
            ("Borrowing", "Borrowing", Ok("Lifetimes")),
            ("Two words", "Two  words", Ok("Lifetimes")),
            ("Theirs", "Borrowing", Err(Refusal::Changed)),
            ("Lifetimes", "Borrowing", Ok("Lifetimes")),
        ] {
            let after = predict(&back, Some(&left(left_as)), Some(&titled(now)), 9);
            let after = after.map(|video| video.title.to_string());
            assert_eq!(after, becomes.map(str::to_owned), "{now}");
        }
        // Why there is nothing to change comes first.
        let mut trashed = titled("Theirs");
        trashed.deleted_at = Some(1);
        let after = predict(&back, Some(&left("Borrowing")), Some(&trashed), 9);
        assert_eq!(after, Err(Refusal::Deleted));
    }

    #[test]
    fn restore_brings_back_exactly_what_was_deleted() {
        let before = video();
        let deleted = predict(&Operation::Delete { id: ID }, None, Some(&before), 9).unwrap();
        assert_eq!(deleted.deleted_at, Some(9));
        assert_eq!(
            predict(&Operation::Restore { id: ID }, None, Some(&deleted), 10),
            Ok(before)
        );
    }
}
