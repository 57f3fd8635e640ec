//! Which entries of the log are in which row of the storage, and what each transaction writes.
//!
//! Storing one entry never rewrites all others: a row holds one entry, or a few of one operation. An
//! operation over thousands of items would otherwise keep the browser busy with nothing but the end
//! of each little write. When some of a row's entries leave, the row is written again without them.
//!
//! Writes are kept as what each entry is to become, so that a later one takes the place of an earlier
//! one that is still to be written: no removal can overtake a write of the same entry, nor the other
//! way round. An entry and those that it replaces change in one transaction.

use std::collections::VecDeque;

use optimist_core::{Key, Map, RowVersion, Stored};
use serde_json::value::RawValue;

use crate::record::{EntryText, RowHead, encode_row};

/// Most entries of a row.
const ENTRIES: usize = 64;
/// About how many entries are written in one transaction, and how many may change in it: more would
/// hold a frame up.
const WRITTEN_AT_ONCE: usize = 256;
const CHANGED_AT_ONCE: usize = 2_048;

/// The rows of the log, and what is still to be written.
#[derive(Default)]
pub(crate) struct LogRows {
    /// What the storage holds when the transactions that were handed out are complete. A row's key
    /// is that of an entry which is, or was, in it.
    rows: Map<Key, Row>,
    /// The row of each entry.
    row_of: Map<Key, Key>,
    /// What is to become of entries.
    changes: Map<Key, Change>,
    /// The entries of `changes`, in the order in which they were asked for. An entry that is in
    /// several queues is written in its first turn.
    queues: [VecDeque<Key>; 3],
}

/// What can wait for what.
#[derive(Clone, Copy)]
enum Urgency {
    /// Single operations, and removals that are awaited.
    First,
    /// The operations over many items.
    Second,
    /// Removals that nobody waits for.
    Last,
}

struct Row {
    head: RowHead,
    entries: Vec<(Key, EntryText)>,
}

#[derive(Default)]
struct Change {
    /// `None`: the entry is to be removed.
    entry: Option<Stored>,
    /// Entries whose changes go in the same transaction.
    together_with: Vec<Key>,
    /// Its removal is awaited.
    awaited: bool,
    /// When the entry was first asked to be stored, if that was an operation of its own.
    asked_at: Option<f64>,
}

/// What one transaction writes, and what it brings about.
#[derive(Debug, Default)]
pub(crate) struct Transaction {
    /// Rows to put, with all their entries.
    pub(crate) put: Vec<(Key, String)>,
    /// Those of them that hold entries as they were not stored before.
    pub(crate) news: Vec<String>,
    /// Some of the entries were never stored before: without this transaction, they are lost with the
    /// page.
    pub(crate) adds: bool,
    /// It stores something, or something is removed that counts as taken back then: a loss of power must
    /// not undo it. Other removals may come undone: what is sent once more has its key.
    pub(crate) lasts: bool,
    /// Rows to remove.
    pub(crate) remove: Vec<Key>,
    /// Entries as they are stored then.
    pub(crate) stored: Vec<RowVersion>,
    /// Entries that are removed then.
    pub(crate) unstored: Vec<Key>,
    /// Entries that cannot be stored.
    pub(crate) not_storable: Vec<Key>,
    /// When the single operations were asked to be stored that this stores for the first time.
    pub(crate) first_asked_at: Vec<f64>,
}

impl Transaction {
    /// Does the storage stay as it is?
    pub(crate) fn is_empty(&self) -> bool {
        self.put.is_empty() && self.remove.is_empty()
    }
}

impl LogRows {
    /// A row that the storage holds. The entry that gave it its key may have left it.
    pub(crate) fn restore(&mut self, row: Key, head: RowHead, entries: Vec<(Key, EntryText)>) {
        for (key, _) in &entries {
            self.row_of.insert(*key, row);
        }
        self.rows.insert(row, Row { head, entries });
    }

    /// Is something of this entry still to be written?
    pub(crate) fn is_to_change(&self, key: Key) -> bool {
        self.changes.contains_key(&key)
    }

