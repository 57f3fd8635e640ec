//! Records that an app keeps beside its log: all pages over the client's database share them, and they
//! outlive the pages.

use std::{cell::RefCell, pin::pin, rc::Rc};

use futures::future::{self, Either};
use gloo_events::EventListener;
use gloo_timers::future::TimeoutFuture;
use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{BroadcastChannel, IdbObjectStore, IdbTransactionMode, MessageEvent};

use crate::{
    browser,
    client::Client,
    indexed_db::{Reopening, complete},
    storage::commit,
};

/// Raised when what stands in the database gets another form.
const VERSION: u32 = 1;
/// The records, by their names.
const RECORDS: &str = "records";
/// What some of them have that is large, as a list of texts, by the same names.
const PARTS: &str = "parts";
/// A database that takes longer is done without, in milliseconds.
const PATIENCE_MS: u32 = 3_000;

/// Records in a database of their own. Each is a short text with a name, and may have *parts*: texts that
/// are read on demand. What one page changes, the others are told.
///
/// Nothing here fails loudly: what the browser does not keep is as if it had never been given.
pub struct Records {
    database: Reopening,
    channel: Option<BroadcastChannel>,
    _listener: Option<EventListener>,
}

impl Client {
    /// Opens the records of this name beside the client's database. `on_change` is called with the name of
    /// each record that another page changes, and what it is now; `None`: it is gone. Nothing is opened
    /// where the client has no database, and where that takes more than three seconds.
    pub async fn records(
        &self,
        name: &str,
        on_change: impl Fn(String, Option<String>) + 'static,
    ) -> Option<Records> {
        let name = format!("{}-{name}", self.inner.database.as_deref()?);
        let opening = pin!(Reopening::open(name.clone(), VERSION, &[RECORDS, PARTS]));
        let opened = future::select(opening, TimeoutFuture::new(PATIENCE_MS)).await;
        let Either::Left((Ok(database), _)) = opened else {
            return None;
        };
        let channel = BroadcastChannel::new(&format!("optimist:{name}")).ok();
        let listener = channel.as_ref().map(|channel| {
            EventListener::new(channel, "message", move |event| {
                let event: &MessageEvent = event.unchecked_ref();
                let message = Array::from(&event.data());
                if let Some(name) = message.get(0).as_string() {
                    on_change(name, message.get(1).as_string());
                }
            })
        });
        Some(Records {
            database,
            channel,
            _listener: listener,
        })
    }
}

impl Drop for Records {
    fn drop(&mut self) {
        if let Some(channel) = &self.channel {
            channel.close();
        }
    }
}

impl Records {
    /// All records with their names, in the order of the names; `None`: they cannot be read.
    pub async fn all(&self) -> Option<Vec<(String, String)>> {
        let read = async {
            let transaction = self.database.transaction(IdbTransactionMode::Readonly)?;
            let store = transaction.object_store(RECORDS)?;
            let (keys, values) = (store.get_all_keys()?, store.get_all()?);
            complete(&transaction).await?;
            let keys: Array = keys.result()?.unchecked_into();
            let values: Array = values.result()?.unchecked_into();
            let pairs = keys.iter().zip(values.iter());
            let texts =
                pairs.filter_map(|(key, value)| Some((key.as_string()?, value.as_string()?)));
            Ok(texts.collect())
        };
        in_time(read).await
    }

    /// The parts of a record, if it has any; `None`: they cannot be read.
    pub async fn parts(&self, name: &str) -> Option<Option<Vec<String>>> {
        let read = async {
            let transaction = self.database.transaction(IdbTransactionMode::Readonly)?;
            let parts = transaction.object_store(PARTS)?.get(&name.into())?;
            complete(&transaction).await?;
            Ok(parts.result()?.dyn_into::<Array>().ok())
        };
        let parts: Option<Array> = in_time(read).await?;
        Some(parts.map(|parts| parts.iter().filter_map(|part| part.as_string()).collect()))
    }

