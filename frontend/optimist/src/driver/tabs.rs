//! The other pages over the same database: what they say, and which of them has the lock.
//!
//! The page that has the lock begins a *term*, whose number it writes to the database. A page that has
//! lost the lock without knowing it cannot write any more, and is not listened to.

use std::cell::{Cell, RefCell};

use futures::channel::oneshot;
use optimist_core::{Input, Role, TabMessage, Timestamp};
use wasm_bindgen::JsValue;
use web_sys::AbortController;

use crate::{
    browser,
    client::Client,
    record::{self, Decoded},
    storage::Storage,
    tabs::{Ask, Channel, Heard, Held, Lock, Request},
    weak_client::WeakClient,
};

/// Clocks that differ by so few milliseconds show the same: a busy page reads them one after the other.
const SAME_CLOCK_MS: f64 = 20.0;
/// A page tells its clock once in so many milliseconds at most, however many pages there are to answer.
const TELL_CLOCK_MS: f64 = 1_000.0;
/// Clocks that differ by more milliseconds than this do not tell each other anything: one has stood still
/// while the device slept, or has not heard that the server's was set back. Each hears it from the server.
const OTHER_CLOCK_MS: f64 = 30_000.0;

/// What this page shares with others over its database.
pub(crate) struct Tabs {
    channel: Channel,
    lock: Lock,
    /// The lock, with the number of its grant.
    held: RefCell<Option<(u32, Held)>>,
    grants: Cell<u32>,
    /// The request in turn for the lock.
    asked: RefCell<Option<AbortController>>,
    asks: Cell<bool>,
    /// The engine was told that it is the sender.
    leads: Cell<bool>,
    /// The term that this page has begun last.
    own_term: Cell<Option<u64>>,
    /// The latest term that it knows of.
    latest_term: Cell<u64>,
    /// By how many milliseconds the server's clock is ahead of the device's, as pages have last said.
    told_ahead_ms: Cell<f64>,
    /// When this page told it last, for nothing but that.
    told_clock_at: Cell<f64>,
}

impl Tabs {
    fn new(channel: Channel, lock: Lock) -> Self {
        Self {
            channel,
            lock,
            held: RefCell::default(),
            grants: Cell::default(),
            asked: RefCell::default(),
            asks: Cell::default(),
            leads: Cell::default(),
            own_term: Cell::default(),
            latest_term: Cell::default(),
            told_ahead_ms: Cell::new(f64::NEG_INFINITY),
            told_clock_at: Cell::new(f64::NEG_INFINITY),
        }
    }

    fn term(&self) -> Option<u64> {
        self.own_term.get().filter(|_| self.leads.get())
    }

    fn tell(&self, messages: &[TabMessage], rows: &[String], ahead_ms: Option<f64>) {
        if let Some(ahead_ms) = ahead_ms {
            self.told_ahead_ms.set(ahead_ms);
        }
        self.channel.tell(self.term(), messages, rows, ahead_ms);
    }

    /// Asks anew, after all pages that wait: they may be able to do what this one cannot.
    fn let_others_go_first(&self) {
        drop(self.held.take());
        if let Some(asked) = self.asked.take() {
            asked.abort();
        }
    }
}

impl Client {
    /// Shares the database with other pages, if the browser has what that takes. Otherwise each sends
    /// for itself.
    pub(crate) fn share(&self, lock: Option<Lock>) {
        let Some((lock, database)) = lock.zip(self.inner.database.as_deref()) else {
            return;
        };
        let client = self.downgrade();
        let on_heard = move |heard| client.with(|client| client.heard(heard));
        match Channel::open(database, on_heard) {
            Some(channel) => drop(self.inner.tabs.set(Tabs::new(channel, lock))),
            None => self.input(Input::Role(Role::Sender)),
        }
    }

    /// Does another page remove and rewrite the rows? This one then only adds its own.
    pub(super) fn is_follower(&self) -> bool {
        self.tabs().is_some_and(|tabs| !tabs.leads.get())
    }

