//! Taking in one more part of a list that is read page by page.

use std::rc::Rc;

use super::{membership::Shown, query_data::QueryData};
use crate::{
    entity::{Entity, PAGES},
    ids::Revision,
    listing::Part,
};

impl<E: Entity> QueryData<E> {
    /// Takes in one more part, before or after what is shown, and returns whether it fits: one that is older
    /// than what is known does not.
    ///
    /// An item that stands there already, since the list has shifted between the reads, keeps its place and is
    /// as the later read says.
    pub(crate) fn extend(
        &mut self,
        items: Vec<E::Item>,
        revision: Option<Revision>,
        part: Part,
        shown: &Shown<E>,
    ) -> bool {
        let revision = revision.filter(|_| self.has_revisions());
        let is_old = self.has_revisions() && revision.is_none_or(|it| it < self.revision);
        if !self.loaded || self.adrift || is_old {
            return false;
        }
        let mut ids = Vec::with_capacity(items.len());
        for item in items {
            let id = E::id(&item);
            let item = self.known_as(&id, item);
            ids.push(id.clone());
            match (revision, self.ahead.get(&id)) {
                (Some(revision), Some((known, _))) if *known > revision => {}
                (Some(revision), _) if revision > self.revision => {
                    self.ahead.insert(id, (revision, Some(item)));
                }
                _ => {
                    self.ahead.remove(&id);
                    self.base.insert(id, item);
                }
            }
        }
        self.membership.extend(ids, part);
        if let Some(revision) = revision {
            self.extended = self.extended.max(revision);
            self.advance(self.stepped);
        }
        self.count_given();
        let items = self.base.values().cloned().collect::<Vec<Rc<E::Item>>>();
        self.rebuild(items, shown);
        true
    }

    /// The server has given a part of the list.
    pub(crate) fn count_given(&mut self) {
        if PAGES {
            self.given = self.served_now();
        }
    }

    /// How many items there are of those that the server has given, whether they are shown or not.
    pub(crate) fn served_now(&self) -> usize {
        let served = self.membership.served();
        served.filter(|id| self.confirmed(id).is_some()).count()
    }
}
