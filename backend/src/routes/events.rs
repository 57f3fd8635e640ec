//! The live stream: each change as it happens, without a gap.

use std::{sync::Arc, time::Duration};

use axum::{
    extract::{
        Extension, FromRequestParts, State,
        ws::{CloseFrame, Message, Utf8Bytes, WebSocket, WebSocketUpgrade},
    },
    http::{HeaderValue, header::UPGRADE, request::Parts},
    response::{IntoResponse, Response},
};
use futures_util::{SinkExt, StreamExt, stream::SplitSink};
use shared::{
    Revision,
    wire::{CLOSE_SINCE_IN_FUTURE, CLOSE_TOO_SLOW, LiveMessage, Problem},
};
use tokio::time::{Instant, timeout};

use super::extract;
use crate::{
    App,
    live::{After, Told},
    openapi,
    problem::ApiError,
};

/// Events that are sent before the socket is flushed.
const CHUNK: usize = 256;
/// How long a reader may take for a chunk.
const SEND_TIMEOUT: Duration = Duration::from_secs(5);
/// How often an idle client is asked whether it is there.
const PING_EVERY: Duration = Duration::from_secs(10);
/// How long a client may say nothing at all.
const SILENCE: Duration = Duration::from_secs(30);
/// Clients send nothing but pongs and closes.
const MAX_INCOMING: usize = 4 * 1_024;

/// What an outer layer does to events on their way to one client.
#[derive(Clone)]
pub struct Relay(pub Arc<dyn Fn(Revision) -> Passage + Send + Sync>);

/// What happens to one event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passage {
    /// It arrives so many times, held back for so long.
    Pass {
        /// How often it arrives.
        copies: u8,
        /// How long it is held back.
        delay: Duration,
    },
    /// The connection ends without a word.
    Cut,
}

/// So many changes at once may share messages, for who can read that.
const MANY: usize = 16;
/// Longest message of several changes, in bytes.
const MESSAGE: usize = 32 * 1_024;

/// Where the query wants the stream to begin, and whether a message may hold several changes.
pub(super) struct Wish {
    since: Option<Revision>,
    lines: bool,
}

impl FromRequestParts<App> for Wish {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, ApiError> {
        let field = |wanted| extract::query(parts).find(|(name, _)| *name == wanted);
        let since = field("since").map(|(_, value)| {
            value
                .parse()
                .map_err(|_| ApiError::invalid("/since", "A revision is a whole number."))
        });
        Ok(Self {
            since: since.transpose()?,
            lines: field("lines").is_some(),
        })
    }
}

/// Follows all changes over a WebSocket.
#[utoipa::path(get, path = "/api/events", tag = "live",
    params(
        ("since" = Option<u64>, Query, description = "Begin after this revision."),
        ("lines" = Option<bool>, Query,
            description = "A message may hold several changes, a line each."),
    ),
    responses(
        (status = 101, description = "Messages follow.", body = openapi::LiveMessage),
        (status = 403, description = "The page's origin is not allowed.", body = openapi::Problem),
        (status = 426, description = "This is a WebSocket.", body = openapi::Problem),
    )
)]
pub(super) async fn follow(
    State(app): State<App>,
    Wish { since, lines }: Wish,
    relay: Option<Extension<Relay>>,
    headers: axum::http::HeaderMap,
    upgrade: Result<WebSocketUpgrade, axum::extract::ws::rejection::WebSocketUpgradeRejection>,
) -> Result<Response, ApiError> {
    extract::allowed_origin(&headers, &app)?;
    let Ok(upgrade) = upgrade else {
        let detail = "This address speaks WebSocket only.";
        let problem = Problem::new(426, "upgrade-required", "Upgrade required", detail);
        let mut response = ApiError::from(problem).into_response();
        response
            .headers_mut()
            .insert(UPGRADE, HeaderValue::from_static("websocket"));
        return Ok(response);
    };
    let relay = relay.map(|Extension(relay)| relay);
    let upgrade = upgrade
        .max_message_size(MAX_INCOMING)
        .max_frame_size(MAX_INCOMING)
        .write_buffer_size(32 * 1_024)
        .max_write_buffer_size(256 * 1_024);
    Ok(upgrade.on_upgrade(move |socket| async move {
        let (out, incoming) = socket.split();
        let mut follower = Follower {
            app,
            relay,
            out,
            cursor: 0,
            lines: lines.then(String::new),
        };
        // A socket that ends early needs no more than its end.
        let _ = follower.run(since, incoming).await;
    }))
}

struct Follower {
    app: App,
    relay: Option<Relay>,
    out: SplitSink<WebSocket, Message>,
    cursor: Revision,
    /// Changes that wait to be sent together, where the client can read that: a message of its own
    /// for each of ten thousand changes keeps a page from drawing.
    lines: Option<String>,
}

/// The socket is done with, for whatever reason.
struct Over;

