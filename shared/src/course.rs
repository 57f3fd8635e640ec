//! Courses, videos and their typed ids.

use std::{fmt, str::FromStr, sync::Arc};

use serde::{Deserialize, Deserializer, Serialize};
use uuid::Uuid;

use crate::{Rank, Revision, checked};

/// Longest title of a video, in letters as people count them, after trimming.
pub const TITLE_MAX_CHARS: usize = 200;
/// Longest duration of a video, in seconds (24 hours).
pub const DURATION_MAX_SECONDS: u32 = 24 * 60 * 60;

/// Milliseconds since the Unix epoch.
pub type Timestamp = u64;

/// A course with the sums over its videos that are not deleted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Course {
    /// Its id, as in the address of its page.
    pub id: CourseId,
    /// Its title.
    pub title: String,
    /// One or two sentences for the catalogue.
    pub description: String,
    /// How many videos it has.
    pub video_count: u32,
    /// How many of them are published.
    pub published_count: u32,
    /// How long they run together, in seconds.
    pub duration_seconds: u64,
    /// The revision of the last change to the course or one of its videos.
    pub revision: Revision,
}

/// A video of a course. Deleting keeps it, marked, so that it can be restored in place.
///
/// Its texts are shared: a prediction copies the video, and thousands are made at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Video {
    /// Its id, made by whoever added it.
    pub id: VideoId,
    /// The course that holds it.
    pub course_id: CourseId,
    /// Its title, as [`checked_title`](crate::text::checked_title) leaves it.
    #[serde(deserialize_with = "checked::shared")]
    pub title: Arc<str>,
    /// How long it runs: 0 to [`DURATION_MAX_SECONDS`].
    pub duration_seconds: u32,
    /// Can learners see it?
    pub published: bool,
    /// Where it stands: a course's videos are ordered by rank, then by id.
    pub rank: Rank,
    /// When it was deleted, if it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deleted_at: Option<Timestamp>,
    /// The revision of its last change; 0 for a prediction.
    pub revision: Revision,
}

impl Video {
    /// Is it in the trash?
    pub fn is_deleted(&self) -> bool {
        self.deleted_at.is_some()
    }
}

/// A course's id: 1 to 64 characters of `a-z`, `0-9` and `-`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(into = "String")]
pub struct CourseId(Arc<str>);

impl CourseId {
    /// The id as it stands in addresses.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A text that is no id of the wanted kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAnId(&'static str);

impl fmt::Display for NotAnId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for NotAnId {}

impl FromStr for CourseId {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let fits = (1..=64).contains(&text.len())
            && text
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if fits {
            Ok(Self(text.into()))
        } else {
            Err(NotAnId(
                "a course id has 1 to 64 characters of a-z, 0-9 and -",
            ))
        }
    }
}

impl<'de> Deserialize<'de> for CourseId {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        checked::read(from, str::parse)
    }
}

impl From<CourseId> for String {
    fn from(id: CourseId) -> Self {
        id.0.as_ref().to_owned()
    }
}

impl fmt::Display for CourseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A video's id: a UUID, version 7 when we made it, so that ids sort by time.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct VideoId(pub Uuid);

impl FromStr for VideoId {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        Uuid::try_parse(text)
            .map(Self)
            .map_err(|_| NotAnId("a video id is a UUID"))
    }
}

impl fmt::Display for VideoId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_refuse_what_is_no_id() {
        assert!("c1".parse::<CourseId>().is_ok());
        for bad in ["", "Über", "a b", "../x", &"a".repeat(65)] {
            assert!(bad.parse::<CourseId>().is_err(), "{bad}");
        }
        assert!("v1".parse::<VideoId>().is_err());
        assert!(
            "0190a1b2-0000-7000-8000-000000000001"
                .parse::<VideoId>()
                .is_ok()
        );
    }
}
