//! One client of the event stream: each change as it happens, without a gap.

use std::{sync::Arc, time::Duration};

use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket};
use futures_util::{
    SinkExt, StreamExt,
    stream::{SplitSink, SplitStream},
};
use shared::{
    Revision,
    wire::{CLOSE_SINCE_IN_FUTURE, CLOSE_TOO_SLOW, LiveMessage},
};
use tokio::time::{Instant, timeout};

use crate::{
    App,
    live::{After, EncodedEvent},
    now,
};

/// Events that are sent before the socket is flushed.
const CHUNK: usize = 256;
/// How long a reader may take for a chunk.
const SEND_TIMEOUT: Duration = Duration::from_secs(5);
/// How often a client is pinged.
const PING_EVERY: Duration = Duration::from_secs(10);
/// How long a client may be silent.
const SILENCE: Duration = Duration::from_secs(30);
/// How many changes at once share messages, for a client that can read that.
const MANY: usize = 16;
/// Longest message of several changes, in bytes.
const MESSAGE: usize = 32 * 1_024;

/// How an outer layer has each event delivered to one client.
#[derive(Clone)]
pub struct EventFilter(pub Arc<dyn Fn(Revision) -> Delivery + Send + Sync>);

/// How one event is delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// It is sent, perhaps late or repeatedly.
    Pass {
        /// How often it is sent.
        copies: u8,
        /// How long it is held back.
        delay: Duration,
    },
    /// The connection ends without a close frame.
    Cut,
}

/// The query of a follower.
pub(super) struct FollowParams {
    /// The revision after which the stream begins; the present one where it is left out.
    pub(super) since: Option<Revision>,
    /// The timeline of `since`, unparsed: a text that is no timeline's id is an unknown timeline.
    pub(super) timeline: Option<String>,
    /// Whether a message may hold several changes.
    pub(super) lines: bool,
}

/// Sends events until the client disconnects or the server stops.
pub(super) async fn run(
    app: App,
    filter: Option<EventFilter>,
    params: FollowParams,
    socket: WebSocket,
) {
    let (out, incoming) = socket.split();
    let mut follower = Follower {
        app,
        filter,
        out,
        cursor: 0,
        lines: params.lines.then(String::new),
    };
    // A client that has disconnected needs nothing more.
    let _ = follower.run(params, incoming).await;
}

struct Follower {
    app: App,
    filter: Option<EventFilter>,
    out: SplitSink<WebSocket, Message>,
    /// The revision of the last change that was sent.
    cursor: Revision,
    /// Changes that wait to be sent together, where the client can read that: a message of its own
    /// for each of ten thousand changes keeps a page from drawing.
    lines: Option<String>,
}

/// The socket has ended, for whatever reason.
struct Disconnected;

impl Follower {
    async fn run(
        &mut self,
        params: FollowParams,
        mut incoming: SplitStream<WebSocket>,
    ) -> Result<(), Disconnected> {
        let mut latest = self.app.live.subscribe();
        let mut stop = self.app.stop.clone();
        self.greet(params).await?;
        let mut ping = tokio::time::interval_at(Instant::now() + PING_EVERY, PING_EVERY);
        let mut heard = Instant::now();
        loop {
            self.catch_up().await?;
            tokio::select! {
                changed = latest.changed() => changed.map_err(|_| Disconnected)?,
                message = incoming.next() => match message {
                    None | Some(Err(_) | Ok(Message::Close(_))) => return Err(Disconnected),
                    Some(Ok(_)) => heard = Instant::now(),
                },
                _ = ping.tick() => {
                    if heard.elapsed() > SILENCE {
                        return Err(Disconnected);
                    }
                    if let Some(EventFilter(filter)) = &self.filter
                        && filter(self.cursor) == Delivery::Cut
                    {
                        return Err(Disconnected);
                    }
                    self.feed(Message::Ping(Vec::new().into())).await?;
                    // A client that has not got this revision has missed a change.
                    self.hello().await?;
                }
                () = stopped(&mut stop) => {
                    return self.close(1_001, "The server is stopping.".into()).await;
                }
            }
        }
    }

    /// Sends the first message: `hello` where the stream goes on from `since`, `reset` where the
    /// client has to read again.
    async fn greet(&mut self, params: FollowParams) -> Result<(), Disconnected> {
        let since = params.since;
        self.cursor = since.unwrap_or_else(|| self.app.live.revision());
        let present = self.present().await?;
        if let (Some(timeline), Some(since)) = (params.timeline, since) {
            let timelines = &self.app.timelines;
            let goes_on = timeline
                .parse()
                .is_ok_and(|timeline| timelines.contain(&timeline, since, present));
            return if goes_on && self.is_in_reach().await? {
                self.hello().await
            } else {
                self.reset().await
            };
        }
        if self.cursor > present {
            let reason = format!("The present revision is {present}.");
            return self.close(CLOSE_SINCE_IN_FUTURE, reason).await;
        }
        if !self.is_in_reach().await? {
            self.cursor = present;
            self.hello().await?;
            return self.reset().await;
        }
        self.hello().await
    }

    /// The present revision. A client can have read one that is not published yet.
    async fn present(&self) -> Result<Revision, Disconnected> {
        let published = self.app.live.revision();
        if self.cursor <= published {
            return Ok(published);
        }
        let stored = self.app.reads.run(|snapshot| snapshot.revision()).await;
        stored.map_err(|_| Disconnected)
    }

