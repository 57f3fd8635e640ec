//! A set of keys in their order.

use std::collections::VecDeque;

use crate::{ids::Revision, key::Key};

/// Keys, ordered by a revision where they have one, and by themselves.
///
/// A sorted ring: keys mostly enter at the end and leave at the front, where that costs nothing. A
/// search tree costs a page two kilobytes in brotli.
#[derive(Default)]
pub(crate) struct KeySet(VecDeque<(Revision, Key)>);

impl KeySet {
    pub(crate) fn insert(&mut self, key: Key) {
        self.insert_at(0, key);
    }

    pub(crate) fn remove(&mut self, key: Key) {
        self.remove_at(0, key);
    }

    pub(crate) fn insert_at(&mut self, revision: Revision, key: Key) {
        if let Err(at) = self.find((revision, key)) {
            self.0.insert(at, (revision, key));
        }
    }

    pub(crate) fn remove_at(&mut self, revision: Revision, key: Key) {
        if let Ok(at) = self.find((revision, key)) {
            self.0.remove(at);
        }
    }

    pub(crate) fn contains(&self, key: Key) -> bool {
        self.find((0, key)).is_ok()
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = Key> {
        self.0.iter().map(|&(_, key)| key)
    }

    /// All keys up to a revision.
    pub(crate) fn up_to(&self, revision: Revision) -> Vec<Key> {
        let end = self.0.partition_point(|&(known, _)| known <= revision);
        self.iter().take(end).collect()
    }

    fn find(&self, entry: (Revision, Key)) -> Result<usize, usize> {
        match (self.0.front(), self.0.back()) {
            (_, Some(last)) if *last < entry => Err(self.0.len()),
            (Some(first), _) if *first == entry => Ok(0),
            _ => self.0.binary_search(&entry),
        }
    }
}

#[cfg(test)]
mod tests {
    #[cfg(target_family = "wasm")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;
    use crate::rng::SplitMix64;

    #[test]
    fn it_behaves_as_a_search_tree_does() {
        let mut rng = SplitMix64::new(1);
        let (mut set, mut model) = (KeySet::default(), std::collections::BTreeSet::new());
        for _ in 0..2_000 {
            let entry = (rng.at_most(3), Key(u128::from(rng.at_most(40))));
            if rng.at_most(1) == 0 {
                set.insert_at(entry.0, entry.1);
                model.insert(entry);
            } else {
                set.remove_at(entry.0, entry.1);
                model.remove(&entry);
            }
            assert!(set.iter().eq(model.iter().map(|&(_, key)| key)));
            assert_eq!(set.iter().next(), model.first().map(|&(_, key)| key));
            assert_eq!((set.len(), set.is_empty()), (model.len(), model.is_empty()));
            let up_to = model.iter().filter(|(revision, _)| *revision <= 1);
            assert!(set.up_to(1).into_iter().eq(up_to.map(|&(_, key)| key)));
        }
    }
}
