//! Telling the user what becomes of operations.

use optimist::{Event, ItemState, Operation, OperationId, Reason};
use shared::{Refusal, VideoId};
use wasm_bindgen_futures::spawn_local;

use super::Editor;
use crate::{
    feedback::{Description, Known, UndoOffer, Verb},
    format,
    history::Why,
    l10n,
    mutations::{Change, change},
    reasons,
};

impl Editor {
    /// Takes an event in an operation's life. The user is told of it together with others of the same
    /// moment, and before the page is drawn for them; once there is what tells.
    pub(super) fn on_event(&self, event: Event) {
        let first = self.inner.untold.borrow().is_empty();
        self.inner.untold.borrow_mut().push(event);
        if let Some(tell) = self.inner.tell.get().copied().filter(|_| first) {
            let editor = self.clone();
            spawn_local(async move { tell(&editor) });
        }
    }

    /// From now on the user is told of events by [`tell`](Self::tell), also of those until now. It is given
    /// by whoever has loaded it, since the first rows do not wait for it.
    pub fn begin_telling(&self, tell: fn(&Self)) {
        // A second time changes nothing.
        let _ = self.inner.tell.set(tell);
        tell(self);
    }

    /// Tells the user of all events until now.
    pub fn tell(&self) {
        let mut events = self.inner.untold.take();
        // What is done again is told by its own end.
        events.retain(|event| match event {
            Event::Refused { operation, .. } => !self.rebase(*operation),
            _ => true,
        });
        let is_forgotten = |id| self.inner.client.operation(id, |_| ()).is_none();
        for event in &events {
            if let Event::Cancelled { operation, target } = event
                && is_forgotten(*operation)
                && let Ok(id) = target.parse()
            {
                self.note_not_done(*operation, id);
            }
        }
        self.update(|store| {
            for event in &events {
                if let Event::Finished {
                    operation, counts, ..
                } = event
                    && let Some(offer) = self.take_later_offer(*operation)
                    && counts.done > 0
                    && self.can_undo(*operation)
                {
                    let offer = UndoOffer {
                        count: counts.done,
                        ..offer
                    };
                    let can_undo = |operation| self.can_undo(operation);
                    store.toasts.offer_undo(offer, can_undo);
                }
                if let Event::Finished {
                    operation, counts, ..
                } = event
                {
                    self.tell_moved(*operation, counts.done, store);
                }
                store.fold(event, self);
            }
        });
        let mut last = None;
        for event in &events {
            if let Event::Refused { operation, .. } = event
                // Of many that are refused together, once.
                && last.replace(*operation) != Some(*operation)
            {
                self.settle_conflict(*operation);
            }
        }
    }

    /// How many items of an operation were not done since others have changed them meanwhile.
    pub fn conflicts(&self, id: OperationId) -> usize {
        self.inner.client.operation(id, conflicts_of).unwrap_or(0)
    }

    /// What was to be done to one video was not, since others have changed it meanwhile. That has
    /// been told, and there is nothing to try again.
    fn settle_conflict(&self, id: OperationId) {
        let alone = |known: &Operation| match known.items() {
            [item] if conflicts_of(known) == 1 || is_gone(known) => change(&*item.call).cloned(),
            _ => None,
        };
        if let Some(change) = self.inner.client.operation(id, alone).flatten() {
            self.keep_refused(&change, l10n::notice_changed_meanwhile());
            self.dismiss(id);
        }
    }
}

impl Known for Editor {
    fn describe(&self, id: OperationId, video: VideoId) -> Description {
        let known = self.inner.client.operation(id, |known| {
            // Nobody asks for the name of one of many.
            let change = match known.items() {
                [item] => change(&*item.call).cloned(),
                _ => None,
            };
            let conflict = change.is_some() && (conflicts_of(known) > 0 || is_gone(known));
            // Nothing that was typed is lost where something is not done again.
            let is_redo = change.as_ref().is_some_and(|change| change.redo);
            let verb = match conflict && is_redo {
                true => Some(Verb::Undo),
                false => verb_of(known),
            };
            (known.counts(), verb, change, conflict)
        });
        let (counts, verb, change, conflict) = match known {
            Some((counts, verb, change, conflict)) => (Some(counts), verb, change, conflict),
            None => (None, None, None, false),
        };
        let name = match &change {
            Some(change) => self.name_in(change),
            None => self
                .name_of(video)
                .unwrap_or_else(|| l10n::a_video().into()),
        };
        Description {
            name,
            to: change.as_ref().and_then(given),
            verb,
            counts,
            conflict,
        }
    }

    fn conflicts(&self, id: OperationId) -> usize {
        Self::conflicts(self, id)
    }

