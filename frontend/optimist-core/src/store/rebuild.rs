//! A view from nothing: the whole log replayed over new confirmed data.

use std::rc::Rc;

use super::{
    membership::{Shown, replay},
    query_data::QueryData,
};
use crate::{entity::Entity, list::List, sort::sort};

impl<E: Entity> QueryData<E> {
    /// Replays the whole log over new confirmed data. `items` are those of `base`, best in the order
    /// of the view.
    pub(crate) fn rebuild(&mut self, mut items: Vec<Rc<E::Item>>, shown: &Shown<E>) {
        let before = std::mem::take(&mut self.replayed);
        items.retain(|item| {
            let id = E::id(item);
            let alone = !self.ahead.contains_key(&id) && !shown.contains_key(&id);
            alone && self.membership.contains(item)
        });
        let others = self
            .ahead
            .keys()
            .filter(|id| !shown.contains_key(*id))
            .cloned();
        for id in others.collect::<Vec<_>>().iter().chain(shown.keys()) {
            let mut item = self.confirmed(id).cloned();
            if let Some(operations) = shown.get(id) {
                item = replay::<E>(item, operations);
                // What has not changed keeps its identity.
                if let Some(known) = before.get(id)
                    && *known == item
                {
                    item.clone_from(known);
                }
                self.replayed.insert(id.clone(), item.clone());
            }
            items.extend(item.filter(|item| self.membership.contains(item)));
        }
        sort(&mut items, |a, b| self.membership.order(a, b));
        self.expected_len = items.len();
        let unchanged = items.len() == self.view.len()
            && items
                .iter()
                .zip(self.view.iter())
                .all(|(a, b)| Rc::ptr_eq(a, b));
        if !unchanged {
            self.view = List::from_sorted(&items);
        }
        self.changed = true;
    }
}