    /// Whether all events after the cursor are there.
    async fn is_in_reach(&self) -> Result<bool, Disconnected> {
        Ok(match self.app.live.after(self.cursor, 1) {
            After::Events(_) => true,
            After::Reset => false,
            After::InOutbox => self.in_outbox(1).await?.is_some(),
        })
    }

    async fn hello(&mut self) -> Result<(), Disconnected> {
        self.send_message(&LiveMessage::Hello {
            revision: self.cursor,
            timeline: self.app.timeline.clone(),
            time: now(),
        })
        .await
    }

    /// Continues from the present revision, and has the client read again.
    async fn reset(&mut self) -> Result<(), Disconnected> {
        self.cursor = self.app.live.revision();
        self.send_message(&LiveMessage::Reset {
            revision: self.cursor,
            timeline: self.app.timeline.clone(),
            time: now(),
        })
        .await
    }

    /// Sends all that there is after the cursor.
    async fn catch_up(&mut self) -> Result<(), Disconnected> {
        loop {
            let events = match self.app.live.after(self.cursor, CHUNK) {
                After::Events(events) => Some(events),
                After::InOutbox => self.in_outbox(CHUNK).await?,
                After::Reset => None,
            };
            let Some(events) = events else {
                self.reset().await?;
                continue;
            };
            let Some(last) = events.last().map(|encoded| encoded.event.revision) else {
                return Ok(());
            };
            let (came, many) = (Instant::now(), events.len() >= MANY);
            for encoded in events {
                self.send(&encoded, came, many).await?;
            }
            self.flush().await?;
            self.cursor = last;
        }
    }

    /// The events after the cursor in the outbox, or `None` where it does not reach back so far.
    async fn in_outbox(
        &self,
        limit: usize,
    ) -> Result<Option<Vec<Arc<EncodedEvent>>>, Disconnected> {
        let cursor = self.cursor;
        let events = self
            .app
            .reads
            .run(move |snapshot| snapshot.events_after(cursor, limit))
            .await;
        let events = events.map_err(|_| Disconnected)?;
        let gapless = events
            .iter()
            .zip(cursor + 1..)
            .all(|(event, revision)| event.revision == revision);
        let encoded = events
            .into_iter()
            .map(|event| Arc::new(EncodedEvent::new(event)))
            .collect::<Vec<_>>();
        Ok((gapless && !encoded.is_empty()).then_some(encoded))
    }

    async fn send(
        &mut self,
        encoded: &EncodedEvent,
        came: Instant,
        many: bool,
    ) -> Result<(), Disconnected> {
        let text = Utf8Bytes::try_from(encoded.json()).map_err(|_| Disconnected)?;
        let copies = match &self.filter {
            None => 1,
            Some(EventFilter(filter)) => match filter(encoded.event.revision) {
                Delivery::Cut => return Err(Disconnected),
                Delivery::Pass { copies, delay } => {
                    if !delay.is_zero() {
                        self.flush().await?;
                        let mut stop = self.app.stop.clone();
                        tokio::select! {
                            () = tokio::time::sleep_until(came + delay) => {}
                            () = stopped(&mut stop) => return Err(Disconnected),
                        }
                    }
                    copies
                }
            },
        };
        for _ in 0..copies {
            let Some(lines) = self.lines.as_mut().filter(|_| many) else {
                self.feed(Message::Text(text.clone())).await?;
                continue;
            };
            if !lines.is_empty() {
                lines.push('\n');
            }
            lines.push_str(&text);
            if lines.len() > MESSAGE {
                self.feed_lines().await?;
            }
        }
        Ok(())
    }

    async fn send_message(&mut self, message: &LiveMessage) -> Result<(), Disconnected> {
        let text = serde_json::to_string(message).map_err(|_| Disconnected)?;
        self.feed(Message::Text(text.into())).await?;
        self.flush().await
    }

    async fn feed(&mut self, message: Message) -> Result<(), Disconnected> {
        match timeout(SEND_TIMEOUT, self.out.feed(message)).await {
            Ok(sent) => sent.map_err(|_| Disconnected),
            Err(_) => self.too_slow().await,
        }
    }

    async fn feed_lines(&mut self) -> Result<(), Disconnected> {
        match &mut self.lines {
            Some(lines) if !lines.is_empty() => {
                let text = std::mem::take(lines);
                self.feed(Message::Text(text.into())).await
            }
            _ => Ok(()),
        }
    }

    async fn flush(&mut self) -> Result<(), Disconnected> {
        self.feed_lines().await?;
        match timeout(SEND_TIMEOUT, self.out.flush()).await {
            Ok(sent) => sent.map_err(|_| Disconnected),
            Err(_) => self.too_slow().await,
        }
    }

    async fn too_slow(&mut self) -> Result<(), Disconnected> {
        self.close(
            CLOSE_TOO_SLOW,
            "Too slow: connect again from the last revision.".into(),
        )
        .await
    }

    /// Sends the reason and ends, whether or not the client still reads.
    async fn close(&mut self, code: u16, reason: String) -> Result<(), Disconnected> {
        let frame = CloseFrame {
            code,
            reason: reason.into(),
        };
        let close = self.out.send(Message::Close(Some(frame)));
        let _ = timeout(Duration::from_secs(1), close).await;
        Err(Disconnected)
    }
}

/// Ends when the server is to stop.
async fn stopped(stop: &mut tokio::sync::watch::Receiver<bool>) {
    // An error means that the sender is gone, and with it the server.
    let _ = stop.wait_for(|stop| *stop).await;
}
