//! What a client sends, and what it is told of that.

use std::rc::Rc;

use optimist_core::{AnyCall, Footprint, Key, Outgoing, RequestId};
use shared::{Revision, Video, VideoId};

use super::{
    confirmed::Standing,
    domain::change_of,
    flight::IMPLAUSIBLE,
    histories::At,
    model::{Model, StorageState},
    notices::Notice,
    op::{Revoked, State},
};

/// A key is given up for another one at most so often.
const MOST_KEYS: u32 = 3;

/// Requests.
impl Model {
    /// A request with operations goes out. Operations on one item go out one after another, in the
    /// order of issue; one that is left out must be stood for by a later one of the same field, and
    /// where there is a storage, that is stored by then.
    pub(super) fn sent(
        &mut self,
        request: RequestId,
        outgoing: &[Outgoing],
    ) -> Result<u64, String> {
        self.latest = request;
        let mut replaced = 0;
        let mut entries = Vec::with_capacity(outgoing.len());
        for Outgoing { key, call } in outgoing {
            let id = change_of(call).operation.id();
            let entry = self.entry_as(*key, id, call)?;
            entries.push(entry);
            let op = &self.ops[&entry];
            if op.done.is_some() || op.by.is_some() || op.revoked != Revoked::No {
                return Err(format!("{key} is sent, but was settled before"));
            }
            let row = op.row;
            let unstored = |key| {
                self.ops
                    .get(key)
                    .and_then(|op| op.by)
                    .is_some_and(|by| !by.1)
            };
            let early = !row.told && !row.excused
                || row.awaited
                || self.carried(id, entry).iter().any(unstored);
            if self.storage == StorageState::Open && early {
                return Err(format!("{key} is sent before it is stored"));
            }
            replaced += self.left_out(entry, id)?;
            let unread = self.unread;
            if let Some(op) = self.ops.get_mut(&entry) {
                op.sent = true;
                op.may_rekey = false;
            }
            if unread {
                self.sent_unread.insert(id);
            }
        }
        self.open.insert(request, entries);
        Ok(replaced)
    }

    /// An operation's outcome is asked for.
    pub(super) fn resolves(
        &mut self,
        request: RequestId,
        outgoing: &Outgoing,
    ) -> Result<(), String> {
        self.latest = request;
        let id = change_of(&outgoing.call).operation.id();
        let entry = self.entry_as(outgoing.key, id, &outgoing.call)?;
        if !self.ops[&entry].withdrawn {
            return Err(format!("{entry} is withdrawn, and nobody wanted that"));
        }
        if self.storage == StorageState::Open && self.ops[&entry].row.awaited {
            return Err(format!("{entry} is withdrawn before its row says so"));
        }
        if let Some(op) = self.ops.get_mut(&entry) {
            op.sent = true;
        }
        if self.unread {
            self.sent_unread.insert(id);
        }
        self.open.insert(request, vec![entry]);
        Ok(())
    }

    /// The entry that is sent under a key. Another key than its own it has only after the server
    /// has refused that one as expired.
    fn entry_as(&mut self, key: Key, id: VideoId, call: &Rc<dyn AnyCall>) -> Result<Key, String> {
        let known = self.entry_of(key);
        if self.ops.contains_key(&known) {
            return Ok(known);
        }
        let mut keys = self.of_item(id).iter();
        let same = |key: &&Key| Rc::ptr_eq(&self.ops[*key].call, call);
        match keys.find(same) {
            Some(&entry) if self.ops[&entry].may_rekey => {
                self.aliases.insert(key, entry);
                Ok(entry)
            }
            Some(entry) => Err(format!("{entry} is sent as {key} for no reason")),
            None => Err(format!("{key} is sent, but was settled before")),
        }
    }

    /// Checks what was issued before on the same item; returns how many are stood for from now on.
    fn left_out(&mut self, key: Key, id: VideoId) -> Result<u64, String> {
        let keys = self.of_item(id).to_vec();
        let before = keys.iter().take_while(|&&other| other != key);
        let mut replaced = 0;
        for &earlier in before {
            let op = &self.ops[&earlier];
            if op.done.is_some() || op.by.is_some() || op.revoked != Revoked::No {
                continue;
            }
            if op.overtaken {
                // It is being taken back, so it takes no effect any more.
                continue;
            }
            if op.sent {
                return Err(format!("{key} goes out while {earlier} is under way"));
            }
            let footprint = op.footprint();
            let fits = |later: &&Key| {
                let other = &self.ops[*later];
                let waited = !other.sent || *later == &key;
                let same = matches!(footprint, Footprint::Field(_));
                waited && same && other.footprint() == footprint
            };
            let later = keys.iter().skip_while(|&&other| other != earlier).skip(1);
            let Some(&later) = later.clone().find(fits).filter(|_| !op.withdrawn) else {
                return Err(format!("{key} overtakes {earlier}"));
            };
            if self.storage == StorageState::Open && op.row.asked {
                return Err(format!(
                    "{key} goes out in place of {earlier} before that is stored"
                ));
            }
            replaced += 1;
            for other in &keys {
                if let Some(op) = self.ops.get_mut(other)
                    && (*other == earlier || op.by.is_some_and(|(by, _)| by == earlier))
                {
                    op.by = Some((later, true));
                }
            }
        }
        Ok(replaced)
    }

