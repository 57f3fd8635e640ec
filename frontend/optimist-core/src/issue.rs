//! What the user asks for: new operations, another try, taking back, dismissing; and what the
//! storage held from before.

use std::rc::Rc;

use crate::{
    call::{AnyCall, Cache},
    engine::{Alarm, Engine},
    entity::{Policy, Scope},
    io::{Event, Output, Restored, Stored},
    key::Key,
    log::{Entry, Phase, Place},
    operation::{ItemState, Operation, OperationId},
    sort::sort,
    table::Table,
};

impl Engine {
    /// Logs an operation's items, shows them, and lets them be stored and sent.
    pub(crate) fn issue(&mut self, name: &'static str, calls: Vec<Rc<dyn AnyCall>>) -> OperationId {
        let id = OperationId(self.keys.make(self.now));
        let total = calls.len();
        self.tell(Event::Issued {
            operation: id,
            name,
            total,
        });
        let items: Vec<(Key, Rc<dyn AnyCall>)> = calls
            .into_iter()
            .map(|call| (self.keys.make(self.now), call))
            .collect();
        let first = self.operations.add(id, name, items.iter().cloned());
        if total == 0 {
            let counts = crate::Counts::default();
            self.tell(Event::Finished {
                operation: id,
                name,
                counts,
            });
            self.operations.forget_if_over(id);
        }
        self.log.reserve(total);
        self.outputs.store.reserve(total);
        if let Some((_, call)) = items.first() {
            call.expect(total, &mut Cache(&mut self.shelves));
        }
        for (offset, (key, call)) in items.into_iter().enumerate() {
            let place = Place {
                operation: id,
                index: first + offset,
                bulk: total > 1,
            };
            self.log_call(key, call, place);
        }
        id
    }

    fn log_call(&mut self, key: Key, call: Rc<dyn AnyCall>, place: Place) {
        let scope = call.scope();
        self.news(&scope);
        self.log_unsent(key, call, scope, place);
    }

    /// Takes up again what a later operation had replaced, since that one will not be done.
    pub(crate) fn take_up_again(&mut self, replaced: &[Place]) {
        for &place in replaced {
            let operation = self.operations.get(place.operation);
            let Some(item) = operation.and_then(|known| known.items().get(place.index)) else {
                continue;
            };
            let (key, call) = (item.key, Rc::clone(&item.call));
            let scope = call.scope();
            self.set_item(place, ItemState::Queued);
            self.log_unsent(key, call, scope, place);
        }
    }

    fn log_unsent(&mut self, key: Key, call: Rc<dyn AnyCall>, scope: Scope, place: Place) {
        let stored = Stored {
            key,
            operation: place.operation,
            call: Rc::clone(&call),
        };
        self.log_entry(key, call, scope, place, false);
        if self.config.store {
            self.outputs.store.push(stored);
        } else {
            self.log.wait(key);
        }
    }

    fn log_entry(
        &mut self,
        key: Key,
        call: Rc<dyn AnyCall>,
        scope: Scope,
        place: Place,
        maybe_sent: bool,
    ) {
        let shown = self.optimism && call.policy() == Policy::Optimistic;
        if shown {
            Rc::clone(&call).show(key, &mut Cache(&mut self.shelves));
        }
        // Named twice, a scope would have the entry in its queue twice.
        let mut other_scopes: Vec<Scope> = Vec::new();
        for other in call.other_scopes() {
            if other != scope && !other_scopes.contains(&other) {
                other_scopes.push(other);
            }
        }
        let entry = Entry {
            other_scopes,
            call,
            scope,
            place,
            phase: Phase::Storing,
            tries: 0,
            maybe_sent,
            withdrawn: false,
            shown,
            carries: Vec::new(),
        };
        self.log.insert(key, entry);
        self.outputs.operations_changed = true;
    }

    /// Tries again what was refused, as new operations, and what has failed, with its key.
    pub(crate) fn retry_operation(&mut self, id: OperationId) {
        let Some(operation) = self.operations.get(id) else {
            return;
        };
        let refused = places(operation, |state| matches!(state, ItemState::Refused(_)));
        let failed = places(operation, |state| matches!(state, ItemState::Failed(_)));
        for (place, _, call) in refused {
            let key = self.keys.make(self.now);
            self.operations.set_key(id, place.index, key);
            self.set_item(place, ItemState::Queued);
            self.log_call(key, call, place);
        }
        for (place, key, call) in failed {
            let scope = call.scope();
            let carrier = self.log.carrier(&scope, place);
            let key = carrier.unwrap_or(key);
            if let Some(entry) = self.log.get_mut(key) {
                entry.tries = 0;
                // What replaced it may have been taken back; that stands.
                entry.withdrawn &= carrier.is_some();
                self.news(&scope);
                self.set_entry_item(key, &ItemState::Queued);
                self.log.wait(key);
            }
        }
    }

