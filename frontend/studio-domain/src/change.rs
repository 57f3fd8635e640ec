//! The one mutation for all that an author can ask for.

use std::rc::Rc;

use optimist_core::{Correction, Effect, Footprint, Scope, Timestamp};
use serde::{Deserialize, Serialize};
use shared::{Condition, CourseId, Operation, Video, VideoId};

/// The name under which changes are logged.
pub const NAME: &str = "change-video";

/// What to do, and what lets a video be seen at once where the page does not hold it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// What to do.
    pub operation: Operation,
    /// The video as it was, for a restore and for a move to another course.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was: Option<Rc<Video>>,
    /// Do it only while the video has these values.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only_if: Option<Rc<Condition>>,
    /// Does it take an earlier change back?
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub undo: bool,
    /// Does it do again what was taken back?
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub redo: bool,
}

impl Change {
    /// The same, done only while the video is in this course: a rank says nothing in another.
    #[must_use]
    pub fn in_course(self, course_id: CourseId) -> Self {
        let condition = Condition {
            course_id: Some(course_id),
            ..Condition::default()
        };
        Self {
            only_if: Some(Rc::new(condition)),
            ..self
        }
    }

    /// What takes `change` back, done only while the video is as that leaves it. (What is restored
    /// needs no condition: whoever has restored it before has done the same.)
    #[must_use]
    pub fn back_from(self, change: &Self) -> Self {
        let mut left = left(change);
        let known = self.only_if.as_ref();
        left.course_id = left
            .course_id
            .or(known.and_then(|known| known.course_id.clone()));
        Self {
            only_if: (left != Condition::default()).then(|| Rc::new(left)),
            undo: true,
            ..self
        }
    }

    /// The video's title, as far as the change itself has it.
    pub fn title(&self) -> Option<&str> {
        match &self.operation {
            Operation::Add { title, .. } | Operation::Rename { title, .. } => Some(title),
            _ => self.was.as_ref().map(|video| &*video.title),
        }
    }
}

impl From<Operation> for Change {
    fn from(operation: Operation) -> Self {
        Self {
            operation,
            was: None,
            only_if: None,
            undo: false,
            redo: false,
        }
    }
}

/// The video that a change is about.
pub fn target(change: &Change) -> VideoId {
    change.operation.id()
}

/// What a change does to a video.
pub fn predict(change: &Change, video: Option<&Video>, at: Timestamp) -> Effect<Video> {
    let video = video.or(change.was.as_deref());
    match shared::predict(&change.operation, change.only_if.as_deref(), video, at.0) {
        Ok(video) => Effect::Put(video),
        Err(_) => Effect::NotApplicable,
    }
}

/// The fields of its video as a change leaves them, as far as an undo must find them so: those that
/// it sets; of a video that it brings into the list, all that others may work on there.
pub fn left(change: &Change) -> Condition {
    let nothing = Condition::default();
    match &change.operation {
        Operation::Rename { title, .. } => Condition {
            title: Some(title.as_str().into()),
            ..nothing
        },
        Operation::SetPublished { published, .. } => Condition {
            published: Some(*published),
            ..nothing
        },
        Operation::SetDuration {
            duration_seconds, ..
        } => Condition {
            duration_seconds: u32::try_from(*duration_seconds).ok(),
            ..nothing
        },
        Operation::Move { rank, .. } => Condition {
            rank: Some(rank.clone()),
            ..nothing
        },
        // Where it stands there is the server's to say, and means nothing where it came from.
        Operation::SetCourse { course_id, .. } => Condition {
            course_id: Some(course_id.clone()),
            ..nothing
        },
        Operation::Add {
            course_id,
            title,
            duration_seconds,
            ..
        } => Condition {
            title: Some(title.as_str().into()),
            duration_seconds: u32::try_from(*duration_seconds).ok(),
            published: Some(false),
            course_id: Some(course_id.clone()),
            ..nothing
        },
        Operation::Restore { .. } => change.was.as_ref().map_or(nothing, |video| Condition {
            title: Some(video.title.clone()),
            duration_seconds: Some(video.duration_seconds),
            published: Some(video.published),
            course_id: Some(video.course_id.clone()),
            ..Condition::default()
        }),
        Operation::Delete { .. } => nothing,
    }
}

