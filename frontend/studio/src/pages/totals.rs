//! What a list of videos comes to.

use optimist::List;
use shared::Video;

/// The totals over a course's videos.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CourseTotals {
    /// How many there are.
    pub videos: usize,
    /// How many of them are published.
    pub published: usize,
    /// How long they run together.
    pub seconds: u64,
}

impl CourseTotals {
    /// Of these videos.
    pub fn of(list: &List<Video>) -> Self {
        list.iter().fold(Self::default(), |totals, video| Self {
            videos: totals.videos + 1,
            published: totals.published + usize::from(video.published),
            seconds: totals.seconds + u64::from(video.duration_seconds),
        })
    }
}
