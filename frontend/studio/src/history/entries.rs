//! All that is remembered of what an author has done.

use std::rc::Rc;

use optimist::OperationId;

use super::{Entry, Way, entry::Stands};

/// Entries that are remembered.
const MOST: usize = 100;
/// Changes that are kept to take entries back, in all of them together: some ten megabytes.
const MOST_CHANGES: usize = 100_000;
/// So long entries are remembered, in milliseconds: as long as the trash holds a video.
const LONGEST_MS: u64 = 30 * 24 * 3_600_000;

/// The entries, in the order of their operations' ids.
#[derive(Default)]
pub struct Entries(Vec<Rc<Entry>>);

impl Entries {
    /// All of them, in any order.
    pub fn iter(&self) -> impl Iterator<Item = &Rc<Entry>> {
        self.0.iter()
    }

    /// All of them, as they were done, the newest first.
    pub fn newest_first(&self) -> Vec<&Rc<Entry>> {
        let mut entries: Vec<&Rc<Entry>> = self.0.iter().collect();
        entries.sort_by_key(|entry| std::cmp::Reverse(entry.when_done()));
        entries
    }

    /// The number of the step that follows all that is known. A clock that is set back does not change it.
    pub fn next_step(&self) -> u64 {
        let last = self.0.iter().map(|entry| entry.step).max();
        last.unwrap_or(0) + 1
    }

    /// Lets entries that were done before the others were known follow them.
    pub fn put_behind(&mut self, ids: &[OperationId]) {
        let others = self.0.iter().filter(|entry| !ids.contains(&entry.id));
        let behind = others.map(|entry| entry.step).max().unwrap_or(0);
        for entry in self.0.iter_mut().filter(|entry| ids.contains(&entry.id)) {
            let entry = Rc::make_mut(entry);
            entry.begun += behind;
            entry.step += behind;
        }
    }

    /// The entry of an operation: of the one that did it.
    pub fn get(&self, id: OperationId) -> Option<&Entry> {
        let at = self.0.binary_search_by_key(&id, |entry| entry.id).ok()?;
        Some(&self.0[at])
    }

    /// The same, to be changed.
    pub fn get_mut(&mut self, id: OperationId) -> Option<&mut Entry> {
        let at = self.0.binary_search_by_key(&id, |entry| entry.id).ok()?;
        Some(Rc::make_mut(&mut self.0[at]))
    }

    /// The entry of which this is the latest operation.
    pub fn by_last(&self, operation: OperationId) -> Option<&Entry> {
        let mut entries = self.0.iter().map(Rc::as_ref);
        entries.find(|entry| entry.last == operation)
    }

    /// Takes an entry in, from wherever; an older copy changes nothing. Tells whether it has.
    pub fn merge(&mut self, entry: Entry) -> bool {
        match self.0.binary_search_by_key(&entry.id, |known| known.id) {
            Ok(at) if self.0[at].version() >= entry.version() => false,
            Ok(at) => {
                self.0[at] = entry.into();
                true
            }
            Err(at) => {
                self.0.insert(at, entry.into());
                true
            }
        }
    }

    /// Forgets an entry.
    pub fn remove(&mut self, id: OperationId) {
        self.0.retain(|entry| entry.id != id);
    }

    /// Forgets what is too old, or too much; returns what was forgotten.
    pub fn forget_old(&mut self, now: u64) -> Vec<OperationId> {
        let newest = self.newest_first();
        let surplus: Vec<OperationId> = newest.iter().skip(MOST).map(|entry| entry.id).collect();
        let mut forgotten = Vec::new();
        self.0.retain(|entry| {
            let stays = !surplus.contains(&entry.id) && entry.at.saturating_add(LONGEST_MS) >= now;
            if !stays {
                forgotten.push(entry.id);
            }
            stays
        });
        forgotten
    }

    /// Bares the oldest where all together have too many changes; returns which.
    pub fn bare_old(&mut self) -> Vec<OperationId> {
        let mut changes = 0;
        let mut bared = Vec::new();
        let mut entries: Vec<&mut Rc<Entry>> = self.0.iter_mut().filter(|it| !it.bare).collect();
        entries.sort_by_key(|entry| std::cmp::Reverse(entry.when_done()));
        for (newer, entry) in entries.into_iter().enumerate() {
            changes += entry.total;
            // The newest stays, however large.
            if changes > MOST_CHANGES && newer > 0 {
                let entry = Rc::make_mut(entry);
                entry.bare = true;
                entry.turn += 1;
                bared.push(entry.id);
            }
        }
        bared
    }

    /// What was done last and can be taken back.
    pub fn newest_back(&self) -> Option<&Entry> {
        let entries = self.0.iter().map(Rc::as_ref);
        let can = entries.filter(|entry| entry.can_go(Way::Back));
        can.max_by_key(|entry| entry.when_last())
    }

    /// What was taken back last and can be done again, unless something else was done since.
    pub fn newest_forth(&self) -> Option<&Entry> {
        let entries = self.0.iter().map(Rc::as_ref);
        let can = entries.filter(|entry| entry.can_go(Way::Forth));
        let last = can.max_by_key(|entry| entry.when_last())?;
        let done = self.0.iter().filter(|it| it.stands() != Stands::NotDone);
        let done = done.map(|entry| entry.when_done()).max();
        done.is_none_or(|done| done < last.when_last())
            .then_some(last)
    }

    /// The entries that an author has worked on since the latest operation of this one, the latest first.
    pub fn since(&self, id: OperationId) -> Vec<&Entry> {
        let Some(entry) = self.get(id) else {
            return Vec::new();
        };
        let entries = self.0.iter().map(Rc::as_ref);
        let mut since: Vec<&Entry> = entries
            .filter(|other| other.id != id && other.left_at() > entry.left_at())
            .collect();
        since.sort_by_key(|other| std::cmp::Reverse(other.left_at()));
        since
    }
}