    /// Another page has written a row. What is known of it already is newer.
    pub(crate) fn add(&mut self, head: RowHead, entries: Vec<(Key, EntryText)>) {
        let known = |(key, _): &(Key, EntryText)| self.row_of.contains_key(key);
        if let Some((row, _)) = entries.first()
            && !self.rows.contains_key(row)
            && !entries.iter().any(known)
        {
            self.restore(*row, head, entries);
        }
    }

    /// What is written is another page's from now on.
    pub(crate) fn forget_rows(&mut self) {
        self.rows.clear();
        self.row_of.clear();
    }

    /// Entries are to be stored, as the page's clock says `now`.
    pub(crate) fn store(&mut self, entries: &[Stored], now: f64) {
        for part in entries.chunk_by(|a, b| a.operation == b.operation) {
            for entry in part {
                self.store_one(entry.clone(), part.len() == 1, now);
            }
        }
    }

    fn store_one(&mut self, entry: Stored, single: bool, now: f64) {
        let key = entry.key;
        for &replaced in &entry.replaces {
            let change = self.changes.entry(replaced).or_default();
            change.entry = None;
            change.together_with.push(key);
        }
        let is_new = !self.row_of.contains_key(&key) && !self.changes.contains_key(&key);
        let change = self.changes.entry(key).or_default();
        change.together_with.extend(&entry.replaces);
        change.entry = Some(entry);
        change.awaited = false;
        if single && is_new {
            change.asked_at = Some(now);
        }
        self.enqueue(
            key,
            if single {
                Urgency::First
            } else {
                Urgency::Second
            },
        );
    }

    /// Entries are to be removed.
    pub(crate) fn unstore(&mut self, keys: &[Key], awaited: bool) {
        let urgency = if awaited {
            Urgency::First
        } else {
            Urgency::Last
        };
        for &key in keys {
            let change = self.changes.entry(key).or_default();
            change.entry = None;
            change.asked_at = None;
            change.awaited |= awaited;
            self.enqueue(key, urgency);
        }
    }

    /// Is anything to be written that does not have time?
    pub(crate) fn is_urgent(&mut self) -> bool {
        self.peek(Urgency::First).is_some() || self.peek(Urgency::Second).is_some()
    }

    /// What is to be written next, with the entries' texts from `encode`; `None`: nothing.
    pub(crate) fn next(
        &mut self,
        encode: impl Fn(&Stored) -> Option<EntryText>,
    ) -> Option<Transaction> {
        let urgencies: &[Urgency] = if self.is_urgent() {
            &[Urgency::First, Urgency::Second]
        } else {
            &[Urgency::Last]
        };
        let mut writing = Writing::default();
        for &urgency in urgencies {
            while writing.has_room()
                && let Some(key) = self.peek(urgency)
            {
                let group = self.take_group(key);
                self.apply(group, &encode, &mut writing);
            }
        }
        (writing.changed > 0).then(|| self.finish(writing))
    }

    fn enqueue(&mut self, key: Key, urgency: Urgency) {
        self.queues[urgency as usize].push_back(key);
    }

    /// The first entry of a queue that is still to be written.
    fn peek(&mut self, urgency: Urgency) -> Option<Key> {
        let queue = &mut self.queues[urgency as usize];
        while let Some(key) = queue.front() {
            if self.changes.contains_key(key) {
                return Some(*key);
            }
            queue.pop_front();
        }
        None
    }

    /// Takes an entry's change and all that go with it.
    fn take_group(&mut self, key: Key) -> Vec<(Key, Change)> {
        let mut group = Vec::new();
        let mut found = vec![key];
        while let Some(key) = found.pop() {
            if let Some(change) = self.changes.remove(&key) {
                found.extend(&change.together_with);
                group.push((key, change));
            }
        }
        group
    }

