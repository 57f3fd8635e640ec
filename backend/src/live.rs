//! The events of the last writes, for followers.
//!
//! Each follower has a cursor and asks for the events after it: from memory where that reaches back
//! far enough, else from the outbox. So a stream has no gap wherever it begins, and a slow follower
//! costs no memory.

use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex, OnceLock, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use bytes::Bytes;
use serde::Serialize;
use shared::{Revision, Timestamp, Video};
use tokio::sync::watch;
use uuid::Uuid;

use crate::storage::Event;

/// How many events are held in memory.
const KEPT: usize = 4_096;

/// The present revision, and the events that led to it.
pub struct Live {
    revision: AtomicU64,
    latest: watch::Sender<Revision>,
    recent: Mutex<Recent>,
}

struct Recent {
    events: VecDeque<Arc<EncodedEvent>>,
    /// Streams from before this revision cannot go on.
    floor: Revision,
}

/// An event with its message, which is encoded once for all followers.
pub struct EncodedEvent {
    /// The event.
    pub event: Event,
    json: OnceLock<Bytes>,
}

/// The events after a cursor.
pub enum After {
    /// These events, without a gap; none where the cursor is up to date.
    Events(Vec<Arc<EncodedEvent>>),
    /// Events that memory does not hold: read the outbox.
    InOutbox,
    /// The stream cannot go on from there.
    Reset,
}

impl Live {
    /// Starts at the storage's revision and floor.
    pub fn new(revision: Revision, floor: Revision) -> Self {
        Self {
            revision: AtomicU64::new(revision),
            latest: watch::Sender::new(revision),
            recent: Mutex::new(Recent {
                events: VecDeque::new(),
                floor,
            }),
        }
    }

    /// The revision of the last committed write.
    pub fn revision(&self) -> Revision {
        self.revision.load(Ordering::Acquire)
    }

    /// Wakes whenever there is a new revision.
    pub fn subscribe(&self) -> watch::Receiver<Revision> {
        self.latest.subscribe()
    }

    /// At most `limit` events after `cursor`.
    pub fn after(&self, cursor: Revision, limit: usize) -> After {
        let recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        if cursor < recent.floor {
            return After::Reset;
        }
        if cursor >= self.revision() {
            return After::Events(Vec::new());
        }
        match recent.events.front() {
            Some(first) if first.event.revision <= cursor + 1 => {
                // One event a revision, so the place is known.
                let skip = (cursor + 1 - first.event.revision) as usize;
                After::Events(
                    recent
                        .events
                        .iter()
                        .skip(skip)
                        .take(limit)
                        .cloned()
                        .collect(),
                )
            }
            _ => After::InOutbox,
        }
    }

    /// Publishes what a transaction committed. Streams from before the revision `reset` cannot go
    /// on.
    pub(crate) fn publish(&self, events: Vec<Event>, reset: Option<Revision>) {
        let revision = events.last().map(|event| event.revision).max(reset);
        let Some(revision) = revision else { return };
        {
            let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(floor) = reset {
                recent.events.clear();
                recent.floor = floor;
            }
            let surplus = (recent.events.len() + events.len()).saturating_sub(KEPT);
            let surplus = surplus.min(recent.events.len());
            recent.events.drain(..surplus);
            recent.events.extend(
                events
                    .into_iter()
                    .map(|event| Arc::new(EncodedEvent::new(event))),
            );
            self.revision.store(revision, Ordering::Release);
        }
        self.latest.send_replace(revision);
    }
}

impl EncodedEvent {
    /// An event whose message is encoded when it is first needed.
    pub fn new(event: Event) -> Self {
        Self {
            event,
            json: OnceLock::new(),
        }
    }

    /// The JSON of [`LiveMessage::Change`](shared::wire::LiveMessage::Change).
    pub fn json(&self) -> Bytes {
        #[derive(Serialize)]
        struct Change<'a> {
            r#type: &'static str,
            revision: Revision,
            #[serde(skip_serializing_if = "Option::is_none")]
            key: Option<Uuid>,
            at: Timestamp,
            video: &'a Video,
        }
        let Event {
            revision,
            key,
            at,
            ref video,
        } = self.event;
        let change = Change {
            r#type: "change",
            revision,
            key,
            at,
            video,
        };
        // Strings and numbers only: this cannot fail.
        let json = || serde_json::to_vec(&change).unwrap_or_default().into();
        self.json.get_or_init(json).clone()
    }
}

#[cfg(test)]
mod tests {
    use shared::{Rank, VideoId, wire::LiveMessage};

    use super::*;

    fn event(revision: Revision) -> Event {
        let video = Video {
            id: VideoId::default(),
            course_id: "c1".parse().unwrap(),
            title: "A".into(),
            duration_seconds: 1,
            published: true,
            rank: Rank::middle(),
            deleted_at: None,
            revision,
        };
        Event {
            revision,
            key: Some(Uuid::from_u128(7)),
            at: 3,
            video,
        }
    }

    fn revisions(live: &Live, cursor: Revision) -> Option<Vec<Revision>> {
        match live.after(cursor, 10) {
            After::Events(events) => Some(
                events
                    .iter()
                    .map(|encoded| encoded.event.revision)
                    .collect(),
            ),
            After::InOutbox | After::Reset => None,
        }
    }

    #[test]
    fn a_cursor_gets_what_comes_after_it() {
        let live = Live::new(4, 0);
        assert!(matches!(live.after(2, 10), After::InOutbox));
        live.publish(vec![event(5), event(6)], None);
        assert_eq!(revisions(&live, 4), Some(vec![5, 6]));
        assert_eq!(revisions(&live, 5), Some(vec![6]));
        assert_eq!(revisions(&live, 6), Some(vec![]));
        assert!(matches!(live.after(3, 10), After::InOutbox));
        live.publish(vec![], Some(7));
        assert!(matches!(live.after(6, 10), After::Reset));
        assert_eq!(revisions(&live, 7), Some(vec![]));
    }

    #[test]
    fn memory_holds_a_bounded_number_of_events() {
        let live = Live::new(0, 0);
        for revision in 1..=2 * KEPT as u64 {
            live.publish(vec![event(revision)], None);
        }
        assert_eq!(live.recent.lock().unwrap().events.len(), KEPT);
        assert!(matches!(live.after(10, 1), After::InOutbox));
    }

    #[test]
    fn a_message_is_what_the_wire_says() {
        let encoded = EncodedEvent::new(event(9));
        let message: LiveMessage = serde_json::from_slice(&encoded.json()).unwrap();
        assert_eq!(message, event(9).into());
    }
}
