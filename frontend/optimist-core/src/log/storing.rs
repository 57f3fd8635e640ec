//! What the storage is to hold of the log, and what waits for it.

use std::rc::Rc;

use crate::{
    alarms::Alarm,
    context::Context,
    det_hash_map::Map,
    entity::Scope,
    ids::ItemRef,
    io::{Output, RowVersion, Stored, Superseded},
    key::Key,
    key_set::KeySet,
    tabs::{EntryEnd, TabMessage},
    vec_map::VecMap,
};

use super::{
    Entry, Log, Phase,
    entry::{Carried, Mark},
    revoking::Revoked,
};

/// A storage that is open and has written nothing for so many milliseconds, though something waits for
/// it, is done without: another page, which the system has stopped, may hold it up for good.
const WRITE_MS: u64 = 10_000;

/// A storage that does not answer is opened again after so many milliseconds.
pub(super) const REOPEN_MS: u64 = 30_000;

/// What is known of the storage.
pub(super) struct Storage {
    pub(super) state: StorageState,
    /// It has not been read on this visit: it may hold operations of an earlier one.
    pub(super) unread: bool,
    /// The items of which operations were sent before it was read, with the latest of them.
    pub(super) sent_unread: Map<Scope, ItemRef>,
    /// Entries that have ended and whose rows are being removed.
    pub(super) removing: KeySet,
    /// Entries that have ended and whose rows could not be removed.
    pub(super) ended: KeySet,
    /// This page has become the sender, and reads what the one before has stored.
    pub(super) takes_over: bool,
    /// What followers have asked for and this page does not know.
    pub(super) asked_for: Vec<Key>,
    /// How entries have ended whose rows may still be on disk, for pages that read them.
    pub(super) ends: VecMap<Key, EntryEnd>,
    /// The storage is open again after it had failed, and nothing has been written since.
    pub(super) unproven: bool,
    /// How often in a row it has failed.
    pub(super) failures: u32,
    /// How many rows have been written.
    pub(super) writes: u64,
    /// What was refused, whose rows are being marked as that.
    pub(super) marking: KeySet,
    /// Rows that were read and are to be marked as refused.
    pub(super) unmarked: Vec<Key>,
    /// What was refused, whose rows are on disk as that.
    pub(super) refused: KeySet,
    /// Refusals that their user has handled, whose rows may still be on disk.
    pub(super) handled: KeySet,
    /// Cancellations that wait for the row of this entry to be written.
    pub(super) revocations: VecMap<Key, Vec<Revoked>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StorageState {
    /// There is none: nothing waits for it.
    Off,
    /// It is being opened: nothing is sent before it is read, or has failed.
    Opening,
    Open,
    /// It is out of reach: entries are sent unstored.
    Failed,
}

/// Does anything wait for the removal of a row?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Removal {
    InTime,
    Awaited,
}

impl Storage {
    pub(super) fn new(store: bool, cx: &mut Context) -> Self {
        if store {
            cx.push(Output::OpenStorage);
            cx.alarm_in(cx.config.storage_open_ms, Alarm::StorageLate);
        }
        Self {
            state: match store {
                true => StorageState::Opening,
                false => StorageState::Off,
            },
            unread: store,
            sent_unread: Map::default(),
            removing: KeySet::default(),
            ended: KeySet::default(),
            takes_over: false,
            asked_for: Vec::new(),
            ends: VecMap::default(),
            unproven: false,
            failures: 0,
            writes: 0,
            marking: KeySet::default(),
            unmarked: Vec::new(),
            refused: KeySet::default(),
            handled: KeySet::default(),
            revocations: VecMap::default(),
        }
    }

    pub(super) fn is_open(&self) -> bool {
        self.state == StorageState::Open
    }

    /// An operation on this item goes out.
    pub(super) fn sent(&mut self, scope: &Scope, item: ItemRef) {
        if self.unread {
            self.sent_unread.insert(scope.clone(), item);
        }
    }
}

/// Writing.
impl Log {
    /// Is the storage read, or out of reach? Nothing is sent before.
    pub(crate) fn may_send(&self) -> bool {
        self.storage.state != StorageState::Opening
    }

    /// Has an entry's row written, in one transaction with the removal of those of `replaces`;
    /// the entry waits for that.
    pub(super) fn store(&mut self, cx: &mut Context, key: Key, replaces: Vec<Key>) {
        self.not_ready(key);
        self.set_phase(key, Phase::Storing);
        let unstorable = self.get(key).is_some_and(|entry| entry.unstorable);
        match self.storage.state {
            StorageState::Open if unstorable => self.row_written(cx, key),
            StorageState::Open => self.write_row(cx, key, replaces),
            StorageState::Opening => {}
            StorageState::Off => self.row_written(cx, key),
            StorageState::Failed => {
                let ended = &mut self.storage.ended;
                replaces.into_iter().for_each(|key| ended.insert(key));
                self.row_written(cx, key);
            }
        }
    }

