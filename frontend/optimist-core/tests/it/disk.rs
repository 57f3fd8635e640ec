//! A disk that does what it was asked for in order, and as late as one likes.

use std::collections::{BTreeMap, VecDeque};

use optimist_core::{Input, Key, RowVersion, Stored};

/// What survives a crash, and what is still on its way there.
#[derive(Default)]
pub struct Disk {
    pub rows: BTreeMap<Key, Stored>,
    queue: VecDeque<Write>,
}

enum Write {
    Put(Vec<Stored>),
    Remove(Vec<Key>),
}

impl Disk {
    pub fn put(&mut self, entries: Vec<Stored>) {
        self.queue.push_back(Write::Put(entries));
    }

    pub fn remove(&mut self, keys: Vec<Key>) {
        self.queue.push_back(Write::Remove(keys));
    }

    /// Does the next write, and returns what the engine is to be told of it.
    pub fn write(&mut self) -> Option<Vec<Input>> {
        Some(match self.queue.pop_front()? {
            Write::Put(rows) => {
                let mut replaced: Vec<Key> =
                    rows.iter().flat_map(|row| row.replaces.clone()).collect();
                replaced.retain(|key| rows.iter().all(|row| row.key != *key));
                for key in &replaced {
                    self.rows.remove(key);
                }
                let version = |row: &Stored| RowVersion {
                    key: row.key,
                    write: row.write,
                };
                let versions = rows.iter().map(version).collect();
                self.rows.extend(rows.into_iter().map(|row| (row.key, row)));
                vec![Input::Stored(versions), Input::Unstored(replaced)]
            }
            Write::Remove(keys) => {
                for key in &keys {
                    self.rows.remove(key);
                }
                vec![Input::Unstored(keys)]
            }
        })
    }

    /// How many writes are on their way.
    pub fn late_by(&self) -> usize {
        self.queue.len()
    }

    /// What was on its way is lost; what is there is read.
    pub fn reopen(&mut self) -> Vec<Stored> {
        self.queue.clear();
        self.rows.values().cloned().collect()
    }
}
