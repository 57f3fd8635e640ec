//! Rows that another page over the same storage has written.

use std::rc::Rc;

use super::{
    Entry, ItemState, Log, Origin, Phase,
    entry::{Carried, Mark},
};
use crate::{
    call::AnyCall,
    context::Context,
    ids::{ItemRef, OperationId},
    io::{Stored, Superseded},
    key::Key,
    tabs::TabMessage,
};

impl Log {
    /// Another page has written these entries, with the removal of what they replace.
    pub(crate) fn replicated(&mut self, cx: &mut Context, rows: Vec<Stored>) {
        for row in rows {
            let key = row.key;
            cx.keys.pass(key);
            if row.refused.is_some() {
                self.refused_elsewhere(cx, row);
                continue;
            }
            if self.storage.refused.contains(key) || self.storage.marking.contains(key) {
                // The storage was read before this was told.
                continue;
            }
            if self.follows && self.get(key).is_none_or(Entry::answered) {
                // What it stands for is over with it, or will be known to be pending again.
                let over = self.storage.ends.contains_key(&key) || self.get(key).is_some();
                if over {
                    self.end_with(cx, row);
                    continue;
                }
            }
            if self.entries.contains_key(&key) {
                if self.follows {
                    self.take_over_row(cx, row);
                }
                continue;
            }
            if let Some(end) = self.storage.ends.get(&key) {
                if !self.follows {
                    cx.tell(TabMessage::Ended(key, end.clone()));
                    cx.outputs.unstore[0].push(key);
                    self.storage.removing.insert(key);
                }
                continue;
            }
            if !self.follows && row.call.repeat().is_once() {
                // That may be late news of what has ended: the storage says whether it is still to be sent.
                self.read_again(cx);
                continue;
            }
            let item = self.item_of_row(cx, &row, Origin::OtherTab);
            let entry = Entry {
                maybe_sent: row.maybe_sent,
                not_before: row.not_before,
                on_disk: true,
                was_stored: true,
                ..Self::unsent(cx, Rc::clone(&row.call), item, self.is_bulk(item.operation))
            };
            self.supersede_failure(cx, row.call.scope());
            self.insert(key, entry);
            self.defer(cx, key);
            self.take_over_row(cx, row);
            self.wait(key);
            cx.outputs.operations_changed = true;
        }
    }

    /// An entry that is over here stands for others.
    fn end_with(&mut self, cx: &mut Context, row: Stored) {
        for other in row.supersedes {
            if let Some(entry) = self.take_out(cx, other.key) {
                self.close_failure(entry.call.scope(), entry.item);
                self.set_item(cx, entry.item, ItemState::Done);
            }
        }
    }

    /// The item that a row is of: a new one of its operation, or one that was refused and is tried
    /// again.
    pub(super) fn item_of_row(
        &mut self,
        cx: &mut Context,
        row: &Stored,
        origin: Origin,
    ) -> ItemRef {
        if let Some(carried) = self.take_carried(row.key) {
            // The storage was read before this was told.
            return carried.item;
        }
        let operation = row.operation;
        let known = self.operations.get(operation);
        let mut items = known
            .filter(|known| known.counts().refused > 0)
            .into_iter()
            .flat_map(|known| known.items())
            .enumerate();
        let refused = items.find(|(_, item)| {
            let refused = matches!(item.state(), ItemState::Refused(_));
            refused && item.key <= row.key && item.call.scope() == row.call.scope()
        });
        match refused.map(|(index, _)| ItemRef { operation, index }) {
            Some(item) => {
                let known = self.operations.item(item).map(|known| known.key);
                if let Some(known) = known.filter(|known| *known != row.key) {
                    self.forget_refusal(cx, known);
                }
                self.operations.set_key(item, row.key);
                self.set_item(cx, item, ItemState::Queued);
                item
            }
            None => self.restore_item(operation, origin, row.key, &row.call),
        }
    }

    /// An entry is as another page has stored it.
    pub(super) fn take_over_row(&mut self, cx: &mut Context, row: Stored) {
        if self.get(row.key).is_some_and(Entry::answered) {
            // What it stood for is done with it.
            return;
        }
        let Stored {
            key,
            sent_as,
            overtaken,
            unsent,
            supersedes,
            ..
        } = row;
        let mut carried = Vec::new();
        for Superseded {
            key: other,
            operation,
            call,
        } in supersedes
        {
            let item = self.carried_item(cx, other, operation, Origin::OtherTab, &call);
            carried.push(Carried {
                key: other,
                item,
                call,
            });
        }
        if let Some(idempotency_key) = sent_as {
            cx.keys.pass(idempotency_key);
            self.sent_as.insert(idempotency_key, key);
        }
        if let Some(entry) = self.entries.get_mut(&key) {
            entry.on_disk = true;
            entry.was_stored = true;
            entry.sent_as = sent_as;
            entry.overtaken |= overtaken;
            entry.withdrawn |= overtaken;
            if entry.is_once() && entry.mark != Mark::MaybeSent {
                entry.mark = Mark::of_row(unsent);
            }
            let before = std::mem::replace(&mut entry.supersedes, carried);
            // What it stands for no more was taken back.
            for Carried { key, item, .. } in before {
                if !self.entries.contains_key(&key) {
                    self.set_item(cx, item, ItemState::Cancelled);
                }
            }
        }
        self.update_shown(key);
        if !self.follows {
            self.believe_mark(key);
            let waits = |entry: &Entry| overtaken && matches!(entry.phase, Phase::Waiting);
            if self.get(key).is_some_and(waits) {
                // It is asked for, where it waited for its turn.
                self.not_ready(key);
                self.wait(key);
            }
        }
    }

    /// The item of what a row stands for: nothing else holds it from now on.
    pub(super) fn carried_item(
        &mut self,
        cx: &mut Context,
        key: Key,
        operation: OperationId,
        origin: Origin,
        call: &Rc<dyn AnyCall>,
    ) -> ItemRef {
        let entry = self.take_out(cx, key).map(|entry| entry.item);
        let known = entry.or_else(|| Some(self.take_carried(key)?.item));
        known.unwrap_or_else(|| self.restore_item(operation, origin, key, call))
    }

    pub(super) fn take_carried(&mut self, key: Key) -> Option<Carried> {
        self.entries.values_mut().find_map(|entry| {
            let at = entry.supersedes.iter().position(|known| known.key == key)?;
            Some(entry.supersedes.remove(at))
        })
    }
}