    fn went(&self, id: OperationId) -> Option<String> {
        self.memory().gone.borrow_mut().remove(&id)
    }

    fn done(&self, id: OperationId) -> Option<String> {
        let memory = self.memory();
        let retried = memory.retried.borrow_mut().remove(&id);
        let entries = memory.entries.borrow();
        let entry = entries.get(id).filter(|entry| entry.total == 1)?;
        // Where it goes is said when it goes there, but not when that is tried again.
        let told = entry.verb == Verb::Move && !retried;
        (!told).then(|| entry.outcome_of_one())?
    }
}

/// What an operation does, in a word.
pub(super) fn verb_of(operation: &Operation) -> Option<Verb> {
    Some(verb(change(&*operation.items().first()?.call)?))
}

/// What a change does, in a word.
pub(super) fn verb(change: &Change) -> Verb {
    use shared::Operation;
    match &change.operation {
        // What comes back from the trash is restored, whoever asks for it.
        Operation::Restore { .. } => Verb::Restore,
        _ if change.undo => Verb::Undo,
        Operation::Add { .. } => Verb::Add,
        Operation::Rename { .. } => Verb::Rename,
        Operation::SetDuration { .. } => Verb::SetDuration,
        Operation::Move { .. } => Verb::Move,
        Operation::SetCourse { .. } => Verb::SetCourse,
        Operation::Delete { .. } => Verb::Delete,
        Operation::SetPublished {
            published: true, ..
        } => Verb::Publish,
        Operation::SetPublished {
            published: false, ..
        } => Verb::Unpublish,
    }
}

/// Was a change not done since others have changed meanwhile what it takes for granted?
pub fn is_conflict(change: &Change, reason: &Reason) -> bool {
    change.only_if.is_some() && reason.code == Refusal::Changed.code()
}

/// Was a change not done since its video is in the trash?
pub fn is_deleted(reason: &Reason) -> bool {
    reason.code == Refusal::Deleted.code()
}

/// Was the one thing that was to be put back, or done again, not since it is there no more?
fn is_gone(operation: &Operation) -> bool {
    let mut whys = operation.need_user().filter_map(|(_, item, reason)| {
        let change = change(&*item.call)?;
        let returns = change.undo || change.redo;
        Why::of(&reason.code).filter(|_| returns)
    });
    operation.items().len() == 1 && matches!(whys.next(), Some(Why::Gone | Why::CourseGone))
}

fn conflicts_of(operation: &Operation) -> usize {
    if operation.counts().refused == 0 {
        return 0;
    }
    let unfinished = operation.need_user();
    let conflicts = unfinished.filter(|(_, item, reason)| {
        let change = change(&*item.call);
        change.is_some_and(|change| is_conflict(change, reason))
    });
    conflicts.count()
}

/// Where an item is in its life, for programs and as a sentence.
pub fn item_state_label(change: &Change, state: &ItemState) -> (&'static str, String) {
    let (code, text) = match state {
        ItemState::Refused(reason) if is_conflict(change, reason) => {
            ("changed", l10n::change_why_changed())
        }
        ItemState::Queued => ("queued", l10n::item_is_waiting()),
        ItemState::Sending => ("sending", l10n::item_is_sent()),
        ItemState::Done => ("done", l10n::item_is_done()),
        ItemState::Refused(reason) => return ("refused", reasons::said(reason)),
        ItemState::Failed(reason) | ItemState::Unsure(reason) => {
            return ("failed", reasons::said(reason));
        }
        ItemState::Cancelled => ("cancelled", l10n::item_is_withdrawn()),
    };
    (code, text.to_owned())
}

/// What could not be done to a video, or is not known to be done, and why, as a sentence.
pub(super) fn failure_label(change: &Change, reason: &Reason, is_refused: bool) -> String {
    let why = format::after_colon(&reasons::said(reason));
    if !is_refused {
        // It is shown as the author wants it: nobody has said that it is not so.
        return l10n::change_unconfirmed_why(&why);
    }
    let what = verb(change).code();
    match given(change) {
        Some(to) => l10n::change_refused_to_why(&to, what, &why),
        None => l10n::change_refused_why(what, &why),
    }
}

/// What was typed for a video: another title in quotation marks, a duration.
fn given(change: &Change) -> Option<String> {
    use shared::Operation;
    match &change.operation {
        _ if change.undo => None,
        Operation::Rename { title, .. } => Some(format::quoted(title)),
        Operation::SetDuration {
            duration_seconds, ..
        } => {
            let duration = u32::try_from(*duration_seconds).unwrap_or(0);
            Some(format::clock(duration))
        }
        _ => None,
    }
}
