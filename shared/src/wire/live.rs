//! The messages of the event stream.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Revision;
use crate::{Timeline, Timestamp, Video};

/// A message of the WebSocket at `/api/events`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum LiveMessage {
    /// The first message: changes after `revision` follow, with none left out.
    Hello {
        /// The revision that the stream goes on from.
        revision: Revision,
        /// The timeline that the stream goes on in.
        timeline: Timeline,
        /// The server's clock.
        time: Timestamp,
    },
    /// One write. Revisions follow each other without a gap.
    Change {
        /// The write's revision.
        revision: Revision,
        /// The key of the operation that did it, where it had one.
        #[serde(skip_serializing_if = "Option::is_none")]
        key: Option<Uuid>,
        /// When it was done.
        at: Timestamp,
        /// The whole video after it (also when it is deleted).
        video: Video,
    },
    /// The stream cannot go on from where the client asked: read again, then follow from
    /// `revision`.
    Reset {
        /// The present revision.
        revision: Revision,
        /// The timeline that the stream goes on in.
        timeline: Timeline,
        /// The server's clock.
        time: Timestamp,
    },
}

impl<'de> Deserialize<'de> for LiveMessage {
    /// In one pass, as operations are read.
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error;

        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        enum Type {
            Hello,
            Change,
            Reset,
        }

        #[derive(Deserialize)]
        struct Message {
            #[serde(rename = "type")]
            kind: Type,
            revision: Revision,
            timeline: Option<Timeline>,
            time: Option<Timestamp>,
            key: Option<Uuid>,
            at: Option<Timestamp>,
            video: Option<Video>,
        }

        let Message {
            kind,
            revision,
            timeline,
            time,
            key,
            at,
            video,
        } = Message::deserialize(deserializer)?;
        let timeline = || timeline.ok_or_else(|| D::Error::missing_field("timeline"));
        let time = || time.ok_or_else(|| D::Error::missing_field("time"));
        Ok(match kind {
            Type::Hello => Self::Hello {
                revision,
                timeline: timeline()?,
                time: time()?,
            },
            Type::Reset => Self::Reset {
                revision,
                timeline: timeline()?,
                time: time()?,
            },
            Type::Change => Self::Change {
                revision,
                key,
                at: at.ok_or_else(|| D::Error::missing_field("at"))?,
                video: video.ok_or_else(|| D::Error::missing_field("video"))?,
            },
        })
    }
}

/// WebSocket close code: `since` is a revision that the server has not reached.
pub const CLOSE_SINCE_IN_FUTURE: u16 = 4_001;
/// WebSocket close code: the client reads too slowly; connect again.
pub const CLOSE_TOO_SLOW: u16 = 4_002;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_read_as_it_was_written() {
        let (timeline, time) = (Timeline::from(Uuid::from_u128(1)), 9);
        for message in [
            LiveMessage::Hello {
                revision: 7,
                timeline: timeline.clone(),
                time,
            },
            LiveMessage::Reset {
                revision: 7,
                timeline,
                time,
            },
        ] {
            let text = serde_json::to_string(&message).unwrap();
            assert_eq!(serde_json::from_str::<LiveMessage>(&text).unwrap(), message);
        }
        let bare = r#"{ "type": "hello", "revision": 7 }"#;
        assert!(serde_json::from_str::<LiveMessage>(bare).is_err());
    }
}
