//! Rows that another page over the same storage has written.

use std::rc::Rc;

use super::{Entry, ItemState, Log, Origin, entry::Carried};
use crate::{
    context::Context,
    ids::ItemRef,
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
            let item = self.item_of_row(cx, &row);
            let entry = Entry {
                maybe_sent: row.maybe_sent,
                on_disk: true,
                was_stored: true,
                ..Self::unsent(cx, Rc::clone(&row.call), item, self.is_bulk(item.operation))
            };
            self.open_failures.remove(row.call.scope());
            self.insert(key, entry);
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
    fn item_of_row(&mut self, cx: &mut Context, row: &Stored) -> ItemRef {
        let operation = row.operation;
        let known = self.operations.get(operation);
        let mut items = known
            .into_iter()
            .flat_map(|known| known.items())
            .enumerate();
        let refused = items.find(|(_, item)| {
            let refused = matches!(item.state(), ItemState::Refused(_));
            refused && item.call.scope() == row.call.scope()
        });
        match refused.map(|(index, _)| ItemRef { operation, index }) {
            Some(item) => {
                self.operations.set_key(item, row.key);
                self.set_item(cx, item, ItemState::Queued);
                item
            }
            None => self.restore_item(operation, Origin::OtherTab, row.key, &row.call),
        }
    }

    /// An entry is as another page has stored it.
    pub(super) fn take_over_row(&mut self, cx: &mut Context, row: Stored) {
        let Stored {
            key,
            sent_as,
            overtaken,
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
            let item = match self.entries.get(&other) {
                Some(entry) => Some(entry.item),
                None => self.take_carried(other).map(|carried| carried.item),
            };
            self.take_out(cx, other);
            let item = item
                .unwrap_or_else(|| self.restore_item(operation, Origin::OtherTab, other, &call));
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
            entry.supersedes = carried;
            entry.overtaken |= overtaken;
            entry.withdrawn |= overtaken;
        }
        self.update_shown(key);
    }

    pub(super) fn take_carried(&mut self, key: Key) -> Option<Carried> {
        self.entries.values_mut().find_map(|entry| {
            let at = entry.supersedes.iter().position(|known| known.key == key)?;
            Some(entry.supersedes.remove(at))
        })
    }
}
