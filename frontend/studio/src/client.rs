//! The library's client, set up for this app.

use optimist::{Batching, Client, Key, LiveSignal, truth};
use shared::wire::LiveMessage;

use crate::{
    api,
    mutations::{ChangeVideo, submit_batch, withdraw},
    queries::Videos,
    settings::Settings,
};

/// The client that the whole page shares.
pub fn client(settings: Settings) -> Client {
    let builder = Client::builder()
        .mutation::<ChangeVideo>()
        .store("course-studio")
        .withdraw(withdraw)
        .live(api::events_url, signal)
        .optimism(settings.optimism);
    if settings.batching {
        builder.batch(Batching::DEFAULT, submit_batch).build()
    } else {
        builder.build()
    }
}

/// What a message of the event stream says.
fn signal(text: &str) -> Option<LiveSignal> {
    Some(match serde_json::from_str(text).ok()? {
        LiveMessage::Hello { revision, .. } => LiveSignal::Opened { revision },
        LiveMessage::Reset { revision, .. } => LiveSignal::Reset { revision },
        LiveMessage::Change {
            revision,
            key,
            at: _,
            video,
        } => LiveSignal::Change {
            revision,
            key: key.map(|key| Key(key.as_u128())),
            truth: truth::<Videos>(video.id, Some(video)),
        },
    })
}
