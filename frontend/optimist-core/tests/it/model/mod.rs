//! What a client must show, worked out from nothing: the server's own history and the client's
//! operations, without any of the engine's shortcuts.

use std::collections::{BTreeMap, BTreeSet};

use optimist_core::{ItemState, Key, OperationId, Revision};

mod ends;
mod reads;
mod showing;
mod unread;

use crate::{
    client::Client,
    domain::{Note, Op},
    served::ServedList,
    server::Server,
};

/// The notes that schedules are about.
pub const IDS: std::ops::RangeInclusive<u32> = 1..=8;

#[derive(Default)]
pub struct Model {
    pub queries: BTreeMap<String, Known>,
    /// What is in the log, by key; the keys are in the order of issue.
    pub pending: BTreeMap<Key, Pending>,
    /// What the user has taken back, and what of it was never sent.
    pub taken_back: BTreeSet<Key>,
    pub revoked: BTreeSet<Key>,
    /// The rows that this page found in the storage: they may have been sent. What they stand for was
    /// never sent, and is gone at once when its user takes it back.
    pub restored: BTreeSet<Key>,
    /// What the page was told is stored.
    pub stored: BTreeSet<Key>,
    pub fates: BTreeMap<Key, Fate>,
    pub ops: BTreeMap<Key, Op>,
    /// When each was first sent; `None`: that may have been on an earlier visit.
    sent: BTreeMap<Key, Option<u64>>,
    /// When each was issued: its place among all that the user has issued, on whichever visit.
    order: BTreeMap<Key, usize>,
    pub optimism: bool,
    /// How many notes the list has that is being loaded, where it is read in parts.
    pub listed: usize,
    pub live: Revision,
    /// Rises with each read that starts or ends, each request that is sent and each answer that comes.
    clock: u64,
    /// What the schedule has reached of what queries are told without a read.
    pub reached: BTreeSet<&'static str>,
}

/// One operation on one item.
pub struct Pending {
    pub operation: OperationId,
    pub op: Op,
    pub answered: Option<(Option<Revision>, u64)>,
}

/// How an operation ended, as far as the client was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Done,
    Refused,
    Cancelled,
    /// A later one has done what it would have done.
    Superseded,
    /// The page went away before it was stored.
    NeverStored,
}

/// What a client knows of a query.
#[derive(Default)]
pub struct Known {
    pub loaded: bool,
    /// When the read under way started.
    pub reading: Option<u64>,
    loaded_by: u64,
    /// When a read last ended.
    read_until: u64,
    /// Nobody looks at it.
    unseen: bool,
    /// The notes that answers without revisions have told of since it was read, and when.
    told: BTreeMap<u32, u64>,
    revision: Revision,
    items: BTreeMap<u32, Revision>,
    /// Notes outside the query that the client cannot know.
    vague: BTreeSet<u32>,
    by_refetch: bool,
    /// What was answered before a read that was refused: part of what is known until one succeeds.
    by_answer: Vec<Op>,
    /// Where the server says what it holds, and in which order.
    served: Option<ServedList>,
}

impl Known {
    fn takes_part(&self) -> bool {
        self.loaded || self.reading.is_some()
    }

    fn revision_of(&self, id: u32) -> Revision {
        let single = self.items.get(&id).copied().unwrap_or(0);
        self.revision.max(single)
    }

    fn contains(&self, id: u32, answer: (Option<Revision>, u64)) -> bool {
        if !self.loaded {
            return self.reading.is_none_or(|start| start > answer.1);
        }
        match answer {
            (Some(revision), _) if !self.by_refetch => self.revision_of(id) >= revision,
            (_, at) => self.loaded_by > at || self.told.get(&id).is_some_and(|told| *told >= at),
        }
    }
}

/// The server and its first state.
pub struct History<'a> {
    pub server: &'a Server,
    pub first: &'a BTreeMap<u32, Note>,
}

impl History<'_> {
    pub fn note(&self, id: u32, revision: Revision) -> Option<Note> {
        self.server.note_at(id, revision, self.first)
    }
}

impl Model {
    pub fn new() -> Self {
        Self {
            optimism: true,
            ..Self::default()
        }
    }

    pub fn issued(&mut self, key: Key, operation: OperationId, op: Op) {
        self.ops.insert(key, op.clone());
        let next = self.order.len();
        self.order.entry(key).or_insert(next);
        let pending = Pending {
            operation,
            op,
            answered: None,
        };
        self.pending.insert(key, pending);
    }

    /// An operation was over when it was issued, together with what it undid.
    pub fn vanished(&mut self, operation: OperationId, op: Op) {
        self.issued(operation.0, operation, op);
        self.pending.remove(&operation.0);
        self.fates.insert(operation.0, Fate::Superseded);
    }

