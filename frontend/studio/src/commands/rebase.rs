//! What was typed over another text of the same author's that has not come true: it is no conflict with others.

use std::{mem, rc::Rc};

use optimist::{ItemState, OperationId};
use shared::{Condition, Operation, VideoId};
use studio_domain::change::left;

use super::Editor;
use crate::{
    mutations::{Change, change},
    queries::Videos,
};

impl Editor {
    /// A change was not done since its video is not as an earlier change of its author would have left it,
    /// which was refused: it is done to the video as it is. Returns whether that is so.
    pub(super) fn rebase(&self, operation: OperationId) -> bool {
        let alone = self.inner.client.operation(operation, |known| {
            let [item] = known.items() else { return None };
            let ItemState::Refused(reason) = item.state() else {
                return None;
            };
            let change = change(&*item.call)?;
            super::is_conflict(change, reason).then(|| change.clone())
        });
        let Some(change) = alone.flatten() else {
            return false;
        };
        let Some(only_if) = self.own_base(&change) else {
            return false;
        };
        // A later one stands for it.
        if !self.is_replaced(operation, &change) {
            self.dismiss_entry(operation);
            let back = back_to(&change.operation, &only_if);
            let only_if = Some(only_if);
            self.issue_one(Change { only_if, ..change }, back.map(Change::from));
        }
        true
    }

    /// What the earliest of the author's refused changes, on which this one stands, takes for granted of the
    /// video, where that holds. `None`: this one stands on none, or others have changed the video since.
    pub(super) fn own_base(&self, change: &Change) -> Option<Rc<Condition>> {
        if change.undo || change.redo || !is_typed(&change.operation) {
            return None;
        }
        let id = change.operation.id();
        let video = self.inner.client.find::<Videos>(&id)?;
        let mut refused = self.of_video(id, &change.operation, |state| {
            matches!(state, ItemState::Refused(_))
        });
        let mut only_if = change.only_if.clone()?;
        while !only_if.holds(&video) {
            let at = refused
                .iter()
                .rposition(|(_, earlier)| left(earlier) == *only_if)?;
            only_if = refused.remove(at).1.only_if?;
        }
        let same = change.only_if.as_ref() == Some(&only_if);
        (!same).then_some(only_if)
    }

    /// Has the author changed the same of the video since?
    fn is_replaced(&self, operation: OperationId, change: &Change) -> bool {
        let id = change.operation.id();
        let changes = self.of_video(id, &change.operation, |_| true);
        let mut since = changes.iter().skip_while(|(known, _)| *known != operation);
        since.nth(1).is_some()
    }

    /// The single changes of this kind to a video that the library knows, in the order of issue.
    fn of_video(
        &self,
        id: VideoId,
        kind: &Operation,
        is_wanted: impl Fn(&ItemState) -> bool,
    ) -> Vec<(OperationId, Change)> {
        let known = self.inner.client.operations(|known| {
            let [item] = known.items() else { return None };
            let change = change(&*item.call).filter(|_| is_wanted(item.state()))?;
            let same = change.operation.id() == id
                && mem::discriminant(&change.operation) == mem::discriminant(kind);
            same.then(|| (known.id, change.clone()))
        });
        known.into_iter().flatten().collect()
    }
}

fn is_typed(operation: &Operation) -> bool {
    matches!(
        operation,
        Operation::Rename { .. } | Operation::SetDuration { .. }
    )
}

/// What takes a change back that finds its video so.
fn back_to(operation: &Operation, found: &Condition) -> Option<Operation> {
    let id = operation.id();
    match operation {
        Operation::Rename { .. } => found.title.as_ref().map(|title| Operation::Rename {
            id,
            title: title.to_string(),
        }),
        Operation::SetDuration { .. } => {
            found
                .duration_seconds
                .map(|seconds| Operation::SetDuration {
                    id,
                    duration_seconds: seconds.into(),
                })
        }
        _ => None,
    }
}
