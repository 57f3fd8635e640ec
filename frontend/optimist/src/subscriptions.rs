//! Callbacks for what has changed.

use std::{
    cell::{Cell, RefCell},
    rc::{Rc, Weak},
};

use optimist_core::{Event, QueryKey};
use yew::Callback;

/// All callbacks.
#[derive(Default)]
pub(crate) struct Subscribers {
    list: Rc<RefCell<Vec<(u64, Subscriber)>>>,
    next: Cell<u64>,
    operations_version: Cell<u64>,
    /// Has anybody listened to events yet?
    heard: Cell<bool>,
    /// Events that nobody has listened to, the newest of them.
    untold: RefCell<Vec<Event>>,
}

/// Most events that are kept for the first who listens.
const UNTOLD: usize = 64;

#[derive(Clone)]
enum Subscriber {
    Query(QueryKey, Callback<()>),
    AnyQuery(Callback<()>),
    Operations(Callback<()>),
    Events(Callback<Event>),
}

/// Keeps a callback subscribed; dropping it ends that.
pub struct Subscription {
    list: Weak<RefCell<Vec<(u64, Subscriber)>>>,
    number: u64,
}

impl Drop for Subscription {
    fn drop(&mut self) {
        if let Some(list) = self.list.upgrade() {
            list.borrow_mut()
                .retain(|(number, _)| *number != self.number);
        }
    }
}

impl Subscribers {
    pub(crate) fn on_query(&self, query: QueryKey, callback: Callback<()>) -> Subscription {
        self.subscribe(Subscriber::Query(query, callback))
    }

    pub(crate) fn on_any_query(&self, callback: Callback<()>) -> Subscription {
        self.subscribe(Subscriber::AnyQuery(callback))
    }

    pub(crate) fn on_operations(&self, callback: Callback<()>) -> Subscription {
        self.subscribe(Subscriber::Operations(callback))
    }

    pub(crate) fn on_event(&self, callback: Callback<Event>) -> Subscription {
        self.heard.set(true);
        self.on_event_too(callback)
    }

    /// The same for the library itself, which is nobody that has heard of them.
    pub(crate) fn on_event_too(&self, callback: Callback<Event>) -> Subscription {
        self.subscribe(Subscriber::Events(callback))
    }

    /// Events from before anybody listened.
    pub(crate) fn take_untold(&self) -> Vec<Event> {
        self.untold.take()
    }

    /// Counts how often operations have changed.
    pub(crate) fn operations_version(&self) -> u64 {
        self.operations_version.get()
    }

    pub(crate) fn query_changed(&self, changed: &QueryKey) {
        self.call(|subscriber| match subscriber {
            Subscriber::Query(query, callback) if query == changed => callback.emit(()),
            Subscriber::AnyQuery(callback) => callback.emit(()),
            _ => {}
        });
    }

    pub(crate) fn operations_changed(&self) {
        self.operations_version.set(self.operations_version() + 1);
        self.call(|subscriber| {
            if let Subscriber::Operations(callback) = subscriber {
                callback.emit(());
            }
        });
    }

    pub(crate) fn event(&self, event: &Event) {
        if !self.heard.get() {
            let mut untold = self.untold.borrow_mut();
            if untold.len() == UNTOLD {
                untold.remove(0);
            }
            untold.push(event.clone());
        }
        self.call(|subscriber| {
            if let Subscriber::Events(callback) = subscriber {
                callback.emit(event.clone());
            }
        });
    }

    /// Calls everyone; a callback may subscribe others or end subscriptions.
    fn call(&self, call: impl Fn(&Subscriber)) {
        let subscribers = self.list.borrow().clone();
        subscribers
            .iter()
            .for_each(|(_, subscriber)| call(subscriber));
    }

    fn subscribe(&self, subscriber: Subscriber) -> Subscription {
        let number = self.next.get();
        self.next.set(number + 1);
        self.list.borrow_mut().push((number, subscriber));
        Subscription {
            list: Rc::downgrade(&self.list),
            number,
        }
    }
}
