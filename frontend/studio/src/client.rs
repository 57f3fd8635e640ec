//! The library's client, set up for this app.

use optimist::{
    Batching, Client, ClientBuilder, Head, Key, LiveMessage, LiveSignal, Revision, Timeline,
    Timestamp, Truth,
};
use shared::wire;
use wasm_bindgen_futures::spawn_local;

use crate::{
    api, lab,
    mutations::{ChangeVideo, resolve, submit_batch},
    queries::{Catalogue, CourseVideos, Videos},
    settings::Settings,
};

/// The client that the whole page shares.
pub fn client(settings: Settings) -> Client {
    builder(settings)
        .store("course-studio")
        .keep::<Catalogue>(1)
        .keep::<CourseVideos>(1)
        .build()
}

/// Asks for the server's limits. Until they are known, those that the client was built with hold.
pub fn learn_limits(client: &Client) {
    let client = client.clone();
    spawn_local(async move {
        if let Some(limits) = api::limits().await {
            client.server_time(limits.time);
            client.limit_batches(limits.operations, limits.bytes);
            lab::learn(limits.faults);
        }
    });
}

/// The same without a storage.
pub fn builder(settings: Settings) -> ClientBuilder {
    let builder = Client::builder()
        .mutation::<ChangeVideo>()
        .resolve(resolve)
        .live(api::events_url, live_message)
        .poll(async |signal| api::head(&signal).await)
        .keep_finished_bulks(true)
        .keep_refusals(true)
        .optimism(settings.optimism);
    if settings.batching {
        builder.batch(Batching::DEFAULT, submit_batch)
    } else {
        builder
    }
}

/// What a message of the event stream says.
fn live_message(text: &str) -> Option<LiveMessage> {
    let (signal, server_time) = match serde_json::from_str(text).ok()? {
        wire::LiveMessage::Hello {
            revision,
            timeline,
            time,
        } => (LiveSignal::Opened(head(revision, &timeline)), Some(time)),
        wire::LiveMessage::Reset {
            revision,
            timeline,
            time,
        } => (LiveSignal::Reset(head(revision, &timeline)), Some(time)),
        wire::LiveMessage::Change {
            revision,
            key,
            at,
            video,
        } => {
            let signal = LiveSignal::Change {
                revision,
                key: key.map(|key| Key(key.as_u128())),
                truth: Truth::<Videos>::shared(video.id, Some(video)),
            };
            (signal, Some(at))
        }
    };
    Some(LiveMessage {
        signal,
        server_time: server_time.map(Timestamp),
    })
}

fn head(revision: Revision, timeline: &shared::Timeline) -> Head {
    Head {
        revision,
        timeline: Some(Timeline::new(timeline.as_str())),
    }
}
