//! The engine's settings.

use crate::{ids::Source, retry::Backoff};

/// How the engine sends, stores and listens. The engine does not change it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// Entries are stored before they are sent; nothing is sent before the storage has told what
    /// it holds, or that it cannot.
    pub store: bool,
    /// How long the storage may take to open before the engine goes on without it, in
    /// milliseconds.
    pub storage_open_ms: u64,
    /// Other pages use the same storage: this one sends the log only while it has the lock, as
    /// [`Input::Role`](crate::Input::Role) says.
    pub tabs: bool,
    /// How single operations are joined; `None`: each is a request of its own.
    pub batch: Option<Batching>,
    /// Most requests with operations under way at once. Operations over many items leave one of
    /// them to single ones.
    pub requests: usize,
    /// A request that brings nothing for so many milliseconds is given up, and its outcome is
    /// unknown.
    pub timeout_ms: u64,
    /// The servers that have an event stream: it is opened when the first data are there, and
    /// again when it is lost or brings nothing for [`Config::live_silence_ms`].
    pub live: Vec<Source>,
    /// A server of an event stream says something at least this often, in milliseconds.
    pub live_silence_ms: u64,
    /// Servers that can be asked how far they are, in place of an event stream that cannot be had.
    pub poll: Vec<Source>,
    /// How operations and reads are tried again.
    pub backoff: Backoff,
    /// An operation over several items is kept after all of them were done, until it is
    /// dismissed: for an app that lists such operations. One with an item that was refused or has
    /// failed is always kept.
    pub keep_finished_bulks: bool,
    /// What the server has refused stays in the storage until the user dismisses it or tries it again, so
    /// that neither a reload nor a crash hides it: for an app that lists refusals. With [`Config::store`].
    pub keep_refusals: bool,
}

/// How operations are joined in one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Batching {
    /// What is issued within so many milliseconds travels together. After a pause, only what one turn of
    /// the page issues does: it is sent at once.
    pub window_ms: u64,
    /// Most operations in a request.
    pub items: usize,
    /// Most bytes in a request, by the mutations' own estimate of their weight.
    pub bytes: usize,
}

impl Default for Config {
    /// Without storage, batching, event stream and polling; 4 requests at once, given up after
    /// 30 s.
    fn default() -> Self {
        Self {
            store: false,
            storage_open_ms: 3_000,
            tabs: false,
            batch: None,
            requests: 4,
            timeout_ms: 30_000,
            live: Vec::new(),
            live_silence_ms: 45_000,
            poll: Vec::new(),
            backoff: Backoff::DEFAULT,
            keep_finished_bulks: false,
            keep_refusals: false,
        }
    }
}

impl Batching {
    /// A window of 10 ms, 500 operations, 256 KiB.
    pub const DEFAULT: Self = Self {
        window_ms: 10,
        items: 500,
        bytes: 256 * 1024,
    };
}