    pub(super) fn tell_tabs(&self, messages: &[TabMessage]) {
        if let Some(tabs) = self.tabs() {
            tabs.tell(messages, &[], self.server_ahead_ms());
        }
    }

    /// Rows were written that others do not know.
    pub(super) fn tell_rows(&self, rows: &[String]) {
        if let Some(tabs) = self.tabs()
            && !rows.is_empty()
        {
            tabs.tell(&[], rows, self.server_ahead_ms());
        }
    }

    /// Tells other pages what the server's clock shows where that is not what was said last. The keys of
    /// all pages then sort as the user clicked.
    pub(super) fn tell_clock(&self) {
        if let Some(tabs) = self.tabs()
            && let Some(ahead_ms) = self.server_ahead_ms()
            && (ahead_ms - tabs.told_ahead_ms.get()).abs() > SAME_CLOCK_MS
            && browser::page_ms() - tabs.told_clock_at.get() > TELL_CLOCK_MS
        {
            tabs.told_clock_at.set(browser::page_ms());
            tabs.tell(&[], &[], Some(ahead_ms));
        }
    }

    fn hear_clock(&self, tabs: &Tabs, ahead_ms: f64) {
        let own = self.server_ahead_ms();
        if let Some(own) = own
            && (own - ahead_ms).abs() > OTHER_CLOCK_MS
        {
            return tabs.told_ahead_ms.set(own);
        }
        tabs.told_ahead_ms.set(ahead_ms);
        let shows = browser::wall().0 as f64 + ahead_ms;
        let shows = Timestamp(shows.max(0.0) as u64);
        self.input(match own {
            Some(_) => Input::ServerTimePassed(shows),
            None => Input::ServerTime(shows),
        });
    }

    fn server_ahead_ms(&self) -> Option<f64> {
        let shows = self.inner.engine.borrow().server_time(browser::now())?;
        Some(shows.0 as f64 - browser::wall().0 as f64)
    }

    fn heard(&self, heard: Heard) {
        let Some(tabs) = self.tabs() else { return };
        if let Some(term) = heard.term {
            if term < tabs.latest_term.get() {
                return;
            }
            tabs.latest_term.set(term);
        }
        if let Some(ahead_ms) = heard.ahead_ms {
            self.hear_clock(tabs, ahead_ms);
        }
        if !heard.told.is_empty() {
            self.input(Input::Told(heard.told));
        }
        let mut entries = Vec::new();
        for row in &heard.rows {
            match record::decode_row(&self.inner.registry, row) {
                Decoded::Known(head, known) => {
                    let texts = known.into_iter().map(|(stored, text)| {
                        let key = stored.key;
                        entries.push(stored);
                        (key, text)
                    });
                    let texts = texts.collect();
                    if let Some((_, store)) = self.inner.opening.open()
                        && !self.is_follower()
                    {
                        store.heard_row(head, texts);
                    }
                }
                // The page that has written it is newer: it shall send it.
                Decoded::Unknown { .. } => tabs.let_others_go_first(),
            }
        }
        if !entries.is_empty() {
            self.input(Input::Replicated(entries));
        }
    }

    /// Asks for the lock, once. Returns when it is clear whether another page has it.
    pub(super) async fn ask_for_lock(&self) {
        let Some(tabs) = self.tabs().filter(|tabs| !tabs.asks.replace(true)) else {
            return;
        };
        let (sender, answered) = oneshot::channel();
        let (client, lock) = (self.downgrade(), tabs.lock.clone());
        wasm_bindgen_futures::spawn_local(async move {
            if let Err(error) = take_turns(&client, lock, sender).await {
                browser::warn("pages cannot share the log", &error);
                client.with(|client| client.lead());
            }
        });
        let _ = answered.await;
    }

