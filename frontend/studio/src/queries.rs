//! What the app reads, each a type.

use std::cmp::Ordering;

use optimist::{Data, Entity, Failure, FailureKind, Fetch, Query, Reason};
use shared::{Course, CourseId, Video, VideoId};
use web_sys::AbortSignal;

use crate::api::{self, Trouble};

/// Videos, by id.
pub struct Videos;

impl Entity for Videos {
    type Item = Video;
    type Id = VideoId;
    const NAME: &'static str = "video";

    fn id(video: &Video) -> VideoId {
        video.id
    }
}

/// Courses, by id.
pub struct Courses;

impl Entity for Courses {
    type Item = Course;
    type Id = CourseId;
    const NAME: &'static str = "course";

    fn id(course: &Course) -> CourseId {
        course.id.clone()
    }
}

/// All courses.
pub struct Catalogue;

impl Query for Catalogue {
    type Entity = Courses;
    type Args = ();
    const NAME: &'static str = "catalogue";

    fn order(a: &Course, b: &Course) -> Ordering {
        a.title.cmp(&b.title)
    }
}

impl Fetch for Catalogue {
    async fn fetch((): (), signal: AbortSignal) -> Result<Data<Course>, Failure> {
        let list = api::courses(&signal).await.map_err(failure)?;
        Ok(Data {
            items: list.items,
            revision: Some(list.revision),
        })
    }
}

/// A list of videos, each a page of its own.
#[derive(Clone, Debug, PartialEq)]
pub enum Place {
    /// A course's videos, in their order.
    Course(CourseId),
    /// What was deleted of them, the last deleted first.
    Trash(CourseId),
}

impl Place {
    /// The course that it belongs to.
    pub fn course(&self) -> &CourseId {
        let (Self::Course(id) | Self::Trash(id)) = self;
        id
    }
}

/// The videos of a place.
pub struct CourseVideos;

impl Query for CourseVideos {
    type Entity = Videos;
    type Args = Place;
    const NAME: &'static str = "course-videos";

    fn contains(place: &Place, video: &Video) -> bool {
        video.course_id == *place.course() && video.is_deleted() == matches!(place, Place::Trash(_))
    }

    fn order(a: &Video, b: &Video) -> Ordering {
        let deleted = b.deleted_at.cmp(&a.deleted_at);
        deleted.then_with(|| a.rank.cmp(&b.rank))
    }
}

impl Fetch for CourseVideos {
    async fn fetch(place: Place, signal: AbortSignal) -> Result<Data<Video>, Failure> {
        let list = match &place {
            Place::Course(course) => api::videos(course, &signal).await,
            Place::Trash(course) => api::trash(course, &signal).await,
        };
        let list = list.map_err(failure)?;
        Ok(Data {
            items: list.items,
            revision: Some(list.revision),
        })
    }
}

/// The trouble, as the library calls it.
pub(crate) fn failure(trouble: Trouble) -> Failure {
    let (kind, code) = match (trouble.answered, trouble.lasting) {
        (false, _) => (FailureKind::Network, "network"),
        (true, false) => (FailureKind::Server, "server"),
        (true, true) => (FailureKind::Refused, "refused"),
    };
    Failure {
        kind,
        reason: Reason::new(code, trouble.message),
        retry_after_ms: trouble.retry_after_ms,
    }
}
