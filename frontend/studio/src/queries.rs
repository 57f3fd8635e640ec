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

/// The videos of a course that are not in the trash, in their order.
pub struct CourseVideos;

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

impl Fetch for CourseVideos {
    async fn fetch(course: CourseId, signal: AbortSignal) -> Result<Data<Video>, Failure> {
        let list = api::videos(&course, &signal).await.map_err(failure)?;
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
