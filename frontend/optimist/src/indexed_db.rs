//! IndexedDB, whose events become futures.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use futures::channel::oneshot;
use gloo_events::EventListener;
use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{EventTarget, IdbDatabase, IdbTransaction, IdbTransactionMode};

/// A database that lets go where another page wants to delete or change it, and is opened again after that,
/// as where the browser has closed it: its user may have cleared what the site keeps.
pub(crate) struct Reopening {
    open: Rc<Open>,
}

/// What is open, and how it is opened again.
struct Open {
    name: String,
    version: u32,
    stores: &'static [&'static str],
    database: RefCell<IdbDatabase>,
    listeners: RefCell<Vec<EventListener>>,
}

impl Drop for Open {
    fn drop(&mut self) {
        self.database.borrow().close();
    }
}

impl Reopening {
    /// Opens a database with these stores.
    pub(crate) async fn open(
        name: String,
        version: u32,
        stores: &'static [&'static str],
    ) -> Result<Self, JsValue> {
        let database = open(&name, version, stores).await?;
        let open = Rc::new(Open {
            name,
            version,
            stores,
            database: RefCell::new(database),
            listeners: RefCell::default(),
        });
        open.listen();
        Ok(Self { open })
    }

    /// A transaction over all stores.
    pub(crate) fn transaction(&self, mode: IdbTransactionMode) -> Result<IdbTransaction, JsValue> {
        let stores: Array = self
            .open
            .stores
            .iter()
            .map(|name| JsValue::from(*name))
            .collect();
        let database = self.open.database.borrow();
        database.transaction_with_str_sequence_and_mode(&stores, mode)
    }
}

impl Open {
    fn listen(self: &Rc<Self>) {
        let database = self.database.borrow();
        let listeners = ["versionchange", "close"].map(|event| {
            let open = Rc::downgrade(self);
            EventListener::once(&database, event, move |_| {
                open.upgrade().into_iter().for_each(Self::again);
            })
        });
        self.listeners.replace(listeners.into());
    }

    /// Lets go, and opens it again after whatever another page does to it.
    fn again(self: Rc<Self>) {
        self.database.borrow().close();
        spawn_local(async move {
            // A page of a later version may have taken it.
            if let Ok(database) = open(&self.name, self.version, self.stores).await {
                self.database.replace(database);
                self.listen();
            }
        });
    }
}

/// Opens a database, and makes it with these object stores where there is none of this version.
pub(crate) async fn open(
    name: &str,
    version: u32,
    stores: &'static [&'static str],
) -> Result<IdbDatabase, JsValue> {
    let window = web_sys::window().ok_or("there is no window")?;
    let factory = window.indexed_db()?.ok_or("there is no IndexedDB")?;
    let request = factory.open_with_u32(name, version)?;
    let upgrade = EventListener::once(&request, "upgradeneeded", {
        let request = request.clone();
        move |_| {
            if let Ok(database) = request.result() {
                let database: IdbDatabase = database.unchecked_into();
                for store in stores {
                    // Without it, the first transaction fails.
                    let _ = database.create_object_store(store);
                }
            }
        }
    });
    // Who waits no longer must not leave a database without stores behind: the browser goes on.
    upgrade.forget();
    let opened = either(&request, "success", "error").await;
    if opened {
        Ok(request.result()?.unchecked_into())
    } else {
        Err(request.error().map_or_else(|error| error, JsValue::from))
    }
}

/// Waits until a transaction is complete; an error: it was given up.
pub(crate) async fn complete(transaction: &IdbTransaction) -> Result<(), JsValue> {
    if either(transaction, "complete", "abort").await {
        Ok(())
    } else {
        let error = transaction.error();
        Err(error.map_or_else(|| "the transaction was given up".into(), JsValue::from))
    }
}

/// Waits for one of two events; returns whether it was the first.
pub(crate) async fn either(target: &EventTarget, good: &'static str, bad: &'static str) -> bool {
    let (sender, event) = oneshot::channel();
    let sender = Rc::new(Cell::new(Some(sender)));
    let listeners = [(good, true), (bad, false)].map(|(event, is_good)| {
        let sender = Rc::clone(&sender);
        EventListener::new(target, event, move |_| {
            if let Some(sender) = sender.take() {
                let _ = sender.send(is_good);
            }
        })
    });
    let is_good = event.await;
    drop(listeners);
    is_good == Ok(true)
}
