//! What an author takes for granted of a video, field by field.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::{CourseId, Rank, Video, text::composed};

/// Values that a video's fields must still have for an operation to be done: those in which its
/// author last saw or left them. A field that is not named may have any value.
///
/// A place is as it was left while the video's own `rank` is; its neighbours may come and go.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Condition {
    /// Its title. Spaces between words count as one, as the server keeps them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Arc<str>>,
    /// How long it runs, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_seconds: Option<u32>,
    /// Whether learners can see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<bool>,
    /// The course that holds it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub course_id: Option<CourseId>,
    /// Where it stands there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rank: Option<Rank>,
}

impl Condition {
    /// Has the video these values?
    pub fn holds(&self, video: &Video) -> bool {
        fn same<T: PartialEq>(expected: Option<&T>, actual: &T) -> bool {
            expected.is_none_or(|expected| expected == actual)
        }
        let title = self.title.as_deref();
        title.is_none_or(|title| same_title(title, &video.title))
            && same(self.duration_seconds.as_ref(), &video.duration_seconds)
            && same(self.published.as_ref(), &video.published)
            && same(self.course_id.as_ref(), &video.course_id)
            && same(self.rank.as_ref(), &video.rank)
    }

    /// The same fields, with the values that `newer` has for them.
    #[must_use]
    pub fn updated(&self, newer: &Self) -> Self {
        fn field<T: Clone>(own: Option<&T>, newer: Option<&T>) -> Option<T> {
            own.map(|own| newer.unwrap_or(own).clone())
        }
        Self {
            title: field(self.title.as_ref(), newer.title.as_ref()),
            duration_seconds: field(
                self.duration_seconds.as_ref(),
                newer.duration_seconds.as_ref(),
            ),
            published: field(self.published.as_ref(), newer.published.as_ref()),
            course_id: field(self.course_id.as_ref(), newer.course_id.as_ref()),
            rank: field(self.rank.as_ref(), newer.rank.as_ref()),
        }
    }

    /// Adds the fields of `other` that it does not name itself.
    pub fn add(&mut self, other: &Self) {
        fn field<T: Clone>(own: &mut Option<T>, other: Option<&T>) {
            if own.is_none() {
                *own = other.cloned();
            }
        }
        field(&mut self.title, other.title.as_ref());
        field(&mut self.duration_seconds, other.duration_seconds.as_ref());
        field(&mut self.published, other.published.as_ref());
        field(&mut self.course_id, other.course_id.as_ref());
        field(&mut self.rank, other.rank.as_ref());
    }
}

/// Is it the same title, whether or not the server has tidied it?
pub fn same_title(one: &str, other: &str) -> bool {
    let (one, other) = (composed(one), composed(other));
    one.split_whitespace().eq(other.split_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_the_same_however_it_is_spaced_and_composed() {
        assert!(same_title(" Two  spaces", "Two spaces"));
        assert!(same_title("Cafe\u{301}", "Caf\u{e9}"));
        assert!(!same_title("Two spaces", "Twospaces"));
        assert!(!same_title("Two", "two"));
    }

    #[test]
    fn an_unknown_field_is_no_condition() {
        assert!(serde_json::from_str::<Condition>(r#"{"revision":3}"#).is_err());
        let nothing: Condition = serde_json::from_str("{}").unwrap();
        assert_eq!(nothing, Condition::default());
        assert_eq!(serde_json::to_string(&nothing).unwrap(), "{}");
    }
}