    pub fn done(&mut self, key: Key, revision: Option<Revision>) {
        self.clock += 1;
        if let Some(pending) = self.pending.get_mut(&key) {
            pending.answered.get_or_insert((revision, self.clock));
            self.fates.insert(key, Fate::Done);
        }
    }

    /// Does the server make something else of this operation than was foreseen?
    pub fn corrects(&self, key: Key) -> bool {
        matches!(self.ops[&key], Op::Title(_, title) if title != title.trim())
    }

    pub fn awaits_answer(&self, key: Key) -> bool {
        let pending = self.pending.get(&key);
        pending.is_some_and(|pending| pending.answered.is_none())
    }

    /// The server has refused it; it is out of the log from now on.
    pub fn refused(&mut self, key: Key) {
        if self.pending.remove(&key).is_some() {
            let fate = match self.taken_back.contains(&key) {
                true => Fate::Cancelled,
                false => Fate::Refused,
            };
            self.fates.insert(key, fate);
        }
    }

    /// Lets go what confirmed data contain, and what the engine has ended without the server; then
    /// compares what is shown.
    pub fn check(&mut self, client: &Client, history: &History<'_>) -> Result<(), String> {
        // What nobody looks at is forgotten after a while.
        let forgotten = |query: &str, known: &Known| {
            (query.starts_with("current") || known.unseen) && client.shown(query).is_none()
        };
        self.queries
            .retain(|query, known| !known.loaded || !forgotten(query, known));
        self.foresee();
        self.retire();
        self.follow(client)?;
        self.list_added(history);
        for (query, known) in &self.queries {
            if known.loaded {
                self.compare(query, known, client, history)?;
            }
        }
        Ok(())
    }

    /// What every query contains is pending no more, nor what the server did to the note before it.
    fn retire(&mut self) {
        let mut contained = BTreeMap::new();
        for (key, pending) in &self.pending {
            let id = pending.op.id();
            let is_contained = |answer| self.queries.values().all(|it| it.contains(id, answer));
            if pending.answered.is_some_and(is_contained) {
                let latest = contained.entry(id).or_insert(self.order[key]);
                *latest = self.order[key].max(*latest);
            }
        }
        let order = &self.order;
        self.pending.retain(|key, pending| {
            let latest = contained.get(&pending.op.id());
            pending.answered.is_none() || latest.is_none_or(|latest| order[key] > *latest)
        });
    }

    /// I6, and that nothing ends without a reason.
    fn follow(&mut self, client: &Client) -> Result<(), String> {
        let mut ended = Vec::new();
        for (&key, pending) in &self.pending {
            if pending.answered.is_some() {
                continue;
            }
            let known = client.engine.operation(pending.operation);
            let item = known.and_then(|known| known.items().iter().find(|item| item.key == key));
            let fate = match item.map(|item| item.state()) {
                Some(
                    ItemState::Queued
                    | ItemState::Sending
                    | ItemState::Failed(_)
                    | ItemState::Unsure(_),
                ) => continue,
                Some(ItemState::Refused(_)) => {
                    return Err(format!("{key:?} was refused by nobody"));
                }
                Some(ItemState::Cancelled) | None if self.taken_back.contains(&key) => {
                    Fate::Cancelled
                }
                Some(ItemState::Done) | None => Fate::Superseded,
                Some(ItemState::Cancelled) => {
                    return Err(format!("{key:?} was taken back by nobody"));
                }
            };
            ended.push((key, fate));
        }
        for (key, fate) in ended {
            self.pending.remove(&key);
            self.fates.insert(key, fate);
        }
        Ok(())
    }

    /// The page is loaded anew: what is on disk goes on. What the page was told is stored must be
    /// there, unless it has ended or its user took it back: [`Model::check_ends`] then wants that the
    /// server has not done it.
    pub fn reloaded(
        &mut self,
        on_disk: BTreeMap<Key, OperationId>,
        rows: BTreeSet<Key>,
    ) -> Result<(), String> {
        let before = std::mem::take(&mut self.pending);
        let taken_back = std::mem::take(&mut self.taken_back);
        self.revoked.clear();
        self.restored = rows;
        for (key, operation) in on_disk {
            let op = self.ops[&key].clone();
            self.issued(key, operation, op);
        }
        for (key, pending) in before {
            if self.pending.contains_key(&key) || pending.answered.is_some() {
                continue;
            }
            let fate = match (taken_back.contains(&key), self.stored.contains(&key)) {
                (true, _) => Fate::Cancelled,
                (false, false) => Fate::NeverStored,
                (false, true) => return Err(format!("{:?} was stored and is lost", pending.op)),
            };
            self.fates.insert(key, fate);
        }
        self.queries.clear();
        self.optimism = true;
        self.live = 0;
        Ok(())
    }
}
