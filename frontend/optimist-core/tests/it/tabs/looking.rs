//! What the pages of a browser show, and whether that is right.

use std::collections::BTreeSet;

use optimist_core::{Event, Item, ItemState, Key};

use super::Browser;
use crate::domain::{All, Note};

impl Browser {
    /// What each page holds, for a person.
    pub(super) fn in_words(&self) -> String {
        let mut words = format!("lock {:?}", self.lock);
        for (number, tab) in &self.tabs {
            words += &format!("\ntab {number}: {}", tab.engine.log_in_words());
        }
        words + &format!("\ndisk: {:?}", self.disk.keys().collect::<Vec<_>>())
    }

    pub(super) fn notes(&self, number: usize) -> Vec<Note> {
        let tab = &self.tabs[&number];
        let view = tab.engine.view::<All>(&tab.all).expect("it is loaded");
        view.iter().map(|note| (**note).clone()).collect()
    }

    pub(super) fn title(&self, number: usize, id: u32) -> String {
        let notes = self.notes(number);
        let note = notes.iter().find(|note| note.id == id);
        note.map_or_else(String::new, |note| note.title.clone())
    }

    pub(super) fn pending(&self, number: usize) -> usize {
        self.tabs[&number].engine.pending()
    }

    /// How often a page's user was told such a thing.
    pub(super) fn told(&self, number: usize, what: impl Fn(&Event) -> bool) -> usize {
        let events = self.tabs[&number].events.iter();
        events.filter(|event| what(event)).count()
    }

    /// The keys of what a page lists as refused.
    fn refusals(&self, number: usize) -> BTreeSet<Key> {
        let operations = self.tabs[&number].engine.operations();
        let items = operations.flat_map(|known| known.items());
        let refused = items.filter(|item| matches!(item.state(), ItemState::Refused(_)));
        refused.map(|item| item.key).collect()
    }

    /// Was something else done to an item since this try of an operation over several was refused? The
    /// operation's report lists how each try ended until its user dismisses it; as a row, which is for what
    /// is still to be handled, that one has gone. (An operation whose refusal two windows try again at the
    /// same moment has two tries.)
    fn is_handled_in_report(&self, number: usize, key: Key) -> bool {
        let mut operations = self.tabs[&number].engine.operations();
        let is_it = |item: &&Item| item.key == key;
        let known = operations.find(|known| known.items().iter().any(|item| item.key == key));
        let Some(known) = known.filter(|known| known.items().len() > 1) else {
            return false;
        };
        let item = known.items().iter().find(is_it).expect("it was found");
        let target = item.call.target();
        let mut later = self.sent.iter().filter(|(_, sent, _)| *sent > key);
        later.any(|(_, _, op)| op.id().to_string() == target)
    }

    /// All pages list the refusals that the storage holds, and it holds nothing else. What was refused
    /// before it could be stored may be listed by the page that has sent it alone.
    pub(super) fn check_refusals(&self) -> Result<(), String> {
        let marked = self.disk.values().filter(|row| row.refused.is_some());
        let on_disk: BTreeSet<Key> = marked.map(|row| row.key).collect();
        if on_disk.len() < self.disk.len() {
            return Err(format!(
                "the disk holds more than {on_disk:?}: {:?}",
                self.disk.keys().collect::<Vec<_>>()
            ));
        }
        for number in self.tabs.keys() {
            let mut listed = self.refusals(*number);
            listed.retain(|key| {
                let had_row = self.told_stored.contains(key);
                on_disk.contains(key) || had_row && !self.is_handled_in_report(*number, *key)
            });
            if listed != on_disk {
                return Err(format!("tab {number} lists {listed:?}, not {on_disk:?}"));
            }
        }
        Ok(())
    }

    /// All pages and the storage agree with the server, and nothing is left to do.
    pub(super) fn check_at_rest(&self) -> Result<(), String> {
        let truth: Vec<&Note> = self.server.notes.values().collect();
        for (number, tab) in &self.tabs {
            if tab.engine.pending() > 0 {
                return Err(format!("tab {number} waits for something"));
            }
            let mut shown = self.notes(*number);
            shown.sort_by_key(|note| note.id);
            if !shown.iter().eq(truth.iter().copied()) {
                return Err(format!("tab {number} shows {shown:?}, not {truth:?}"));
            }
            tab.engine.check()?;
            let mut listed = tab.engine.operations();
            if let Some(known) = listed.find(|known| known.counts().under_way() > 0) {
                return Err(format!("tab {number} lists {} as under way", known.id));
            }
        }
        self.check_refusals()
    }
}
