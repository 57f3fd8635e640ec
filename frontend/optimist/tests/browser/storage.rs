//! The stored log, and what goes wrong with it.

use std::{cell::RefCell, rc::Rc};

use js_sys::Array;
use optimist::{Client, Event, Subscription};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{IdbDatabase, window};
use yew::Callback;

use crate::{
    database,
    fakes::{self, SilentDatabases},
    pages::{until, until_async},
    server::{Answer, Encode, Server, SetDone},
};

/// A client with a stored log, and the events that came of it.
struct Page {
    client: Client,
    events: Rc<RefCell<Vec<Event>>>,
    _subscription: Subscription,
}

impl Page {
    fn open(database: &str) -> Self {
        let client = Client::builder()
            .mutation::<SetDone>()
            .mutation::<Encode>()
            .store(database)
            .build();
        let events = Rc::<RefCell<Vec<Event>>>::default();
        let kept = Rc::clone(&events);
        let subscription = client.on_event(Callback::from(move |event| {
            kept.borrow_mut().push(event);
        }));
        Self {
            client,
            events,
            _subscription: subscription,
        }
    }

    /// The codes of the storage's failures; `"recovered"` where it came back.
    fn storage(&self) -> Vec<String> {
        let events = self.events.borrow();
        let codes = events.iter().filter_map(|event| match event {
            Event::StorageFailed(reason) => Some(reason.code.clone()),
            Event::StorageRecovered => Some("recovered".to_owned()),
            _ => None,
        });
        codes.collect()
    }
}

/// The latest database that was opened.
fn latest(opened: &Array) -> IdbDatabase {
    opened.get(opened.length() - 1).unchecked_into()
}

#[wasm_bindgen_test]
async fn what_the_storage_holds_back_goes_out_when_it_does_not_open() {
    const NAME: &str = "optimist-test-silent";
    database::delete(NAME).await;
    let databases = SilentDatabases::new();
    let server = Server::with(1);
    let page = Page::open(NAME);
    let before = now();
    page.client.mutate::<SetDone>((0, true));
    until(|| server.waiting() == 1).await;
    assert!(now() - before > 2_900.0, "the storage has three seconds");
    assert_eq!(page.storage(), ["storage-late"]);

    // It opens at last, and gets what it has missed.
    databases.open();
    until(|| page.storage() == ["storage-late", "recovered"]).await;
    drop(databases);
    until_async(async || database::rows(NAME).await.len() == 1).await;
    server.answer(Answer::Done).await;
    until_async(async || database::rows(NAME).await.is_empty()).await;
}

#[wasm_bindgen_test]
async fn after_the_database_was_deleted_the_log_is_written_anew() {
    const NAME: &str = "optimist-test-deleted";
    database::delete(NAME).await;
    let server = Server::with(2);
    let page = Page::open(NAME);
    page.client.mutate::<SetDone>((0, true));
    until(|| server.waiting() == 1).await;
    database::delete(NAME).await;
    until(|| page.storage() == ["storage-lost", "recovered"]).await;
    page.client.mutate::<SetDone>((1, true));
    until(|| server.waiting() == 2).await;
    until_async(async || {
        let rows = database::rows(NAME).await;
        let keys = server.keys();
        rows.len() == 2 && keys.iter().all(|key| has(&rows, &key.to_string()))
    })
    .await;
    assert_eq!(page.storage(), ["storage-lost", "recovered"]);
}

#[wasm_bindgen_test]
async fn a_database_that_the_browser_takes_away_is_opened_again() {
    const NAME: &str = "optimist-test-closed";
    database::delete(NAME).await;
    let (_fake, opened) = fakes::opened_databases();
    let server = Server::with(2);
    let page = Page::open(NAME);
    page.client.mutate::<SetDone>((0, true));
    until(|| server.waiting() == 1).await;
    let lost = latest(&opened);
    lost.close();
    fakes::dispatch(&lost, "close");
    // Late, and of a database that no longer counts.
    until(|| page.storage() == ["storage-lost", "recovered"]).await;
    fakes::dispatch(&lost, "close");
    page.client.mutate::<SetDone>((1, true));
    until(|| server.waiting() == 2).await;
    assert_eq!(page.storage(), ["storage-lost", "recovered"]);
}

