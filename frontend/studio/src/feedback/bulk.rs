//! Which bulk operations the panel shows, what they are called, and how they ended.

use std::rc::Rc;

use optimist::{Counts, OperationId};

/// The bulk operations on show, newest first. Their progress is the engine's to know; how they
/// ended is kept here, since the engine forgets what has ended well.
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
    /// by then.
    pub since: (f64, usize),
    /// How its items ended, once they have.
    pub ended: Option<Counts>,
}

/// What an operation does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
}

impl Verb {
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
        }
    }
}

/// Finished operations stay on show up to this many.
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

    /// Shows a new one; the oldest that have ended well make room.
    pub fn show(&mut self, id: OperationId, verb: Verb, total: usize, now: f64) {
        let shown = Rc::make_mut(&mut self.shown);
        shown.insert(
            0,
            Bulk {
                id,
                verb,
                total,
                since: (now, 0),
                ended: None,
            },
        );
        let mut place = 0;
        shown.retain(|bulk| {
            place += 1;
            place <= KEPT || bulk.ended.is_none_or(|counts| counts.to_handle() > 0)
        });
    }

    /// What failed is tried again, after `handled` have had their outcome.
    pub fn retry(&mut self, id: OperationId, now: f64, handled: usize) {
        self.change(id, |bulk| {
            bulk.since = (now, handled);
            bulk.ended = None;
        });
    }

    /// Its items have ended.
    pub fn end(&mut self, id: OperationId, counts: Counts) {
        self.change(id, |bulk| bulk.ended = Some(counts));
    }

    fn change(&mut self, id: OperationId, change: impl FnOnce(&mut Bulk)) {
        let shown = Rc::make_mut(&mut self.shown);
        if let Some(bulk) = shown.iter_mut().find(|bulk| bulk.id == id) {
            change(bulk);
        }
    }

    /// Takes one off the panel.
    pub fn dismiss(&mut self, id: OperationId) {
        Rc::make_mut(&mut self.shown).retain(|bulk| bulk.id != id);
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
            let refused = usize::from(n == 0);
            bulks.end(
                id(n),
                Counts {
                    total: 1,
                    refused,
                    ..Counts::default()
                },
            );
        }
        let shown: Vec<u128> = bulks.iter().map(|bulk| bulk.id.0.0).collect();
        assert_eq!(shown, [8, 7, 6, 5, 4, 0]);
    }
}