    /// Writes an entry's row as it is now.
    pub(super) fn write_row(&mut self, cx: &mut Context, key: Key, replaces: Vec<Key>) {
        let gone = replaces
            .iter()
            .filter(|key| !self.entries.contains_key(*key));
        let gone: Vec<Key> = gone.copied().collect();
        let Some(entry) = self.entries.get_mut(&key) else {
            return;
        };
        gone.into_iter()
            .for_each(|key| self.storage.removing.insert(key));
        self.storage.writes += 1;
        entry.write = self.storage.writes;
        entry.on_disk = true;
        expect_answer(cx);
        let supersedes = entry.supersedes.iter();
        cx.outputs.store.push(Stored {
            key,
            sent_as: entry.sent_as,
            overtaken: entry.overtaken,
            maybe_sent: entry.maybe_sent,
            unsent: entry.is_once() && !entry.maybe_sent && entry.mark == Mark::Unsent,
            not_before: entry.not_before.filter(|_| entry.deferred),
            operation: entry.item.operation,
            call: Rc::clone(&entry.call),
            refused: None,
            supersedes: supersedes.map(Carried::stored).collect(),
            replaces,
            write: entry.write,
        });
    }

    /// These rows are on disk.
    pub(crate) fn stored(&mut self, cx: &mut Context, rows: &[RowVersion]) {
        self.storage_works(cx);
        for row in rows {
            let Some(entry) = self.entries.get_mut(&row.key) else {
                self.refusal_written(cx, row.key);
                continue;
            };
            entry.was_stored = true;
            if entry.write == row.write {
                if entry.mark == Mark::Marking {
                    entry.mark = Mark::MaybeSent;
                }
                self.row_written(cx, row.key);
            }
        }
        self.storage_answers(cx);
    }

    /// The storage has written something: what still waits for it waits anew.
    fn storage_answers(&self, cx: &mut Context) {
        if self.storage.is_open() {
            cx.alarms.clear(&Alarm::StorageLate);
            if self.waits_for_storage() {
                expect_answer(cx);
            }
        }
    }

    /// Does an entry wait until the storage has written something?
    pub(super) fn waits_for_storage(&self) -> bool {
        let waits = |entry: &Entry| matches!(entry.phase, Phase::Storing | Phase::Revoking);
        self.entries.values().any(waits)
    }

    fn row_written(&mut self, cx: &mut Context, key: Key) {
        self.finish_revocations(cx, key);
        let storing = |entry: &Entry| matches!(entry.phase, Phase::Storing);
        if self.get(key).is_some_and(storing) {
            self.drop_superseded(cx, key);
            if self.follows {
                self.ask_if_taken_back(cx, key);
                self.wait(key);
            } else if !self.vanish_if_void(cx, key) {
                self.wait(key);
            }
        }
    }

    /// The sender knows an entry from now on that the user has taken back.
    fn ask_if_taken_back(&self, cx: &mut Context, key: Key) {
        if self.get(key).is_some_and(|entry| entry.withdrawn) {
            cx.tell(TabMessage::Cancel(vec![key]));
        }
    }

    /// The rows of these entries are no longer on disk.
    pub(crate) fn unstored(&mut self, cx: &mut Context, keys: &[Key]) {
        self.storage_works(cx);
        for &key in keys {
            // What was removed with the writing of another row may wait for more than that.
            self.storage.ends.remove(&key);
            self.forget_handled(key);
            if self.storage.removing.contains(key) {
                self.storage.removing.remove(key);
                self.finish_revocation(cx, key);
                self.finish_revocations(cx, key);
            }
        }
        self.storage_answers(cx);
        if !self.follows {
            cx.tell(TabMessage::Removed(keys.to_vec()));
        }
    }

    /// An entry leaves the log: its row goes too.
    pub(super) fn remove_row(
        &mut self,
        cx: &mut Context,
        key: Key,
        entry: &Entry,
        removal: Removal,
    ) {
        match self.storage.state {
            _ if !entry.on_disk => {}
            StorageState::Open if !self.follows => {
                let awaited =
                    removal == Removal::Awaited || self.storage.revocations.contains_key(&key);
                cx.outputs.unstore[usize::from(awaited)].push(key);
                self.storage.removing.insert(key);
                if awaited {
                    expect_answer(cx);
                }
            }
            _ => {
                self.storage.ended.insert(key);
                if self.follows && !self.storage.ends.contains_key(&key) {
                    // Its own event has said so.
                    self.storage.ends.insert(key, EntryEnd::done());
                }
            }
        }
    }
}

/// The storage is to write something.
fn expect_answer(cx: &mut Context) {
    let late = cx.now.after(WRITE_MS);
    cx.alarms.set_earlier(late, Alarm::StorageLate);
}

impl Carried {
    fn stored(&self) -> Superseded {
        Superseded {
            key: self.key,
            operation: self.item.operation,
            call: Rc::clone(&self.call),
        }
    }
}
