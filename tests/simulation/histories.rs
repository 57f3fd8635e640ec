//! Which states of the server are part of which: a restore begins a history of its own.

use shared::Revision;

/// A revision of one history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct At {
    pub(super) history: usize,
    pub(super) revision: Revision,
}

/// All histories of a server, named by their numbers.
pub(super) struct Histories {
    /// Of each, those that led to it, with the last revision of each that is part of it.
    ancestors: Vec<Vec<At>>,
}

impl Histories {
    pub(super) fn new() -> Self {
        Self {
            ancestors: vec![Vec::new()],
        }
    }

    /// Begins a history that goes on from a state.
    pub(super) fn begin(&mut self, from: At) -> usize {
        let before = self.ancestors[from.history].iter().map(|before| At {
            history: before.history,
            revision: before.revision.min(from.revision),
        });
        let ancestors = [from].into_iter().chain(before).collect();
        self.ancestors.push(ancestors);
        self.ancestors.len() - 1
    }

    /// Is what was done at `then` part of the state `now`?
    pub(super) fn holds(&self, now: At, then: At) -> bool {
        if then.history == now.history {
            return then.revision <= now.revision;
        }
        let mut ancestors = self.ancestors[now.history].iter();
        let common = ancestors.find(|before| before.history == then.history);
        common.is_some_and(|common| then.revision <= common.revision.min(now.revision))
    }
}
