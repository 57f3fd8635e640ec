//! Which entries of the log are in which row of the storage.
//!
//! Storing one entry never rewrites all others: a row holds one entry, or a few that were issued in
//! the same moment. An operation over thousands of items would otherwise keep the browser busy with
//! nothing but the end of each little write. When some of a row's entries leave, the row is written
//! again without them.

use optimist_core::{Key, Stored};

/// Most entries of a row.
const ENTRIES: usize = 64;
/// Most entries that are written in one transaction: more would hold a frame up.
const AT_ONCE: usize = 256;

/// What is stored, and what is still to be written of it.
#[derive(Default)]
pub(crate) struct Rows {
    /// In the order of their keys.
    rows: Vec<Row>,
    /// Rows that hold entries which wait to be stored, by their first key; the first goes first.
    fresh: Vec<Key>,
    /// Rows that have lost entries.
    stale: Vec<Key>,
}

struct Row {
    /// The key of its first entry, under which it is stored.
    key: Key,
    last: Key,
    /// In the order of their keys.
    entries: Vec<Stored>,
    written: bool,
}

/// What one transaction writes.
pub(crate) struct Write {
    /// Rows to put, with all their entries.
    pub(crate) put: Vec<(Key, Vec<Stored>)>,
    /// Rows to remove.
    pub(crate) remove: Vec<Key>,
    /// Entries that are stored for the first time.
    pub(crate) fresh: Vec<Key>,
}

impl Rows {
    /// Entries to store. Those of a row are of one operation and one time, in the order of keys.
    pub(crate) fn store(&mut self, entries: Vec<Stored>) {
        let same =
            |a: &Stored, b: &Stored| (a.operation, a.call.at()) == (b.operation, b.call.at());
        let rows = entries.chunk_by(same).flat_map(|part| part.chunks(ENTRIES));
        let mut front = 0;
        for entries in rows {
            let Some(key) = self.insert(entries.to_vec(), false) else {
                continue;
            };
            // A single operation does not wait until thousands of others are stored.
            if entries.len() == 1 {
                self.fresh.insert(front, key);
                front += 1;
            } else {
                self.fresh.push(key);
            }
        }
    }

    /// Entries that the storage holds in one row, from before.
    pub(crate) fn restore(&mut self, entries: Vec<Stored>) {
        self.insert(entries, true);
    }

    /// These entries need not be stored any more.
    pub(crate) fn remove(&mut self, keys: &[Key]) {
        for &key in keys {
            let Some(row) = self.row_of(key) else {
                continue;
            };
            row.entries.retain(|entry| entry.key != key);
            let (row, written) = (row.key, row.written);
            if written && self.stale.last() != Some(&row) {
                self.stale.push(row);
            }
        }
    }

    /// Is anything to be stored that is not?
    pub(crate) fn has_fresh(&self) -> bool {
        !self.fresh.is_empty()
    }

    /// What is to be written next: what waits to be stored goes first.
    pub(crate) fn next(&mut self) -> Option<Write> {
        let fresh = !self.fresh.is_empty();
        let mut write = Write {
            put: Vec::new(),
            remove: Vec::new(),
            fresh: Vec::new(),
        };
        let mut size = 0;
        let mut taken = 0;
        let waiting = std::mem::take(if fresh {
            &mut self.fresh
        } else {
            &mut self.stale
        });
        for &key in &waiting {
            if size >= AT_ONCE {
                break;
            }
            taken += 1;
            let Ok(at) = self.rows.binary_search_by(|row| row.key.cmp(&key)) else {
                continue;
            };
            let row = &mut self.rows[at];
            if row.entries.is_empty() {
                if row.written {
                    write.remove.push(key);
                }
                self.rows.remove(at);
                size += 1;
                continue;
            }
            if !row.written {
                write
                    .fresh
                    .extend(row.entries.iter().map(|entry| entry.key));
            }
            row.written = true;
            size += row.entries.len();
            write.put.push((key, row.entries.clone()));
        }
        let left = waiting[taken..].to_vec();
        *(if fresh {
            &mut self.fresh
        } else {
            &mut self.stale
        }) = left;
        (taken > 0).then_some(write)
    }

    fn insert(&mut self, entries: Vec<Stored>, written: bool) -> Option<Key> {
        let (key, last) = (entries.first()?.key, entries.last()?.key);
        let at = self.rows.partition_point(|row| row.key < key);
        self.rows.insert(
            at,
            Row {
                key,
                last,
                entries,
                written,
            },
        );
        Some(key)
    }

    /// The row that holds an entry. Rows of several tabs may lie within each other, so that it need
    /// not be the last one that begins before it.
    fn row_of(&mut self, key: Key) -> Option<&mut Row> {
        let end = self.rows.partition_point(|row| row.key <= key);
        let holds = |row: &Row| {
            row.last >= key
                && row
                    .entries
                    .binary_search_by(|entry| entry.key.cmp(&key))
                    .is_ok()
        };
        let at = self.rows[..end].iter().rposition(holds)?;
        self.rows.get_mut(at)
    }
}
