//! The histories that the data have gone through.
//!
//! A revision alone does not identify a state: after the restore of a backup, revisions are given a
//! second time. So each start of a server begins a timeline, whose id stays in the data. A client
//! whose timeline is not listed there, or whose revision is past the start of the next one, has seen
//! writes that the data lack. Couchbase's failover log is the model.

use shared::{Revision, Timeline};

/// Most timelines that a storage keeps. The price of the bound is small: a client that was away for
/// more starts of the server has to read again.
pub const KEPT_TIMELINES: usize = 1_000;

/// A timeline with where it begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimelineStart {
    /// Its id.
    pub id: Timeline,
    /// The present revision when it began.
    pub begins_at: Revision,
}

/// The timelines that lead to the present data, the oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Timelines(pub Vec<TimelineStart>);

impl Timelines {
    /// The timeline of what is written now; `None` before the first one has begun.
    pub fn current(&self) -> Option<&Timeline> {
        self.0.last().map(|start| &start.id)
    }

    /// Whether the data at the revision `present` contain every write that a client at `revision`
    /// of `timeline` has seen.
    pub fn contain(&self, timeline: &Timeline, revision: Revision, present: Revision) -> bool {
        let Some(at) = self.0.iter().rposition(|start| start.id == *timeline) else {
            return false;
        };
        let end = self.0.get(at + 1).map_or(present, |next| next.begins_at);
        revision <= end
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn id(n: u128) -> Timeline {
        Timeline::from(Uuid::from_u128(n))
    }

    #[test]
    fn a_client_goes_on_unless_it_has_seen_what_the_data_lack() {
        let start = |n, begins_at| TimelineStart {
            id: id(n),
            begins_at,
        };
        let timelines = Timelines(vec![start(1, 0), start(2, 10), start(3, 10)]);
        assert_eq!(timelines.current(), Some(&id(3)));
        for (timeline, revision, expected) in [
            (1, 0, true),
            (1, 10, true),
            (1, 11, false),
            (2, 10, true),
            (2, 11, false),
            (3, 15, true),
            (3, 16, false),
            (4, 0, false),
        ] {
            assert_eq!(
                timelines.contain(&id(timeline), revision, 15),
                expected,
                "{revision} of {timeline}"
            );
        }
        assert!(!Timelines::default().contain(&id(1), 0, 0));
    }
}
