//! One client: its engine, its model, its storage, and what outlives its pages.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use optimist_core::{Engine, Input, Key, Moment, OperationId, Timestamp};
use shared::{Revision, Video, VideoId};

use super::{
    disk::Disk,
    domain::{CourseVideos, change_of},
    lists::List,
    model::{Model, StorageState, Verdict},
    op::{Op, Revoked},
    swarm::Mix,
    world::World,
};

/// One author's page.
pub(super) struct Client {
    pub(super) engine: Engine,
    pub(super) model: Model,
    /// Raised by each load of the page.
    pub(super) life: u64,
    pub(super) offline: bool,
    pub(super) signed_out: bool,
    pub(super) visible: bool,
    /// How wrong this machine's clock is, in milliseconds; a page reads it when it is opened.
    pub(super) clock: i64,
    pub(super) disk: Disk,
    pub(super) stream: Stream,
    /// Something happened since the last check.
    pub(super) touched: bool,
    /// What the user may undo: the delete, and the videos as they were.
    pub(super) undo: Vec<(OperationId, Vec<Video>)>,
    /// What came from the storage on this page.
    pub(super) restored: HashSet<Key>,
    /// Entries that cannot be stored, which the user has not been told.
    pub(super) untold_unstorable: u64,
    pub(super) record: Record,
}

/// What is known of a client over all its pages.
#[derive(Default)]
pub(super) struct Record {
    /// The place of each operation in the order of issue.
    pub(super) issued: HashMap<Key, u64>,
    pub(super) verdicts: Vec<Verdict>,
    /// What a page took with it that was never stored; may it have been sent, under any of its keys?
    pub(super) lost: BTreeMap<Key, bool>,
    /// What a page sent under another key that it could not store: the next page knows the first
    /// key only, which the server refuses for good.
    pub(super) forgotten_keys: BTreeSet<Key>,
    /// The keys that the server called too old, and in which history.
    pub(super) expired_keys: HashMap<Key, usize>,
    /// What was on disk when a page that had not read it sent something newer on its item.
    pub(super) passed: BTreeSet<Key>,
    /// What was cancelled without having been sent.
    pub(super) never_sent: BTreeSet<Key>,
}

/// An event stream, as the server sees it.
#[derive(Default)]
pub(super) struct Stream {
    pub(super) number: u64,
    pub(super) open: bool,
    /// The client has heard of its end.
    pub(super) ended: bool,
    /// It cannot be had.
    pub(super) blocked: bool,
    pub(super) cursor: Revision,
    /// When what was sent so far has arrived.
    pub(super) ready_at: u64,
}

impl Client {
    pub(super) fn new(mix: &Mix, number: usize, life: u64, clock: i64, now: u64) -> Self {
        let client = &mix.clients[number];
        let seed = mix.plan.seed ^ (life << 8) ^ number as u64;
        let wall = Timestamp(now.saturating_add_signed(clock));
        let mut engine = Engine::new(client.config.clone(), seed, Moment(now), wall);
        engine.set_optimism(client.optimism);
        Self {
            engine,
            model: Model::new(&client.config, client.optimism),
            life,
            offline: false,
            signed_out: false,
            visible: true,
            clock,
            disk: Disk::default(),
            stream: Stream {
                blocked: client.no_stream,
                ..Stream::default()
            },
            touched: false,
            undo: Vec::new(),
            restored: HashSet::new(),
            untold_unstorable: 0,
            record: Record::default(),
        }
    }

    /// The place of what is issued now in the order of issue.
    pub(super) fn issue(&mut self, key: Key) -> u64 {
        let place = self.record.issued.len() as u64;
        *self.record.issued.entry(key).or_insert(place)
    }

    /// Keeps how operations have ended on this page.
    pub(super) fn remember_ends(&mut self) {
        for verdict in self.model.verdicts.drain(..) {
            if verdict.history.is_none() {
                self.record.never_sent.insert(verdict.key);
            }
            self.record.lost.remove(&verdict.key);
            self.record.verdicts.push(verdict);
        }
    }

    /// Something is sent: what a storage that is out of reach does not know of it, or is not known
    /// of that storage.
    pub(super) fn note_sent(&mut self, key: Key, entry: Key, id: VideoId) {
        if self.model.storage == StorageState::Open {
            return;
        }
        if key != entry {
            self.record.forgotten_keys.insert(entry);
        }
        if self.model.unread {
            for row in self.disk.rows.values() {
                if change_of(&row.call).operation.id() == id {
                    let carried = row.supersedes.iter().map(|carried| carried.key);
                    self.record.passed.extend(carried.chain([row.key]));
                }
            }
        }
    }

    /// What this page has issued before its storage was read comes behind what that holds: the
    /// unsent ones may have been given other keys.
    fn follow_moves(&mut self) -> Result<(), String> {
        let mut moved = Vec::new();
        for operation in self.engine.operations() {
            let known = self.model.items.get(&operation.id);
            let known = known.into_iter().flat_map(|items| &items.list);
            for ((old, _), item) in known.zip(operation.items()) {
                if *old != item.key {
                    moved.push((*old, item.key));
                }
            }
        }
        for (old, new) in moved {
            self.model.move_to(old, new)?;
            let place = self.record.issued.remove(&old);
            self.record.issued.extend(place.map(|place| (new, place)));
        }
        Ok(())
    }

