//! What an answer does: when an entry leaves the log.

use std::rc::Rc;

use crate::{
    call::{AnyTruth, Cache, Settled},
    engine::{Alarm, Engine},
    entity::{Policy, QueryKey, Scope},
    io::{Event, Failure, Outcome, Reason, RequestId, Revision},
    key::Key,
    log::{Entry, Phase, Place},
    operation::ItemState,
    shape::Answered,
};

impl Engine {
    /// The outcome of one operation of a request. What the request was not asked for, or has told
    /// already, is not listened to.
    pub(crate) fn answered(&mut self, request: RequestId, key: Key, outcome: Outcome) {
        if !self.take_named(request, key) {
            return;
        }
        if self.log.get(key).is_none_or(Entry::answered) {
            return;
        }
        match outcome {
            Outcome::Done { revision, truth } => {
                self.done(key, revision, truth.as_ref());
                self.reached();
            }
            Outcome::Refused(reason) => {
                self.refused(key, &reason);
                self.reached();
            }
            Outcome::Unknown(failure) => self.unknown(key, &failure),
            Outcome::UpdateNeeded => {
                let reason = Reason::new(
                    "update-needed",
                    "The server does not know this kind of change. Reload the page to update it.",
                );
                self.unknown(key, &Failure::server(reason));
            }
            Outcome::Paused => {
                if let Some(entry) = self.log.get_mut(key) {
                    entry.phase = Phase::Paused;
                }
                self.set_entry_item(key, &ItemState::Queued);
                if !std::mem::replace(&mut self.outbox.signed_out, true) {
                    self.tell(Event::SignInNeeded);
                }
            }
        }
    }

    /// The server has done it.
    pub(crate) fn done(
        &mut self,
        key: Key,
        revision: Option<Revision>,
        truth: Option<&Rc<dyn AnyTruth>>,
    ) {
        if let (Some(revision), Some(truth)) = (revision, truth) {
            truth.learn(revision, false, &mut Cache(&mut self.shelves));
        }
        let answer = Answered {
            revision,
            after: self.outbox.latest(),
        };
        self.log.answer(key, answer);
        self.alarms.clear(&Alarm::Retry(key));
        let Some(entry) = self.log.get_mut(key) else {
            return;
        };
        let call = Rc::clone(&entry.call);
        let (place, scope) = (entry.place, entry.scope.clone());
        let carries = std::mem::take(&mut entry.carries);
        if let Some(correction) = truth.and_then(|truth| call.correction(&**truth)) {
            self.tell(Event::Corrected {
                operation: place.operation,
                target: call.target(),
                correction,
            });
        }
        for place in carries.into_iter().chain([place]) {
            self.handled(&scope, place);
            self.set_item(place, ItemState::Done);
        }
        // This truth may be what earlier answers about the item wait for.
        for other in self.log.of_item(&scope).to_vec() {
            if other != key {
                self.retire_if_contained(other);
            }
        }
        if !self.retire_if_contained(key) {
            self.await_data(key);
        }
    }

    /// The server has refused it: it leaves the view as if it had never been issued. What it
    /// replaced while it waited is taken up again.
    pub(crate) fn refused(&mut self, key: Key, reason: &Reason) {
        let Some(entry) = self.take_out(key) else {
            return;
        };
        let (place, scope) = (entry.place, &entry.scope);
        self.take_up_again(&entry.carries);
        if entry.withdrawn {
            // Whatever the reason, it is what the user wanted.
            self.handled(scope, place);
            self.set_item(place, ItemState::Cancelled);
            return;
        }
        self.unhandled
            .insert(scope.clone(), (place.operation, place.index));
        self.tell(Event::Refused {
            operation: place.operation,
            target: entry.call.target(),
            reason: reason.clone(),
        });
        self.set_item(place, ItemState::Refused(reason.clone()));
    }

    /// Asks for the data that an answered entry waits for, unless they come by themselves.
    fn await_data(&mut self, key: Key) {
        for (query, answer) in self.waiting_queries(key) {
            self.await_query(&query, answer);
        }
    }

