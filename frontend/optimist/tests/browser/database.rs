//! The log's database, as a test sees it beside the library.

use js_sys::{Array, Function, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// The rows of a database: key and text. The number of its term is none.
pub async fn rows(name: &str) -> Vec<(String, String)> {
    let rows: Array = with_store(name, "").await.unchecked_into();
    let rows = rows.iter().map(|row| {
        let row: Array = row.unchecked_into();
        let text = |at| row.get(at).as_string().expect("a text");
        (text(0), text(1))
    });
    rows.collect()
}

/// Makes a database with these rows.
pub async fn create(name: &str, rows: &[(&str, &str)]) {
    delete(name).await;
    let put = rows
        .iter()
        .map(|(key, row)| format!("store.put({row:?}, {key:?});"));
    with_store(name, &put.collect::<String>()).await;
}

/// Another page, of which this one has heard nothing, begins a term of the lock.
pub async fn begin_term(name: &str) {
    with_store(name, "store.put(1000, 'term');").await;
}

/// Deletes a database; whoever has it open is asked to close it.
pub async fn delete(name: &str) {
    wait(
        "name",
        "return new Promise((resolve, reject) => {
            const request = indexedDB.deleteDatabase(name);
            request.onsuccess = resolve;
            request.onerror = () => reject(request.error);
        })",
        name,
    )
    .await;
}

/// Does something with the store of rows; returns what it holds then.
async fn with_store(name: &str, act: &str) -> JsValue {
    let body = format!(
        "return new Promise((resolve, reject) => {{
            const request = indexedDB.open(name, 1);
            request.onupgradeneeded = () => request.result.createObjectStore('log');
            request.onerror = () => reject(request.error);
            request.onsuccess = () => {{
                const database = request.result;
                const transaction = database.transaction('log', 'readwrite');
                const store = transaction.objectStore('log');
                {act}
                const [keys, values] = [store.getAllKeys(), store.getAll()];
                transaction.onabort = () => reject(transaction.error);
                transaction.oncomplete = () => {{
                    database.close();
                    const rows = keys.result.map((key, at) => [key, values.result[at]]);
                    resolve(rows.filter(([key]) => key !== 'term'));
                }};
            }};
        }})"
    );
    wait("name", &body, name).await
}

async fn wait(argument: &str, body: &str, value: &str) -> JsValue {
    let promise = Function::new_with_args(argument, body).call1(&JsValue::NULL, &value.into());
    let promise: Promise = promise.expect("a promise").unchecked_into();
    JsFuture::from(promise).await.expect("a database")
}
