//! The disk and the server, as the pages of a browser meet them.

use optimist_core::{
    Failure, Fetched, Input, Key, Outcome, Reason, RequestId, Role, RowVersion, Stored, TabMessage,
};

use super::{Browser, News, Write};
use crate::{client::truth, domain::Note, server::Answer};

impl Browser {
    /// A page's next write is on disk; with `told` the page and the others hear of it.
    pub(super) fn write(&mut self, number: usize, told: bool) -> bool {
        let Some(tab) = self.tabs.get_mut(&number).filter(|tab| !tab.frozen) else {
            return false;
        };
        if std::mem::take(&mut tab.opens_storage) {
            let rows = self.disk.values().cloned().collect();
            Self::trace(|| format!("{number} reads {:?}", self.disk.keys()));
            self.input(number, Input::Restored(rows));
            return true;
        }
        let Some(write) = tab.writes.pop_front() else {
            return false;
        };
        if tab.term.is_some_and(|term| term != self.term) {
            Self::trace(|| format!("{number} has lost the lock, as the disk says"));
            tab.term = None;
            // As the driver does: another page shall have the lock, unless it was granted anew.
            let newer = |news: &News| matches!(news, News::Role(Role::Sender));
            if !tab.inbox.iter().any(newer) {
                self.leave_lock(number, true);
            }
            self.input(number, Input::Role(Role::Follower));
            return true;
        }
        match write {
            Write::Put(rows) => {
                Self::trace(|| {
                    let rows = rows.iter().map(|row| {
                        let supersedes = row.supersedes.iter().map(|other| other.key);
                        (
                            row.key,
                            row.write,
                            if row.unsent { "unsent" } else { "" },
                            supersedes.collect::<Vec<_>>(),
                            &row.replaces,
                        )
                    });
                    format!("{number} writes {:?}", rows.collect::<Vec<_>>())
                });
                let mut replaced: Vec<Key> =
                    rows.iter().flat_map(|row| row.replaces.clone()).collect();
                replaced.retain(|key| rows.iter().all(|row| row.key != *key));
                for row in &rows {
                    let carried = row.supersedes.iter().map(|carried| carried.key);
                    self.stood_for.extend(carried);
                    row.replaces
                        .iter()
                        .for_each(|key| drop(self.disk.remove(key)));
                    self.disk.insert(row.key, row.clone());
                }
                if told {
                    let version = |row: &Stored| RowVersion {
                        key: row.key,
                        write: row.write,
                    };
                    let versions: Vec<RowVersion> = rows.iter().map(version).collect();
                    self.told_stored.extend(rows.iter().map(|row| row.key));
                    self.tell_others(number, &News::Rows(rows));
                    self.input(number, Input::Stored(versions));
                    self.unstored(number, replaced);
                }
            }
            Write::Remove(keys) => {
                for key in &keys {
                    self.disk.remove(key);
                }
                if told {
                    self.unstored(number, keys);
                }
            }
        }
        true
    }

    /// As the driver does: a new holder of the lock writes so to the disk.
    pub(super) fn set_term(&mut self, number: usize, role: Role) {
        if role == Role::Sender {
            self.term += 1;
        }
        let term = (role == Role::Sender).then_some(self.term);
        let tab = self.tabs.get_mut(&number).expect("it is open");
        tab.term = term;
        tab.heard_term = tab.heard_term.max(term.unwrap_or(0));
    }

    /// As the driver does: of what is to be written again nothing is told.
    fn unstored(&mut self, number: usize, mut keys: Vec<Key>) {
        let writes = self.tabs.get(&number).map(|tab| &tab.writes);
        let later: Vec<Key> = writes.into_iter().flatten().flat_map(Write::keys).collect();
        keys.retain(|key| !later.contains(key));
        self.input(number, Input::Unstored(keys));
    }

