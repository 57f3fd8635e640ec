//! What a client must show of a list as the server gave it: the items of the last read in the server's order,
//! with the changes since in place, and what the client has added where its mutation says.

use std::collections::{BTreeMap, BTreeSet};

use optimist_core::{Key, Placement, Revision};

use crate::{
    domain::{Note, Op, placement, top},
    model::{History, IDS},
};

/// A list as the server gave it.
#[derive(Default)]
pub struct ServedList {
    /// As of which revision the server gave it.
    pub revision: Revision,
    ids: Vec<u32>,
    /// What operations have added, by their keys.
    added: BTreeMap<Key, u32>,
}

impl ServedList {
    /// A read has brought the list as of `revision`. What was added `stays` where the server does not say
    /// another place.
    pub fn load(
        &mut self,
        revision: Revision,
        count: usize,
        history: &History<'_>,
        stays: impl Fn(Key, u32) -> bool,
    ) {
        self.revision = revision;
        let notes: Vec<Note> = IDS.filter_map(|id| history.note(id, revision)).collect();
        let top = top(notes.iter(), count);
        self.ids = top.into_iter().map(|note| note.id).collect();
        let ids = &self.ids;
        self.added
            .retain(|key, id| !ids.contains(id) && stays(*key, *id));
    }

    /// One more page has come: what stands on an earlier one stays there.
    pub fn extend(&mut self, ids: &[u32]) {
        self.added.retain(|_, added| !ids.contains(added));
        for id in ids {
            if !self.lists(*id) {
                self.ids.push(*id);
            }
        }
    }

    /// An operation is shown that perhaps adds a note of which there is none.
    pub fn show(&mut self, key: Key, op: &Op, is_there: bool) {
        let id = op.id();
        if !is_there && !self.holds(id) && placement(op).is_some() {
            self.added.insert(key, id);
        }
    }

    /// What these operations have added is not there.
    pub fn forget(&mut self, is_over: impl Fn(Key, u32) -> bool) {
        self.added.retain(|key, id| !is_over(*key, *id));
    }

    /// Did the server give it?
    pub fn lists(&self, id: u32) -> bool {
        self.ids.contains(&id)
    }

    /// Does the list hold a note, if it is there?
    pub fn holds(&self, id: u32) -> bool {
        self.lists(id) || self.added.values().any(|added| *added == id)
    }

    /// Compares what is shown with what is `wanted` of each note; of those that are `vague` nothing is known.
    pub fn compare(
        &self,
        shown: &[Note],
        vague: &BTreeSet<u32>,
        wanted: impl Fn(u32) -> Option<Note>,
    ) -> Result<(), String> {
        let of = |placement_: Placement| {
            let added = self.added.values().copied();
            added.filter(move |id| placement(&Op::Add(*id, "")) == Some(placement_))
        };
        let first: Vec<u32> = of(Placement::First).collect();
        let order = first.into_iter().rev();
        let order = order
            .chain(self.ids.iter().copied())
            .chain(of(Placement::Last));
        let expected: Vec<Note> = order
            .filter(|id| !vague.contains(id))
            .filter_map(wanted)
            .collect();
        let shown: Vec<Note> = shown
            .iter()
            .filter(|note| !vague.contains(&note.id))
            .cloned()
            .collect();
        match shown == expected {
            true => Ok(()),
            false => Err(format!("the list shows {shown:?}, not {expected:?}")),
        }
    }
}
