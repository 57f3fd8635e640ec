//! A client's storage: it does what it was asked for in order, tells so later, and may not open, be
//! late, or break at any moment.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use optimist_core::{Input, Key, Reason, RowVersion, Stored};
use shared::fault::Draws;

use super::{
    domain::is_storable,
    model::StorageState,
    world::{Happening, World},
};

/// So late a storage opens that is late.
const LATE_MS: u64 = 8_000;

/// What survives the end of a page, and what is still on its way there.
#[derive(Default)]
pub(super) struct Disk {
    pub(super) rows: BTreeMap<Key, Stored>,
    /// Writes that were asked for, in order.
    queue: VecDeque<Write>,
    /// Removals that have time.
    removals: BTreeSet<Key>,
    /// Raised whenever what was on its way is lost.
    pub(super) session: u64,
    pub(super) open: bool,
    /// Writes on disk of which the page does not know yet.
    pub(super) untold: usize,
    written_at: u64,
    told_at: u64,
}

enum Write {
    Put(Vec<Stored>),
    Remove(Vec<Key>),
}

/// What a page is told of storing.
type News = Vec<Input>;

impl Disk {
    /// What was on its way is lost.
    pub(super) fn lose_the_rest(&mut self) {
        self.session += 1;
        self.open = false;
        self.queue.clear();
        self.removals.clear();
        self.untold = 0;
    }

    /// Nothing is on its way, and nothing is there.
    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.queue.is_empty() && self.removals.is_empty()
    }

    /// Is an operation there, for itself or in the row of the one that stands for it?
    pub(super) fn holds(&self, key: Key) -> bool {
        let carries = |row: &Stored| row.supersedes.iter().any(|carried| carried.key == key);
        self.rows.contains_key(&key) || self.rows.values().any(carries)
    }

    fn put(&mut self, rows: Vec<Stored>) -> News {
        let storable = |row: &Stored| {
            let mut calls = row.supersedes.iter().map(|carried| &carried.call);
            is_storable(&row.call) && calls.all(is_storable)
        };
        let (rows, not_storable): (Vec<_>, Vec<_>) = rows.into_iter().partition(storable);
        let mut versions = Vec::with_capacity(rows.len());
        let mut removed = Vec::new();
        for row in rows {
            versions.push(RowVersion {
                key: row.key,
                write: row.write,
            });
            for key in &row.replaces {
                self.rows.remove(key);
                removed.push(*key);
            }
            self.rows.insert(row.key, row);
        }
        let not_storable: Vec<Key> = not_storable.into_iter().map(|row| row.key).collect();
        let mut told = Vec::new();
        if !not_storable.is_empty() {
            told.push(Input::NotStorable(not_storable));
        }
        if !versions.is_empty() {
            told.push(Input::Stored(versions));
        }
        if !removed.is_empty() {
            told.push(Input::Unstored(removed));
        }
        told
    }
}

impl World {
    /// The page asks for its storage to be opened; what was on its way to an open one is lost.
    pub(super) fn open_storage(&mut self, number: usize) {
        self.requests += 1;
        let mut draws = Draws::new(self.plan.seed, self.requests ^ 1 << 51);
        let share = draws.share();
        let wait = 1 + draws.next() % self.mix.disk.write_ms;
        let [never, fails, late] = self.mix.disk.opening;
        let (opens, wait) = match share {
            _ if self.mix.disk.sound => (Some(true), wait),
            share if share < never => (None, wait),
            share if share < never + fails => (Some(false), wait),
            share if share < never + fails + late => (Some(true), wait + draws.next() % LATE_MS),
            _ => (Some(true), wait),
        };
        let now = self.now;
        let disk = &mut self.clients[number].disk;
        disk.lose_the_rest();
        let session = disk.session;
        disk.written_at = now;
        disk.told_at = now;
        self.trace.note([40, number as u64, wait], || {
            format!("{number}'s storage is asked to open, which it does: {opens:?}, after {wait}")
        });
        if let Some(opens) = opens {
            self.at(
                now + wait,
                Happening::Opened {
                    client: number,
                    session,
                    opens,
                },
            );
        }
    }

    pub(super) fn opened(&mut self, number: usize, opens: bool) -> Result<(), String> {
        if !opens {
            self.trace.note([41, number as u64], || {
                format!("{number}'s storage does not open")
            });
            let reason = Reason::new("storage-blocked", "The storage is blocked.");
            return self.storage_fails(number, reason);
        }
        self.clients[number].disk.open = true;
        self.restore(number)
    }

    /// The storage breaks in the middle: what is on disk stays there.
    pub(super) fn break_storage(&mut self, number: usize) -> Result<(), String> {
        let disk = &mut self.clients[number].disk;
        if !disk.open {
            return Ok(());
        }
        self.reached.storage_broke += 1;
        self.reached.storage_broke_writing += u64::from(!disk.queue.is_empty() || disk.untold > 0);
        disk.lose_the_rest();
        let reason = Reason::new("storage-lost", "The storage is gone.");
        self.storage_fails(number, reason)
    }

