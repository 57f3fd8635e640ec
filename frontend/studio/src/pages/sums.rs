//! What a list of videos comes to.

use optimist::List;
use shared::Video;

/// The sums over a course's videos.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// How many there are.
    pub videos: usize,
    /// How many of them are published.
    pub published: usize,
    /// How long they run together.
    pub seconds: u64,
}

impl Sums {
    /// Of these videos.
    pub fn of(list: &List<Video>) -> Self {
        list.iter().fold(Self::default(), |sums, video| Self {
            videos: sums.videos + 1,
            published: sums.published + usize::from(video.published),
            seconds: sums.seconds + u64::from(video.duration_seconds),
        })
    }
}
