//! Which videos are chosen, and the rules by which a click chooses more.

use std::{collections::HashSet, rc::Rc};

use shared::VideoId;

/// A set of videos and the one that a range starts from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Selection {
    chosen: Rc<HashSet<VideoId>>,
    anchor: Option<VideoId>,
    vanished: usize,
}

impl Selection {
    /// Is this video chosen?
    pub fn contains(&self, id: &VideoId) -> bool {
        self.chosen.contains(id)
    }

    /// How many are chosen.
    pub fn len(&self) -> usize {
        self.chosen.len()
    }

    /// Is none chosen?
    pub fn is_empty(&self) -> bool {
        self.chosen.is_empty()
    }

    /// How many have left the selection since the user last chose, as they are no longer there.
    pub fn vanished(&self) -> usize {
        self.vanished
    }

    /// Chooses a video, or lets it go; the next range starts from it.
    pub fn toggle(&mut self, id: VideoId) {
        let chosen = Rc::make_mut(&mut self.chosen);
        if !chosen.remove(&id) {
            chosen.insert(id);
        }
        self.anchor = Some(id);
        self.vanished = 0;
    }

    /// Chooses a video and lets the next range start from it.
    pub fn begin(&mut self, id: VideoId) {
        Rc::make_mut(&mut self.chosen).insert(id);
        self.anchor = Some(id);
    }

    /// Chooses everything from the anchor to `target`, both included, in the order shown, and
    /// keeps what was chosen before. Without an anchor it chooses `target` alone.
    pub fn extend(&mut self, target: VideoId, order: impl Iterator<Item = VideoId>) {
        let Some(anchor) = self.anchor else {
            self.anchor = Some(target);
            Rc::make_mut(&mut self.chosen).insert(target);
            return;
        };
        let mut range = Vec::new();
        let mut inside = false;
        for id in order {
            let end = id == anchor || id == target;
            if inside || end {
                range.push(id);
            }
            if end && (inside || anchor == target) {
                Rc::make_mut(&mut self.chosen).extend(range);
                return;
            }
            inside |= end;
        }
        // The anchor has left the list: a range from it would be a guess.
        self.anchor = Some(target);
        Rc::make_mut(&mut self.chosen).insert(target);
    }

    /// Chooses exactly these.
    pub fn set(&mut self, ids: impl Iterator<Item = VideoId>) {
        self.chosen = Rc::new(ids.collect());
        self.anchor = None;
        self.vanished = 0;
    }

    /// Chooses none.
    pub fn clear(&mut self) {
        self.set(std::iter::empty());
    }

    /// Lets go of what is no longer shown, and returns how many that were.
    pub fn prune(&mut self, shown: impl Iterator<Item = VideoId>) -> usize {
        if self.chosen.is_empty() {
            return 0;
        }
        let kept: HashSet<VideoId> = shown.filter(|id| self.chosen.contains(id)).collect();
        let gone = self.chosen.len() - kept.len();
        if gone > 0 {
            self.chosen = Rc::new(kept);
            self.vanished += gone;
        }
        gone
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn id(n: u128) -> VideoId {
        VideoId(Uuid::from_u128(n))
    }

    fn order() -> impl Iterator<Item = VideoId> {
        (1..=9).map(id)
    }

    fn chosen(selection: &Selection) -> Vec<u128> {
        (1..=9).filter(|&n| selection.contains(&id(n))).collect()
    }

    #[test]
    fn a_range_takes_what_lies_between_and_nothing_else() {
        for (anchor, target, range) in [
            (3, 6, vec![3, 4, 5, 6]),
            (6, 3, vec![3, 4, 5, 6]),
            (4, 4, vec![4]),
            (1, 9, (1..=9).collect()),
        ] {
            let mut selection = Selection::default();
            selection.toggle(id(anchor));
            selection.extend(id(target), order());
            assert_eq!(chosen(&selection), range, "{anchor} to {target}");
        }
    }

    #[test]
    fn a_range_keeps_what_was_chosen_before() {
        let mut selection = Selection::default();
        selection.toggle(id(9));
        selection.toggle(id(1));
        selection.extend(id(2), order());
        assert_eq!(chosen(&selection), [1, 2, 9]);
    }

    #[test]
    fn a_range_from_a_vanished_anchor_takes_the_target_alone() {
        let mut selection = Selection::default();
        selection.toggle(id(2));
        assert_eq!(selection.prune(order().filter(|&x| x != id(2))), 1);
        selection.extend(id(7), order().filter(|&x| x != id(2)));
        assert_eq!(chosen(&selection), [7]);
    }

    #[test]
    fn toggling_twice_changes_nothing() {
        let mut selection = Selection::default();
        selection.toggle(id(5));
        selection.toggle(id(5));
        assert!(selection.is_empty());
    }

    #[test]
    fn pruning_tells_how_many_vanished() {
        let mut selection = Selection::default();
        selection.set(order());
        assert_eq!(selection.prune((4..=12).map(id)), 3);
        assert_eq!(chosen(&selection), [4, 5, 6, 7, 8, 9]);
        assert_eq!(selection.prune((4..=12).map(id)), 0);
    }
}
