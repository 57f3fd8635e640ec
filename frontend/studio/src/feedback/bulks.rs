//! Which bulk operations the panel shows, and what the library does not know of them.

use std::rc::Rc;

use optimist::{Counts, OperationId};
use serde::{Deserialize, Serialize};

use crate::l10n;

/// The bulk operations on show, newest first. How far they are is the library's to say.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bulks {
    shown: Rc<Vec<Bulk>>,
}

/// One bulk operation on show.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bulk {
    /// Its id.
    pub id: OperationId,
    /// What it does.
    pub verb: Verb,
    /// To how many videos.
    pub total: usize,
    /// When it began, or was last tried again, in milliseconds, and how many items had their outcome
    /// by then: for its pace.
    pub since: (f64, usize),
}

impl Bulk {
    /// The counts where every item is done.
    pub fn all_done(&self) -> Counts {
        Counts {
            total: self.total,
            done: self.total,
            ..Counts::default()
        }
    }
}

/// What an operation does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verb {
    /// Add it.
    Add,
    /// Give it another title.
    Rename,
    /// Change how long it runs.
    SetDuration,
    /// Put it elsewhere.
    Move,
    /// Put it into another course.
    SetCourse,
    /// To the trash.
    Delete,
    /// Out of the trash.
    Restore,
    /// Show to learners.
    Publish,
    /// Hide from learners.
    Unpublish,
    /// Take an earlier change back.
    Undo,
}

impl Verb {
    /// Its code, by which messages have their own word for it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Rename => "rename",
            Self::SetDuration => "set-duration",
            Self::Move => "move",
            Self::SetCourse => "set-course",
            Self::Delete => "delete",
            Self::Restore => "restore",
            Self::Publish => "publish",
            Self::Unpublish => "unpublish",
            Self::Undo => "undo",
        }
    }

    /// As in "Deleting 3 videos".
    pub fn doing(self, count: usize) -> String {
        l10n::change_doing_many(count, self.code())
    }

    /// As in "3 videos deleted".
    pub fn done(self, count: usize) -> String {
        l10n::change_done_many(count, self.code())
    }
}

/// Operations that have ended well stay on show up to this place.
const KEPT: usize = 5;

impl Bulks {
    /// Those on show, newest first.
    pub fn iter(&self) -> impl Iterator<Item = &Bulk> {
        self.shown.iter()
    }

    /// One of them.
    pub fn get(&self, id: OperationId) -> Option<&Bulk> {
        self.shown.iter().find(|bulk| bulk.id == id)
    }

    /// Shows a new one.
    pub fn show(&mut self, id: OperationId, verb: Verb, total: usize, now: f64) {
        let since = (now, 0);
        let shown = Rc::make_mut(&mut self.shown);
        shown.insert(
            0,
            Bulk {
                id,
                verb,
                total,
                since,
            },
        );
    }

    /// Takes the oldest off the panel that have ended well, as `ended_well` says, and returns them.
    pub fn trim(&mut self, ended_well: impl Fn(OperationId) -> bool) -> Vec<OperationId> {
        let old = self.shown.iter().skip(KEPT).map(|bulk| bulk.id);
        let trimmed: Vec<OperationId> = old.filter(|id| ended_well(*id)).collect();
        if !trimmed.is_empty() {
            Rc::make_mut(&mut self.shown).retain(|bulk| !trimmed.contains(&bulk.id));
        }
        trimmed
    }

    /// It is tried again, after `handled` items have had their outcome.
    pub fn restart(&mut self, id: OperationId, now: f64, handled: usize) {
        if let Some(at) = self.shown.iter().position(|bulk| bulk.id == id) {
            Rc::make_mut(&mut self.shown)[at].since = (now, handled);
        }
    }

    /// Takes one off the panel.
    pub fn remove(&mut self, id: OperationId) {
        if self.get(id).is_some() {
            Rc::make_mut(&mut self.shown).retain(|bulk| bulk.id != id);
        }
    }
}

#[cfg(test)]
mod tests {
    use optimist::Key;

    use super::*;

    #[test]
    fn old_ones_go_when_they_have_ended_well() {
        let id = |n| OperationId(Key(n));
        let mut bulks = Bulks::default();
        for n in 0..9 {
            bulks.show(id(n), Verb::Delete, 1, 0.0);
        }
        let gone = bulks.trim(|operation| operation != id(0));
        assert_eq!(gone, [3, 2, 1].map(id));
        let shown: Vec<u128> = bulks.iter().map(|bulk| bulk.id.0.0).collect();
        assert_eq!(shown, [8, 7, 6, 5, 4, 0]);
    }
}
