//! What scenarios demand of the world.

use std::collections::BTreeMap;

use optimist_core::{Event, QueryKey, ResourceCounts};

use crate::{
    domain::{Current, Note},
    world::World,
};

impl World {
    /// Everything works until nothing is left to do; then the view is the server's truth, and
    /// nothing else is held.
    #[track_caller]
    pub fn rest(&mut self, query: &QueryKey) {
        self.settle();
        let seen: Vec<_> = self
            .client
            .engine
            .operations()
            .map(|known| known.id)
            .collect();
        for operation in seen {
            self.engine(|engine, now| engine.dismiss(now, operation));
        }
        let mut truth: Vec<Note> = self.server.notes.values().cloned().collect();
        truth.sort_by_key(|note| (note.place, note.id));
        assert_eq!(self.view(query), truth);
        assert!(self.server.effects.values().all(|&times| times == 1));
        let held = ResourceCounts {
            // Without an event stream, truths about single items stay until the next read.
            extras: 0,
            ..self.resource_counts()
        };
        assert_eq!(held, ResourceCounts::default());
    }

    #[track_caller]
    pub fn rest_after_reload(&mut self, query: &QueryKey) {
        if self.live.is_some() {
            self.open_live();
        }
        self.rest(query);
    }

    /// Is the first note shown by this query?
    #[track_caller]
    pub fn shows_in_current(&self, query: &QueryKey, shown: bool) {
        let notes = self
            .client
            .view::<Current>(query)
            .expect("the query has data");
        assert_eq!(notes.iter().any(|note| note.id == 1), shown);
    }
}

/// How often each kind of event was told, by name.
pub fn tally(events: &[Event]) -> BTreeMap<&'static str, usize> {
    let mut tally = BTreeMap::new();
    for event in events {
        let name = match event {
            Event::Issued { .. } => "issued",
            Event::Refused { .. } => "refused",
            Event::Failed { .. } => "failed",
            Event::Unsure { .. } => "unsure",
            Event::Cancelled { .. } => "cancelled",
            Event::Corrected { .. } => "corrected",
            Event::Finished { .. } => "finished",
            Event::SignInNeeded => "sign-in",
            Event::StorageFailed(_) => "storage",
            Event::StorageRecovered => "storage-recovered",
            Event::HistoryChanged(_) => "history",
            Event::Recovered { .. } => "recovered",
            Event::Repaired { .. } => "repaired",
        };
        *tally.entry(name).or_default() += 1;
    }
    tally
}
