//! What reads and events bring.

use optimist_core::{Key, Revision};

use super::{History, IDS, Model, Pending};
use crate::domain::{Note, Op, answers, is_top};

impl Model {
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
            served.load(revision, self.listed, history, |key, id| {
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

    /// A read has brought one more page of a list.
    pub fn extended(&mut self, query: &str, revision: Revision, ids: &[u32]) {
        let Some(known) = self.queries.get_mut(query) else {
            return;
        };
        known.reading = None;
        self.clock += 1;
        known.read_until = self.clock;
        for id in ids {
            if known.revision_of(*id) < revision {
                known.items.insert(*id, revision);
            }
            known.by_answer.retain(|op| op.id() != *id);
        }
        if let Some(served) = &mut known.served {
            served.extend(ids);
        }
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
}
