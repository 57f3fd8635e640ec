//! Who is told when something has changed.

use std::{
    cell::{Cell, RefCell},
    rc::{Rc, Weak},
};

use optimist_core::{Event, QueryKey};
use yew::Callback;

/// Everyone who watches.
#[derive(Default)]
pub(crate) struct Watchers {
    list: Rc<RefCell<Vec<(u64, Watcher)>>>,
    next: Cell<u64>,
}

#[derive(Clone)]
enum Watcher {
    Query(QueryKey, Callback<()>),
    Operations(Callback<()>),
    Events(Callback<Event>),
}

/// Somebody's wish to be told; dropping it ends it.
pub struct Watch {
    list: Weak<RefCell<Vec<(u64, Watcher)>>>,
    number: u64,
}

impl Drop for Watch {
    fn drop(&mut self) {
        if let Some(list) = self.list.upgrade() {
            list.borrow_mut()
                .retain(|(number, _)| *number != self.number);
        }
    }
}

impl Watchers {
    pub(crate) fn on_query(&self, query: QueryKey, told: Callback<()>) -> Watch {
        self.watch(Watcher::Query(query, told))
    }

    pub(crate) fn on_operations(&self, told: Callback<()>) -> Watch {
        self.watch(Watcher::Operations(told))
    }

    pub(crate) fn on_event(&self, told: Callback<Event>) -> Watch {
        self.watch(Watcher::Events(told))
    }

    pub(crate) fn tell_query(&self, changed: &QueryKey) {
        self.tell(|watcher| match watcher {
            Watcher::Query(query, told) if query == changed => told.emit(()),
            _ => {}
        });
    }

    pub(crate) fn tell_operations(&self) {
        self.tell(|watcher| {
            if let Watcher::Operations(told) = watcher {
                told.emit(());
            }
        });
    }

    pub(crate) fn tell_event(&self, event: &Event) {
        self.tell(|watcher| {
            if let Watcher::Events(told) = watcher {
                told.emit(event.clone());
            }
        });
    }

    /// Tells everyone; who is told may begin or end to watch.
    fn tell(&self, tell: impl Fn(&Watcher)) {
        let watchers = self.list.borrow().clone();
        watchers.iter().for_each(|(_, watcher)| tell(watcher));
    }

    fn watch(&self, watcher: Watcher) -> Watch {
        let number = self.next.get();
        self.next.set(number + 1);
        self.list.borrow_mut().push((number, watcher));
        Watch {
            list: Rc::downgrade(&self.list),
            number,
        }
    }
}
