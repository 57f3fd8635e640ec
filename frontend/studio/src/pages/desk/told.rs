//! Telling the user what becomes of operations.

use optimist::{Call, Event, Item, ItemState, OperationId};
use shared::{Operation, VideoId};
use wasm_bindgen_futures::spawn_local;

use super::Desk;
use crate::{
    feedback::{About, Step, Verb},
    mutations::{Change, ChangeVideo},
};

impl Desk {
    /// Tells the user of an event in an operation's life: together with others of the same moment,
    /// and before the page is drawn for them.
    pub fn hear(&self, event: Event) {
        let first = self.inner.heard.borrow().is_empty();
        self.inner.heard.borrow_mut().push(event);
        if first {
            let desk = self.clone();
            spawn_local(async move { desk.tell() });
        }
    }

    fn tell(&self) {
        let events = self.inner.heard.take();
        self.inner.store.reduce_mut(|store| {
            let bulks = store.bulks.iter();
            let shown: Vec<(OperationId, Verb)> = bulks.map(|bulk| (bulk.id, bulk.verb)).collect();
            for event in &events {
                self.inner.history.borrow_mut().hear(event);
                if let Event::Finished {
                    operation, counts, ..
                } = event
                    && let Some(step) = self.take_offer(*operation)
                    && counts.done > 0
                {
                    let step = Step {
                        count: counts.done,
                        ..step
                    };
                    store
                        .toasts
                        .deleted(step, |operation| self.can_undo(operation));
                }
                store.fold(event, |operation, video| {
                    self.about(&shown, operation, video)
                });
            }
            store.undo = self.inner.history.borrow().newest();
        });
    }

    fn about(
        &self,
        shown: &[(OperationId, Verb)],
        operation: OperationId,
        video: Option<VideoId>,
    ) -> About {
        let known = shown
            .iter()
            .find(|(id, _)| *id == operation)
            .map(|(_, verb)| *verb);
        let (verb, many) = match known {
            Some(verb) => (verb, true),
            None => self
                .verb_of(operation, video)
                .unwrap_or((Verb::Rename, false)),
        };
        let name = video.map_or_else(|| "".into(), |id| self.name_of(id));
        About {
            name,
            verb,
            bulk: many,
        }
    }

    /// What an operation does to one of its videos, and whether it has many.
    pub fn verb_of(&self, id: OperationId, video: Option<VideoId>) -> Option<(Verb, bool)> {
        self.inner
            .client
            .operation(id, |operation| {
                let mut items = operation.items().iter();
                let item = match video {
                    Some(video) if operation.items().len() > 1 => {
                        items.find(|item| is_about(item, video))?
                    }
                    _ => items.next()?,
                };
                Some((
                    verb(&change_of(item)?.operation),
                    operation.items().len() > 1,
                ))
            })
            .flatten()
    }
}

/// What an operation does, in a word.
pub(super) fn verb(operation: &Operation) -> Verb {
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
pub fn told(state: &ItemState) -> (&'static str, &str) {
    match state {
        ItemState::Queued => ("queued", "Waiting"),
        ItemState::Sending => ("sending", "On its way"),
        ItemState::Done => ("done", "Done"),
        ItemState::Refused(reason) => ("refused", &reason.message),
        ItemState::Failed(reason) => ("failed", &reason.message),
        ItemState::Cancelled => ("cancelled", "Taken back before it was done"),
    }
}

/// What an item asks for, if it is a change of a video.
pub(super) fn change_of(item: &Item) -> Option<&Change> {
    let call = item.call.as_any().downcast_ref::<Call<ChangeVideo>>();
    call.map(|call| &call.args)
}

/// Is this item about this video?
pub(super) fn is_about(item: &Item, video: VideoId) -> bool {
    change_of(item).is_some_and(|change| change.operation.id() == video)
}