/// Which waiting changes a change supersedes.
pub fn footprint(change: &Change) -> Footprint {
    // Whether it is done depends on what others have done by then: one that it would have superseded
    // could not be taken up again without overwriting that.
    if change.only_if.is_some() {
        return Footprint::Alone;
    }
    match change.operation {
        Operation::Add { .. } => Footprint::Create,
        Operation::Rename { .. } => Footprint::Field("title"),
        Operation::SetPublished { .. } => Footprint::Field("published"),
        Operation::SetDuration { .. } => Footprint::Field("duration"),
        Operation::Move { .. } => Footprint::Field("rank"),
        // What it does depends on the course that the video is in: none supersedes another.
        Operation::SetCourse { .. } => Footprint::Alone,
        // A deleted video can be restored, with its last edits.
        Operation::Delete { .. } | Operation::Restore { .. } => Footprint::Field("deleted"),
    }
}

/// Scopes besides the video's own: none. Two videos never wait for each other, since a rank names
/// a place and not a neighbour.
pub fn scopes(_: &Change) -> Vec<Scope> {
    Vec::new()
}

/// How the server's video, right after a change, differs from what was predicted.
pub fn correction(change: &Change, actual: &Video) -> Option<Correction> {
    let shared::Correction {
        field,
        wanted,
        actual,
        why,
    } = shared::correction(&change.operation, actual)?;
    Some(Correction {
        field,
        wanted,
        actual,
        why,
    })
}

/// About how many bytes a change takes in a request.
pub fn weight(change: &Change) -> usize {
    let title = match &change.operation {
        Operation::Add { title, .. } | Operation::Rename { title, .. } => 96 + title.len(),
        _ => 0,
    };
    let expected = change.only_if.as_ref().map_or(0, |only_if| {
        let title = only_if.title.as_ref();
        160 + title.map_or(0, |title| title.len())
    });
    160 + title + expected
}

#[cfg(test)]
mod tests {
    #[cfg(target_family = "wasm")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use shared::Rank;

    use super::*;
    use crate::list::{self, VideoListKind};

    fn video(course: &str) -> Video {
        Video {
            id: VideoId::default(),
            course_id: course.parse().expect("a course id"),
            title: "Borrowing".into(),
            duration_seconds: 60,
            published: true,
            rank: Rank::middle(),
            deleted_at: None,
            revision: 1,
        }
    }

    /// A list that does not hold the video shows what a change makes of it all the same.
    #[test]
    fn what_the_page_does_not_hold_is_foreseen_from_what_it_was() {
        let there = "b".parse().expect("a course id");
        let change = Change {
            operation: Operation::SetCourse {
                id: VideoId::default(),
                course_id: there,
                rank: None,
            },
            was: Some(Rc::new(video("a"))),
            only_if: None,
            undo: false,
            redo: false,
        };
        let Effect::Put(moved) = predict(&change, None, Timestamp(5)) else {
            panic!("it fits");
        };
        let lists = ["a", "b"].map(|id| VideoListKind::Course(id.parse().expect("a course id")));
        assert_eq!(
            [false, true],
            lists.map(|list| list::contains(&list, &moved))
        );
        let lost = Change::from(change.operation);
        assert_eq!(Effect::NotApplicable, predict(&lost, None, Timestamp(5)));
    }

    #[test]
    fn a_deleted_video_is_in_the_trash_of_its_course_alone() {
        let delete = Change::from(Operation::Delete {
            id: VideoId::default(),
        });
        let Effect::Put(deleted) = predict(&delete, Some(&video("a")), Timestamp(5)) else {
            panic!("it fits");
        };
        let course = deleted.course_id.clone();
        assert!(!list::contains(
            &VideoListKind::Course(course.clone()),
            &deleted
        ));
        assert!(list::contains(&VideoListKind::Trash(course), &deleted));
    }
}
