//! The stored log: opening the database, and writing what the engine asks for.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use gloo_timers::future::TimeoutFuture;
use optimist_core::{Input, Key, Stored};
use wasm_bindgen::JsValue;

use crate::{
    browser,
    client::Client,
    log_rows::{LogRows, Transaction},
    record::{self, Decoded, EntryText, RowHead},
    storage::{self, LoadedRow, NotWritten, Storage, Write},
};

/// While more operations than this are pending, writing leaves frames room, and removals that have time
/// wait so many frames for others to share a transaction with.
const MUCH: usize = 64;
const LATER_FRAMES: usize = 9;

/// An open database, with what it holds.
pub(crate) struct LogStore {
    storage: Storage,
    rows: RefCell<LogRows>,
    /// The term in which the page read the rows, if it had the lock that pages share.
    term: Option<u64>,
    /// One transaction after another is being written.
    writing: Cell<bool>,
    /// The one of them that is under way, unless something else is to write it.
    under_way: RefCell<Option<(Rc<Transaction>, Rc<Write>)>>,
}

impl LogStore {
    pub(super) fn storage(&self) -> &Storage {
        &self.storage
    }

    /// Another page has written a row.
    pub(super) fn heard_row(&self, head: RowHead, entries: Vec<(Key, EntryText)>) {
        self.rows.borrow_mut().add(head, entries);
    }
}

impl Client {
    /// Opens the database, and takes in what it holds. What was to be written before is forgotten.
    pub(super) fn open_storage(&self) {
        let opening = self.inner.opening.begin();
        self.spawn(async move |client| {
            if let Err(error) = client.open_and_load(opening).await {
                client.storage_failed(opening, &error);
            }
            client.lead_if_granted();
        });
    }

    async fn open_and_load(&self, opening: u64) -> Result<(), JsValue> {
        let name = self.inner.database.clone().unwrap_or_default();
        let client = self.downgrade();
        let on_lost = move || client.with(|client| client.storage_lost(opening));
        let storage = Storage::open(&name, on_lost).await?;
        // A database that opens too late is closed again.
        if !self.inner.opening.counts(opening) {
            return Ok(());
        }
        // Who has the lock before the rows are read need not read them again.
        self.ask_for_lock().await;
        self.begin_term(&storage).await?;
        let loaded = storage.load().await?;
        let (rows, unknown, entries) = self.decode(loaded);
        let store = LogStore {
            storage,
            rows: RefCell::new(rows),
            term: self.term(),
            writing: Cell::default(),
            under_way: RefCell::default(),
        };
        if self.inner.opening.succeed(opening, Rc::new(store)) {
            self.inner.unknown_operations.replace(unknown);
            self.input(Input::Restored(entries));
        }
        Ok(())
    }

    fn decode(&self, loaded: Vec<LoadedRow>) -> (LogRows, Vec<String>, Vec<Stored>) {
        let mut rows = LogRows::default();
        let mut unknown = Vec::new();
        let mut restored = Vec::new();
        for row in loaded {
            let Some((key, text)) = row else {
                unknown.push(record::UNREADABLE.to_owned());
                continue;
            };
            match record::decode_row(&self.inner.registry, &text) {
                Decoded::Known(head, entries) => {
                    let texts = entries.into_iter().map(|(stored, text)| {
                        let key = stored.key;
                        restored.push(stored);
                        (key, text)
                    });
                    rows.restore(key, head, texts.collect());
                }
                Decoded::Unknown { name } => unknown.push(name),
            }
        }
        (rows, unknown, restored)
    }

    fn storage_lost(&self, opening: u64) {
        if self.inner.opening.fail(opening) {
            self.input(Input::StorageFailed(storage::lost()));
        }
    }

    pub(super) fn storage_failed(&self, opening: u64, error: &JsValue) {
        if self.inner.opening.fail(opening) {
            browser::warn("changes cannot be stored", error);
            self.input(Input::StorageFailed(storage::reason(error)));
        }
    }

    /// Gives up what is being written.
    pub(super) fn close_storage(&self) {
        if let Some((opening, store)) = self.inner.opening.open() {
            if let Some((_, write)) = store.under_way.take() {
                write.give_up();
            }
            self.inner.opening.fail(opening);
        }
    }

    pub(super) fn store(&self, entries: &[Stored]) {
        if let Some((_, store)) = self.inner.opening.open() {
            store.rows.borrow_mut().store(entries, browser::page_ms());
            // A large operation lets the browser paint first what it has changed.
            self.write(entries.len() > 1);
        }
    }

    pub(super) fn unstore(&self, keys: &[Key], awaited: bool) {
        if let Some((_, store)) = self.inner.opening.open() {
            store.rows.borrow_mut().unstore(keys, awaited);
            self.write(false);
        }
    }

