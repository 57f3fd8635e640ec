//! Chosen videos that leave their list by what their author does: they are let go, and nothing is told of it.

use optimist::OperationId;
use shared::{Operation, VideoId};

use super::Editor;
use crate::mutations::{Change, change};

impl Editor {
    /// Lets go of the videos that these changes take out of their list.
    pub(super) fn let_go<'a>(&self, changes: impl Iterator<Item = &'a Change>) {
        let leaves = |change: &&Change| {
            matches!(
                change.operation,
                Operation::Delete { .. } | Operation::Restore { .. } | Operation::SetCourse { .. }
            )
        };
        let leaving = changes.filter(leaves);
        let ids: Vec<VideoId> = leaving.map(|change| change.operation.id()).collect();
        if !ids.is_empty() && !self.feedback().selection.is_empty() {
            self.update(|store| store.selection.let_go(&ids));
        }
    }

    /// The same for what is tried again of an operation: one item, or all that needs its author.
    pub(super) fn let_go_again(&self, operation: OperationId, item: Option<usize>) {
        let again = self.inner.client.operation(operation, |known| {
            let again = known.need_user();
            let again = again.filter(|(at, ..)| item.is_none_or(|item| item == *at));
            let again = again.filter_map(|(_, item, _)| change(&*item.call).cloned());
            again.collect::<Vec<_>>()
        });
        self.let_go(again.iter().flatten());
        // Of many, the end is told in any case.
        if self.feedback().bulks.get(operation).is_none() {
            self.memory().retried.borrow_mut().insert(operation);
        }
    }
}