    /// Puts a record with its parts in place of what was there. The browser has all that it needs when this
    /// returns: a page that ends then does not take it back.
    pub fn put(&self, name: &str, record: &str, parts: &[String]) {
        let put = || {
            let transaction = self.database.transaction(IdbTransactionMode::Readwrite)?;
            let list: Array = parts.iter().map(JsValue::from).collect();
            let records = transaction.object_store(RECORDS)?;
            records.put_with_key(&record.into(), &name.into())?;
            let all_parts = transaction.object_store(PARTS)?;
            all_parts.put_with_key(&list, &name.into())?;
            commit(&transaction)
        };
        match put() {
            Ok(()) => self.tell(name, Some(record)),
            Err(error) => browser::warn("a record cannot be kept", &error),
        }
    }

    /// Changes a record in a transaction, in which no other page changes any: `change` is given the record,
    /// if there is one, and gives what it is to be; `None`: it stays. Returns whether `change` was called.
    /// Its outcome may be lost all the same: it must be one that can be done again.
    pub async fn update(
        &self,
        name: &str,
        change: impl FnOnce(Option<String>) -> Option<String> + 'static,
    ) -> bool {
        let changed: Rc<RefCell<Option<Option<String>>>> = Rc::default();
        let begin = || {
            let transaction = self.database.transaction(IdbTransactionMode::Readwrite)?;
            let store = transaction.object_store(RECORDS)?;
            let request = store.get(&name.into())?;
            let listener = EventListener::once(&request, "success", {
                let (request, name) = (request.clone(), name.to_owned());
                let (changed, transaction) = (Rc::clone(&changed), transaction.clone());
                move |_| {
                    let before = request.result().ok();
                    let after = change(before.and_then(|before| before.as_string()));
                    if let Some(after) = &after {
                        // What cannot be put fails the transaction.
                        let _ = store.put_with_key(&after.into(), &name.into());
                    }
                    changed.replace(Some(after));
                    let _ = commit(&transaction);
                }
            });
            Ok::<_, JsValue>((transaction, listener))
        };
        let Ok((transaction, listener)) = begin() else {
            return false;
        };
        if in_time(complete(&transaction)).await.is_none() {
            let _ = transaction.abort();
        }
        drop(listener);
        match changed.take() {
            Some(after) => {
                if after.is_some() {
                    self.tell(name, after.as_deref());
                }
                true
            }
            None => false,
        }
    }

    /// Removes records with their parts.
    pub fn remove(&self, names: &[String]) {
        self.delete(&[RECORDS, PARTS], names);
        names.iter().for_each(|name| self.tell(name, None));
    }

    /// Removes the parts of records.
    pub fn remove_parts(&self, names: &[String]) {
        self.delete(&[PARTS], names);
    }

    fn delete(&self, stores: &[&str], names: &[String]) {
        let delete = || {
            let transaction = self.database.transaction(IdbTransactionMode::Readwrite)?;
            for store in stores {
                let store: IdbObjectStore = transaction.object_store(store)?;
                for name in names {
                    store.delete(&name.into())?;
                }
            }
            commit(&transaction)
        };
        if let Err(error) = delete() {
            browser::warn("records cannot be removed", &error);
        }
    }

    fn tell(&self, name: &str, record: Option<&str>) {
        if let Some(channel) = &self.channel {
            let record = record.map_or(JsValue::NULL, JsValue::from);
            let _ = channel.post_message(&Array::of2(&name.into(), &record));
        }
    }
}

/// What comes of it, unless it fails or takes too long.
async fn in_time<T>(work: impl Future<Output = Result<T, JsValue>>) -> Option<T> {
    match future::select(pin!(work), TimeoutFuture::new(PATIENCE_MS)).await {
        Either::Left((done, _)) => done.ok(),
        Either::Right(_) => None,
    }
}
