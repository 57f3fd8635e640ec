//! Lists of videos: what each holds, and in which order.

use std::cmp::Ordering;

use shared::{CourseId, Video};

/// The name of the query over the lists of videos.
pub const NAME: &str = "course-videos";

/// A list of videos, each a page of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VideoListKind {
    /// A course's videos, in their order.
    Course(CourseId),
    /// What was deleted of them, the last deleted first.
    Trash(CourseId),
}

impl VideoListKind {
    /// The course that it belongs to.
    pub fn course(&self) -> &CourseId {
        let (Self::Course(id) | Self::Trash(id)) = self;
        id
    }
}

/// Whether a list holds a video.
pub fn contains(list: &VideoListKind, video: &Video) -> bool {
    video.course_id == *list.course()
        && video.is_deleted() == matches!(list, VideoListKind::Trash(_))
}

/// The order of two videos of one list; equal ones are ordered by id.
pub fn order(a: &Video, b: &Video) -> Ordering {
    let deleted = b.deleted_at.cmp(&a.deleted_at);
    deleted.then_with(|| a.rank.cmp(&b.rank))
}
