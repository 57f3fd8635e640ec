//! What the engine has to know of Course Studio's data: the entities, which videos a list holds and
//! in which order, and what a change does to a video.
//!
//! All of it is pure: no clock, no I/O, no browser. The page and the simulator compile this one
//! copy. A crate that talks to a server gives the rules to marker types of its own, since only the
//! crate of a type may implement another crate's trait for it: its `impl Query` and `impl Mutation`
//! delegate to [`list`] and [`change`].

pub mod change;
pub mod list;

use optimist_core::Entity;
use shared::{Course, CourseId, Video, VideoId};

pub use change::Change;
pub use list::VideoListKind;

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
