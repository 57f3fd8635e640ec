//! What the user asks for: new operations, another try, taking back, dismissing; and what the
//! storage held from before.

use std::{collections::BTreeMap, rc::Rc};

use crate::{
    engine::Engine,
    entity::{Policy, Scope},
    io::{Event, Output, Restored, Stored},
    key::Key,
    log::{Entry, Phase, Place},
    operation::{ItemState, OperationId},
    shelf::{AnyCall, Cache},
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
            self.operations.forget(id);
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
        let scopes = call.scopes();
        self.news(&scopes[0]);
        let stored = Stored {
            key,
            operation: place.operation,
            call: Rc::clone(&call),
        };
        self.log_entry(key, call, scopes, place, false);
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
        scopes: Vec<Scope>,
        place: Place,
        maybe_sent: bool,
    ) {
        let shown = self.optimism && call.policy() == Policy::Optimistic;
        if shown {
            Rc::clone(&call).show(key, &mut Cache(&mut self.shelves));
        }
        let entry = Entry {
            call,
            scopes,
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
        let bulk = operation.items().len() > 1;
        let again: Vec<(usize, Key, Rc<dyn AnyCall>, bool)> = operation
            .items()
            .iter()
            .enumerate()
            .filter_map(|(index, item)| match item.state() {
                ItemState::Refused(_) => Some((index, item.key, Rc::clone(&item.call), true)),
                ItemState::Failed(_) => Some((index, item.key, Rc::clone(&item.call), false)),
                _ => None,
            })
            .collect();
        for (index, key, call, refused) in again {
            let place = Place {
                operation: id,
                index,
                bulk,
            };
            if refused {
                let key = self.keys.make(self.now);
                self.operations.set_key(id, index, key);
                self.set_item(place, ItemState::Queued);
                self.log_call(key, call, place);
            } else if let Some(entry) = self.log.get_mut(key) {
                entry.tries = 0;
                let scope = entry.scopes[0].clone();
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
        let under_way: Vec<Key> = operation
            .items()
            .iter()
            .filter(|item| matches!(item.state(), ItemState::Queued | ItemState::Sending))
            .map(|item| item.key)
            .collect();
        for key in under_way {
            self.take_back(key);
        }
    }

    /// Removes an unsent entry; asks for the outcome of one that the server may have seen.
    fn take_back(&mut self, key: Key) {
        let Some(entry) = self.log.get_mut(key) else {
            return;
        };
        if !entry.maybe_sent {
            if let Some(entry) = self.take_out(key) {
                for place in entry.carries.into_iter().chain([entry.place]) {
                    self.set_item(place, ItemState::Cancelled);
                }
            }
            return;
        }
        entry.withdrawn = true;
        match entry.phase {
            Phase::Sent(request) => {
                let alone = self.outbox.requests.get(&request);
                let Some(sent) = alone.filter(|sent| !sent.withdraws) else {
                    return;
                };
                // A request that carries others goes on; their outcomes are on their way.
                if sent.keys.len() == 1 {
                    self.outbox.requests.remove(&request);
                    self.alarms.clear(&crate::engine::Alarm::Timeout(request));
                    self.outputs.queue.push_back(Output::Abort(request));
                    self.withdraw(key);
                }
            }
            Phase::Answered(_) => entry.withdrawn = false,
            _ => self.withdraw(key),
        }
    }

    /// Forgets an operation that the user has handled; gives its failed items up.
    pub(crate) fn dismiss_operation(&mut self, id: OperationId) {
        let Some(operation) = self.operations.get(id) else {
            return;
        };
        let failed: Vec<Key> = operation
            .items()
            .iter()
            .filter(|item| matches!(item.state(), ItemState::Failed(_)))
            .map(|item| item.key)
            .collect();
        self.unhandled.retain(|_, (operation, _)| *operation != id);
        self.outputs.operations_changed = true;
        if failed.is_empty() {
            if operation.counts().under_way() == 0 {
                self.operations.forget(id);
            }
            return;
        }
        for key in failed {
            if let Some(entry) = self.log.get_mut(key) {
                entry.tries = 0;
            }
            self.withdraw(key);
        }
    }

    /// Takes in what the storage held: it goes on where it was.
    pub(crate) fn restored(&mut self, mut entries: Vec<Restored>) {
        self.outbox.restoring = false;
        entries.sort_by_key(|entry| entry.key);
        entries.retain(|entry| self.log.get(entry.key).is_none());
        let mut sizes: BTreeMap<OperationId, usize> = BTreeMap::new();
        for entry in &entries {
            *sizes.entry(entry.operation).or_default() += 1;
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
            let scopes = call.scopes();
            self.log_entry(
                key,
                call,
                scopes,
                Place {
                    operation,
                    index,
                    bulk,
                },
                true,
            );
            self.log.wait(key);
        }
    }
}
