//! Which bulk operations the panel shows, and what they are called.

use std::rc::Rc;

/// The bulk operations on show, newest first. Their progress is the engine's to know.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bulks {
    shown: Rc<Vec<(u64, Verb, usize)>>,
}

/// What a bulk operation does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// To the trash.
    Delete,
    /// Out of the trash.
    Restore,
    /// Show to learners.
    Publish,
    /// Hide from learners.
    Unpublish,
}

impl Verb {
    /// As in "Deleting 3 videos".
    pub fn doing(self) -> &'static str {
        match self {
            Self::Delete => "Deleting",
            Self::Restore => "Restoring",
            Self::Publish => "Publishing",
            Self::Unpublish => "Unpublishing",
        }
    }

    /// As in "3 videos deleted".
    pub fn done(self) -> &'static str {
        match self {
            Self::Delete => "deleted",
            Self::Restore => "restored",
            Self::Publish => "published",
            Self::Unpublish => "unpublished",
        }
    }
}

/// Finished operations stay on show up to this many.
const KEPT: usize = 5;

impl Bulks {
    /// Those on show, newest first, each with its verb and its size.
    pub fn iter(&self) -> impl Iterator<Item = (u64, Verb, usize)> {
        self.shown.iter().copied()
    }

    /// Shows a new one; `finished` tells which old ones may go.
    pub fn show(&mut self, id: u64, verb: Verb, size: usize, finished: impl Fn(u64) -> bool) {
        let shown = Rc::make_mut(&mut self.shown);
        shown.insert(0, (id, verb, size));
        let mut place = 0;
        shown.retain(|(id, ..)| {
            place += 1;
            place <= KEPT || !finished(*id)
        });
    }

    /// Takes one off the panel.
    pub fn dismiss(&mut self, id: u64) {
        Rc::make_mut(&mut self.shown).retain(|(shown, ..)| *shown != id);
    }

    /// What the operation does, and to how many.
    pub fn get(&self, id: u64) -> Option<(Verb, usize)> {
        let found = self.shown.iter().find(|(shown, ..)| *shown == id);
        found.map(|(_, verb, size)| (*verb, *size))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_ones_go_when_they_are_finished() {
        let mut bulks = Bulks::default();
        for id in 0..9 {
            bulks.show(id, Verb::Delete, 1, |id| id != 0);
        }
        let shown: Vec<u64> = bulks.iter().map(|(id, ..)| id).collect();
        assert_eq!(shown, [8, 7, 6, 5, 4, 0]);
    }
}
