//! The pending operations, in the order of issue, and who waits for whom.

use std::rc::Rc;

use crate::{
    call::AnyCall,
    entity::{Footprint, Scope},
    few::Few,
    io::{RequestId, Revision},
    key::Key,
    keys::Keys,
    map::{Map, wipe},
    operation::OperationId,
    shape::Answered,
    sort::sort,
};

/// One pending operation on one item.
pub(crate) struct Entry {
    pub(crate) call: Rc<dyn AnyCall>,
    /// The scope of its item.
    pub(crate) scope: Scope,
    /// Further ones in which it keeps its place.
    pub(crate) other_scopes: Vec<Scope>,
    pub(crate) place: Place,
    pub(crate) phase: Phase,
    /// How often it has been sent without learning its outcome, since the budget was last full.
    pub(crate) tries: u32,
    /// The server may have seen it: it may no longer be dropped or replaced.
    pub(crate) maybe_sent: bool,
    /// The user has taken it back; its outcome is being asked for.
    pub(crate) withdrawn: bool,
    pub(crate) shown: bool,
    /// Items whose operations this one stands for, since it replaced them while they waited.
    pub(crate) carries: Vec<Place>,
}

/// Which item of which operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) operation: OperationId,
    pub(crate) index: usize,
    /// Part of an operation over many items: lets single ones go first.
    pub(crate) bulk: bool,
}

impl Place {
    pub(crate) fn is(self, other: Self) -> bool {
        (self.operation, self.index) == (other.operation, other.index)
    }
}

/// What an entry waits for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Phase {
    /// To be stored.
    Storing,
    /// For its turn, in its scopes and in the outbox.
    Waiting,
    /// For the outcome from this request.
    Sent(RequestId),
    /// For an alarm, before another try.
    BackingOff,
    /// For a new sign-in.
    Paused,
    /// For the user: its outcome could not be learned.
    Failed,
    /// For confirmed data that contain it.
    Answered(Answered),
}

impl Entry {
    fn scopes(&self) -> impl Iterator<Item = &Scope> {
        std::iter::once(&self.scope).chain(&self.other_scopes)
    }

    pub(crate) fn answered(&self) -> bool {
        matches!(self.phase, Phase::Answered(_))
    }
}

/// The entries of one scope, in the order of issue.
#[derive(Default)]
struct Lane {
    /// Those that are not answered.
    queue: Few<Key>,
    /// All entries on the item whose scope this is, answered or not.
    of_item: Few<Key>,
}

/// The log.
#[derive(Default)]
pub(crate) struct Log {
    entries: Map<Key, Entry>,
    /// Who waits for whom, by scope.
    lanes: Map<Scope, Lane>,
    /// Waiting entries that are first in all their scopes: of single operations, and of bulk ones.
    pub(crate) ready: [Keys; 2],
    /// Waiting entries that the user has taken back: their outcome is to be asked for.
    pub(crate) to_withdraw: Keys,
    /// Answered entries that confirmed data do not contain yet, by the revision of the answer;
    /// those without one come last.
    awaiting: Keys,
    /// Entries that hold a new try back.
    pub(crate) backing_off: Keys,
    unanswered: usize,
}

impl Log {
    pub(crate) fn get(&self, key: Key) -> Option<&Entry> {
        self.entries.get(&key)
    }

    pub(crate) fn get_mut(&mut self, key: Key) -> Option<&mut Entry> {
        self.entries.get_mut(&key)
    }

