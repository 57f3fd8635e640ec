//! Event streams: one socket for each source.

use std::rc::Rc;

use futures::{
    StreamExt,
    future::{AbortHandle, abortable},
};
use gloo_net::websocket::{Message, futures::WebSocket};
use optimist_core::{Input, LiveSignal, Revision, Source, Timeline};
use wasm_bindgen_futures::spawn_local;

use crate::{
    browser,
    client::Client,
    source::{LiveFrom, LiveStream},
    weak_client::WeakClient,
};

/// Changes that are taken in without asking whether a frame is due.
const SIGNALS_AT_ONCE: usize = 16;

/// What closes the latest socket of each source, also when it is dropped.
#[derive(Default)]
pub(crate) struct Sockets(Vec<(Source, AbortHandle)>);

impl Sockets {
    /// Another socket takes the place of the one before.
    fn replace(&mut self, source: Source, handle: AbortHandle) {
        match self.0.iter_mut().find(|(known, _)| *known == source) {
            Some((_, known)) => std::mem::replace(known, handle).abort(),
            None => self.0.push((source, handle)),
        }
    }
}

impl Drop for Sockets {
    fn drop(&mut self) {
        self.0.iter().for_each(|(_, socket)| socket.abort());
    }
}

impl Client {
    /// Opens the stream of a source. An older one is closed, and nothing more is heard of it.
    pub(super) fn open_live(
        &self,
        source: Source,
        since: Option<Revision>,
        timeline: Option<Timeline>,
    ) {
        let mut streams = self.inner.streams.iter();
        let stream = streams.find(|(known, _)| *known == source);
        let stream = stream.map(|(_, stream)| Rc::clone(stream));
        let client = self.downgrade();
        let (following, handle) = abortable(async move {
            if let Some(stream) = stream {
                let from = LiveFrom { since, timeline };
                follow(&client, source, &stream, from).await;
            }
            client.with(|client| client.input(Input::Live(source, LiveSignal::Lost)));
        });
        self.inner.sockets.borrow_mut().replace(source, handle);
        // Aborted, it drops its socket, which closes it.
        spawn_local(async move {
            let _ = following.await;
        });
    }
}

/// Takes in what a stream brings, until it ends.
async fn follow(client: &WeakClient, source: Source, stream: &LiveStream, from: LiveFrom) {
    // It is asked for with the first data, which are to be seen first.
    browser::painted().await;
    let Ok(mut socket) = WebSocket::open(&(stream.url)(from)) else {
        return;
    };
    let mut count = 0_usize;
    while let Some(Ok(message)) = socket.next().await {
        let Message::Text(text) = message else {
            continue;
        };
        for line in text.split('\n') {
            let Some(client) = client.upgrade() else {
                return;
            };
            count += 1;
            if count.is_multiple_of(SIGNALS_AT_ONCE) {
                client.yield_to_browser().await;
            }
            let Some(message) = (stream.parse)(line) else {
                continue;
            };
            if let Some(time) = message.server_time {
                client.input(match message.signal {
                    // It may be one of those that were missed meanwhile.
                    LiveSignal::Change { .. } => Input::ServerTimePassed(time),
                    _ => Input::ServerTime(time),
                });
            }
            client.input(Input::Live(source, message.signal));
        }
    }
}
