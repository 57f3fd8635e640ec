//! Which history a revision belongs to.

use std::{fmt, str::FromStr, sync::Arc};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The id of one history of a server's data: 1 to 64 characters of `a-z`, `0-9` and `-`.
///
/// A server begins a new timeline whenever its data may have gone back, as after the restore of a
/// backup. Revisions can be compared within one timeline only.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Timeline(Arc<str>);

/// A text that is no timeline's id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotATimeline;

impl Timeline {
    /// The id as it stands in headers, addresses and entity tags.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<Uuid> for Timeline {
    fn from(id: Uuid) -> Self {
        Self(id.simple().to_string().into())
    }
}

impl TryFrom<String> for Timeline {
    type Error = NotATimeline;

    fn try_from(text: String) -> Result<Self, NotATimeline> {
        text.parse()
    }
}

impl FromStr for Timeline {
    type Err = NotATimeline;

    fn from_str(text: &str) -> Result<Self, NotATimeline> {
        let fits = (1..=64).contains(&text.len())
            && text
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if fits {
            Ok(Self(text.into()))
        } else {
            Err(NotATimeline)
        }
    }
}

impl From<Timeline> for String {
    fn from(timeline: Timeline) -> Self {
        timeline.as_str().to_owned()
    }
}

impl fmt::Display for Timeline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for NotATimeline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a timeline has 1 to 64 characters of a-z, 0-9 and -")
    }
}

impl std::error::Error for NotATimeline {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timeline_fits_into_a_header_and_an_entity_tag() {
        let made = Timeline::from(Uuid::from_u128(7));
        assert_eq!(made.as_str().parse(), Ok(made));
        for bad in ["", "A", "a b", "\"", "é", &"a".repeat(65)] {
            assert_eq!(bad.parse::<Timeline>(), Err(NotATimeline), "{bad}");
        }
    }
}
