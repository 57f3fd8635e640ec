//! Whether a view is what it must be.

use super::{membership::Shown, query_data::QueryData};
use crate::{
    entity::{Entity, UNVERSIONED},
    list::List,
};

impl<E: Entity> QueryData<E> {
    /// Checks that the view is the log replayed over the confirmed data, from nothing.
    #[cfg(feature = "audit")]
    pub(crate) fn check(&self, shown: &Shown<E>) -> Result<(), String> {
        if !self.loaded {
            return Ok(());
        }
        let mut ids: Vec<&E::Id> = self
            .base
            .keys()
            .chain(self.ahead.keys())
            .chain(shown.keys())
            .collect();
        ids.sort_unstable();
        ids.dedup();
        let mut items = Vec::new();
        for id in ids {
            let mut item = self.confirmed(id).cloned();
            if let Some(operations) = shown.get(id) {
                item = super::membership::replay::<E>(item, operations);
            }
            items.extend(item.filter(|item| self.membership.contains(item)));
        }
        items.sort_unstable_by(|a, b| self.membership.order(a, b));
        if self.view == List::from_sorted(&items) && self.is_sound() {
            Ok(())
        } else {
            Err("a view is not the log replayed over its confirmed data".into())
        }
    }

    /// Whether the view holds each item once and no other. It does not where a query's order or an
    /// entity's id depends on anything but the item, or a prediction gives another item's id.
    pub(crate) fn is_sound(&self) -> bool {
        self.view.len() == self.expected_len
    }

    /// Builds the view anew, from the confirmed data and the log alone.
    pub(crate) fn repair(&mut self, shown: &Shown<E>) {
        self.view = List::default();
        self.rebuild(self.base.values().cloned().collect(), shown);
    }

    /// How many single truths and replayed items are held besides the data themselves.
    pub(crate) fn extras(&self) -> usize {
        let told = if UNVERSIONED { self.told.len() } else { 0 };
        self.ahead.len() + self.replayed.len() + told
    }
}