/// The browser has closed the database without a word.
#[wasm_bindgen_test]
async fn a_write_that_fails_sends_the_operation_and_stores_it_later() {
    const NAME: &str = "optimist-test-invalid";
    database::delete(NAME).await;
    let (_fake, opened) = fakes::opened_databases();
    let server = Server::with(2);
    let page = Page::open(NAME);
    page.client.mutate::<SetDone>((0, true));
    until(|| server.waiting() == 1).await;
    latest(&opened).close();
    page.client.mutate::<SetDone>((1, true));
    until(|| server.waiting() == 2).await;
    until(|| page.storage() == ["storage-lost", "recovered"]).await;
    until_async(async || {
        let rows = database::rows(NAME).await;
        server.keys().iter().all(|key| has(&rows, &key.to_string()))
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_full_device_is_reported_and_the_log_is_stored_when_there_is_room() {
    const NAME: &str = "optimist-test-full";
    database::delete(NAME).await;
    let server = Server::with(1);
    let page = Page::open(NAME);
    let fake = fakes::full_device();
    page.client.mutate::<SetDone>((0, true));
    until(|| server.waiting() == 1).await;
    assert_eq!(page.storage(), ["storage-full"]);
    assert!(database::rows(NAME).await.is_empty());
    drop(fake);
    until_async(async || database::rows(NAME).await.len() == 1).await;
    assert_eq!(page.storage().last().map(String::as_str), Some("recovered"));
}

#[wasm_bindgen_test]
async fn rows_of_the_version_before_are_sent_and_unknown_ones_stay() {
    const NAME: &str = "optimist-test-old-rows";
    const KEY: &str = "01a0c53e-6c00-7001-8000-000000000002";
    let old = format!(
        r#"{{"operation":"01a0c53e-6c00-7000-8000-000000000001","name":"set-done","version":1,"at":1790000000000,"entries":[["{KEY}",[0,true]]]}}"#
    );
    let paint = old.replace("set-done", "paint");
    let newer = old.replace(r#""version":1"#, r#""version":9"#);
    let unknown = [
        ("01a0c53e-6c00-7001-8000-000000000003", &*paint),
        ("01a0c53e-6c00-7001-8000-000000000004", &*newer),
        ("01a0c53e-6c00-7001-8000-000000000005", "{"),
        ("no key", "no row"),
    ];
    let mut rows = vec![(KEY, &*old)];
    rows.extend(unknown);
    database::create(NAME, &rows).await;
    let server = Server::with(1);
    let page = Page::open(NAME);
    until(|| server.waiting() == 1).await;
    assert_eq!(server.keys()[0].to_string(), KEY);
    let mut names = page.client.unknown_operations();
    names.sort_unstable();
    assert_eq!(names, ["paint", "set-done", "unreadable", "unreadable"]);
    server.answer(Answer::Done).await;
    let held = async || {
        let rows = database::rows(NAME).await;
        rows.into_iter().map(|(key, _)| key).collect::<Vec<_>>()
    };
    until_async(async || !held().await.iter().any(|key| key == KEY)).await;
    assert_eq!(held().await, unknown.map(|(key, _)| key));
}

#[wasm_bindgen_test]
async fn what_cannot_be_stored_is_sent_and_reported() {
    const NAME: &str = "optimist-test-not-storable";
    database::delete(NAME).await;
    let server = Server::with(1);
    let page = Page::open(NAME);
    page.client.mutate::<Encode>([([0], true)].into());
    until(|| server.waiting() == 1).await;
    assert_eq!(page.storage(), ["not-storable"]);
    assert!(database::rows(NAME).await.is_empty());
}

#[wasm_bindgen_test]
async fn what_was_not_sent_is_cancelled_when_its_row_is_gone() {
    const NAME: &str = "optimist-test-cancel";
    database::delete(NAME).await;
    let server = Server::with(1);
    let page = Page::open(NAME);
    page.client.mutate::<SetDone>((0, true));
    until(|| server.waiting() == 1).await;
    // It waits for the other one, which is about the same note.
    let second = page.client.mutate::<SetDone>((0, false));
    until_async(async || database::rows(NAME).await.len() == 2).await;
    page.client.cancel(second);
    let cancelled =
        |event: &Event| matches!(event, Event::Cancelled { operation, .. } if *operation == second);
    until(|| page.events.borrow().iter().any(cancelled)).await;
    let rows = database::rows(NAME).await;
    assert_eq!(rows.len(), 1);
    assert!(has(&rows, &server.keys()[0].to_string()));
    assert_eq!(page.client.pending(), 1);
}

#[wasm_bindgen_test]
async fn the_time_until_a_single_operation_is_stored_is_measured() {
    const NAME: &str = "optimist-test-measured";
    const MEASURE: &str = "optimist:stored";
    database::delete(NAME).await;
    let performance = window().and_then(|window| window.performance());
    let performance = performance.expect("a browser");
    performance.clear_measures_with_measure_name(MEASURE);
    let server = Server::with(300);
    let page = Page::open(NAME);
    page.client.mutate_all::<SetDone>([(0, true), (1, true)]);
    page.client.mutate::<SetDone>((2, true));
    until(|| server.waiting() == 3).await;
    let entries = performance.get_entries_by_name(MEASURE);
    assert_eq!(entries.length(), 1);
    assert!(fakes::get(&entries.get(0), "duration").as_f64() > Some(0.0));

    // They do not pile up.
    for note in 3..300 {
        page.client.mutate::<SetDone>((note, true));
    }
    until_async(async || database::rows(NAME).await.len() == 299).await;
    let entries = performance.get_entries_by_name(MEASURE);
    assert_eq!(entries.length(), 298 - 256);
}

/// Is there an entry of this key?
fn has(rows: &[(String, String)], key: &str) -> bool {
    rows.iter().any(|(_, row)| row.contains(key))
}

fn now() -> f64 {
    let performance = window().and_then(|window| window.performance());
    performance.expect("a browser").now()
}

/// A page may begin to work before it draws anything that listens.
#[wasm_bindgen_test]
async fn who_listens_first_is_told_what_has_happened_before() {
    const NAME: &str = "optimist-test-untold";
    database::delete(NAME).await;
    let databases = SilentDatabases::new();
    let server = Server::with(1);
    let client = Client::builder().mutation::<SetDone>().store(NAME).build();
    client.mutate::<SetDone>((0, true));
    until(|| server.waiting() == 1).await;
    let told = Rc::<RefCell<Vec<Event>>>::default();
    let kept = Rc::clone(&told);
    let subscription = client.on_event(Callback::from(move |event| {
        kept.borrow_mut().push(event);
    }));
    let failed = |event: &Event| matches!(event, Event::StorageFailed(_));
    until(|| told.borrow().iter().filter(|event| failed(event)).count() == 1).await;
    drop((subscription, databases));
    server.forget_waiting();
}
