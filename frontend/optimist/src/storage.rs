//! The log in IndexedDB: a row for each entry, or for a few that were issued in one moment.

use idb::{DatabaseEvent, Factory, ObjectStoreParams, Transaction};
use js_sys::{Array, Function, Reflect};
use optimist_core::Key;
use wasm_bindgen::{JsCast, JsValue};

const STORE: &str = "log";

/// An open database.
pub(crate) struct Storage {
    database: JsValue,
}

impl Storage {
    /// Opens the database of this name, and makes it where there is none.
    pub(crate) async fn open(name: &str) -> Result<Self, JsValue> {
        let factory = Factory::new().map_err(text)?;
        let mut request = factory.open(name, Some(1)).map_err(text)?;
        request.on_upgrade_needed(|event| {
            // Without the store, the first transaction fails and the page goes on unstored.
            if let Ok(database) = event.database() {
                let _ = database.create_object_store(STORE, ObjectStoreParams::new());
            }
        });
        let mut database = request.await.map_err(text)?;
        // A newer version of the page in another tab must not wait for this one.
        database.on_version_change(|event| {
            let closed = event
                .target()
                .and_then(|target| target.dyn_into::<web_sys::IdbDatabase>().ok());
            if let Some(database) = closed {
                database.close();
            }
        });
        // They are needed as long as the page is open.
        database.forget_callbacks();
        Ok(Self {
            database: database.into(),
        })
    }

    /// Every row with its key, in the order of issue.
    pub(crate) async fn load(&self) -> Result<Vec<(Key, String)>, JsValue> {
        let transaction = self.transaction("readonly")?;
        let store = transaction.object_store(STORE).map_err(text)?;
        let keys = store.get_all_keys(None, None).map_err(text)?;
        let values = store.get_all(None, None).map_err(text)?;
        let rows = keys.await.map_err(text)?.into_iter();
        let rows = rows.zip(values.await.map_err(text)?);
        Ok(rows
            .filter_map(|(key, value)| Some((key.as_string()?.parse().ok()?, value.as_string()?)))
            .collect())
    }

    /// Puts rows, each under the key of its first entry, and removes others; that is on disk when this returns.
    pub(crate) async fn write(
        &self,
        put: impl Iterator<Item = (Key, String)>,
        remove: &[Key],
    ) -> Result<(), JsValue> {
        let transaction = self.transaction("readwrite")?;
        let store = transaction.object_store(STORE).map_err(text)?;
        for (key, row) in put {
            let key = JsValue::from_str(&key.to_string());
            store
                .put(&JsValue::from_str(&row), Some(&key))
                .map_err(text)?;
        }
        for key in remove {
            store
                .delete(JsValue::from_str(&key.to_string()))
                .map_err(text)?;
        }
        finish(transaction).await
    }

    /// A transaction that has reached the disk when it is complete: an accepted operation must
    /// survive the loss of power, and the crate `idb` has no setting for it.
    fn transaction(&self, mode: &str) -> Result<Transaction, JsValue> {
        let open: Function = Reflect::get(&self.database, &"transaction".into())?.dyn_into()?;
        let options = js_sys::Object::new();
        Reflect::set(&options, &"durability".into(), &"strict".into())?;
        let stores = Array::of1(&STORE.into());
        let transaction = open.call3(&self.database, &stores, &mode.into(), &options)?;
        Transaction::try_from(transaction).map_err(text)
    }
}

async fn finish(transaction: Transaction) -> Result<(), JsValue> {
    let result = transaction.commit().map_err(text)?.await.map_err(text)?;
    if result.is_committed() {
        Ok(())
    } else {
        Err("the browser gave the transaction up".into())
    }
}

/// What the console is told. (The crate's own sentences for each of its errors weigh four kilobytes.)
fn text(_: idb::Error) -> JsValue {
    "IndexedDB failed".into()
}
