//! Who is told when something has changed.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    rc::{Rc, Weak},
};

use optimist_core::{Event, QueryKey};
use yew::Callback;

/// Everyone who watches.
#[derive(Default)]
pub(crate) struct Watchers {
    lists: Rc<Lists>,
}

#[derive(Default)]
struct Lists {
    next: Cell<u64>,
    queries: RefCell<BTreeMap<(QueryKey, u64), Callback<()>>>,
    operations: RefCell<BTreeMap<u64, Callback<()>>>,
    events: RefCell<BTreeMap<u64, Callback<Event>>>,
}

/// Somebody's wish to be told; dropping it ends it.
pub struct Watch {
    lists: Weak<Lists>,
    what: Watched,
}

enum Watched {
    Query(QueryKey, u64),
    Operations(u64),
    Events(u64),
}

impl Drop for Watch {
    fn drop(&mut self) {
        let Some(lists) = self.lists.upgrade() else {
            return;
        };
        match &self.what {
            Watched::Query(query, number) => {
                lists.queries.borrow_mut().remove(&(query.clone(), *number));
            }
            Watched::Operations(number) => drop(lists.operations.borrow_mut().remove(number)),
            Watched::Events(number) => drop(lists.events.borrow_mut().remove(number)),
        }
    }
}

impl Watchers {
    pub(crate) fn on_query(&self, query: QueryKey, told: Callback<()>) -> Watch {
        let number = self.number();
        self.lists
            .queries
            .borrow_mut()
            .insert((query.clone(), number), told);
        self.watch(Watched::Query(query, number))
    }

    pub(crate) fn on_operations(&self, told: Callback<()>) -> Watch {
        let number = self.number();
        self.lists.operations.borrow_mut().insert(number, told);
        self.watch(Watched::Operations(number))
    }

    pub(crate) fn on_event(&self, told: Callback<Event>) -> Watch {
        let number = self.number();
        self.lists.events.borrow_mut().insert(number, told);
        self.watch(Watched::Events(number))
    }

    pub(crate) fn tell_query(&self, query: &QueryKey) {
        let first = (query.clone(), 0);
        let last = (query.clone(), u64::MAX);
        let told: Vec<_> = self
            .lists
            .queries
            .borrow()
            .range(first..=last)
            .map(|(_, told)| told.clone())
            .collect();
        told.iter().for_each(|told| told.emit(()));
    }

    pub(crate) fn tell_operations(&self) {
        let told: Vec<_> = self.lists.operations.borrow().values().cloned().collect();
        told.iter().for_each(|told| told.emit(()));
    }

    pub(crate) fn tell_event(&self, event: &Event) {
        let told: Vec<_> = self.lists.events.borrow().values().cloned().collect();
        told.iter().for_each(|told| told.emit(event.clone()));
    }

    fn number(&self) -> u64 {
        self.lists.next.set(self.lists.next.get() + 1);
        self.lists.next.get()
    }

    fn watch(&self, what: Watched) -> Watch {
        Watch {
            lists: Rc::downgrade(&self.lists),
            what,
        }
    }
}