    /// Changes the rows. Where an entry cannot be encoded, what it was to replace stays.
    fn apply(
        &mut self,
        group: Vec<(Key, Change)>,
        encode: &impl Fn(&Stored) -> Option<EntryText>,
        writing: &mut Writing,
    ) {
        writing.changed += group.len();
        let mut kept = Vec::new();
        let mut removed = Vec::new();
        for (key, change) in group {
            let Some(entry) = change.entry else {
                removed.push((key, change.awaited));
                continue;
            };
            if let Some(text) = encode(&entry) {
                writing.transaction.first_asked_at.extend(change.asked_at);
                self.put(&entry, text, writing);
            } else {
                writing.transaction.not_storable.push(key);
                self.remove(key, writing);
                kept.extend(change.together_with);
            }
        }
        for (key, awaited) in removed {
            if awaited || !kept.contains(&key) {
                writing.transaction.lasts |= awaited;
                writing.transaction.unstored.push(key);
                self.remove(key, writing);
            }
        }
    }

    /// Puts an entry in its row, or in one with others of its operation.
    fn put(&mut self, entry: &Stored, text: EntryText, writing: &mut Writing) {
        let (key, head) = (entry.key, RowHead::of(entry));
        writing.transaction.adds |= !self.row_of.contains_key(&key);
        writing.transaction.lasts = true;
        let row = self.row_for(key, &head, writing);
        let known = self.rows.entry(row).or_insert_with(|| Row {
            head,
            entries: Vec::new(),
        });
        let before = known.entries.len();
        match known.entries.iter_mut().find(|(known, _)| *known == key) {
            Some((_, text_before)) => *text_before = text,
            None => known.entries.push((key, text)),
        }
        writing.row_changed(row, before, known.entries.len());
        if writing.news.last() != Some(&row) {
            writing.news.push(row);
        }
        self.row_of.insert(key, row);
        writing.transaction.stored.push(RowVersion {
            key,
            write: entry.write,
        });
    }

    /// The row in which an entry is, or one that was begun and has room, or one under its own key:
    /// where that one is left from before, it holds what the entry was once stored with.
    fn row_for(&self, key: Key, head: &RowHead, writing: &mut Writing) -> Key {
        if let Some(row) = self.row_of.get(&key) {
            return *row;
        }
        let begun = writing.begun.filter(|begun| {
            let row = self.rows.get(begun);
            row.is_some_and(|row| row.head == *head && row.entries.len() < ENTRIES)
        });
        *writing.begun.insert(begun.unwrap_or(key))
    }

    fn remove(&mut self, key: Key, writing: &mut Writing) {
        if let Some(row) = self.row_of.remove(&key)
            && let Some(known) = self.rows.get_mut(&row)
        {
            let before = known.entries.len();
            known.entries.retain(|(known, _)| *known != key);
            writing.row_changed(row, before, known.entries.len());
        }
    }

    fn finish(&mut self, writing: Writing) -> Transaction {
        let mut transaction = writing.transaction;
        for key in writing.rows {
            let Some(row) = self.rows.get(&key) else {
                continue;
            };
            if row.entries.is_empty() {
                self.rows.remove(&key);
                transaction.remove.push(key);
            } else {
                let entries = row.entries.iter();
                let entries: Vec<&RawValue> = entries.map(|(_, text)| &**text).collect();
                let text = encode_row(&row.head, &entries);
                if writing.news.contains(&key) {
                    transaction.news.push(text.clone());
                }
                transaction.put.push((key, text));
            }
        }
        transaction
    }
}

/// A transaction in the making.
#[derive(Default)]
struct Writing {
    transaction: Transaction,
    /// Rows that change.
    rows: Vec<Key>,
    /// Those of them that hold entries as they were not stored before.
    news: Vec<Key>,
    /// A new row that may have room for more.
    begun: Option<Key>,
    /// How many entries those rows hold, and how many rows there are.
    size: usize,
    /// How many entries change.
    changed: usize,
}

impl Writing {
    fn has_room(&self) -> bool {
        self.size < WRITTEN_AT_ONCE && self.changed < CHANGED_AT_ONCE
    }

    /// A row that had `before` entries has `after`.
    fn row_changed(&mut self, row: Key, before: usize, after: usize) {
        if self.rows.contains(&row) {
            self.size -= before;
        } else {
            self.rows.push(row);
            self.size += 1;
        }
        self.size += after;
    }
}

#[cfg(test)]
mod tests;