impl Follower {
    async fn run(
        &mut self,
        since: Option<Revision>,
        mut incoming: futures_util::stream::SplitStream<WebSocket>,
    ) -> Result<(), Over> {
        let mut latest = self.app.live.subscribe();
        let mut stop = self.app.stop.clone();
        let present = self.app.live.revision();
        self.cursor = since.unwrap_or(present);
        if self.cursor > present {
            let reason = format!("The present revision is {present}.");
            return self.close(CLOSE_SINCE_IN_FUTURE, reason).await;
        }
        self.hello().await?;
        let mut ping = tokio::time::interval_at(Instant::now() + PING_EVERY, PING_EVERY);
        let mut heard = Instant::now();
        loop {
            self.catch_up().await?;
            tokio::select! {
                changed = latest.changed() => changed.map_err(|_| Over)?,
                message = incoming.next() => match message {
                    None | Some(Err(_) | Ok(Message::Close(_))) => return Err(Over),
                    Some(Ok(_)) => heard = Instant::now(),
                },
                _ = ping.tick() => {
                    if heard.elapsed() > SILENCE {
                        return Err(Over);
                    }
                    if let Some(Relay(relay)) = &self.relay && relay(self.cursor) == Passage::Cut {
                        return Err(Over);
                    }
                    self.feed(Message::Ping(Vec::new().into())).await?;
                    // Who has not heard of this revision has missed a change.
                    let revision = self.cursor;
                    self.tell(&LiveMessage::Hello { revision }).await?;
                }
                () = stopped(&mut stop) => {
                    return self.close(1_001, "The server is stopping.".into()).await;
                }
            }
        }
    }

    /// The first message: where the stream goes on from.
    async fn hello(&mut self) -> Result<(), Over> {
        let goes_on = match self.app.live.after(self.cursor, 1) {
            After::Events(_) => true,
            After::Reset => false,
            After::InOutbox => self.in_outbox(1).await?.is_some(),
        };
        if goes_on {
            self.tell(&LiveMessage::Hello {
                revision: self.cursor,
            })
            .await
        } else {
            let revision = self.app.live.revision();
            self.tell(&LiveMessage::Hello { revision }).await?;
            self.reset().await
        }
    }

    /// Sends all that there is after the cursor.
    async fn catch_up(&mut self) -> Result<(), Over> {
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
            let Some(last) = events.last().map(|told| told.event.revision) else {
                return Ok(());
            };
            let (came, many) = (Instant::now(), events.len() >= MANY);
            for told in events {
                self.send(&told, came, many).await?;
            }
            self.flush().await?;
            self.cursor = last;
        }
    }

    /// What follows the cursor in the outbox, or `None` where that does not reach back so far.
    async fn in_outbox(&self, limit: usize) -> Result<Option<Vec<Arc<Told>>>, Over> {
        let cursor = self.cursor;
        let events = self
            .app
            .reads
            .run(move |snapshot| snapshot.events_after(cursor, limit))
            .await;
        let events = events.map_err(|_| Over)?;
        let gapless = events
            .iter()
            .zip(cursor + 1..)
            .all(|(event, revision)| event.revision == revision);
        let told = events
            .into_iter()
            .map(|event| Arc::new(Told::new(event)))
            .collect::<Vec<_>>();
        Ok((gapless && !told.is_empty()).then_some(told))
    }

    async fn reset(&mut self) -> Result<(), Over> {
        self.cursor = self.app.live.revision();
        self.tell(&LiveMessage::Reset {
            revision: self.cursor,
        })
        .await
    }

    async fn send(&mut self, told: &Told, came: Instant, many: bool) -> Result<(), Over> {
        let text = Utf8Bytes::try_from(told.json()).map_err(|_| Over)?;
        let copies = match &self.relay {
            None => 1,
            Some(Relay(relay)) => match relay(told.event.revision) {
                Passage::Cut => return Err(Over),
                Passage::Pass { copies, delay } => {
                    if !delay.is_zero() {
                        self.flush().await?;
                        let mut stop = self.app.stop.clone();
                        tokio::select! {
                            () = tokio::time::sleep_until(came + delay) => {}
                            () = stopped(&mut stop) => return Err(Over),
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

    async fn tell(&mut self, message: &LiveMessage) -> Result<(), Over> {
        let text = serde_json::to_string(message).map_err(|_| Over)?;
        self.feed(Message::Text(text.into())).await?;
        self.flush().await
    }

    async fn feed(&mut self, message: Message) -> Result<(), Over> {
        match timeout(SEND_TIMEOUT, self.out.feed(message)).await {
            Ok(sent) => sent.map_err(|_| Over),
            Err(_) => self.too_slow().await,
        }
    }

    async fn feed_lines(&mut self) -> Result<(), Over> {
        match &mut self.lines {
            Some(lines) if !lines.is_empty() => {
                let text = std::mem::take(lines);
                self.feed(Message::Text(text.into())).await
            }
            _ => Ok(()),
        }
    }

    async fn flush(&mut self) -> Result<(), Over> {
        self.feed_lines().await?;
        match timeout(SEND_TIMEOUT, self.out.flush()).await {
            Ok(sent) => sent.map_err(|_| Over),
            Err(_) => self.too_slow().await,
        }
    }

    async fn too_slow(&mut self) -> Result<(), Over> {
        self.close(
            CLOSE_TOO_SLOW,
            "Too slow: connect again from the last revision.".into(),
        )
        .await
    }

    /// Says why and ends, whether or not the client still listens.
    async fn close(&mut self, code: u16, reason: String) -> Result<(), Over> {
        let frame = CloseFrame {
            code,
            reason: reason.into(),
        };
        let close = self.out.send(Message::Close(Some(frame)));
        let _ = timeout(Duration::from_secs(1), close).await;
        Err(Over)
    }
}

/// Ends when the server is to stop.
async fn stopped(stop: &mut tokio::sync::watch::Receiver<bool>) {
    // An error says that nobody is left who could tell to go on.
    let _ = stop.wait_for(|stop| *stop).await;
}
