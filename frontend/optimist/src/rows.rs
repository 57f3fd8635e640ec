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
    /// The key under which it is stored: that of the entry that was its first.
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
            let key = entries[0].key;
            self.insert(key, entries.to_vec(), false);
            // A single operation does not wait until thousands of others are stored.
            if entries.len() == 1 {
                self.fresh.insert(front, key);
                front += 1;
            } else {
                self.fresh.push(key);
            }
        }
    }

    /// Entries that the storage holds in one row under this key, from before. The entry that had the
    /// key may have left it.
    pub(crate) fn restore(&mut self, key: Key, entries: Vec<Stored>) {
        self.insert(key, entries, true);
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

    fn insert(&mut self, key: Key, entries: Vec<Stored>, written: bool) {
        let last = entries.last().map_or(key, |entry| entry.key);
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

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use optimist_core::{Call, Effect, Entity, Mutation, OperationId, Timestamp};

    use super::*;

    struct Notes;

    impl Entity for Notes {
        type Item = u32;
        type Id = u32;
        const NAME: &'static str = "note";

        fn id(note: &u32) -> u32 {
            *note
        }
    }

    struct Touch;

    impl Mutation for Touch {
        type Entity = Notes;
        type Args = u32;
        const NAME: &'static str = "touch";

        fn target(note: &u32) -> u32 {
            *note
        }

        fn predict(_: &u32, _: Option<&u32>, _: Timestamp) -> Effect<u32> {
            Effect::Nothing
        }
    }

    fn entries(operation: u128, keys: std::ops::Range<u128>) -> Vec<Stored> {
        keys.map(|key| Stored {
            key: Key(key),
            operation: OperationId(Key(operation)),
            call: Rc::new(Call::<Touch> {
                args: 1,
                at: Timestamp(operation as u64),
            }),
        })
        .collect()
    }

    fn keys(range: std::ops::Range<u128>) -> Vec<Key> {
        range.map(Key).collect()
    }

    /// What the storage holds, by row.
    fn written(rows: &mut Rows) -> Vec<(Key, usize)> {
        let mut held: Vec<(Key, usize)> = Vec::new();
        while let Some(write) = rows.next() {
            held.retain(|(key, _)| {
                !write.remove.contains(key) && write.put.iter().all(|(put, _)| put != key)
            });
            held.extend(write.put.iter().map(|(key, entries)| (*key, entries.len())));
        }
        held.sort_unstable();
        held
    }

    #[test]
    fn a_large_operation_takes_few_rows_and_a_single_one_passes_it() {
        let mut rows = Rows::default();
        rows.store(entries(1, 1_000..1_200));
        rows.store(entries(2, 2_000..2_001));
        let first = rows.next().expect("something waits");
        assert_eq!(first.fresh[0], Key(2_000));
        assert_eq!(first.put[0].1.len(), 1);
        assert!(written(&mut rows).len() < 8);
        assert!(!rows.has_fresh());
    }

    #[test]
    fn a_row_is_written_without_what_has_left_it_and_removed_with_the_last() {
        let mut rows = Rows::default();
        rows.store(entries(1, 1..65));
        assert_eq!(written(&mut rows), [(Key(1), 64)]);
        rows.remove(&keys(1..11));
        assert_eq!(written(&mut rows), [(Key(1), 54)]);
        rows.remove(&keys(11..65));
        let last = rows.next().expect("the row is to go");
        assert_eq!((last.put.len(), last.remove), (0, vec![Key(1)]));
        assert!(rows.next().is_none());
    }

    /// Loaded again, a row is known by the key under which it is stored, whatever has left it.
    #[test]
    fn a_row_that_has_lost_its_first_entry_can_be_removed_after_a_reload() {
        let mut rows = Rows::default();
        rows.restore(Key(1), entries(1, 5..8));
        rows.remove(&keys(5..8));
        let write = rows.next().expect("the row is to go");
        assert_eq!(write.remove, [Key(1)]);
    }

    #[test]
    fn what_leaves_before_it_was_stored_is_never_written() {
        let mut rows = Rows::default();
        rows.store(entries(1, 1..4));
        rows.remove(&keys(1..4));
        assert!(written(&mut rows).is_empty());
    }

    #[test]
    fn rows_of_two_tabs_may_lie_within_each_other() {
        let mut rows = Rows::default();
        rows.restore(
            Key(1),
            entries(1, 1..2)
                .into_iter()
                .chain(entries(1, 9..10))
                .collect(),
        );
        rows.restore(Key(4), entries(2, 4..6));
        rows.remove(&keys(9..10));
        let write = rows.next().expect("a row has changed");
        assert_eq!(write.put.len(), 1);
        assert_eq!((write.put[0].0, write.put[0].1.len()), (Key(1), 1));
    }
}