    /// All keys, in the order of issue.
    pub(crate) fn keys(&self) -> Vec<Key> {
        let mut keys: Vec<Key> = self.entries.keys().copied().collect();
        sort(&mut keys, Key::cmp);
        keys
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// How many have not been answered yet.
    pub(crate) fn unanswered(&self) -> usize {
        self.unanswered
    }

    /// The entries of one item, in the order of issue.
    pub(crate) fn of_item(&self, scope: &Scope) -> &[Key] {
        let lane = self.lanes.get(scope);
        lane.map_or(&[], |lane| lane.of_item.as_slice())
    }

    /// The unanswered entry that stands for an item's operation, since it replaced it.
    pub(crate) fn carrier(&self, scope: &Scope, place: Place) -> Option<Key> {
        self.of_item(scope).iter().copied().find(|key| {
            self.get(*key)
                .is_some_and(|entry| entry.carries.iter().any(|carried| carried.is(place)))
        })
    }

    /// Makes room for so many more entries.
    pub(crate) fn reserve(&mut self, count: usize) {
        self.entries.reserve(count);
        self.lanes.reserve(count);
    }

    pub(crate) fn insert(&mut self, key: Key, entry: Entry) {
        for (at_scope, scope) in entry.scopes().enumerate() {
            let lane = self.lanes.entry(scope.clone()).or_default();
            let at = lane.queue.insert(key, |&known| known < key);
            // What comes from the storage, or is taken up again, may come before what is ready.
            if at == 0
                && let Some(second) = lane.queue.get(1)
            {
                for ready in &mut self.ready {
                    ready.remove(second);
                }
            }
            if at_scope == 0 {
                lane.of_item.insert(key, |&known| known < key);
            }
        }
        self.unanswered += 1;
        self.entries.insert(key, entry);
    }

    /// Marks an entry as waiting, and as ready when its turn has come.
    pub(crate) fn wait(&mut self, key: Key) {
        let entry = self.entries.get_mut(&key);
        let Some(entry) = entry.filter(|entry| !entry.answered()) else {
            return;
        };
        entry.phase = Phase::Waiting;
        self.backing_off.remove(&key);
        if entry.withdrawn {
            self.to_withdraw.insert(key);
        } else {
            self.make_ready(key);
        }
    }

    /// An entry is sent, or waits for something else than its turn.
    pub(crate) fn not_ready(&mut self, key: Key) {
        for ready in &mut self.ready {
            ready.remove(&key);
        }
        self.to_withdraw.remove(&key);
        self.backing_off.remove(&key);
    }

    /// An entry is answered: it waits for confirmed data that contain it.
    pub(crate) fn answer(&mut self, key: Key, answer: Answered) {
        self.leave_queues(key);
        if let Some(entry) = self.entries.get_mut(&key) {
            entry.phase = Phase::Answered(answer);
            let revision = answer.revision.unwrap_or(Revision::MAX);
            self.awaiting.insert_at(revision, key);
        }
    }

    /// Answered entries that confirmed data do not contain yet, up to a revision.
    pub(crate) fn awaiting(&self, revision: Revision) -> Vec<Key> {
        self.awaiting.up_to(revision)
    }

    pub(crate) fn awaits(&self) -> bool {
        !self.awaiting.is_empty()
    }

    fn make_ready(&mut self, key: Key) {
        let Some(entry) = self.entries.get(&key) else {
            return;
        };
        let first = |scope: &Scope| {
            let lane = self.lanes.get(scope);
            lane.and_then(|lane| lane.queue.get(0)) == Some(&key)
        };
        let waits = matches!(entry.phase, Phase::Waiting) && !entry.withdrawn;
        if waits && entry.scopes().all(first) {
            self.ready[usize::from(entry.place.bulk)].insert(key);
        }
    }

    /// Ends an entry's turn in its scopes: the next ones may go out.
    fn leave_queues(&mut self, key: Key) {
        let Some(entry) = self.entries.get(&key).filter(|entry| !entry.answered()) else {
            return;
        };
        let (scope, others) = (entry.scope.clone(), entry.other_scopes.clone());
        self.unanswered -= 1;
        self.not_ready(key);
        for scope in std::iter::once(&scope).chain(&others) {
            let Some(lane) = self.lanes.get_mut(scope) else {
                continue;
            };
            lane.queue.remove(|known| known.cmp(&key));
            match lane.queue.get(0) {
                Some(&next) => self.make_ready(next),
                None if lane.of_item.is_empty() => drop(self.lanes.remove(scope)),
                None => {}
            }
        }
    }

    /// Takes an entry out of everything.
    pub(crate) fn remove(&mut self, key: Key) -> Option<Entry> {
        self.leave_queues(key);
        let entry = self.entries.remove(&key)?;
        if let Phase::Answered(answer) = entry.phase {
            self.awaiting
                .remove_at(answer.revision.unwrap_or(Revision::MAX), key);
        }
        if let Some(lane) = self.lanes.get_mut(&entry.scope) {
            lane.of_item.remove(|known| known.cmp(&key));
            if lane.of_item.is_empty() && lane.queue.is_empty() {
                self.lanes.remove(&entry.scope);
            }
        }
        wipe(&mut self.entries);
        wipe(&mut self.lanes);
        Some(entry)
    }

    /// What becomes of a waiting entry, before it is sent, because of those that wait behind it.
    pub(crate) fn superseded(&self, key: Key) -> Superseded {
        let Some(entry) = self.entries.get(&key).filter(|entry| !entry.maybe_sent) else {
            return Superseded::No;
        };
        let footprint = entry.call.footprint();
        if footprint == Footprint::Alone || !entry.other_scopes.is_empty() {
            return Superseded::No;
        }
        let lane = self.lanes.get(&entry.scope);
        let queue = lane.map_or(&[][..], |lane| lane.queue.as_slice());
        let behind = queue.iter().filter(|&&later| later > key);
        for &later in behind {
            let Some(other) = self.entries.get(&later) else {
                continue;
            };
            // What is not stored, may be sent or does not show its effect stands for nothing else.
            if !matches!(other.phase, Phase::Waiting)
                || other.maybe_sent
                || entry.shown && !other.shown
            {
                return Superseded::No;
            }
            match (&footprint, other.call.footprint()) {
                (Footprint::Create, Footprint::Remove) => return Superseded::Vanishes(later),
                (Footprint::Field(_), Footprint::Remove) => return Superseded::By(later),
                (Footprint::Field(field), Footprint::Field(other)) if *field == other => {
                    return Superseded::By(later);
                }
                (_, Footprint::Field(_)) => {}
                _ => return Superseded::No,
            }
        }
        Superseded::No
    }
}

/// What becomes of a waiting entry because of a later one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Superseded {
    /// It goes out.
    No,
    /// The later one does all that it would have done.
    By(Key),
    /// It and the later one undo each other, and whatever lies between.
    Vanishes(Key),
}
