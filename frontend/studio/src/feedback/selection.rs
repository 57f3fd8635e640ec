//! Which videos are chosen, and the rules by which a click chooses more.

use std::{collections::HashSet, rc::Rc};

use shared::VideoId;

/// A set of videos and the one that a range starts from. The next range from there takes the place of the
/// last one, so that a range grows and shrinks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Selection {
    chosen: Rc<HashSet<VideoId>>,
    anchor: Option<VideoId>,
    /// What was chosen apart from the range.
    apart: Rc<HashSet<VideoId>>,
    /// Where the range ends.
    end: Option<VideoId>,
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
        self.start_at(id);
        self.vanished = 0;
    }

    /// Chooses this video alone; the next range starts from it.
    pub fn only(&mut self, id: VideoId) {
        self.set(std::iter::once(id));
        self.start_at(id);
    }

    /// Chooses a video, and lets the next range start from it unless the last one ends there.
    pub fn begin(&mut self, id: VideoId) {
        if self.end.or(self.anchor) != Some(id) || !self.chosen.contains(&id) {
            Rc::make_mut(&mut self.chosen).insert(id);
            self.start_at(id);
        }
    }

    fn start_at(&mut self, id: VideoId) {
        self.anchor = Some(id);
        self.apart = self.chosen.clone();
        self.end = None;
    }

    /// Chooses everything from the anchor to `target`, both included, in the order shown, in place of
    /// the last range from there, and keeps what was chosen apart from it. Without an anchor it chooses
    /// `target` too.
    pub fn extend(&mut self, target: VideoId, order: impl Iterator<Item = VideoId>) {
        let Some(anchor) = self.anchor else {
            Rc::make_mut(&mut self.chosen).insert(target);
            return self.start_at(target);
        };
        let mut range = Vec::new();
        let mut inside = false;
        for id in order {
            let end = id == anchor || id == target;
            if inside || end {
                range.push(id);
            }
            if end && (inside || anchor == target) {
                self.chosen = self.apart.clone();
                Rc::make_mut(&mut self.chosen).extend(range);
                self.end = Some(target);
                return;
            }
            inside |= end;
        }
        // The anchor has left the list: a range from it would be a guess.
        Rc::make_mut(&mut self.chosen).insert(target);
        self.start_at(target);
    }

    /// Chooses exactly these.
    pub fn set(&mut self, ids: impl Iterator<Item = VideoId>) {
        self.chosen = Rc::new(ids.collect());
        self.anchor = None;
        self.apart = self.chosen.clone();
        self.end = None;
        self.vanished = 0;
    }

    /// Chooses none.
    pub fn clear(&mut self) {
        self.set(std::iter::empty());
    }

    /// Lets go of these.
    pub fn let_go(&mut self, ids: &[VideoId]) {
        for chosen in [&mut self.chosen, &mut self.apart] {
            let chosen = Rc::make_mut(chosen);
            ids.iter().for_each(|id| {
                chosen.remove(id);
            });
        }
    }

    /// Lets go of what is no longer shown, and returns how many that were.
    pub fn prune(&mut self, shown: impl Iterator<Item = VideoId>) -> usize {
        if self.chosen.is_empty() {
            return 0;
        }
        let kept: HashSet<VideoId> = shown.filter(|id| self.chosen.contains(id)).collect();
        let gone = self.chosen.len() - kept.len();
        if gone > 0 {
            let apart = self.apart.intersection(&kept).copied();
            self.apart = Rc::new(apart.collect());
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
    fn what_its_author_takes_away_has_not_vanished() {
        let mut selection = Selection::default();
        selection.set(order());
        selection.let_go(&[id(2), id(3)]);
        assert_eq!(chosen(&selection), [1, 4, 5, 6, 7, 8, 9]);
        let left = order().filter(|it| ![id(2), id(3), id(9)].contains(it));
        assert_eq!(selection.prune(left), 1, "one by others");
        assert_eq!(selection.vanished(), 1);
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
    fn a_range_grows_and_shrinks_and_turns_around_its_start() {
        let mut selection = Selection::default();
        selection.toggle(id(9));
        let mut at = 4;
        for (to, range) in [
            (5, vec![4, 5, 9]),
            (6, vec![4, 5, 6, 9]),
            (5, vec![4, 5, 9]),
            (4, vec![4, 9]),
            (3, vec![3, 4, 9]),
        ] {
            selection.begin(id(at));
            selection.extend(id(to), order());
            assert_eq!(chosen(&selection), range, "{at} to {to}");
            at = to;
        }
        selection.begin(id(7));
        selection.extend(id(8), order());
        assert_eq!(chosen(&selection), [3, 4, 7, 8, 9], "another range");
    }

    #[test]
    fn a_click_alone_chooses_one_and_starts_the_next_range() {
        let mut selection = Selection::default();
        selection.set(order());
        selection.only(id(3));
        assert_eq!(chosen(&selection), [3]);
        selection.extend(id(6), order());
        selection.extend(id(2), order());
        assert_eq!(chosen(&selection), [2, 3]);
    }

    #[test]
    fn what_has_vanished_does_not_come_back_with_a_range() {
        let mut selection = Selection::default();
        selection.toggle(id(9));
        selection.toggle(id(2));
        selection.prune((1..=8).map(id));
        selection.extend(id(3), order());
        assert_eq!(chosen(&selection), [2, 3]);
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
