//! A storage in memory.

use std::collections::{BTreeMap, BTreeSet};

use optimist_core::{Key, Stored};

use crate::{
    fixtures::registry,
    log_rows::{LogRows, Transaction},
    record::{Decoded, decode_row, encode_entry},
    registry::Registry,
};

/// A log with the storage behind it.
pub(super) struct Disk {
    pub(super) rows: LogRows,
    registry: Registry,
    /// What the storage holds.
    pub(super) held: BTreeMap<Key, String>,
}

impl Disk {
    pub(super) fn new() -> Self {
        Self {
            rows: LogRows::default(),
            registry: registry(),
            held: BTreeMap::new(),
        }
    }

    /// Carries out the next transaction.
    pub(super) fn step(&mut self) -> Option<Transaction> {
        let registry = &self.registry;
        let transaction = self.rows.next(|entry| encode_entry(registry, entry))?;
        for (key, row) in &transaction.put {
            self.held.insert(*key, row.clone());
        }
        for key in &transaction.remove {
            assert!(self.held.remove(key).is_some(), "{key} is a row");
        }
        Some(transaction)
    }

    pub(super) fn finish(&mut self) {
        while self.step().is_some() {}
    }

    /// The entries of each row.
    pub(super) fn entries_by_row(&self) -> BTreeMap<Key, Vec<Stored>> {
        let rows = self.held.iter();
        rows.map(|(key, row)| match decode_row(&self.registry, row) {
            Decoded::Known(_, entries) => (*key, entries.into_iter().map(|(e, _)| e).collect()),
            Decoded::Unknown { name } => panic!("{name} cannot be read"),
        })
        .collect()
    }

    /// All entries, and none of them twice.
    pub(super) fn entries(&self) -> BTreeSet<Key> {
        let mut keys = BTreeSet::new();
        for entry in self.entries_by_row().values().flatten() {
            assert!(keys.insert(entry.key), "{} is in two rows", entry.key);
        }
        keys
    }

    pub(super) fn row_sizes(&self) -> Vec<(Key, usize)> {
        let rows = self.entries_by_row().into_iter();
        rows.map(|(key, entries)| (key, entries.len())).collect()
    }

    /// The same storage after a reload.
    pub(super) fn reload(self) -> Self {
        let mut rows = LogRows::default();
        for (key, row) in &self.held {
            if let Decoded::Known(head, entries) = decode_row(&self.registry, row) {
                let texts = entries.into_iter().map(|(entry, text)| (entry.key, text));
                rows.restore(*key, head, texts.collect());
            }
        }
        Self { rows, ..self }
    }
}
