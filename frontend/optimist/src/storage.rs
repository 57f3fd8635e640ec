//! The log's database in the browser (IndexedDB).

use std::{cell::Cell, rc::Rc};

use gloo_events::EventListener;
use js_sys::{Array, Function, Object, Reflect};
use optimist_core::{Key, Reason};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{IdbDatabase, IdbObjectStore, IdbTransaction};

use crate::{
    indexed_db::{self, complete},
    log_rows::Transaction,
};

const STORE: &str = "log";
const VERSION: u32 = 1;
/// Beside the rows, the number of the latest term of the lock that pages share.
const TERM: &str = "term";

/// An open database; dropping it closes it.
pub(crate) struct Storage {
    database: IdbDatabase,
    _listeners: [EventListener; 2],
}

/// A row as the database gives it back; `None`: what stands there is no row.
pub(crate) type LoadedRow = Option<(Key, String)>;

/// Why nothing was written.
pub(crate) enum NotWritten {
    /// Another page has begun a later term.
    Overruled,
    /// The storage has failed.
    Failed(JsValue),
}

impl From<JsValue> for NotWritten {
    fn from(error: JsValue) -> Self {
        Self::Failed(error)
    }
}

impl Drop for Storage {
    fn drop(&mut self) {
        self.database.close();
    }
}

impl Storage {
    /// Opens the database of this name, and makes it where there is none. `on_lost` is called when
    /// the browser takes it away, or another page needs to change or delete it.
    pub(crate) async fn open(
        name: &str,
        on_lost: impl Fn() + Clone + 'static,
    ) -> Result<Self, JsValue> {
        let database = indexed_db::open(name, VERSION, &[STORE]).await?;
        let listeners = ["close", "versionchange"].map(|event| {
            let (closed, on_lost) = (database.clone(), on_lost.clone());
            EventListener::new(&database, event, move |_| {
                // Whoever wants to change or delete it waits for this.
                closed.close();
                on_lost();
            })
        });
        Ok(Self {
            database,
            _listeners: listeners,
        })
    }

    /// Every row.
    pub(crate) async fn load(&self) -> Result<Vec<LoadedRow>, JsValue> {
        let (transaction, store) = self.transaction("readonly", false)?;
        let keys = store.get_all_keys()?;
        let values = store.get_all()?;
        complete(&transaction).await?;
        let keys: Array = keys.result()?.unchecked_into();
        let values: Array = values.result()?.unchecked_into();
        let rows = keys.iter().zip(values.iter());
        Ok(rows
            .filter(|(key, _)| *key != TERM)
            .map(|(key, value)| Some((key.as_string()?.parse().ok()?, value.as_string()?)))
            .collect())
    }

    /// Begins to put rows and to remove others, all or none of it. With a `term`, nothing is written
    /// once a later one has begun. The page need not go on for it to end: a page that the system stops
    /// would hold up all others.
    pub(crate) fn write(&self, change: &Transaction, term: Option<u64>) -> Result<Write, JsValue> {
        let (transaction, store) = self.transaction("readwrite", change.lasts)?;
        let overruled: Rc<Cell<bool>> = Rc::default();
        let listener = match term {
            None => None,
            Some(term) => {
                let latest = store.get(&TERM.into())?;
                Some(EventListener::once(&latest, "success", {
                    let (latest, transaction) = (latest.clone(), transaction.clone());
                    let overruled = Rc::clone(&overruled);
                    move |_| {
                        let latest = latest.result().ok().and_then(|latest| latest.as_f64());
                        overruled.set(latest != Some(term as f64));
                        let _ = match overruled.get() {
                            true => transaction.abort(),
                            false => commit(&transaction),
                        };
                    }
                }))
            }
        };
        put_and_remove(&store, change)?;
        if term.is_none() {
            commit(&transaction)?;
        }
        Ok(Write {
            transaction,
            overruled,
            _listener: listener,
        })
    }

