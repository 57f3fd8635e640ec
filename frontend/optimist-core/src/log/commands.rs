//! What the user asks for: new operations, another try, taking back, dismissing.

use std::rc::Rc;

use super::{
    Counts, Entry, Item, ItemState, Log, Origin, Phase,
    entry::{Carried, Mark},
};
use crate::{
    call::AnyCall,
    context::Context,
    entity::Scope,
    event::Event,
    ids::{ItemRef, OperationId, RequestId},
    key::Key,
    tabs::TabMessage,
    time::Timestamp,
};

impl Log {
    /// Logs an operation's items: they are shown, stored, and then wait for their turn.
    pub(crate) fn issue(
        &mut self,
        cx: &mut Context,
        name: &'static str,
        calls: Vec<Rc<dyn AnyCall>>,
        not_before: Option<Timestamp>,
    ) -> OperationId {
        let operation = OperationId(cx.make_key());
        let total = calls.len();
        cx.notify(Event::Issued {
            operation,
            name,
            total,
        });
        let with_key = |call| (cx.make_key(), call);
        let items: Vec<(Key, Rc<dyn AnyCall>)> = calls.into_iter().map(with_key).collect();
        let first = self
            .operations
            .add(operation, name, Origin::Here, items.iter().cloned());
        if total == 0 {
            let counts = Counts::default();
            cx.notify(Event::Finished {
                operation,
                name,
                counts,
            });
            self.operations.forget_if_over(operation, false);
        }
        self.entries.reserve(total);
        self.lanes.reserve(total);
        self.effects.reserve(total);
        cx.outputs.store.reserve(total);
        for (offset, (key, call)) in items.into_iter().enumerate() {
            let item = ItemRef {
                operation,
                index: first + offset,
            };
            let entry = Entry {
                not_before,
                ..Self::unsent(cx, call, item, total > 1)
            };
            self.log_entry(cx, key, entry, Vec::new());
        }
        operation
    }

    fn log_entry(&mut self, cx: &mut Context, key: Key, entry: Entry, replaces: Vec<Key>) {
        self.supersede_failure(cx, entry.call.scope());
        self.insert(key, entry);
        self.defer(cx, key);
        self.store(cx, key, replaces);
        cx.outputs.operations_changed = true;
    }

    /// An entry that the server has not seen.
    pub(super) fn unsent(cx: &Context, call: Rc<dyn AnyCall>, item: ItemRef, bulk: bool) -> Entry {
        // Named twice, a scope would have the entry in its queue twice.
        let mut other_scopes: Vec<Scope> = Vec::new();
        for other in call.other_scopes() {
            if other != *call.scope() && !other_scopes.contains(&other) {
                other_scopes.push(other);
            }
        }
        Entry {
            unstorable: !call.is_storable(),
            call,
            other_scopes,
            item,
            bulk,
            phase: Phase::Storing,
            sent_as: None,
            rekeyed: 0,
            attempts: 0,
            failures: 0,
            maybe_sent: false,
            first_sent: None,
            mark: Mark::Unsent,
            unsure: false,
            not_before: None,
            deferred: false,
            revoked: false,
            withdrawn: false,
            overtaken: false,
            shown: false,
            issued: Some(cx.now),
            supersedes: Vec::new(),
            write: 0,
            on_disk: false,
            was_stored: false,
        }
    }

    /// Tries items again: what was refused under a new key, what has failed under its own, and what
    /// waits for another try at once.
    pub(crate) fn retry(&mut self, cx: &mut Context, operation: OperationId, item: Option<usize>) {
        for (item, key, call, state) in self.items(operation, item) {
            match state {
                ItemState::Refused(_) => {
                    let bulk = self.is_bulk(operation);
                    let replaces = self.take_refusal_row(cx, key);
                    let key = cx.make_key();
                    self.operations.set_key(item, key);
                    self.set_item(cx, item, ItemState::Queued);
                    let entry = Self::unsent(cx, call, item, bulk);
                    self.log_entry(cx, key, entry, replaces);
                }
                ItemState::Failed(_) | ItemState::Queued if self.asks_sender(key) => {
                    cx.tell(TabMessage::Retry(vec![key]));
                }
                ItemState::Failed(_) => self.retry_failed(cx, key, &*call),
                ItemState::Queued => self.try_at_once(cx, key),
                _ => {}
            }
        }
    }

    fn retry_failed(&mut self, cx: &mut Context, key: Key, call: &dyn AnyCall) {
        let carrier = self.carrier(call, key);
        self.try_again(cx, carrier.unwrap_or(key), call, carrier.is_some());
    }

