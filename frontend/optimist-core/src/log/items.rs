//! What each item of an operation has come to, and what of that is news.

use super::{ItemState, Log, Origin, ViewChange};
use crate::{
    context::Context,
    entity::{QueryKey, Scope, UNVERSIONED},
    event::Event,
    ids::{ItemRef, OperationId},
    key::Key,
    sort::sort,
};

/// What each item has come to.
impl Log {
    /// Moves the item of an entry, and those that it stands for, to a state.
    pub(super) fn set_items(&mut self, cx: &mut Context, key: Key, state: &ItemState) {
        let Some(entry) = self.entries.get(&key) else {
            return;
        };
        if entry.unsure && matches!(state, ItemState::Queued | ItemState::Sending) {
            // It stays unsure while the server is asked.
            return;
        }
        let carried = entry.supersedes.iter().map(|carried| carried.item);
        let items: Vec<ItemRef> = match entry.supersedes.is_empty() {
            true => return self.set_item(cx, entry.item, state.clone()),
            false => carried.chain([entry.item]).collect(),
        };
        for item in items {
            self.set_item(cx, item, state.clone());
        }
    }

    /// Moves an item to a state. An operation that has ended is reported, and forgotten when
    /// nobody needs it.
    pub(super) fn set_item(&mut self, cx: &mut Context, item: ItemRef, state: ItemState) {
        cx.outputs.operations_changed = true;
        let (done, cancelled) = (state == ItemState::Done, state == ItemState::Cancelled);
        let Some(change) = self.operations.set(item, state) else {
            return;
        };
        let operation = item.operation;
        let target = || {
            let item = self.operations.item(item);
            item.map_or_else(String::new, |item| item.call.target())
        };
        if cancelled {
            let target = target();
            self.tell_user(cx, operation, Event::Cancelled { operation, target });
        } else if done && change.had_failed {
            let target = target();
            self.tell_user(cx, operation, Event::Recovered { operation, target });
        }
        if UNVERSIONED && (change.finished || done && change.had_failed) {
            self.invalidate_others(item, change.finished);
        }
        if let Some(known) = self.operations.get(operation).filter(|_| change.finished) {
            let (name, counts) = (known.name, known.counts());
            let finished = Event::Finished {
                operation,
                name,
                counts,
            };
            self.tell_user(cx, operation, finished);
        }
        self.operations
            .forget_if_over(operation, self.keep_finished_bulks);
    }

    /// An item has ended, and with it perhaps its `whole` operation: what that makes stale besides its items.
    fn invalidate_others(&mut self, ended: ItemRef, whole: bool) {
        let known = self.operations.get(ended.operation);
        let items = known.map_or(&[][..], |known| known.items());
        let items = match whole {
            true => items,
            false => items.get(ended.index..=ended.index).unwrap_or_default(),
        };
        let items = items.iter();
        let changed =
            items.filter(|it| matches!(it.state(), ItemState::Done | ItemState::Unsure(_)));
        let mut stale: Vec<QueryKey> = changed.flat_map(|it| it.call.invalidates()).collect();
        if !stale.is_empty() {
            sort(&mut stale, QueryKey::cmp);
            stale.dedup();
            self.effects.push(ViewChange::Stale(stale));
        }
    }

    /// Tells the user of an operation on the page that issued it, or, after a reload, on the one that
    /// sends it.
    pub(super) fn tell_user(&self, cx: &mut Context, operation: OperationId, event: Event) {
        let origin = self.operations.get(operation).map(|known| known.origin);
        let here = match origin {
            Some(Origin::Here) | None => true,
            Some(Origin::Storage) => !self.follows,
            Some(Origin::OtherTab) => false,
        };
        if here {
            cx.notify(event);
        }
    }

    /// An item's failure is the latest that is known of it.
    pub(super) fn open_failure(&mut self, scope: &Scope, item: ItemRef) {
        self.open_failures.insert(scope.clone(), item);
    }

    /// What an item's operation came to needs nobody any more.
    pub(super) fn close_failure(&mut self, scope: &Scope, item: ItemRef) {
        if self.open_failures.get(scope) == Some(&item) {
            self.open_failures.remove(scope);
        }
    }
}