    /// Is an outcome of this key listened to?
    pub(super) fn take_outcome(&mut self, request: RequestId, key: Key) -> bool {
        let Some(keys) = self.open.get_mut(&request) else {
            return false;
        };
        let before = keys.len();
        keys.retain(|&named| named != key);
        keys.len() < before && self.ops.get(&key).is_some_and(|op| op.done.is_none())
    }

    /// A request left operations unknown, as the server's own word or a cut connection has it.
    pub(super) fn left_unknown(&mut self, keys: &[Key]) {
        for key in keys {
            if let Some(op) = self.ops.get_mut(key) {
                op.failures += 1;
            }
        }
    }
}

/// Outcomes.
impl Model {
    /// A request is answered that the operation was done.
    pub(super) fn answered(&mut self, request: RequestId, key: Key, at: At, video: Option<&Video>) {
        let standing = self.place(request, at.history);
        if standing == Standing::Changed {
            self.leave_history(None);
        }
        let told = standing != Standing::Past && at.revision != IMPLAUSIBLE;
        let revision = told.then_some(at.revision);
        let id = self.ops[&key].id();
        if told && video.is_some() {
            self.told(id, at, false);
        }
        self.done(key, at.history, revision, video);
    }

    /// The client hears that an operation was done.
    pub(super) fn done(
        &mut self,
        key: Key,
        history: usize,
        revision: Option<Revision>,
        video: Option<&Video>,
    ) {
        let latest = self.latest;
        let Some(op) = self.ops.get_mut(&key) else {
            return;
        };
        op.done = Some((revision, latest));
        op.withdrawn = false;
        let (place, id) = (op.place, op.id());
        if let Some(video) = video
            && shared::correction(op.operation(), video).is_some()
        {
            self.notices.expect(Notice::Corrected, place.0, id);
        }
        for other in self.carried(id, key) {
            if let Some(op) = self.remove(other) {
                self.set(op.place, id, State::Done);
                self.end(other, State::Done, true, Some(history));
            }
        }
        self.set(place, id, State::Done);
        self.end(key, State::Done, false, Some(history));
        self.forget_contained(Some(id));
    }

    /// The client hears that an operation was refused; tells how many are taken up again.
    pub(super) fn refused(&mut self, key: Key, history: usize) -> usize {
        let Some(op) = self.ops.get(&key) else {
            return 0;
        };
        let (place, id) = (op.place, op.id());
        let cancelled = op.withdrawn && !op.overtaken;
        if op.overtaken {
            self.refused_overtaken(key, id, history);
        }
        let reinstated = self.reinstate(key, id);
        self.remove(key);
        let (state, notice) = match cancelled {
            true => (State::Cancelled, Notice::Cancelled),
            false => (State::Refused, Notice::Refused),
        };
        self.set(place, id, state);
        self.notices.expect(notice, place.0, id);
        self.end(key, state, false, Some(history));
        reinstated
    }

    /// What was overtaken is not done, and neither is what it stood for.
    fn refused_overtaken(&mut self, key: Key, id: VideoId, history: usize) {
        for other in self.carried(id, key) {
            if let Some(op) = self.remove(other) {
                self.set(op.place, id, State::Refused);
                self.notices.expect(Notice::Refused, op.place.0, id);
                self.end(other, State::Refused, true, Some(history));
            }
        }
    }

    /// What an operation stood for is taken up again.
    pub(super) fn reinstate(&mut self, key: Key, id: VideoId) -> usize {
        let carried = self.carried(id, key);
        for other in &carried {
            let failed = self.storage == StorageState::Failed;
            if let Some(op) = self.ops.get_mut(other) {
                op.by = None;
                op.of_this_page = true;
                op.rekeyed = 0;
                op.failures = 0;
                op.row.excused |= failed;
                let place = op.place;
                self.set(place, id, State::UnderWay);
            }
        }
        carried.len()
    }

    /// The client hears that an operation's key is too old. One that this page has issued is given
    /// another key; returns whether it is so.
    pub(super) fn key_expired(&mut self, key: Key, history: usize) -> bool {
        let Some(op) = self.ops.get_mut(&key) else {
            return false;
        };
        if !op.of_this_page || op.withdrawn || op.rekeyed >= MOST_KEYS {
            self.refused(key, history);
            return false;
        }
        op.rekeyed += 1;
        op.sent = false;
        op.may_rekey = true;
        op.row.awaited = self.storage == StorageState::Open && op.row.asked;
        true
    }
}
