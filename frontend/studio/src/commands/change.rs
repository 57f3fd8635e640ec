//! Changing one video.

use std::mem;

use optimist::{ItemState, OperationId};
use shared::{Operation, VideoId};

use super::{Editor, bulk::restore, history::Step, notify::verb};
use crate::{
    format,
    mutations::{Change, ChangeVideo, change},
};

impl Editor {
    /// Shows a video to learners, or hides it.
    pub fn publish(&self, id: VideoId, published: bool) {
        let back = Operation::SetPublished {
            id,
            published: !published,
        };
        self.change(Operation::SetPublished { id, published }, Some(back.into()));
    }

    /// Deletes a video.
    pub fn delete(&self, id: VideoId) {
        let Some((_, video)) = self.find(id) else {
            return;
        };
        if self.feedback().selection.contains(&id) {
            self.update(|store| store.selection.toggle(id));
        }
        self.change(Operation::Delete { id }, Some(restore(&video)));
    }

    /// Takes a video out of the trash.
    pub fn restore(&self, id: VideoId) {
        if let Some((_, video)) = self.find(id) {
            let operation = Operation::Delete { id };
            self.issue_one(restore(&video), Some(operation.into()));
        }
    }

    pub(super) fn change(&self, operation: Operation, back: Option<Change>) -> OperationId {
        self.issue_one(operation.into(), back)
    }

    pub(super) fn issue_one(&self, change: Change, back: Option<Change>) -> OperationId {
        let what = format::quoted(&self.name_in(&change));
        let back = back.map(|back| back.back_from(&change));
        self.issue(vec![change], &what, back.into_iter().collect())
    }

    /// Issues changes of one kind to videos, named by `what` where it is one. What takes them back is
    /// remembered.
    pub(super) fn issue(&self, changes: Vec<Change>, what: &str, back: Vec<Change>) -> OperationId {
        let given_up = self.dismiss_refusals(&changes);
        let verb = changes.first().map(verb);
        let operation = self.inner.client.mutate_all::<ChangeVideo>(changes);
        if !given_up.is_empty() {
            let known = &self.inner.given_up;
            known.borrow_mut().push((operation, given_up));
        }
        if let Some(verb) = verb.filter(|_| !back.is_empty()) {
            let what = what.to_owned();
            let step = Step {
                operation,
                verb,
                what,
                back,
            };
            self.inner.history.push(self, step);
        }
        operation
    }

    /// A new change to a video dismisses its previous one, if that was refused; a text that was typed for
    /// something else goes back to its field. (Within a bulk operation, which stays, the library dismisses it.)
    /// Returns what goes with the videos that are deleted.
    pub(super) fn dismiss_refusals(&self, changes: &[Change]) -> Vec<Change> {
        let mut given_up = Vec::new();
        let refused = self.inner.client.operations(|operation| {
            let [item] = operation.items() else {
                return None;
            };
            let refused = matches!(item.state(), ItemState::Refused(_));
            let change = change(&*item.call).filter(|_| refused);
            change.map(|change| (operation.id, change.clone()))
        });
        for (operation, refused) in refused.into_iter().flatten() {
            let id = refused.operation.id();
            if let Some(new) = changes.iter().find(|change| change.operation.id() == id) {
                if matches!(new.operation, Operation::Delete { .. }) {
                    given_up.push(refused);
                } else if !replaces(&new.operation, &refused.operation) {
                    self.keep_refused(&refused, "");
                }
                self.dismiss(operation);
            }
        }
        given_up
    }
}

/// Does a change leave nothing to save of one that was refused?
fn replaces(new: &Operation, refused: &Operation) -> bool {
    mem::discriminant(new) == mem::discriminant(refused)
}