    /// Writes what is to be written, one transaction after another.
    fn write(&self, paint_first: bool) {
        let Some((opening, store)) = self.inner.opening.open() else {
            return;
        };
        if store.writing.replace(true) {
            return;
        }
        self.spawn(async move |client| {
            if paint_first {
                browser::painted().await;
            }
            while let Some(transaction) = client.next_transaction(&store).await {
                let written = if transaction.is_empty() {
                    Ok(())
                } else {
                    match client.write_one(&store, &transaction).await {
                        Some(written) => written,
                        None if client.inner.opening.counts(opening) => continue,
                        None => return,
                    }
                };
                if !client.written(opening, &store, written, &[transaction]) {
                    return;
                }
            }
            store.writing.set(false);
        });
    }

    /// Writes a transaction; `None`: something else writes it, or it was given up.
    async fn write_one(
        &self,
        store: &LogStore,
        transaction: &Rc<Transaction>,
    ) -> Option<Result<(), NotWritten>> {
        let write = match store.storage.write(transaction, store.term) {
            Ok(write) => Rc::new(write),
            Err(error) => return Some(Err(error.into())),
        };
        let under_way = (Rc::clone(transaction), Rc::clone(&write));
        store.under_way.replace(Some(under_way));
        let written = write.written().await;
        store.under_way.take()?;
        if written.is_ok() {
            self.tell_rows(&transaction.news);
        }
        Some(written)
    }

    /// The page may end at any moment: the browser is given at once what was never stored, and other
    /// pages are told. That has to be one transaction: what waits for another one ends with the page.
    pub(crate) fn store_at_once(&self) {
        let Some((opening, store)) = self.inner.opening.open() else {
            return;
        };
        let under_way = store.under_way.take();
        if !store.rows.borrow_mut().is_urgent()
            && !under_way
                .as_ref()
                .is_some_and(|(transaction, _)| transaction.adds)
        {
            store.under_way.replace(under_way);
            return;
        }
        let mut transactions = Vec::new();
        if let Some((transaction, write)) = under_way {
            write.give_up();
            transactions.push(transaction);
        }
        while store.rows.borrow_mut().is_urgent()
            && let Some(transaction) = self.take_transaction(&store)
        {
            transactions.push(transaction);
        }
        let write = store.storage.write_at_once(&transactions);
        let news = transactions
            .iter()
            .flat_map(|transaction| &transaction.news);
        self.tell_rows(&news.cloned().collect::<Vec<_>>());
        self.spawn(async move |client| {
            let written = match write {
                Ok(write) => write.written().await,
                Err(error) => Err(error.into()),
            };
            client.written(opening, &store, written, &transactions);
        });
    }

    async fn next_transaction(&self, store: &LogStore) -> Option<Rc<Transaction>> {
        // All that one turn wants written goes together. The timers of a hidden page are late by up to
        // a minute.
        if !browser::hidden() {
            TimeoutFuture::new(0).await;
        }
        if self.has_much_pending() {
            self.yield_to_browser().await;
        }
        for _ in 0..LATER_FRAMES {
            let waits = self.has_much_pending() && !browser::hidden();
            if !waits || store.rows.borrow_mut().is_urgent() {
                break;
            }
            browser::frame().await;
        }
        self.take_transaction(store)
    }

    fn has_much_pending(&self) -> bool {
        self.inner.engine.borrow().pending() > MUCH
    }

    fn take_transaction(&self, store: &LogStore) -> Option<Rc<Transaction>> {
        let registry = &self.inner.registry;
        let mut rows = store.rows.borrow_mut();
        let next = rows.next(|stored| record::encode_entry(registry, stored));
        next.map(Rc::new)
    }

    /// What these transactions change is written, or cannot be. Returns whether the database is still the one that counts.
    fn written(
        &self,
        opening: u64,
        store: &LogStore,
        written: Result<(), NotWritten>,
        transactions: &[Rc<Transaction>],
    ) -> bool {
        if !self.inner.opening.counts(opening) {
            return false;
        }
        match written {
            // Another page will remove them.
            Ok(()) if self.is_follower() => store.rows.borrow_mut().forget_rows(),
            Ok(()) => {}
            Err(NotWritten::Overruled) => {
                self.follow();
                return false;
            }
            Err(NotWritten::Failed(error)) => {
                self.storage_failed(opening, &error);
                return false;
            }
        }
        for transaction in transactions {
            self.tell_written(store, transaction);
        }
        true
    }

    fn tell_written(&self, store: &LogStore, transaction: &Transaction) {
        let now = browser::page_ms();
        for asked_at in &transaction.first_asked_at {
            self.inner.user_timing.stored(*asked_at, now);
        }
        if !transaction.not_storable.is_empty() {
            self.input(Input::NotStorable(transaction.not_storable.clone()));
        }
        if !transaction.stored.is_empty() {
            self.input(Input::Stored(transaction.stored.clone()));
        }
        // A later removal of the same row is the one that is waited for.
        let rows = store.rows.borrow();
        let unstored = transaction.unstored.iter().copied();
        let unstored: Vec<Key> = unstored.filter(|key| !rows.is_to_change(*key)).collect();
        drop(rows);
        if !unstored.is_empty() {
            self.input(Input::Unstored(unstored));
        }
    }
}
