//! What the app reads, each a type.

use optimist::{Data, Entity, Failure, Fetch, Listing, Query, QueryOptions};
use shared::{Course, CourseId, Video, VideoId};
use web_sys::AbortSignal;

use crate::api;

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

/// What was read before the page was drawn is not read again for that.
const OPTIONS: QueryOptions = QueryOptions {
    stale_ms: 5_000,
    ..QueryOptions::DEFAULT
};

/// All courses.
pub struct Catalogue;

impl Query for Catalogue {
    type Entity = Courses;
    type Args = ();
    const NAME: &'static str = "catalogue";
    const OPTIONS: QueryOptions = OPTIONS;

    fn listing((): &()) -> Listing<Course> {
        Listing::sorted(|a: &Course, b| a.title.cmp(&b.title))
    }
}

impl Fetch for Catalogue {
    async fn fetch((): (), signal: AbortSignal) -> Result<Data<Course>, Failure> {
        let read = api::courses(&signal).await?;
        Ok(Data::from(read.body.items).at(read.body.revision, read.timeline))
    }
}

/// A list of videos, each a page of its own.
#[derive(Clone, Debug, PartialEq)]
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

/// The videos of such a list.
pub struct CourseVideos;

impl Query for CourseVideos {
    type Entity = Videos;
    type Args = VideoListKind;
    const NAME: &'static str = "course-videos";
    const OPTIONS: QueryOptions = OPTIONS;

    fn listing(list: &VideoListKind) -> Listing<Video> {
        let list = list.clone();
        let order = |a: &Video, b: &Video| {
            let deleted = b.deleted_at.cmp(&a.deleted_at);
            deleted.then_with(|| a.rank.cmp(&b.rank))
        };
        Listing::sorted(order).only(move |video| {
            video.course_id == *list.course()
                && video.is_deleted() == matches!(list, VideoListKind::Trash(_))
        })
    }
}

impl Fetch for CourseVideos {
    async fn fetch(list: VideoListKind, signal: AbortSignal) -> Result<Data<Video>, Failure> {
        let read = match &list {
            VideoListKind::Course(course) => api::videos(course, &signal).await,
            VideoListKind::Trash(course) => api::trash(course, &signal).await,
        }?;
        Ok(Data::from(read.body.items).at(read.body.revision, read.timeline))
    }
}
