//! What each query must show: the confirmed notes, and over them every operation that is pending.

use std::collections::{BTreeMap, BTreeSet};

use optimist_core::Revision;

use super::{Fate, History, IDS, Known, Model};
use crate::{
    client::Client,
    domain::{Note, answers},
};

impl Model {
    /// What operations add to lists as the server gave them.
    pub(super) fn list_added(&mut self, history: &History<'_>) {
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
                // Of what the list does not hold the client knows what it was told, nothing else.
                let is_there = is_confirmed(id, list) && history.note(id, revisions[&id]).is_some();
                served.show(**key, &pending.op, is_there);
            }
        }
    }

    pub(super) fn compare(
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
}
