//! Telling the user what becomes of operations.

use optimist::{Event, ItemState, Operation, OperationId, Reason};
use shared::VideoId;
use wasm_bindgen_futures::spawn_local;

use super::{A_VIDEO, Editor};
use crate::{
    feedback::{Description, UndoOffer, Verb},
    format,
    mutations::change,
};

impl Editor {
    /// Takes an event in an operation's life. The user is told of it together with others of the same
    /// moment, and before the page is drawn for them.
    pub(super) fn on_event(&self, event: Event) {
        let first = self.inner.untold.borrow().is_empty();
        self.inner.untold.borrow_mut().push(event);
        if first {
            let editor = self.clone();
            spawn_local(async move { editor.flush() });
        }
    }

    fn flush(&self) {
        let events = self.inner.untold.take();
        let is_forgotten = |id| self.inner.client.operation(id, |_| ()).is_none();
        for event in &events {
            if let Event::Cancelled { operation, target } = event
                && is_forgotten(*operation)
                && let Ok(id) = target.parse()
            {
                self.inner.history.borrow_mut().not_done(*operation, id);
            }
        }
        self.update(|store| {
            for event in &events {
                if let Event::Finished {
                    operation, counts, ..
                } = event
                    && let Some(offer) = self.take_later_offer(*operation)
                    && counts.done > 0
                {
                    let offer = UndoOffer {
                        count: counts.done,
                        ..offer
                    };
                    let can_undo = |operation| self.can_undo(operation);
                    store.toasts.offer_undo(offer, can_undo);
                }
                store.fold(event, |operation, video| self.describe(operation, video));
            }
        });
    }

    fn describe(&self, id: OperationId, video: VideoId) -> Description {
        let known = self.inner.client.operation(id, |known| {
            // Nobody asks for the name of one of many.
            let change = match known.items() {
                [item] => change(&*item.call).cloned(),
                _ => None,
            };
            (known.counts(), verb_of(known), change)
        });
        let (counts, verb, change) = match known {
            Some((counts, verb, change)) => (Some(counts), verb, change),
            None => (None, None, None),
        };
        let name = match change {
            Some(change) => self.name_in(&change),
            None => self.name_of(video).unwrap_or_else(|| A_VIDEO.into()),
        };
        Description { name, verb, counts }
    }
}

/// What an operation does, in a word.
pub(super) fn verb_of(operation: &Operation) -> Option<Verb> {
    let change = change(&*operation.items().first()?.call)?;
    Some(verb(&change.operation))
}

/// What a change does, in a word.
pub(super) fn verb(operation: &shared::Operation) -> Verb {
    use shared::Operation;
    match operation {
        Operation::Add { .. } => Verb::Add,
        Operation::Rename { .. } => Verb::Rename,
        Operation::SetDuration { .. } => Verb::SetDuration,
        Operation::Move { .. } => Verb::Move,
        Operation::SetCourse { .. } => Verb::SetCourse,
        Operation::Delete { .. } => Verb::Delete,
        Operation::Restore { .. } => Verb::Restore,
        Operation::SetPublished {
            published: true, ..
        } => Verb::Publish,
        Operation::SetPublished {
            published: false, ..
        } => Verb::Unpublish,
    }
}

/// Where an item is in its life, for programs and as a sentence.
pub fn item_state_label(state: &ItemState) -> (&'static str, &str) {
    match state {
        ItemState::Queued => ("queued", "Waiting"),
        ItemState::Sending => ("sending", "On its way"),
        ItemState::Done => ("done", "Done"),
        ItemState::Refused(reason) => ("refused", &reason.message),
        ItemState::Failed(reason) => ("failed", &reason.message),
        ItemState::Cancelled => ("cancelled", "Taken back before it was done"),
    }
}

/// What could not be done to a video, and why, as a sentence.
pub fn failure_label(change: &shared::Operation, reason: &Reason) -> String {
    let done = verb(change).done();
    let why = format::lower_first(&reason.message);
    format!("Could not be {done}: {why}")
}