    /// The queries whose data do not contain an answered entry yet.
    pub(crate) fn waiting_queries(&mut self, key: Key) -> Vec<(QueryKey, Answered)> {
        let Some(entry) = self.log.get(key) else {
            return Vec::new();
        };
        let Phase::Answered(answer) = entry.phase else {
            return Vec::new();
        };
        let call = Rc::clone(&entry.call);
        let queries = call.waiting_queries(Settled(answer), &Cache(&mut self.shelves));
        queries.into_iter().map(|query| (query, answer)).collect()
    }

    /// Retires every entry answered up to `revision` that confirmed data contain by now.
    pub(crate) fn settle_awaiting(&mut self, revision: Revision) {
        for key in self.log.awaiting(revision) {
            self.retire_if_contained(key);
        }
    }

    fn retire_if_contained(&mut self, key: Key) -> bool {
        let Some(entry) = self.log.get(key) else {
            return true;
        };
        let Phase::Answered(answer) = entry.phase else {
            return false;
        };
        let call = Rc::clone(&entry.call);
        let contained = call.contained(Settled(answer), &Cache(&mut self.shelves));
        if contained {
            self.take_out(key);
        }
        contained
    }

    /// Takes an entry out of the log, the view and the storage.
    pub(crate) fn take_out(&mut self, key: Key) -> Option<Entry> {
        let entry = self.log.remove(key)?;
        self.alarms.clear(&Alarm::Retry(key));
        if entry.shown {
            entry.call.hide(key, &mut Cache(&mut self.shelves));
        }
        if !entry.answered() {
            entry.call.not_done(key, &mut Cache(&mut self.shelves));
        }
        if self.config.store {
            self.outputs.unstore.push(key);
        }
        self.outputs.operations_changed = true;
        Some(entry)
    }

    /// Shows or hides every entry, as the switch for optimism and their policies say.
    pub(crate) fn show_all(&mut self) {
        for key in self.log.keys() {
            let Some(entry) = self.log.get_mut(key) else {
                continue;
            };
            let show = self.optimism && entry.call.policy() == Policy::Optimistic;
            if entry.shown == show {
                continue;
            }
            entry.shown = show;
            let call = Rc::clone(&entry.call);
            if show {
                call.show(key, &mut Cache(&mut self.shelves));
            } else {
                call.hide(key, &mut Cache(&mut self.shelves));
            }
        }
        self.outputs.operations_changed = true;
    }

    pub(crate) fn set_entry_item(&mut self, key: Key, state: &ItemState) {
        let Some(entry) = self.log.get(key) else {
            return;
        };
        let places: Vec<Place> = entry.carries.iter().copied().chain([entry.place]).collect();
        for place in places {
            self.set_item(place, state.clone());
        }
    }

    /// Moves an item to a state; an operation that has ended is told, and forgotten when there is
    /// nothing for the user to handle.
    pub(crate) fn set_item(&mut self, place: Place, state: ItemState) {
        self.outputs.operations_changed = true;
        if state == ItemState::Cancelled {
            let operation = self.operations.get(place.operation);
            let item = operation.and_then(|operation| operation.items().get(place.index));
            if let Some(target) = item.map(|item| item.call.target()) {
                self.tell(Event::Cancelled {
                    operation: place.operation,
                    target,
                });
            }
        }
        let ended = self.operations.set(place.operation, place.index, state);
        if let Some(operation) = self.operations.get(place.operation).filter(|_| ended) {
            let (name, counts) = (operation.name, operation.counts());
            self.tell(Event::Finished {
                operation: place.operation,
                name,
                counts,
            });
        }
        self.operations.forget_if_over(place.operation);
    }

    /// What an item's operation came to is no news any more.
    pub(crate) fn handled(&mut self, scope: &Scope, place: Place) {
        if self.unhandled.get(scope) == Some(&(place.operation, place.index)) {
            self.unhandled.remove(scope);
        }
    }

    /// The item's earlier failure is no longer its latest news.
    pub(crate) fn news(&mut self, scope: &Scope) {
        self.unhandled.remove(scope);
    }
}
