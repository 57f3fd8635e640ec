//! The toy server: a revision for each write, a recorded outcome for each key.

use std::collections::{BTreeMap, BTreeSet};

use optimist_core::{Key, Reason, Revision};

use crate::domain::{Note, Op, TOP, answers, is_top, top};

/// What a title may not be; no client foresees it.
pub const REFUSED: &str = "refused";

#[derive(Clone, Default)]
pub struct Server {
    pub notes: BTreeMap<u32, Note>,
    pub changes: Vec<Change>,
    outcomes: BTreeMap<Key, Answer>,
    /// How often each key has had an effect.
    pub effects: BTreeMap<Key, u32>,
    /// It knows no keys: each request does the deed once more.
    pub keyless: bool,
    /// What is done to these notes is refused.
    pub locked: BTreeSet<u32>,
}

/// One write; the n-th has revision n.
#[derive(Clone)]
pub struct Change {
    pub key: Option<Key>,
    pub id: u32,
    pub note: Option<Note>,
}

#[derive(Clone, Debug)]
pub enum Answer {
    Done(Revision, Option<Note>),
    Refused(Reason),
}

impl Server {
    pub fn with_notes(count: u32) -> Self {
        let mut server = Self::default();
        for id in 1..=count {
            server.notes.insert(id, Note::new(id));
        }
        // The notes have been there from the start.
        server
    }

    pub fn revision(&self) -> Revision {
        self.changes.len() as Revision
    }

    /// Does an operation once, and answers a repeat as the first time.
    pub fn submit(&mut self, key: Key, op: &Op) -> Answer {
        if let Some(answer) = self.outcomes.get(&key).filter(|_| !self.keyless) {
            return answer.clone();
        }
        let answer = match self.rule(op) {
            Ok(note) => {
                *self.effects.entry(key).or_default() += 1;
                self.write(Some(key), op.id(), note)
            }
            Err(reason) => Answer::Refused(reason),
        };
        self.outcomes.insert(key, answer.clone());
        answer
    }

    pub fn knows(&self, key: Key) -> bool {
        self.outcomes.contains_key(&key)
    }

    /// Tells a key's outcome, and sees to it that it is not done later.
    pub fn withdraw(&mut self, key: Key) -> Answer {
        let withdrawn = || Answer::Refused(Reason::new("withdrawn", "It was taken back."));
        self.outcomes.entry(key).or_insert_with(withdrawn).clone()
    }

    /// Somebody else does something.
    pub fn other(&mut self, op: &Op) -> bool {
        match self.rule(op) {
            Ok(note) => {
                self.write(None, op.id(), note);
                true
            }
            Err(_) => false,
        }
    }

    pub fn read(&self, query: &str) -> Vec<Note> {
        let notes = self.notes.values();
        if is_top(query) {
            return top(notes, TOP);
        }
        notes.filter(|note| answers(query, note)).cloned().collect()
    }

    /// A part of the top of the notes.
    pub fn read_top(&self, from: usize, count: usize) -> Vec<Note> {
        let mut notes = top(self.notes.values(), from + count);
        notes.drain(..from.min(notes.len()));
        notes
    }

    /// A note as it was right after `revision`; `first`: as it was before all changes.
    pub fn note_at(
        &self,
        id: u32,
        revision: Revision,
        first: &BTreeMap<u32, Note>,
    ) -> Option<Note> {
        let changes = self.changes[..revision as usize].iter().rev();
        let last = changes.clone().find(|change| change.id == id);
        last.map_or_else(|| first.get(&id).cloned(), |change| change.note.clone())
    }

    fn rule(&self, op: &Op) -> Result<Option<Note>, Reason> {
        if self.locked.contains(&op.id()) {
            return Err(Reason::new("locked", "This note is locked."));
        }
        match *op {
            Op::Title(id, title) if title == REFUSED => {
                let _ = id;
                Err(Reason::new("title", "There may be no such title."))
            }
            Op::Title(id, title) => Op::Title(id, title).apply(self.notes.get(&id)).map(|note| {
                note.map(|note| Note {
                    title: title.trim().to_owned(),
                    ..note
                })
            }),
            ref op => op.apply(self.notes.get(&op.id())),
        }
    }

    fn write(&mut self, key: Option<Key>, id: u32, note: Option<Note>) -> Answer {
        match &note {
            Some(note) => self.notes.insert(id, note.clone()),
            None => self.notes.remove(&id),
        };
        self.changes.push(Change {
            key,
            id,
            note: note.clone(),
        });
        Answer::Done(self.revision(), note)
    }
}