    /// The page ends. What it was told is stored must be on disk or have ended, and what it has
    /// sent must be stored, unless there was no storage then, which the user was told. What is on
    /// disk must not have been cancelled before it was sent: it would be done after all.
    fn leave(&mut self) -> Result<u64, String> {
        self.remember_ends();
        let mut lost = 0;
        for (&key, op) in &self.model.ops {
            if op.done.is_some() || self.disk.holds(key) {
                continue;
            }
            if op.revoked != Revoked::No {
                // Its user has taken it back, and its row is gone.
                if !op.sent {
                    self.record.never_sent.insert(key);
                }
                self.record.lost.insert(key, op.sent);
                continue;
            }
            if op.row.told {
                return Err(format!("{key} was said to be stored, and is lost"));
            }
            if op.sent && !op.row.excused && self.model.storage != StorageState::Off {
                return Err(format!("{key} was sent and is not stored"));
            }
            self.record.lost.insert(key, op.sent || op.rekeyed > 0);
            lost += 1;
        }
        let mut cancelled = self.record.never_sent.iter();
        match cancelled.find(|key| self.disk.holds(**key)) {
            Some(key) => Err(format!("{key} is cancelled, and its row comes back")),
            None => Ok(lost),
        }
    }
}

impl World {
    /// Looks at a course.
    pub(super) fn look_at(&mut self, number: usize, course: usize) {
        let (now, list) = (self.moment(), self.mix.list(&self.server, course));
        let client = &mut self.clients[number];
        let key = client.engine.observe::<CourseVideos>(now, &list);
        client.model.lists.push(List::new(list, key));
    }

    /// Opens a page: looks at its lists.
    pub(super) fn open(&mut self, number: usize) -> Result<(), String> {
        for &course in self.mix.clients[number].courses {
            self.look_at(number, course);
        }
        self.drain(number)
    }

    /// Loads a page again, or lets it crash and opens another: all is lost but what is stored.
    pub(super) fn reload(&mut self, number: usize) -> Result<(), String> {
        let (life, clock) = (self.clients[number].life + 1, self.clients[number].clock);
        self.note_what_reload_meets(number);
        let lost = self.clients[number].leave()?;
        self.reached.reload_before_stored += lost;
        let new = Client::new(&self.mix, number, life, clock, self.now);
        let old = std::mem::replace(&mut self.clients[number], new);
        let new = &mut self.clients[number];
        new.offline = old.offline;
        new.record = old.record;
        new.disk = old.disk;
        new.disk.lose_the_rest();
        new.stream.number = old.stream.number + 1;
        new.stream.blocked = old.stream.blocked;
        new.model.optimism = old.model.optimism;
        new.engine.set_optimism(new.model.optimism);
        self.now += 1;
        self.open(number)
    }

    fn note_what_reload_meets(&mut self, number: usize) {
        let client = &self.clients[number];
        let (reached, disk) = (&mut self.reached, &client.disk);
        reached.reload_with_entries += u64::from(!client.model.ops.is_empty());
        reached.crash_before_told += u64::from(disk.untold > 0);
        let unsent = |key: &Key| client.model.ops.get(key).is_some_and(|op| !op.sent);
        let mut stand = disk.rows.values().filter(|row| !row.supersedes.is_empty());
        reached.crash_between_relation_and_send += u64::from(stand.any(|row| unsent(&row.key)));
        let rekeyed = |op: &Op| op.rekeyed > 0 && op.done.is_none();
        reached.crash_rekeyed += u64::from(client.model.ops.values().any(rekeyed));
    }

    /// The storage has told what it holds.
    pub(super) fn restore(&mut self, number: usize) -> Result<(), String> {
        let client = &mut self.clients[number];
        let again = !client.model.unread;
        let issued = &client.record.issued;
        let place = |key| issued.get(&key).copied().unwrap_or(0);
        let new = client.model.restored(&client.disk.rows, place);
        for key in &new {
            client.record.lost.remove(key);
        }
        let ops = new.iter().map(|key| &client.model.ops[key]);
        let overtaken = ops.filter(|op| op.overtaken).count();
        self.reached.overtaken += overtaken as u64;
        self.reached.storage_came_back += u64::from(again);
        let rows: Vec<_> = client.disk.rows.values().cloned().collect();
        self.reached.restored_carrier +=
            u64::from(rows.iter().any(|row| !row.supersedes.is_empty()));
        client.restored.extend(new);
        self.trace.note([2, number as u64, rows.len() as u64], || {
            let keys: Vec<_> = rows.iter().map(|row| row.key).collect();
            format!("{number}'s storage holds {keys:?}")
        });
        let now = self.moment();
        let client = &mut self.clients[number];
        client.engine.handle_input(now, Input::Restored(rows));
        client.follow_moves()?;
        self.drain(number)
    }
}
