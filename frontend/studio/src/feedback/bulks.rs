//! Which bulk operations the panel shows, and what the library does not know of them.

use std::rc::Rc;

use optimist::{Counts, OperationId};
use serde::{Deserialize, Serialize};

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
    /// As in "Undo delete 3 videos".
    pub fn name(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Rename => "rename",
            Self::SetDuration => "change the duration of",
            Self::Move | Self::SetCourse => "move",
            Self::Delete => "delete",
            Self::Restore => "restore",
            Self::Publish => "publish",
            Self::Unpublish => "unpublish",
            Self::Undo => "put back",
        }
    }

    /// As in "Deleting 3 videos".
    pub fn doing(self) -> &'static str {
        match self {
            Self::Add => "Adding",
            Self::Rename => "Renaming",
            Self::SetDuration => "Changing the duration of",
            Self::Move | Self::SetCourse => "Moving",
            Self::Delete => "Deleting",
            Self::Restore => "Restoring",
            Self::Publish => "Publishing",
            Self::Unpublish => "Unpublishing",
            Self::Undo => "Putting back",
        }
    }

    /// As in "Deleted 3 videos".
    pub fn did(self) -> &'static str {
        match self {
            Self::Add => "Added",
            Self::Rename => "Renamed",
            Self::SetDuration => "Changed the duration of",
            Self::Move | Self::SetCourse => "Moved",
            Self::Delete => "Deleted",
            Self::Restore => "Restored",
            Self::Publish => "Published",
            Self::Unpublish => "Unpublished",
            Self::Undo => "Put back",
        }
    }

    /// As in "3 videos deleted", "could not be deleted".
    pub fn done(self) -> &'static str {
        match self {
            Self::Add => "added",
            Self::Rename => "renamed",
            Self::SetDuration => "given another duration",
            Self::Move => "moved",
            Self::SetCourse => "moved to another course",
            Self::Delete => "deleted",
            Self::Restore => "restored",
            Self::Publish => "published",
            Self::Unpublish => "unpublished",
            Self::Undo => "put back",
        }
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
