//! Confirmed data that outlive the page: what a later visit may show, and what an earlier one has kept.
//!
//! Kept data are shown under the log like any others. Of the server they say nothing: it may have gone
//! on, or back, so that no revision of theirs counts until the query has been read.

use std::{
    any::{Any, TypeId},
    rc::Rc,
};

use super::{
    AnyStore, QueryStore,
    membership::{Ack, Shown},
    query_data::QueryData,
};
use crate::{
    call::AnyCall,
    context::Context,
    entity::{Entity, Query, QueryKey},
    ids::RequestId,
    list::List,
    time::Timestamp,
};

impl QueryStore {
    /// Shows what an earlier visit has kept of a query, unless it has been read meanwhile.
    pub(crate) fn keep(
        &mut self,
        cx: &mut Context,
        query: &QueryKey,
        items: Box<dyn Any>,
        read_at: Timestamp,
    ) {
        let Some(state) = self.queries.get_mut(query) else {
            return;
        };
        let kind = state.kind;
        let store = self.stores.iter_mut().find(|(known, _)| *known == kind);
        if store.is_some_and(|(_, store)| store.keep(query, items)) {
            state.kept_at = Some(read_at);
            cx.outputs.operations_changed = true;
        }
    }

    /// What the server has said of a query, and nothing else; `None` where its data lack one of these
    /// `answered` operations, which the log may have forgotten by the next visit.
    pub(crate) fn confirmed<Q: Query>(
        &self,
        query: &QueryKey,
        answered: &[(Rc<dyn AnyCall>, Ack)],
    ) -> Option<List<<Q::Entity as Entity>::Item>> {
        let store = self.typed::<Q::Entity>()?;
        let of_kind = answered
            .iter()
            .filter(|(call, _)| call.kind().id == TypeId::of::<Q::Entity>());
        let lacks =
            |(call, ack): &(Rc<dyn AnyCall>, Ack)| store.lacking(&**call, *ack).contains(query);
        if of_kind.into_iter().any(lacks) {
            return None;
        }
        store.queries.get(query)?.confirmed_view()
    }
}

impl<E: Entity> QueryData<E> {
    /// Takes in kept data, and returns whether they are of use.
    pub(crate) fn keep(&mut self, items: Vec<E::Item>, shown: &Shown<E>) -> bool {
        if self.loaded {
            return false;
        }
        self.load(RequestId(0), items, Some(0), 0, shown);
        self.adrift = true;
        true
    }

    /// What the query shows without what is pending; `None` where the server has not said it on this visit.
    fn confirmed_view(&self) -> Option<List<E::Item>> {
        if !self.loaded || self.adrift {
            return None;
        }
        let order = |a: &E::Item, b: &E::Item| self.membership.order(a, b);
        let belongs = |item: &&Rc<E::Item>| self.membership.contains(item);
        let mut view = self.view.clone();
        for (id, shown) in &self.replayed {
            if let Some(shown) = shown.as_ref().filter(belongs) {
                view.remove(shown, order);
            }
            if let Some(confirmed) = self.confirmed(id).filter(belongs) {
                view.insert(Rc::clone(confirmed), order);
            }
        }
        Some(view)
    }
}
