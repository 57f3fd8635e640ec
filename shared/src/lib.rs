//! The domain of Course Studio, and what travels between its page and its server.
//!
//! Both sides compile this crate, so that they cannot disagree:
//!
//! - [`course`]: what a course and a video are, and their typed ids.
//! - [`rank`]: where a video stands in its course, as a value that one operation can set.
//! - [`operation`]: all that an author can ask for.
//! - [`condition`]: what an operation takes for granted of its video.
//! - [`predict`](predict()): what an operation does to a video. The server calls it to do the
//!   thing, the page calls it to show the result at once.
//! - [`refusal`]: why something is not done.
//! - [`text`]: what a title may be, in any script, and how it is counted, cut and quoted.
//! - [`timeline`]: which history a revision belongs to.
//! - [`wire`]: requests, answers, live events and problem details.
//! - [`meaning`](meaning()): what an HTTP answer says about an operation's outcome.
//! - [`fault`]: the seeded plan of a bad network, for the server and the simulator.
//!
//! Nothing here has a clock, randomness or I/O: the caller passes what is needed.

mod checked;
pub mod condition;
pub mod course;
pub mod fault;
pub mod meaning;
pub mod operation;
pub mod predict;
pub mod rank;
pub mod refusal;
pub mod text;
pub mod timeline;
pub mod wire;

pub use condition::Condition;
pub use course::{Course, CourseId, Timestamp, Video, VideoId};
pub use meaning::{Meaning, meaning};
pub use operation::Operation;
pub use predict::{Correction, correction, predict};
pub use rank::Rank;
pub use refusal::Refusal;
pub use timeline::Timeline;
pub use wire::Revision;