    /// Begins to write all of these, or none, whoever has the lock that pages share. The browser has all
    /// that it needs when this returns: a page that ends then does not take it back.
    pub(crate) fn write_at_once(&self, changes: &[Rc<Transaction>]) -> Result<Write, JsValue> {
        let (transaction, store) = self.transaction("readwrite", true)?;
        changes
            .iter()
            .try_for_each(|change| put_and_remove(&store, change))?;
        commit(&transaction)?;
        Ok(Write {
            transaction,
            overruled: Rc::default(),
            _listener: None,
        })
    }

    /// Begins a term later than every one before, and than `known`. Returns its number.
    pub(crate) async fn begin_term(&self, known: u64) -> Result<u64, JsValue> {
        // A loss of power ends all pages, and their terms with them: this need not wait for the disk.
        let (transaction, store) = self.transaction("readwrite", false)?;
        let begun = Rc::new(Cell::new(0.0));
        let latest = store.get(&TERM.into())?;
        let _listener = EventListener::once(&latest, "success", {
            let (latest, begun) = (latest.clone(), Rc::clone(&begun));
            move |_| {
                let latest = latest.result().ok().and_then(|latest| latest.as_f64());
                begun.set(latest.unwrap_or(0.0).max(known as f64) + 1.0);
                // What cannot be put fails the transaction.
                let _ = store.put_with_key(&begun.get().into(), &TERM.into());
            }
        });
        complete(&transaction).await?;
        Ok(begun.get() as u64)
    }

    /// A transaction. One that `lasts` has reached the disk when it is complete: an accepted operation
    /// must survive the loss of power.
    fn transaction(
        &self,
        mode: &str,
        lasts: bool,
    ) -> Result<(IdbTransaction, IdbObjectStore), JsValue> {
        let database: &JsValue = &self.database;
        let begin: Function = Reflect::get(database, &"transaction".into())?.dyn_into()?;
        let options = Object::new();
        let durability = if lasts { "strict" } else { "relaxed" };
        Reflect::set(&options, &"durability".into(), &durability.into())?;
        let transaction = begin.call3(database, &STORE.into(), &mode.into(), &options)?;
        let transaction: IdbTransaction = transaction.unchecked_into();
        let store = transaction.object_store(STORE)?;
        Ok((transaction, store))
    }
}

/// Requests all that a transaction changes.
fn put_and_remove(store: &IdbObjectStore, change: &Transaction) -> Result<(), JsValue> {
    for (key, row) in &change.put {
        store.put_with_key(&row.into(), &key.to_string().into())?;
    }
    for key in &change.remove {
        store.delete(&key.to_string().into())?;
    }
    Ok(())
}

/// Lets a transaction end with the requests that it has.
#[expect(
    deprecated,
    reason = "the binding says so, and neither the standard (Indexed Database API 3.0) nor a browser does"
)]
pub(crate) fn commit(transaction: &IdbTransaction) -> Result<(), JsValue> {
    transaction.commit()
}

/// Something that is being written.
pub(crate) struct Write {
    transaction: IdbTransaction,
    overruled: Rc<Cell<bool>>,
    _listener: Option<EventListener>,
}

impl Write {
    /// Returns when it is written.
    pub(crate) async fn written(&self) -> Result<(), NotWritten> {
        let written = complete(&self.transaction).await;
        match self.overruled.get() {
            true => Err(NotWritten::Overruled),
            false => Ok(written?),
        }
    }

    /// Takes it back, unless it is written.
    pub(crate) fn give_up(&self) {
        let _ = self.transaction.abort();
    }
}

/// Why the storage cannot be used, from what the browser has thrown.
pub(crate) fn reason(error: &JsValue) -> Reason {
    let name = Reflect::get(error, &"name".into()).ok();
    match name.and_then(|name| name.as_string()).as_deref() {
        Some("QuotaExceededError") => Reason::new(
            "storage-full",
            "This device has no room left for changes. They are saved to the server only.",
        ),
        Some("InvalidStateError" | "AbortError") => lost(),
        _ => Reason::new(
            "storage-unavailable",
            "The browser's storage cannot be used. Changes are saved to the server only.",
        ),
    }
}

/// The browser, or another page, has closed the database.
pub(crate) fn lost() -> Reason {
    Reason::new(
        "storage-lost",
        "The browser has closed its storage. Changes are saved to the server only.",
    )
}
