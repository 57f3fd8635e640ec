//! A set of keys in their order.

use std::collections::{BTreeSet, btree_set};

use crate::{io::Revision, key::Key};

/// Keys, ordered by a revision where they have one, and by themselves.
///
/// One kind of search tree for all sets of keys: each kind costs a page five kilobytes.
#[derive(Default)]
pub(crate) struct Keys(BTreeSet<(Revision, Key)>);

impl Keys {
    pub(crate) fn insert(&mut self, key: Key) {
        self.insert_at(0, key);
    }

    pub(crate) fn remove(&mut self, key: &Key) {
        self.remove_at(0, *key);
    }

    pub(crate) fn insert_at(&mut self, revision: Revision, key: Key) {
        self.0.insert((revision, key));
    }

    pub(crate) fn remove_at(&mut self, revision: Revision, key: Key) {
        self.0.remove(&(revision, key));
    }

    pub(crate) fn first(&self) -> Option<Key> {
        self.0.first().map(|&(_, key)| key)
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All keys up to a revision.
    pub(crate) fn up_to(&self, revision: Revision) -> Vec<Key> {
        let range: btree_set::Range<'_, (Revision, Key)> =
            self.0.range(..=(revision, Key(u128::MAX)));
        range.map(|&(_, key)| key).collect()
    }
}
