//! What queries without revisions are told by answers, without a read.

use optimist_core::{Key, Revision};

use super::Model;
use crate::domain::Op;

impl Model {
    /// An answer has told of its note alone: news for what was not read since the operation was first sent.
    pub fn told(&mut self, key: Key, revision: Revision) {
        let op = &self.ops[&key];
        let (id, sent) = (op.id(), self.sent.get(&key).copied().flatten());
        for known in self.queries.values_mut() {
            let since = known
                .read_until
                .max(known.told.get(&id).copied().unwrap_or(0));
            let is_news = known.loaded && known.reading.is_none() && sent > Some(since);
            if !known.by_refetch || !is_news {
                continue;
            }
            let holds = known.served.as_ref().is_none_or(|served| served.holds(id));
            if !holds && matches!(op, Op::Add(..)) {
                continue;
            }
            self.reached.insert("an answer that spared a read");
            known.told.insert(id, self.clock);
            known.by_answer.retain(|other| other.id() != id);
            if holds && known.revision_of(id) < revision {
                known.items.insert(id, revision);
            }
        }
    }

    /// What nobody looks at is not read for an answer: it is taken in as it was foreseen.
    pub(super) fn foresee(&mut self) {
        let mut answered: Vec<_> = self.pending.iter().collect();
        answered.sort_by_key(|(key, _)| self.order[*key]);
        for known in self.queries.values_mut() {
            if !known.unseen || !known.by_refetch || !known.loaded || known.reading.is_some() {
                continue;
            }
            for (key, pending) in &answered {
                let (id, Some(answer)) = (pending.op.id(), pending.answered) else {
                    continue;
                };
                if known.contains(id, answer) {
                    continue;
                }
                let shown =
                    self.optimism && pending.op.optimistic() && !self.revoked.contains(*key);
                if shown && known.served.as_ref().is_none_or(|served| served.holds(id)) {
                    known.by_answer.push(pending.op.clone());
                    self.reached
                        .insert("an answer for a query that nobody looks at");
                }
                known.told.insert(id, answer.1);
            }
        }
    }
}
