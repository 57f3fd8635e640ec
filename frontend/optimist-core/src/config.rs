//! The engine's settings.

use crate::retry::Backoff;

/// How the engine sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Config {
    /// Entries are stored before they are sent; nothing is sent before [`crate::Input::Restored`].
    pub store: bool,
    /// How single operations are joined; `None`: each is a request of its own.
    pub batch: Option<Batching>,
    /// Most requests with operations under way at once. Operations over many items leave one of
    /// them to single ones.
    pub requests: usize,
    /// A request that brings nothing for so many milliseconds is given up, and its outcome is
    /// unknown.
    pub timeout_ms: u64,
    /// There is an event stream: it is opened when the first data are there, and again when it is
    /// lost or brings nothing for [`Config::live_silence_ms`].
    pub live: bool,
    /// A server of an event stream says something at least this often, in milliseconds.
    pub live_silence_ms: u64,
    /// How operations and reads are tried again.
    pub backoff: Backoff,
}

/// How operations are joined in one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Batching {
    /// What is issued within so many milliseconds travels together.
    pub window_ms: u64,
    /// Most operations in a request.
    pub items: usize,
    /// Most bytes in a request, by the mutations' own estimate of their weight.
    pub bytes: usize,
}

impl Default for Config {
    /// Without storage, batching and event stream, 4 requests at once, given up after 30 s.
    fn default() -> Self {
        Self {
            store: false,
            batch: None,
            requests: 4,
            timeout_ms: 30_000,
            live: false,
            live_silence_ms: 45_000,
            backoff: Backoff::DEFAULT,
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
