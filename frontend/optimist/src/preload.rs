//! What is waited for before anything is drawn.

use std::cell::Cell;

use futures::channel::oneshot;
use optimist_core::{DataStatus, FetchStatus, QueryStatus};
use yew::Callback;

use crate::{client::Client, transport::Fetch};

impl Client {
    /// Waits until the stored log has been read, or is out of reach: whatever is shown before lacks what
    /// an earlier visit has left.
    pub async fn log_read(&self) {
        let (sender, read) = oneshot::channel();
        let sender = Cell::new(Some(sender));
        let look = {
            let client = self.downgrade();
            move |()| {
                client.with(|client| {
                    if client.inner.engine.borrow().log_is_read()
                        && let Some(sender) = sender.take()
                    {
                        let _ = sender.send(());
                    }
                });
            }
        };
        let changed = Callback::from(look);
        let subscription = self.on_operations(changed.clone());
        changed.emit(());
        // With the sender gone there is nothing to wait for.
        let _ = read.await;
        drop(subscription);
    }

    /// Reads a query ahead of its use, and waits until it has data or the read has come to nothing.
    pub async fn preload<Q: Fetch>(&self, args: &Q::Args) {
        let query = self.observe::<Q>(args);
        let (sender, settled) = oneshot::channel();
        let sender = Cell::new(Some(sender));
        let look = {
            let (client, query) = (self.downgrade(), query.clone());
            move |()| {
                client.with(|client| {
                    let QueryStatus { data, fetch, .. } = client.status(&query);
                    if (data, fetch) != (DataStatus::Pending, FetchStatus::Fetching)
                        && let Some(sender) = sender.take()
                    {
                        let _ = sender.send(());
                    }
                });
            }
        };
        let changed = Callback::from(look);
        let subscription = self.on_query(query.clone(), changed.clone());
        changed.emit(());
        // With the sender gone there is nothing to wait for.
        let _ = settled.await;
        drop(subscription);
        self.unobserve(&query);
    }
}
