//! A handle to a client for what the client itself holds.

use std::rc::{Rc, Weak};

use crate::client::{Client, Inner};

/// A handle that does not keep the client alive: for what the client itself holds.
#[derive(Clone)]
pub(crate) struct WeakClient(Weak<Inner>);

impl WeakClient {
    pub(crate) fn of(inner: &Rc<Inner>) -> Self {
        Self(Rc::downgrade(inner))
    }

    pub(crate) fn upgrade(&self) -> Option<Client> {
        self.0.upgrade().map(|inner| Client { inner })
    }

    pub(crate) fn with(&self, act: impl FnOnce(&Client)) {
        if let Some(client) = self.upgrade() {
            act(&client);
        }
    }
}
