//! What the storage holds of a client's log, as the model has it.

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    rc::Rc,
};

use optimist_core::{Footprint, Key, RowVersion, Stored};
use shared::VideoId;

use super::{
    model::{Model, StorageState},
    op::{Op, Revoked, Row, Shown, State},
};

/// How storing changes what is known.
impl Model {
    /// The client asks for rows to be written. What a row says that its entry stands for waits, is
    /// of the same item and the same field, and was issued before.
    pub(super) fn asks_to_store(&mut self, rows: &[Stored]) -> Result<(), String> {
        for row in rows {
            let Some(op) = self.ops.get_mut(&row.key) else {
                return Err(format!("{} is stored, and is not pending", row.key));
            };
            op.row.write = row.write;
            op.row.asked = true;
            if row.overtaken != op.overtaken {
                return Err(format!("the row of {} does not say what it is", row.key));
            }
            let (id, footprint, issued) = (op.id(), op.footprint(), op.issued);
            if let Some(key) = row.sent_as
                && self.entry_of(key) != row.key
            {
                if !self.ops[&row.key].may_rekey {
                    return Err(format!("{} has another key for no reason", row.key));
                }
                self.aliases.insert(key, row.key);
            }
            let mut carried: BTreeSet<Key> = self.carried(id, row.key).into_iter().collect();
            for superseded in &row.supersedes {
                let key = superseded.key;
                if carried.remove(&key) {
                    continue;
                }
                let Some(op) = self.ops.get_mut(&key) else {
                    return Err(format!("{} stands for {key}, which is over", row.key));
                };
                // It may have been stood for by one that is now stood for itself.
                let chained = op
                    .by
                    .is_some_and(|(by, _)| row.supersedes.iter().any(|other| other.key == by));
                let waits = !op.sent && op.done.is_none() && op.revoked == Revoked::No;
                let fits = op.id() == id && op.issued < issued && op.footprint() == footprint;
                let field = matches!(footprint, Footprint::Field(_));
                if !(waits && fits && field) || op.by.is_some() && !chained {
                    return Err(format!("{} may not stand for {key}", row.key));
                }
                op.by_before = op.by.filter(|(_, stored)| *stored).map(|(by, _)| by);
                // What has no row is stood for at once.
                op.by = Some((row.key, !op.row.asked));
            }
            if let Some(lost) = carried.first() {
                return Err(format!(
                    "the row of {} does not say that it stands for {lost}",
                    row.key
                ));
            }
        }
        Ok(())
    }

    /// The client is told that rows are on disk.
    pub(super) fn stored(&mut self, rows: &[RowVersion]) {
        for row in rows {
            let Some(op) = self.ops.get_mut(&row.key) else {
                continue;
            };
            op.row.told = true;
            if op.row.write != row.write {
                continue;
            }
            op.row.awaited = false;
            let id = op.id();
            for key in self.carried(id, row.key) {
                if let Some(op) = self.ops.get_mut(&key) {
                    op.by = Some((row.key, true));
                    op.row.told = true;
                }
            }
        }
    }

    /// The client is told that rows cannot be written.
    pub(super) fn not_storable(&mut self, keys: &[Key]) {
        for key in keys {
            let Some(op) = self.ops.get_mut(key) else {
                continue;
            };
            op.row.asked = op.row.told;
            op.row.awaited = false;
            op.row.excused = true;
            op.resolve_instead();
            let id = op.id();
            self.row_stays(*key);
            self.let_go(id, *key);
        }
    }

    /// A row stays as it is: of what it says that it stands for, the server has to know that it was
    /// taken back.
    pub(super) fn row_stays(&mut self, key: Key) {
        if self.ops.get(&key).is_some_and(|op| op.row.asked) {
            let taken_back = |op: &&mut Op| op.revoked == Revoked::Item(key);
            let mut under_way = Vec::new();
            for op in self.ops.values_mut().filter(taken_back) {
                op.resolve_instead();
                under_way.push((op.place, op.id()));
            }
            for (place, id) in under_way {
                self.set(place, id, State::UnderWay);
            }
        }
    }

    /// What an entry would have stood for, had that been stored, waits for itself.
    fn let_go(&mut self, id: VideoId, key: Key) {
        for other in self.carried(id, key) {
            if let Some(op) = self.ops.get_mut(&other) {
                op.forget_unstored();
            }
        }
    }

    /// The storage is out of reach: what waited for it goes on without, and what was being taken
    /// back has to be taken back at the server, since its row comes back after a reload.
    pub(super) fn storage_failed(&mut self) {
        self.storage = StorageState::Failed;
        for op in self.ops.values_mut() {
            op.row.excused = true;
            op.row.awaited = false;
            op.forget_unstored();
            if op.revoked == Revoked::Entry {
                op.resolve_instead();
            }
        }
        for key in self.ops.keys().copied().collect::<Vec<_>>() {
            self.row_stays(key);
        }
    }

    /// An operation that was neither sent nor stored has another key.
    pub(super) fn move_to(&mut self, old: Key, new: Key) -> Result<(), String> {
        let Some(op) = self.remove(old) else {
            return Err(format!("{old} is over, and has another key"));
        };
        if op.sent || op.row.asked || !op.of_this_page {
            return Err(format!("{old} has another key, and the old one is in use"));
        }
        if let Some(items) = self.items.get_mut(&op.place.0) {
            items.set_key(op.place.1, new);
        }
        self.insert(new, op);
        Ok(())
    }

    /// The client is told what the storage holds: returns what is new to it. `issued` tells the
    /// place of each in the order of issue.
    pub(super) fn restored(
        &mut self,
        rows: &BTreeMap<Key, Stored>,
        issued: impl Fn(Key) -> u64,
    ) -> Vec<Key> {
        self.storage = StorageState::Open;
        let mut new = Vec::new();
        for row in rows.values() {
            if self.ops.contains_key(&row.key) || self.ended.contains(&row.key) {
                continue;
            }
            let told = Row {
                asked: true,
                told: true,
                ..Row::default()
            };
            for superseded in &row.supersedes {
                let key = superseded.key;
                if rows.contains_key(&key) {
                    continue;
                }
                let items = self.items.entry(superseded.operation).or_default();
                items.push(key);
                let place = (superseded.operation, items.list.len() - 1);
                let mut op = Op::new(Rc::clone(&superseded.call), place, issued(key), false);
                op.by = Some((row.key, true));
                op.row = told;
                if row.overtaken || self.sent_unread.contains(&op.id()) {
                    op.shown = Shown::No;
                }
                self.insert(key, op);
                new.push(key);
            }
            let items = self.items.entry(row.operation).or_default();
            items.push(row.key);
            let place = (row.operation, items.list.len() - 1);
            let mut op = Op::new(Rc::clone(&row.call), place, issued(row.key), false);
            op.sent = true;
            op.row = told;
            op.overtaken = row.overtaken || self.sent_unread.contains(&op.id());
            op.withdrawn = op.overtaken;
            op.row.awaited = op.overtaken && !row.overtaken;
            if op.overtaken {
                op.shown = Shown::No;
            }
            self.insert(row.key, op);
            if let Some(key) = row.sent_as {
                self.aliases.insert(key, row.key);
            }
            new.push(row.key);
        }
        self.unread = false;
        self.sent_unread = HashSet::new();
        new
    }
}