    /// Takes back what is not done yet.
    pub(crate) fn cancel_operation(&mut self, id: OperationId) {
        let Some(operation) = self.operations.get(id) else {
            return;
        };
        let wanted = |state: &ItemState| matches!(state, ItemState::Queued | ItemState::Sending);
        for (place, key, call) in places(operation, wanted) {
            if !self.take_back_replaced(place, &call) {
                self.take_back(key);
            }
        }
    }

    /// Removes an unsent entry; asks for the outcome of one that the server may have seen.
    fn take_back(&mut self, key: Key) {
        let Some(entry) = self.log.get_mut(key) else {
            return;
        };
        if !entry.maybe_sent {
            if let Some(entry) = self.take_out(key) {
                self.take_up_again(&entry.carries);
                self.set_item(entry.place, ItemState::Cancelled);
            }
            return;
        }
        match entry.phase {
            Phase::Answered(_) => {}
            Phase::Sent(request) => {
                entry.withdrawn = true;
                let sent = self.outbox.requests.get(&request);
                // A request that carries others goes on; their outcomes are on their way.
                if sent.is_some_and(|sent| !sent.withdraws && sent.keys.len() == 1) {
                    self.outbox.requests.remove(&request);
                    self.alarms.clear(&Alarm::Timeout(request));
                    self.outputs.queue.push_back(Output::Abort(request));
                    self.withdraw(key);
                }
            }
            _ => self.withdraw(key),
        }
    }

    /// An item whose operation was replaced while it waited has nothing to be taken back.
    fn take_back_replaced(&mut self, place: Place, call: &Rc<dyn AnyCall>) -> bool {
        let Some(carrier) = self.log.carrier(&call.scope(), place) else {
            return false;
        };
        if let Some(entry) = self.log.get_mut(carrier) {
            entry.carries.retain(|carried| !carried.is(place));
        }
        self.set_item(place, ItemState::Cancelled);
        true
    }

    /// Forgets an operation that the user has handled; gives its failed items up.
    pub(crate) fn dismiss_operation(&mut self, id: OperationId) {
        let Some(operation) = self.operations.get(id) else {
            return;
        };
        let failed = places(operation, |state| matches!(state, ItemState::Failed(_)));
        self.operations.dismiss(id);
        self.unhandled.retain(|_, (operation, _)| *operation != id);
        self.outputs.operations_changed = true;
        for (place, key, call) in failed {
            if self.take_back_replaced(place, &call) {
                continue;
            }
            if let Some(entry) = self.log.get_mut(key) {
                entry.tries = 0;
            }
            self.withdraw(key);
        }
        self.operations.forget_if_over(id);
    }

    /// Takes in what the storage held: it goes on where it was.
    pub(crate) fn restored(&mut self, mut entries: Vec<Restored>) {
        self.outbox.restoring = false;
        sort(&mut entries, |a, b| a.key.cmp(&b.key));
        entries.retain(|entry| self.log.get(entry.key).is_none());
        let mut sizes: Table<OperationId, usize> = Table::default();
        for entry in &entries {
            *sizes.get_or_insert_with(entry.operation, || 0) += 1;
        }
        for Restored {
            key,
            operation,
            call,
        } in entries
        {
            self.keys.pass(key);
            let bulk = sizes.get(&operation).is_some_and(|&size| size > 1);
            let item = [(key, Rc::clone(&call))].into_iter();
            let index = self.operations.add(operation, call.name(), item);
            let place = Place {
                operation,
                index,
                bulk,
            };
            let scope = call.scope();
            self.log_entry(key, call, scope, place, true);
            self.log.wait(key);
        }
    }
}

/// The items of an operation in certain states.
fn places(
    operation: &Operation,
    wanted: impl Fn(&ItemState) -> bool,
) -> Vec<(Place, Key, Rc<dyn AnyCall>)> {
    let bulk = operation.items().len() > 1;
    let items = operation.items().iter().enumerate();
    items
        .filter(|(_, item)| wanted(item.state()))
        .map(|(index, item)| {
            let place = Place {
                operation: operation.id,
                index,
                bulk,
            };
            (place, item.key, Rc::clone(&item.call))
        })
        .collect()
}
