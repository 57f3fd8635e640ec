//! Where kept data are: a database of its own (IndexedDB), so that the log's is never waited for.

use js_sys::{Array, Uint8Array};
use optimist_core::Timestamp;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{IdbObjectStore, IdbTransactionMode};

use crate::indexed_db::{Reopening, complete, either};

/// Raised when what stands in the database gets another form.
const VERSION: u32 = 1;
/// What each query has read, as JSON in bytes, by the query's name.
const DATA: &str = "data";
/// When that was, how many bytes it takes, and the version of its items.
const ABOUT: &str = "about";
/// The oldest are thrown away where all of them take more bytes than this.
const MOST_BYTES: f64 = 24.0 * 1024.0 * 1024.0;

/// An open database; dropping it closes it.
pub(crate) struct Shelf {
    database: Reopening,
}

/// What is kept of one query.
pub(crate) struct Record {
    pub(crate) version: u32,
    pub(crate) at: Timestamp,
    pub(crate) json: String,
}

impl Shelf {
    pub(crate) async fn open(name: &str) -> Result<Self, JsValue> {
        let database = Reopening::open(name.to_owned(), VERSION, &[DATA, ABOUT]).await?;
        Ok(Self { database })
    }

    /// What is kept of a query; `None`: nothing that can be read.
    pub(crate) async fn get(&self, query: &str) -> Result<Option<Record>, JsValue> {
        let transaction = self.database.transaction(IdbTransactionMode::Readonly)?;
        let data = transaction.object_store(DATA)?.get(&query.into())?;
        let about = transaction.object_store(ABOUT)?.get(&query.into())?;
        complete(&transaction).await?;
        let (data, about) = (data.result()?, About::of(&about.result()?));
        let record = data.dyn_into::<Uint8Array>().ok().zip(about);
        Ok(record.and_then(|(data, about)| {
            let whole = f64::from(data.length()) == about.bytes;
            Some(Record {
                version: about.version as u32,
                at: Timestamp(about.at as u64),
                json: String::from_utf8(data.to_vec()).ok().filter(|_| whole)?,
            })
        }))
    }

    /// Keeps what a query has read, and throws the oldest away where it is too much.
    pub(crate) async fn put(
        &self,
        query: &str,
        version: u32,
        at: Timestamp,
        json: &[u8],
    ) -> Result<(), JsValue> {
        let transaction = self.database.transaction(IdbTransactionMode::Readwrite)?;
        let [data, about] = [DATA, ABOUT].map(|name| transaction.object_store(name));
        let (data, about) = (data?, about?);
        let bytes = Uint8Array::from(json);
        data.put_with_key(&bytes, &query.into())?;
        let now = About {
            at: at.0 as f64,
            bytes: f64::from(bytes.length()),
            version: f64::from(version),
        };
        about.put_with_key(&now.to_js(), &query.into())?;
        let (keys, values) = (about.get_all_keys()?, about.get_all()?);
        either(&values, "success", "error").await;
        let keys: Array = keys.result()?.unchecked_into();
        let values: Array = values.result()?.unchecked_into();
        let all = keys
            .iter()
            .zip(values.iter().map(|value| About::of(&value)));
        throw_away(all.collect(), &data, &about)?;
        complete(&transaction).await
    }
}

/// Throws the oldest away until the rest is little enough; what cannot be read is the oldest.
fn throw_away(
    mut all: Vec<(JsValue, Option<About>)>,
    data: &IdbObjectStore,
    about: &IdbObjectStore,
) -> Result<(), JsValue> {
    let at = |known: &Option<About>| known.as_ref().map_or(-1.0, |known| known.at);
    let bytes = |known: &Option<About>| known.as_ref().map_or(f64::INFINITY, |known| known.bytes);
    while all.iter().map(|(_, known)| bytes(known)).sum::<f64>() > MOST_BYTES {
        let mut oldest = 0;
        for place in 1..all.len() {
            if at(&all[place].1) < at(&all[oldest].1) {
                oldest = place;
            }
        }
        let (key, _) = all.swap_remove(oldest);
        data.delete(&key)?;
        about.delete(&key)?;
    }
    Ok(())
}

/// What is known of a record without reading it.
struct About {
    at: f64,
    bytes: f64,
    version: f64,
}

impl About {
    fn to_js(&self) -> JsValue {
        Array::of3(&self.at.into(), &self.bytes.into(), &self.version.into()).into()
    }

    fn of(value: &JsValue) -> Option<Self> {
        let fields = value.dyn_ref::<Array>()?;
        Some(Self {
            at: fields.get(0).as_f64()?,
            bytes: fields.get(1).as_f64()?,
            version: fields.get(2).as_f64()?,
        })
    }
}
