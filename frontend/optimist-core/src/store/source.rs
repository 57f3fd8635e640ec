//! One server as its revisions show it: which history it is in, how far it is, its event stream.

use crate::{
    ids::{MAX_REVISION, RequestId, Revision, Source, Timeline},
    time::Moment,
};

/// A revision may be so far past the last one that the server itself has told as its latest. One
/// that is further is a mistake, and would hide every later truth.
const FURTHEST: Revision = 1 << 32;

pub(crate) struct SourceState {
    pub(crate) source: Source,
    /// The present timeline, and the latest request whose answer showed it.
    timeline: Option<(Timeline, RequestId)>,
    /// The latest revision that a read, the stream or a poll has shown.
    head: Option<Revision>,
    pub(crate) live: Live,
    pub(crate) polling: Polling,
}

/// The event stream.
#[derive(Default)]
pub(crate) struct Live {
    pub(crate) open: bool,
    /// It has been asked for, or is open.
    pub(crate) wanted: bool,
    /// Since when it has been wanted and not been open.
    pub(crate) missing_since: Option<Moment>,
    /// From where and by which request it was last asked for.
    pub(crate) since: Option<Revision>,
    pub(crate) opened_by: RequestId,
    /// Every change up to this revision has come.
    pub(crate) revision: Revision,
    /// Raised whenever changes may have been missed.
    pub(crate) epoch: u64,
    /// How often it has been lost without having been open.
    pub(crate) failures: u32,
}

/// Asking how far the server is, in place of the stream.
#[derive(Default)]
pub(crate) struct Polling {
    pub(crate) request: Option<RequestId>,
    pub(crate) failures: u32,
    /// The last poll was answered, and the stream has not been open since.
    pub(crate) works: bool,
}

/// An answer's timeline beside the present one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It is of the present timeline.
    Present,
    /// It shows that the server has begun another one, which is the present one from now on.
    Changed,
    /// It is of a timeline that the server has left.
    Past,
}

impl SourceState {
    pub(crate) fn new(source: Source) -> Self {
        Self {
            source,
            timeline: None,
            head: None,
            live: Live::default(),
            polling: Polling::default(),
        }
    }

    pub(crate) fn timeline(&self) -> Option<&Timeline> {
        self.timeline.as_ref().map(|(timeline, _)| timeline)
    }

    /// Which of two timelines is the present one is decided by the order in which requests were
    /// started: an answer to a later request shows the later state of the server.
    pub(crate) fn place(&mut self, request: RequestId, timeline: Option<&Timeline>) -> Standing {
        let Some(timeline) = timeline else {
            return Standing::Present;
        };
        match &mut self.timeline {
            Some((present, shown_by)) if present == timeline => {
                *shown_by = request.max(*shown_by);
                Standing::Present
            }
            Some((_, shown_by)) if request <= *shown_by => Standing::Past,
            known => {
                let changed = known.replace((timeline.clone(), request)).is_some();
                if changed {
                    self.head = None;
                    Standing::Changed
                } else {
                    Standing::Present
                }
            }
        }
    }

    /// The server itself has told a revision as its latest one.
    pub(crate) fn saw_head(&mut self, revision: Revision) {
        if revision <= MAX_REVISION {
            self.head = self.head.max(Some(revision));
        }
    }

    /// Can the server have come to this revision?
    pub(crate) fn is_plausible(&self, revision: Revision) -> bool {
        let furthest = self.head.map_or(MAX_REVISION, |head| head + FURTHEST);
        revision <= furthest.min(MAX_REVISION)
    }
}

#[cfg(test)]
mod tests {
    #[cfg(target_family = "wasm")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    #[test]
    fn the_order_of_requests_decides_which_timeline_is_present() {
        let mut source = SourceState::new(Source::DEFAULT);
        let [first, second] = ["a", "b"].map(Timeline::new);
        let mut place = |request, timeline| source.place(RequestId(request), Some(timeline));
        assert_eq!(place(5, &first), Standing::Present);
        assert_eq!(place(8, &first), Standing::Present);
        assert_eq!(place(7, &second), Standing::Past);
        assert_eq!(place(9, &second), Standing::Changed);
        assert_eq!(place(6, &second), Standing::Present);
        assert_eq!(place(9, &first), Standing::Past);
        assert_eq!(place(10, &first), Standing::Changed);
        assert_eq!(source.place(RequestId(1), None), Standing::Present);
    }

    #[test]
    fn a_revision_that_no_server_comes_to_is_not_believed() {
        let mut source = SourceState::new(Source::DEFAULT);
        assert!(source.is_plausible(7));
        assert!(!source.is_plausible(1 << 53));
        source.saw_head(1_000);
        assert!(source.is_plausible(1_000_000));
        assert!(!source.is_plausible(1 << 40));
        source.saw_head(u64::MAX);
        assert!(!source.is_plausible(1 << 40));
    }
}
