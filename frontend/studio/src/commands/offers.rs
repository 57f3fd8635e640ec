//! What notices offer to take back, as long as it is there to be taken back.

use optimist::OperationId;

use super::Editor;
use crate::{
    feedback::{Toast, Toasts, UndoOffer, Verb},
    mutations::Change,
    queries::Videos,
};

/// Most videos of one operation that are looked at whenever the list changes.
const LOOKED_AT: usize = 100;

impl Editor {
    /// What has been taken out of the trash since is no longer offered to be taken back.
    pub fn offer_what_is_left(&self) {
        let shrunk = self.offers_that_shrank(&self.feedback().toasts);
        if !shrunk.is_empty() {
            self.update(|store| {
                for (operation, left) in &shrunk {
                    store.toasts.set_undoable(*operation, *left);
                }
            });
        }
    }

    /// Of what is offered to be taken back and has partly been taken out of the trash since, by whomever: how
    /// many videos are still in it.
    fn offers_that_shrank(&self, toasts: &Toasts) -> Vec<(OperationId, usize)> {
        let memory = self.memory();
        let (entries, bodies) = (memory.entries.borrow(), memory.bodies.borrow());
        let has_shrunk = |step: &&UndoOffer| {
            if step.verb != Verb::Delete {
                return false;
            }
            let mut since = entries.since(step.operation).into_iter();
            step.count <= LOOKED_AT || since.any(|entry| entry.verb == Verb::Restore)
        };
        let is_in_trash = |change: &&Change| {
            let video = self.inner.client.find::<Videos>(&change.operation.id());
            video.is_none_or(|video| video.is_deleted())
        };
        let offered = toasts.iter().flat_map(Toast::undo).filter(has_shrunk);
        let counted = offered.filter_map(|step| {
            let body = bodies.get(&step.operation)?;
            Some((step.operation, body.iter().filter(is_in_trash).count()))
        });
        counted.collect()
    }
}
