//! What a client must show, worked out from nothing: the server's own history and the client's
//! operations, without any of the engine's shortcuts.

use std::collections::{BTreeMap, BTreeSet};

use optimist_core::{ItemState, Key, OperationId, Revision};

mod unread;

use crate::{
    client::Client,
    domain::{Note, Op, answers, is_top},
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

    pub fn read_started(&mut self, query: &str) {
        self.clock += 1;
        let known = self.queries.entry(query.to_owned()).or_default();
        known.by_refetch = query.starts_with("plain");
        known.reading = Some(self.clock);
    }

    /// The server will not let it be read: what was answered before is confirmed by its answer alone, where
    /// no event or other revision will tell.
    pub fn read_refused(&mut self, query: &str) {
        let Some(known) = self.queries.get_mut(query) else {
            return;
        };
        self.clock += 1;
        known.read_until = self.clock;
        let Some(start) = known
            .reading
            .take()
            .filter(|_| known.loaded && known.by_refetch)
        else {
            return;
        };
        let mut answered: Vec<_> = self.pending.iter().collect();
        answered.sort_by_key(|(key, _)| self.order[*key]);
        let mut is_confirmed = false;
        for (_, pending) in answered {
            let id = pending.op.id();
            let answer = pending.answered.filter(|(_, at)| *at < start);
            if answer.is_none_or(|answer| known.contains(id, answer)) {
                continue;
            }
            is_confirmed = true;
            // What nothing has given a place is not in a list as the server gave it.
            if known.served.as_ref().is_none_or(|served| served.holds(id)) {
                known.by_answer.push(pending.op.clone());
            }
        }
        if is_confirmed {
            known.loaded_by = start;
        }
    }

    pub fn read_ended(&mut self, query: &str) {
        if let Some(known) = self.queries.get_mut(query) {
            known.reading = None;
            self.clock += 1;
            known.read_until = self.clock;
        }
    }

    /// Does somebody look at a query from now on? Tells whether there is such a query.
    pub fn looks_at(&mut self, query: &str, seen: bool) -> bool {
        let known = self.queries.get_mut(query);
        known.is_some_and(|known| {
            known.unseen = !seen;
            true
        })
    }

    pub fn note_sent(&mut self, key: Key) {
        self.clock += 1;
        let is_restored = self.restored.contains(&key);
        let now = (!is_restored).then_some(self.clock);
        self.sent.entry(key).or_insert(now);
    }

    /// A read has brought the truth as of `revision`; tells whether it was older than what is known.
    pub fn loaded(&mut self, query: &str, revision: Revision, history: &History<'_>) -> bool {
        let Some(known) = self.queries.get_mut(query) else {
            return false;
        };
        let before: Vec<Option<Note>> = IDS
            .map(|id| history.note(id, known.revision_of(id)))
            .collect();
        let stale = known.items.values().any(|&known| known > revision);
        known.revision = match known.by_refetch {
            true => revision,
            false => known.revision.max(revision),
        };
        known.loaded_by = known.reading.take().unwrap_or(0);
        self.clock += 1;
        known.read_until = self.clock;
        known.by_answer.clear();
        known.told.clear();
        if known.by_refetch {
            known.items.clear();
        }
        if is_top(query) {
            let mut served = known.served.take().unwrap_or_default();
            served.load(revision, history, |key, id| {
                let news = known.items.get(&id).is_some_and(|&known| known > revision);
                let pending = self.pending.get(&key);
                let shown = pending.is_some_and(|it| self.optimism && it.op.optimistic());
                let is_there = || history.note(id, known.revision_of(id)).is_some();
                shown && !self.revoked.contains(&key) || news && is_there()
            });
            known.served = Some(served);
        }
        for (id, before) in IDS.zip(before) {
            let now = history.note(id, known.revision_of(id));
            let outside = now.as_ref().is_some_and(|note| !answers(query, note));
            let knew = known.loaded && !known.vague.contains(&id) && before == now;
            // A note that is not there may be gone, or may be archived by this very client.
            let archives = |pending: &Pending| pending.op == Op::Archived(id, true);
            let was_outside = before.as_ref().is_some_and(|note| !answers(query, note));
            let unsure = before.is_some()
                && now.is_none()
                && (was_outside || self.pending.values().any(archives));
            let unsure = unsure || now.is_none() && known.vague.contains(&id);
            match outside && !knew || unsure {
                true => known.vague.insert(id),
                false => known.vague.remove(&id),
            };
        }
        known.loaded = true;
        stale
    }

    /// The truth about one note as of `revision`.
    pub fn learned(&mut self, id: u32, revision: Revision, history: &History<'_>) {
        for (query, known) in &mut self.queries {
            if !known.takes_part() || known.by_refetch || known.revision_of(id) >= revision {
                continue;
            }
            let before = history.note(id, known.revision_of(id));
            known.items.insert(id, revision);
            let now = history.note(id, revision);
            let outside = now.as_ref().is_some_and(|note| !answers(query, note));
            let held = known.loaded && before.is_some() && !known.vague.contains(&id);
            match outside && !held {
                true => known.vague.insert(id),
                false => known.vague.remove(&id),
            };
        }
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

    /// What operations add to lists as the server gave them.
    fn list_added(&mut self, history: &History<'_>) {
        let mut shown: Vec<_> = self.pending.iter().collect();
        shown.retain(|(key, it)| {
            self.optimism && it.op.optimistic() && !self.revoked.contains(*key)
        });
        for known in self.queries.values_mut().filter(|known| known.loaded) {
            let revisions: BTreeMap<u32, Revision> =
                IDS.map(|id| (id, known.revision_of(id))).collect();
            let Known {
                items, by_answer, ..
            } = known;
            let Some(served) = &mut known.served else {
                continue;
            };
            let is_confirmed = |id: u32, list: Revision| {
                let told = items.get(&id).is_some_and(|&known| known > list);
                told && history.note(id, revisions[&id]).is_some()
                    || by_answer.iter().any(|op| op.id() == id)
            };
            let list = served.revision;
            served.forget(|key, id| {
                let fate = self.fates.get(&key);
                let is_shown = shown.iter().any(|(known, _)| **known == key);
                let is_not_done =
                    fate.is_some_and(|fate| *fate != Fate::Done) || self.revoked.contains(&key);
                is_not_done || !is_shown && !is_confirmed(id, list)
            });
            for (key, pending) in &shown {
                let id = pending.op.id();
                let is_there = history.note(id, revisions[&id]).is_some();
                served.show(**key, &pending.op, is_there);
            }
        }
    }

    fn compare(
        &self,
        query: &str,
        known: &Known,
        client: &Client,
        history: &History<'_>,
    ) -> Result<(), String> {
        let shown = client.shown(query).ok_or("a loaded query shows nothing")?;
        if let Some(served) = &known.served {
            // The client does not know what else there is, unless it was told since.
            let is_there = |id, revision| history.note(id, revision).is_some();
            let told = |id| {
                let known = known.items.get(&id);
                known.is_some_and(|&known| known > served.revision)
            };
            let unlisted = IDS.filter(|id| !served.lists(*id));
            let unknown = unlisted.filter(|&id| !(served.holds(id) && told(id)));
            let vague = unknown
                .filter(|&id| is_there(id, known.revision) || is_there(id, known.revision_of(id)));
            let vague: BTreeSet<u32> = vague.collect();
            let wanted = |id| self.wanted(known, id, history);
            let same = served.compare(&shown, &vague, wanted);
            return same.map_err(|difference| format!("{query}: {difference}"));
        }
        let order = |note: &Note| (note.place, note.id);
        if !shown.is_sorted_by_key(order) {
            return Err(format!("{query} is out of order: {shown:?}"));
        }
        for id in IDS.filter(|id| !known.vague.contains(id)) {
            let wanted = self.wanted(known, id, history);
            let wanted = wanted.filter(|note| answers(query, note));
            let mut actual = shown.iter().filter(|note| note.id == id);
            let first = actual.next();
            if first != wanted.as_ref() || actual.next().is_some() {
                return Err(format!("{query} shows {first:?}, not {wanted:?}"));
            }
        }
        Ok(())
    }

    /// I2 and I3: the confirmed note, and over it every operation that is neither refused nor part
    /// of what is confirmed, in the order of issue.
    fn wanted(&self, known: &Known, id: u32, history: &History<'_>) -> Option<Note> {
        let confirmed = history.note(id, known.revision_of(id));
        let of_query = known.by_answer.iter().filter(|op| op.id() == id);
        let confirmed = of_query.fold(confirmed, |note, op| {
            op.apply(note.as_ref()).unwrap_or(note)
        });
        let of_note = self.pending.iter().filter(|(_, p)| p.op.id() == id);
        let shown = of_note
            .filter(|(key, p)| self.optimism && p.op.optimistic() && !self.revoked.contains(*key));
        shown.fold(confirmed, |note, (_, pending)| {
            match pending.op.apply(note.as_ref()) {
                Ok(next) => next,
                Err(_) => note,
            }
        })
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

    /// I5: every operation has an end, and the server's record agrees with it.
    pub fn check_ends(&self, server: &Server) -> Result<(), String> {
        for (key, op) in &self.ops {
            let effects = server.effects.get(key).copied().unwrap_or(0);
            let wanted = match self.fates.get(key) {
                Some(Fate::Done) => 1,
                Some(Fate::Superseded) if !self.has_successor(*key, op) => {
                    let on_note = self.ops.iter().filter(|(_, other)| other.id() == op.id());
                    let ends: Vec<_> = on_note
                        .map(|(key, op)| (self.order[key], key, op, self.fates.get(key)))
                        .collect();
                    return Err(format!("{op:?} was dropped for nothing: {ends:?}"));
                }
                Some(_) => 0,
                None => return Err(format!("{op:?} has no end")),
            };
            if effects != wanted {
                let fate = &self.fates[key];
                return Err(format!("{op:?} is {fate:?}, and was done {effects} times"));
            }
        }
        Ok(())
    }

    /// The operations on one note, and those that share another scope, took effect in the order of
    /// issue.
    pub fn check_order(&self, server: &Server) -> Result<(), String> {
        let mut last = BTreeMap::new();
        for key in server.changes.iter().filter_map(|change| change.key) {
            let Some(op) = self.ops.get(&key) else {
                continue;
            };
            let order = matches!(op, Op::Sort(..)).then_some(0);
            for scope in [Some(op.id()), order].into_iter().flatten() {
                if last.insert(scope, self.order[&key]) > Some(self.order[&key]) {
                    let done = server.changes.iter().filter_map(|change| change.key);
                    let done = done.filter_map(|key| Some((key, self.ops.get(&key)?)));
                    let done = done.filter(|(_, other)| other.id() == op.id() || scope == 0);
                    let done: Vec<_> = done.collect();
                    return Err(format!("{op:?} was done out of turn: {done:?}"));
                }
            }
        }
        Ok(())
    }

    fn has_successor(&self, key: Key, op: &Op) -> bool {
        self.ops.iter().any(|(&other, successor)| {
            let later = self.order[&other] > self.order[&key];
            let replaces = later
                && successor.id() == op.id()
                && (std::mem::discriminant(successor) == std::mem::discriminant(op)
                    || matches!(successor, Op::Remove(_)));
            let vanished = matches!(op, Op::Remove(_))
                && !later
                && matches!(successor, Op::Add(..))
                && successor.id() == op.id();
            let fate = self.fates.get(&other);
            (replaces || vanished) && matches!(fate, Some(Fate::Done | Fate::Superseded))
        })
    }
}
