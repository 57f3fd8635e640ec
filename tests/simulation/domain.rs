//! The studio's query and mutation, as its page defines them.

use std::{cmp::Ordering, rc::Rc};

use optimist_core::{
    AnyCall, Call, Correction, Effect, Entity, Footprint, Mutation, Query, Timestamp,
};
use shared::{CourseId, Operation, Video, VideoId};

/// Videos, by id.
pub(super) struct Videos;

impl Entity for Videos {
    type Item = Video;
    type Id = VideoId;
    const NAME: &'static str = "video";

    fn id(video: &Video) -> VideoId {
        video.id
    }
}

/// The videos of a course that are not in the trash, in their order.
pub(super) struct CourseVideos;

impl Query for CourseVideos {
    type Entity = Videos;
    type Args = CourseId;
    const NAME: &'static str = "course-videos";

    fn contains(course: &CourseId, video: &Video) -> bool {
        video.course_id == *course && !video.is_deleted()
    }

    fn order(a: &Video, b: &Video) -> Ordering {
        a.rank.cmp(&b.rank)
    }
}

/// An operation on a video.
pub(super) struct ChangeVideo;

/// What to do, and what brings a deleted video back on screen at once.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Change {
    pub(super) operation: Operation,
    pub(super) was: Option<Video>,
}

impl From<Operation> for Change {
    fn from(operation: Operation) -> Self {
        Self {
            operation,
            was: None,
        }
    }
}

impl Mutation for ChangeVideo {
    type Entity = Videos;
    type Args = Change;
    const NAME: &'static str = "change-video";

    fn target(change: &Change) -> VideoId {
        change.operation.id()
    }

    fn predict(change: &Change, video: Option<&Video>, at: Timestamp) -> Effect<Video> {
        let video = video.or(change.was.as_ref());
        match shared::predict(&change.operation, video, at.0) {
            Ok(video) => Effect::Put(video),
            Err(_) => Effect::Nothing,
        }
    }

    fn footprint(change: &Change) -> Footprint {
        match change.operation {
            Operation::Add { .. } => Footprint::Create,
            Operation::Rename { .. } => Footprint::Field("title"),
            Operation::SetPublished { .. } => Footprint::Field("published"),
            Operation::SetDuration { .. } => Footprint::Field("duration"),
            Operation::Move { .. } => Footprint::Field("rank"),
            // What it does depends on the course that the video is in: none stands for another.
            Operation::SetCourse { .. } => Footprint::Alone,
            Operation::Delete { .. } | Operation::Restore { .. } => Footprint::Field("deleted"),
        }
    }

    fn correction(change: &Change, actual: &Video) -> Option<Correction> {
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

    fn weight(change: &Change) -> usize {
        match &change.operation {
            Operation::Add { title, .. } | Operation::Rename { title, .. } => 256 + title.len(),
            _ => 160,
        }
    }
}

/// What a call asks for.
pub(super) fn change_of(call: &Rc<dyn AnyCall>) -> &Change {
    match call.as_any().downcast_ref::<Call<ChangeVideo>>() {
        Some(call) => &call.args,
        None => unreachable!("there is one mutation"),
    }
}