    /// The database is open: if the page has the lock, what it writes from now on counts.
    pub(super) async fn begin_term(&self, storage: &Storage) -> Result<(), JsValue> {
        let Some(tabs) = self.tabs().filter(|tabs| tabs.held.borrow().is_some()) else {
            return Ok(());
        };
        let term = storage.begin_term(tabs.latest_term.get()).await?;
        if tabs.held.borrow().is_none() {
            return Ok(());
        }
        tabs.own_term.set(Some(term));
        tabs.latest_term.set(term.max(tabs.latest_term.get()));
        self.lead();
        Ok(())
    }

    /// The term in which this page may write to the rows of others; `None`: it may not, or pages do not
    /// share the database.
    pub(super) fn term(&self) -> Option<u64> {
        self.tabs().and_then(Tabs::term)
    }

    /// The page has the lock, and nothing is being opened or read.
    pub(super) fn lead_if_granted(&self) {
        let Some(tabs) = self.tabs() else { return };
        if tabs.held.borrow().is_none() || tabs.leads.get() || self.inner.opening.is_opening() {
            return;
        }
        let Some((opening, store)) = self.inner.opening.open() else {
            return self.lead();
        };
        self.spawn(async move |client| {
            if let Err(error) = client.begin_term(store.storage()).await {
                client.storage_failed(opening, &error);
            }
        });
    }

    pub(super) fn lead(&self) {
        if let Some(tabs) = self.tabs() {
            tabs.leads.set(true);
            self.input(Input::Role(Role::Sender));
        }
    }

    /// Another page has the lock.
    pub(super) fn follow(&self) {
        if let Some(tabs) = self.tabs() {
            drop(tabs.held.take());
            tabs.leads.set(false);
            self.input(Input::Role(Role::Follower));
        }
    }

    /// What was granted is this page's no more, unless it was granted anew meanwhile.
    fn lost(&self, grant: u32) {
        let held = self.tabs().map(|tabs| tabs.held.borrow());
        let has_newer = held.and_then(|held| held.as_ref().map(|(number, _)| *number != grant));
        if has_newer != Some(true) {
            self.follow();
        }
    }

    /// The page that has the lock does not answer.
    pub(super) fn take_lock(&self) {
        self.spawn(async |client| {
            let Some(tabs) = client.tabs() else { return };
            if !tabs.channel.works().await {
                let why = "its channel does not work".into();
                return browser::warn("this page hears no other", &why);
            }
            if let Ok(request) = tabs.lock.request(Ask::Steal) {
                let _ = hold(&client.downgrade(), request).await;
            }
        });
    }

    fn tabs(&self) -> Option<&Tabs> {
        self.inner.tabs.get()
    }
}

/// Asks for the lock again and again: the page leads whenever it has it.
async fn take_turns(
    client: &WeakClient,
    lock: Lock,
    answered: oneshot::Sender<()>,
) -> Result<(), JsValue> {
    let mut request = lock.request(Ask::IfFree)?;
    let held = request.granted().await?;
    let granted = held.and_then(|held| Some(client.upgrade()?.granted(held)));
    let _ = answered.send(());
    if let Some(grant) = granted {
        request.ended().await;
        client.with(|client| client.lost(grant));
    }
    while let Some(asking) = client.upgrade() {
        let request = lock.request(Ask::InTurn)?;
        if let Some(tabs) = asking.tabs() {
            tabs.asked.replace(Some(request.abort.clone()));
        }
        drop(asking);
        hold(client, request).await?;
    }
    Ok(())
}

/// Waits for the lock, and then until it is lost.
async fn hold(client: &WeakClient, mut request: Request) -> Result<(), JsValue> {
    let Some(held) = request.granted().await? else {
        return Ok(());
    };
    let Some(leading) = client.upgrade() else {
        return Ok(());
    };
    let grant = leading.granted(held);
    leading.lead_if_granted();
    drop(leading);
    request.ended().await;
    client.with(|client| client.lost(grant));
    Ok(())
}

impl Client {
    fn granted(&self, held: Held) -> u32 {
        let Some(tabs) = self.tabs() else { return 0 };
        let grant = tabs.grants.get() + 1;
        tabs.grants.set(grant);
        tabs.held.replace(Some((grant, held)));
        grant
    }
}