    /// What has failed is sent again; as a `carrier` for what it stands for.
    pub(super) fn try_again(
        &mut self,
        cx: &mut Context,
        key: Key,
        call: &dyn AnyCall,
        carrier: bool,
    ) {
        let Some(entry) = self.entries.get_mut(&key) else {
            return;
        };
        entry.attempts = 0;
        entry.failures = 0;
        // What superseded it may have been taken back, and so may it have been in favour of a newer one;
        // that stands.
        entry.withdrawn &= carrier || entry.overtaken;
        entry.unsure = false;
        entry.revoked &= entry.withdrawn;
        cx.tell(TabMessage::UnderWay(key));
        self.open_failures.remove(call.scope());
        self.set_items(cx, key, &ItemState::Queued);
        self.update_shown(key);
        self.wait(key);
    }

    /// Takes back what is not done yet of an operation. Returns the entries that are on their way,
    /// each with its request.
    pub(crate) fn cancel(
        &mut self,
        cx: &mut Context,
        operation: OperationId,
    ) -> Vec<(Key, RequestId)> {
        let items = self.items(operation, None).into_iter();
        let under_way = items
            .filter(|(_, _, _, state)| matches!(state, ItemState::Queued | ItemState::Sending));
        let under_way: Vec<Carried> = under_way
            .map(|(item, key, call, _)| Carried { key, item, call })
            .collect();
        let (theirs, ours): (Vec<Carried>, Vec<Carried>) = under_way
            .into_iter()
            .partition(|item| self.asks_sender(item.key));
        let mut asked = Vec::new();
        for item in theirs {
            let entry = self.entries.get_mut(&item.key);
            // What is not stored yet is asked for once the sender knows it.
            if !entry.is_some_and(|entry| entry.is_taken_back_before_stored()) {
                asked.push(item.key);
            }
        }
        if !asked.is_empty() {
            cx.tell(TabMessage::Cancel(asked));
        }
        self.cancel_items(cx, ours)
    }

    /// Another page asks for the cancellation of these entries, or of what others stand for.
    pub(crate) fn cancel_keys(&mut self, cx: &mut Context, keys: &[Key]) -> Vec<(Key, RequestId)> {
        let items = keys.iter().filter_map(|key| self.item_of(*key));
        let items = items.collect();
        self.cancel_items(cx, items)
    }

    fn cancel_items(&mut self, cx: &mut Context, items: Vec<Carried>) -> Vec<(Key, RequestId)> {
        let mut on_their_way = Vec::new();
        for item in items {
            let key = item.key;
            if let Some(carrier) = self.carrier(&*item.call, key) {
                self.revoke_carried(cx, carrier, item);
                continue;
            }
            let Some(entry) = self.entries.get_mut(&key) else {
                continue;
            };
            match entry.phase {
                Phase::Answered(_) | Phase::Revoking => {}
                // It is on its way to being resolved.
                Phase::Storing if entry.withdrawn => {}
                Phase::Sent(request) => {
                    entry.withdrawn = true;
                    // Without a key, nothing but its answer says whether it was done.
                    if entry.is_keyed() {
                        on_their_way.push((key, request));
                    }
                }
                // Its row cannot be removed: after a reload it would be sent.
                _ if entry.maybe_sent || entry.on_disk && !self.storage.is_open() => {
                    self.resolve(cx, key);
                }
                _ => self.revoke(cx, key),
            }
        }
        on_their_way
    }

    /// Another page asks for another try of these entries.
    pub(crate) fn retry_keys(&mut self, cx: &mut Context, keys: &[Key]) {
        for key in keys {
            let Some(Carried { item, call, .. }) = self.item_of(*key) else {
                continue;
            };
            match self.operations.item(item).map(Item::state) {
                Some(ItemState::Failed(_)) => self.retry_failed(cx, *key, &*call),
                _ => self.try_at_once(cx, *key),
            }
        }
    }

    fn try_at_once(&mut self, cx: &mut Context, key: Key) {
        self.let_go(key);
        if let Some(Phase::BackingOff(group)) = self.get(key).map(|entry| entry.phase) {
            self.stop_backing_off(cx, group);
        }
    }

    /// Is it another page that sends an entry, or will be once the entry is stored?
    pub(super) fn asks_sender(&self, key: Key) -> bool {
        let senders = |entry: &Entry| {
            let is_stored = self.storage.is_open() && matches!(entry.phase, Phase::Storing);
            entry.was_stored || is_stored
        };
        self.follows && self.get(key).map_or(self.item_of(key).is_some(), senders)
    }