    fn storage_fails(&mut self, number: usize, reason: Reason) -> Result<(), String> {
        let model = &mut self.clients[number].model;
        if model.storage != StorageState::Failed {
            model.storage_failed();
        }
        self.input(number, Input::StorageFailed(reason))
    }

    pub(super) fn ask_to_put(&mut self, number: usize, rows: Vec<Stored>) -> Result<(), String> {
        let chunk = self.mix.disk.chunk;
        let disk = &mut self.clients[number].disk;
        if !disk.open {
            return Err("something is stored where there is no storage".into());
        }
        let mut rows = rows.into_iter().peekable();
        while rows.peek().is_some() {
            let part: Vec<Stored> = rows.by_ref().take(chunk).collect();
            let disk = &mut self.clients[number].disk;
            disk.removals
                .retain(|key| part.iter().all(|row| row.key != *key));
            disk.queue.push_back(Write::Put(part));
            self.schedule_write(number);
        }
        Ok(())
    }

    pub(super) fn ask_to_remove(&mut self, number: usize, keys: Vec<Key>, awaited: bool) {
        if !self.clients[number].disk.open {
            return;
        }
        if awaited {
            let disk = &mut self.clients[number].disk;
            disk.queue.push_back(Write::Remove(keys));
            return self.schedule_write(number);
        }
        let wait = self.disk_wait(self.mix.disk.removal_ms);
        let disk = &mut self.clients[number].disk;
        let (session, at) = (disk.session, disk.written_at.max(self.now) + 1 + wait);
        disk.removals.extend(&keys);
        self.at(
            at,
            Happening::Removed {
                client: number,
                session,
                keys,
            },
        );
    }

    /// There was time to remove rows.
    pub(super) fn removed(&mut self, number: usize, keys: Vec<Key>) {
        let disk = &mut self.clients[number].disk;
        for key in &keys {
            if disk.removals.remove(key) {
                disk.rows.remove(key);
            }
        }
        self.tell_of_write(number, vec![Input::Unstored(keys)]);
    }

    fn schedule_write(&mut self, number: usize) {
        let wait = self.disk_wait(self.mix.disk.write_ms);
        let disk = &mut self.clients[number].disk;
        disk.written_at = disk.written_at.max(self.now + wait);
        let (at, session) = (disk.written_at, disk.session);
        self.at(
            at,
            Happening::Written {
                client: number,
                session,
            },
        );
    }

    /// The next write is on disk; the page hears of it later.
    pub(super) fn written(&mut self, number: usize) {
        let disk = &mut self.clients[number].disk;
        let told = match disk.queue.pop_front() {
            Some(Write::Put(rows)) => disk.put(rows),
            Some(Write::Remove(keys)) => {
                keys.iter().for_each(|key| drop(disk.rows.remove(key)));
                vec![Input::Unstored(keys)]
            }
            None => return,
        };
        self.tell_of_write(number, told);
    }

    fn tell_of_write(&mut self, number: usize, told: News) {
        self.clients[number].disk.untold += 1;
        self.trace.note([42, number as u64, self.now], || {
            format!("{number}: a write is on disk")
        });
        let wait = self.disk_wait(self.mix.disk.told_ms);
        let disk = &mut self.clients[number].disk;
        disk.told_at = disk.told_at.max(self.now + wait);
        let (at, session) = (disk.told_at, disk.session);
        self.at(
            at,
            Happening::Told {
                client: number,
                session,
                told,
            },
        );
    }

    /// The page hears of a write.
    pub(super) fn heard_of_write(&mut self, number: usize, told: Vec<Input>) -> Result<(), String> {
        self.clients[number].disk.untold -= 1;
        for input in told {
            let model = &mut self.clients[number].model;
            self.trace.note([43, number as u64], || match &input {
                Input::Stored(rows) => format!("{number} hears that {rows:?} are stored"),
                Input::Unstored(keys) => format!("{number} hears that {keys:?} are removed"),
                Input::NotStorable(keys) => format!("{number} hears: not storable: {keys:?}"),
                _ => String::new(),
            });
            match &input {
                Input::Stored(rows) => model.stored(rows),
                Input::NotStorable(keys) => {
                    self.reached.not_storable += 1;
                    model.not_storable(keys);
                    self.clients[number].untold_unstorable += 1;
                }
                _ => {}
            }
            self.input(number, input)?;
        }
        Ok(())
    }

    fn disk_wait(&mut self, most: u64) -> u64 {
        self.requests += 1;
        Draws::new(self.plan.seed, self.requests ^ 1 << 50).next() % most
    }
}
