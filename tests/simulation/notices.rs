//! What a user has to be told, and was told: each thing once.

use std::collections::BTreeMap;

use optimist_core::OperationId;
use shared::VideoId;

/// What a user is told of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Notice {
    Refused,
    Corrected,
    Cancelled,
    Recovered,
}

/// The difference between what has to be told and what was.
#[derive(Default)]
pub(super) struct Notices {
    /// Positive: still to be told; negative: told for nothing.
    items: BTreeMap<(Notice, OperationId, VideoId), i32>,
    finished: BTreeMap<OperationId, [usize; 4]>,
    history: i32,
}

impl Notices {
    /// The user must get this notice once.
    pub(super) fn expect(&mut self, notice: Notice, operation: OperationId, id: VideoId) {
        self.count(notice, operation, id, 1);
    }

    /// The user has got it.
    pub(super) fn told(&mut self, notice: Notice, operation: OperationId, id: VideoId) {
        self.count(notice, operation, id, -1);
    }

    fn count(&mut self, notice: Notice, operation: OperationId, id: VideoId, by: i32) {
        let key = (notice, operation, id);
        let count = self.items.entry(key).or_default();
        *count += by;
        if *count == 0 {
            self.items.remove(&key);
        }
    }

    /// All items of an operation have ended, so many in each way.
    pub(super) fn expect_finished(&mut self, operation: OperationId, ends: [usize; 4]) {
        self.finished.insert(operation, ends);
    }

    /// The user is told so.
    pub(super) fn told_finished(
        &mut self,
        operation: OperationId,
        ends: [usize; 4],
    ) -> Result<(), String> {
        match self.finished.remove(&operation) {
            Some(expected) if expected == ends => Ok(()),
            expected => Err(format!(
                "{operation} is said to have ended as {ends:?}, not {expected:?}"
            )),
        }
    }

    /// The server's history is another one.
    pub(super) fn expect_history(&mut self) {
        self.history += 1;
    }

    pub(super) fn told_history(&mut self) {
        self.history -= 1;
    }

    /// Nothing is untold, and nothing was told twice or for nothing.
    pub(super) fn check(&self) -> Result<(), String> {
        if let Some((notice, count)) = self.items.iter().next() {
            return Err(format!(
                "a notice was given {} times, not once: {notice:?}",
                1 - count
            ));
        }
        if let Some((operation, ends)) = self.finished.iter().next() {
            return Err(format!(
                "{operation} ended as {ends:?}, and nobody was told"
            ));
        }
        match self.history {
            0 => Ok(()),
            more => Err(format!("{more} changes of history were not told")),
        }
    }
}