    /// An entry is taken back that the server may have seen: its outcome is to be asked for.
    pub(crate) fn resolve(&mut self, cx: &mut Context, key: Key) {
        let Some(entry) = self.entries.get_mut(&key) else {
            return;
        };
        entry.withdrawn = true;
        entry.attempts = 0;
        entry.failures = 0;
        let phase = entry.phase;
        if matches!(phase, Phase::Failed) && !self.follows {
            cx.tell(TabMessage::UnderWay(key));
        }
        if let Phase::BackingOff(group) = phase {
            self.leave_group(cx, group, key);
        }
        self.not_ready(key);
        self.set_items(cx, key, &ItemState::Queued);
        self.wait(key);
    }

    /// The user has handled how an operation ended. What has failed is given up: its outcome is to
    /// be asked for.
    pub(crate) fn dismiss(&mut self, cx: &mut Context, id: OperationId) {
        cx.tell(TabMessage::Dismissed(id, None));
        self.dismiss_here(cx, id);
    }

    fn dismiss_here(&mut self, cx: &mut Context, id: OperationId) {
        if self.operations.get(id).is_none() {
            return;
        }
        let items = self.items(id, None);
        self.operations.dismiss(id);
        self.open_failures.retain(|_, item| item.operation != id);
        cx.outputs.operations_changed = true;
        for (item, key, call, state) in items {
            self.handle(cx, Carried { key, item, call }, &state);
        }
        self.operations.forget_if_over(id, self.keep_finished_bulks);
    }

    /// The user has handled how one item ended; the rest of its operation stays as it is.
    pub(crate) fn dismiss_item(&mut self, cx: &mut Context, operation: OperationId, index: usize) {
        let item = self.operations.item(ItemRef { operation, index });
        let key = item.map(|item| item.key);
        cx.tell(TabMessage::Dismissed(operation, key));
        self.dismiss_item_here(cx, operation, index);
    }

    /// Another page's user has handled how an operation ended, or one item of it.
    pub(crate) fn dismissed_elsewhere(
        &mut self,
        cx: &mut Context,
        operation: OperationId,
        key: Option<Key>,
    ) {
        let known = self.operations.get(operation);
        let mut items = known.into_iter().flat_map(|known| known.items());
        match key {
            None => self.dismiss_here(cx, operation),
            Some(key) if self.refusal_of(key).is_some() => self.handled_elsewhere(cx, key),
            Some(key) => {
                if let Some(index) = items.position(|item| item.key == key) {
                    self.dismiss_item_here(cx, operation, index);
                }
            }
        }
    }

    pub(super) fn dismiss_item_here(
        &mut self,
        cx: &mut Context,
        operation: OperationId,
        index: usize,
    ) {
        if self.is_bulk(operation) {
            for (item, key, call, state) in self.items(operation, Some(index)) {
                self.close_failure(call.scope(), item);
                self.handle(cx, Carried { key, item, call }, &state);
            }
            cx.outputs.operations_changed = true;
        } else {
            self.dismiss_here(cx, operation);
        }
    }

    /// The user has handled how an item ended.
    fn handle(&mut self, cx: &mut Context, item: Carried, state: &ItemState) {
        match state {
            ItemState::Failed(_) | ItemState::Unsure(_) => self.give_up(cx, item),
            ItemState::Refused(_) => self.forget_refusal(cx, item.key),
            _ => {}
        }
    }

    fn give_up(&mut self, cx: &mut Context, failed: Carried) {
        if self.asks_sender(failed.key) {
            // It has heard of the dismissal too.
            return;
        }
        match self.carrier(&*failed.call, failed.key) {
            Some(carrier) => self.revoke_carried(cx, carrier, failed),
            None if failed.call.repeat().is_keyed() => self.resolve(cx, failed.key),
            None => self.give_up_unsure(cx, failed.key),
        }
    }

    pub(super) fn is_bulk(&self, operation: OperationId) -> bool {
        let known = self.operations.get(operation);
        known.is_some_and(|known| known.items().len() > 1)
    }

    /// All items of an operation, or one.
    fn items(
        &self,
        operation: OperationId,
        index: Option<usize>,
    ) -> Vec<(ItemRef, Key, Rc<dyn AnyCall>, ItemState)> {
        let known = self.operations.get(operation);
        let items = known.into_iter().flat_map(|known| known.items());
        items
            .enumerate()
            .filter(|(at, _)| index.is_none_or(|index| index == *at))
            .map(|(index, item)| {
                let place = ItemRef { operation, index };
                let call = Rc::clone(&item.call);
                (place, item.key, call, item.state().clone())
            })
            .collect()
    }
}