impl Entry {
    /// When it has left its videos as they are. An operation of which nothing was done has left nothing.
    fn left_at(&self) -> (u64, OperationId) {
        match self.outcome {
            Some(outcome) if outcome.done + outcome.failed == 0 => self.when_done(),
            _ => self.when_last(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{
            Outcome,
            entry::tests::{entry, id, video},
        },
        *,
    };

    fn entries(count: u128) -> Entries {
        let mut entries = Entries::default();
        for n in (1..=count).rev() {
            entries.merge(entry(n, 1));
        }
        entries
    }

    fn go(entries: &mut Entries, n: u128, way: Way, by: u128) {
        entries.get_mut(id(n)).expect("an entry").go(way, id(by), 0);
    }

    fn back(entries: &Entries) -> Option<OperationId> {
        entries.newest_back().map(|entry| entry.id)
    }

    fn forth(entries: &Entries) -> Option<OperationId> {
        entries.newest_forth().map(|entry| entry.id)
    }

    #[test]
    fn what_was_done_last_is_taken_back_first_and_done_again_last() {
        let mut entries = entries(3);
        assert_eq!((back(&entries), forth(&entries)), (Some(id(3)), None));
        go(&mut entries, 3, Way::Back, 4);
        go(&mut entries, 2, Way::Back, 5);
        assert_eq!(
            (back(&entries), forth(&entries)),
            (Some(id(1)), Some(id(2)))
        );
        go(&mut entries, 2, Way::Forth, 6);
        assert_eq!(
            (back(&entries), forth(&entries)),
            (Some(id(2)), Some(id(3)))
        );
        // Whatever else is done ends that; its own button does it still.
        entries.merge(entry(7, 1));
        assert_eq!((back(&entries), forth(&entries)), (Some(id(7)), None));
        assert!(entries.get(id(3)).is_some_and(|it| it.can_go(Way::Forth)));
    }

    #[test]
    fn what_is_not_done_or_cannot_be_taken_back_is_passed_over() {
        let mut entries = entries(3);
        let refused = Some(Outcome {
            refused: 1,
            ..Outcome::default()
        });
        let newest = entries.get_mut(id(3)).expect("an entry");
        newest.settle(refused, vec![video(1)]);
        entries.get_mut(id(2)).expect("an entry").bare = true;
        assert_eq!(back(&entries), Some(id(1)));
        assert_eq!(super::Entries::default().newest_back(), None);
    }

    #[test]
    fn of_two_copies_the_newer_counts_in_whichever_order_they_come() {
        let mut newer = entry(1, 1);
        newer.go(Way::Back, id(5), 0);
        let mut entries = entries(1);
        assert!(entries.merge(newer.clone()));
        assert!(!entries.merge(entry(1, 1)), "it is older");
        assert!(!entries.merge(newer), "it is the same");
        // Whatever this page has learned of the one before meanwhile.
        let mut learned = entry(2, 1);
        learned.add_not_done(video(1));
        entries.merge(learned);
        let mut elsewhere = entry(2, 1);
        elsewhere.go(Way::Back, id(6), 0);
        assert!(entries.merge(elsewhere));
        assert_eq!(entries.iter().count(), 2);
        assert_eq!(back(&entries), None);
    }

    #[test]
    fn a_clock_that_was_set_back_changes_no_order() {
        let step = |n: u128, step: u64| {
            let mut entry = entry(n, 1);
            (entry.begun, entry.step) = (step, step);
            entry
        };
        let mut entries = Entries::default();
        entries.merge(step(9, 1));
        // Done after that, by a clock that showed less.
        entries.merge(step(3, entries.next_step()));
        let order = |entries: &Entries| entries.newest_first().iter().map(|it| it.id).collect();
        let ids: Vec<OperationId> = order(&entries);
        assert_eq!(ids, [id(3), id(9)]);
        assert_eq!(back(&entries), Some(id(3)));
        let next = entries.next_step();
        let before = entries.get(id(3)).expect("an entry").clone();
        let newest = entries.get_mut(id(3)).expect("an entry");
        newest.go(Way::Back, id(2), next);
        let newer = newest.clone();
        assert!(newer.version() > before.version(), "the others take it in");
        assert_eq!(
            (back(&entries), forth(&entries)),
            (Some(id(9)), Some(id(3)))
        );
        // Whatever is done before the others are read follows them.
        entries.merge(step(1, 1));
        entries.put_behind(&[id(1)]);
        assert_eq!((back(&entries), forth(&entries)), (Some(id(1)), None));
    }

    #[test]
    fn what_is_too_much_or_too_old_is_forgotten() {
        let mut entries = entries(130);
        let forgotten = entries.forget_old(130);
        assert_eq!((forgotten.len(), forgotten.last()), (30, Some(&id(30))));
        assert_eq!(entries.iter().count(), MOST);
        assert_eq!(entries.forget_old(LONGEST_MS + 50).len(), 19);
        assert!(entries.get(id(50)).is_some());
    }

    #[test]
    fn the_oldest_of_very_much_cannot_be_taken_back_but_is_still_listed() {
        let mut entries = entries(2);
        entries.merge(entry(3, MOST_CHANGES - 1));
        assert_eq!(entries.bare_old(), [id(1)]);
        entries.merge(entry(4, MOST_CHANGES + 5));
        assert_eq!(entries.bare_old(), [id(3), id(2)]);
        assert!(entries.bare_old().is_empty());
        assert_eq!(
            back(&entries),
            Some(id(4)),
            "the newest stays, however large"
        );
        assert_eq!(entries.iter().count(), 4);
    }
}
