//! What the pages of a browser show, and whether that is right.

use optimist_core::Event;

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
        }
        match self.disk.keys().next() {
            Some(key) => Err(format!("{key} is still on disk")),
            None => Ok(()),
        }
    }
}