    /// The server deals with a page's next request; its answer may be lost.
    pub(super) fn serve(&mut self, number: usize, answer_arrives: bool) -> bool {
        let Some(tab) = self.tabs.get_mut(&number).filter(|tab| !tab.frozen) else {
            return false;
        };
        if let Some((request, key)) = tab.resolves.pop_front() {
            match self.server.keyless {
                true => self.tell_whether_done(number, request, key),
                false => {
                    let answer = self.server.withdraw(key);
                    self.answer(number, request, key, &answer, answer_arrives);
                }
            }
            return true;
        }
        let Some((request, operations)) = tab.sends.pop_front() else {
            return self.serve_read(number);
        };
        for (key, op) in operations {
            Self::trace(|| format!("the server does {key} of {number}"));
            let answer = self.server.submit(key, &op);
            self.answer(number, request, key, &answer, answer_arrives);
        }
        true
    }

    fn answer(
        &mut self,
        number: usize,
        request: RequestId,
        key: Key,
        answer: &Answer,
        arrives: bool,
    ) {
        let outcome = match answer {
            _ if !arrives => Outcome::Unknown(Failure::network()),
            Answer::Refused(reason) => Outcome::Refused(reason.clone()),
            Answer::Done(..) if self.server.keyless => Outcome::done(),
            Answer::Done(revision, note) => {
                let id = note.as_ref().map(|note| note.id);
                let done = Outcome::done_at(*revision, None);
                match id {
                    Some(id) => done.with_truth(truth(id, note.clone())),
                    None => done,
                }
            }
        };
        self.input(
            number,
            Input::Answered {
                request,
                key,
                outcome,
            },
        );
    }

    /// A server without keys is asked whether something was done.
    fn tell_whether_done(&mut self, number: usize, request: RequestId, key: Key) {
        let outcome = match self.server.effects.contains_key(&key) {
            true => Outcome::done(),
            false if self.is_under_way(key) => Outcome::Unknown(crate::world::server_error(None)),
            false => Outcome::Refused(Reason::new("not-done", "It was not done.")),
        };
        self.input(
            number,
            Input::Answered {
                request,
                key,
                outcome,
            },
        );
    }

    /// Is a request with this operation on its way to the server?
    pub(super) fn is_under_way(&self, key: Key) -> bool {
        let sends = self.tabs.values().flat_map(|tab| &tab.sends);
        let mut operations = sends.flat_map(|(_, operations)| operations);
        operations.any(|(known, _)| *known == key)
    }

    /// Is somebody's word on this operation, or that it is sent again, on its way to a page?
    pub(super) fn is_being_settled(&self, key: Key) -> bool {
        let news = self.tabs.values().flat_map(|tab| &tab.inbox);
        news.into_iter().any(|news| match news {
            News::Told(_, told) => told.iter().any(|told| match told {
                TabMessage::Settle(known, _) | TabMessage::UnderWay(known) => *known == key,
                _ => false,
            }),
            _ => false,
        })
    }

    /// What a page has sent reaches the server, whatever becomes of the page.
    pub(super) fn deal_with_sends(&mut self, number: usize) {
        let tab = self.tabs.get_mut(&number).expect("it is open");
        for (_, operations) in std::mem::take(&mut tab.sends) {
            for (key, op) in operations {
                self.server.submit(key, &op);
            }
        }
    }

    /// The server fails at a page's next request, as it says itself.
    pub(super) fn fail_next(&mut self, number: usize) {
        let tab = self.tabs.get_mut(&number).expect("it is open");
        if let Some((request, _)) = tab.sends.pop_front() {
            let end = Err(crate::world::server_error(None));
            self.input(number, Input::Ended { request, end });
        }
    }

    pub(super) fn serve_read(&mut self, number: usize) -> bool {
        let tab = self.tabs.get_mut(&number);
        let Some(request) = tab.and_then(|tab| tab.reads.pop_front()) else {
            return false;
        };
        let items: Vec<Note> = self.server.notes.values().cloned().collect();
        let result = Ok(Fetched {
            items: Box::new(items),
            revision: (!self.server.keyless).then_some(self.server.revision()),
            timeline: None,
        });
        self.input(number, Input::Fetched { request, result });
        true
    }
}
