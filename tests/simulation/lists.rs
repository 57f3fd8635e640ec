//! What one client was told of one query: the whole list now and then, and single items.

use std::collections::{BTreeMap, BTreeSet};

use optimist_core::{QueryKey, RequestId};
use shared::{Revision, Video, VideoId};
use studio_domain::list;

use super::{
    domain::VideoListKind,
    histories::At,
    op::Answer,
    server::{Server, States},
};

/// One query of a client.
pub(super) struct List {
    pub(super) kind: VideoListKind,
    pub(super) key: QueryKey,
    /// The state that the newest list showed, and the read that brought it.
    listed: Option<At>,
    loaded_by: RequestId,
    /// Every change up to this revision of the present history is known; 0: that cannot be said.
    revision: Revision,
    /// What was told of single items since.
    told: BTreeMap<VideoId, Told>,
    /// Items of which the newest truth may be of a history that the server has left.
    unsure: BTreeSet<VideoId>,
    /// The read under way, and what the stream had brought when it began.
    reading: Option<(RequestId, Option<(u64, Revision)>)>,
}

/// The truth about one item.
struct Told {
    at: At,
    /// Its revision, if it is of the present history; otherwise 0.
    revision: Revision,
}

/// What is known of an item's confirmed state in one query.
pub(super) enum Known<'a> {
    /// The whole of it; the query holds it.
    Is(&'a Video),
    /// There never was one.
    Never,
    /// It is in the trash or in another course. The client was told so and may remember it.
    Outside(&'a Video),
    /// The list does not hold it; what it was before may be remembered.
    Absent,
}

impl List {
    pub(super) fn new(kind: VideoListKind, key: QueryKey) -> Self {
        Self {
            kind,
            key,
            listed: None,
            loaded_by: RequestId(0),
            revision: 0,
            told: BTreeMap::new(),
            unsure: BTreeSet::new(),
            reading: None,
        }
    }

    /// A read begins. Before a first one, what came earlier counts for nothing.
    pub(super) fn reads(&mut self, request: RequestId, live: Option<(u64, Revision)>) {
        self.reading = Some((request, live));
        if self.listed.is_none() {
            self.told.clear();
        }
    }

    /// A read is over, whatever it came to: what the stream had brought when it began, if it is one
    /// of this query.
    pub(super) fn read_over(&mut self, request: RequestId) -> Option<Option<(u64, Revision)>> {
        let (_, live) = self.reading.take_if(|(reading, _)| *reading == request)?;
        Some(live)
    }

    /// The client is told the whole list; `live` is the revision up to which it was told every
    /// change since it asked. Returns whether the list is older than what is known.
    pub(super) fn listed(&mut self, request: RequestId, at: At, live: Revision) -> bool {
        if self.listed.is_some() && at.revision < self.revision {
            // What it has is known: what was answered before it began is in the list.
            self.loaded_by = request;
            return true;
        }
        let stale = self.told.values().any(|told| told.revision > at.revision);
        self.told.retain(|_, told| told.revision > at.revision);
        self.unsure.clear();
        self.listed = Some(at);
        self.loaded_by = request;
        self.revision = at.revision.max(live);
        stale
    }

    /// The client is told the truth about one item; with `next`, as the change after the last.
    pub(super) fn told(&mut self, id: VideoId, at: At, next: bool) {
        if self.listed.is_none() && self.reading.is_none() {
            return;
        }
        if !self.has(id, at.revision) {
            let revision = at.revision;
            self.told.insert(id, Told { at, revision });
        }
        if next && self.listed.is_some() && at.revision == self.revision + 1 {
            self.revision = at.revision;
        }
    }

    /// The server has another history, of which what is known up to `kept` is part: what is newer
    /// stays on screen, and its revision says nothing any more.
    pub(super) fn leave_history(&mut self, kept: Revision) {
        let ahead = self.told.iter().filter(|(_, told)| told.revision > kept);
        let ahead: Vec<VideoId> = ahead.map(|(id, _)| *id).collect();
        if self.revision > kept || !ahead.is_empty() {
            self.revision = 0;
            self.told.values_mut().for_each(|told| told.revision = 0);
        }
        if kept > 0 {
            self.unsure.extend(ahead);
        }
    }

    /// May the newest truth about an item be of a history that the server has left? While a stream
    /// goes on in another history, what answers have told ahead of it may be part of that one or
    /// not: until the list is read, such an item is shown as the one or as the other.
    pub(super) fn is_unsure(&self, id: VideoId) -> bool {
        self.unsure.contains(&id)
    }

    pub(super) fn has_data(&self) -> bool {
        self.listed.is_some()
    }

    fn has(&self, id: VideoId, revision: Revision) -> bool {
        let told = self.told.get(&id).map_or(0, |told| told.revision);
        self.revision.max(told) >= revision
    }

    /// Do its confirmed data contain what was answered so, or will its first read bring that?
    pub(super) fn contains(&self, id: VideoId, (revision, after): Answer) -> bool {
        match (self.listed, revision) {
            (None, _) => self.reading.is_none_or(|(read, _)| read > after),
            (_, Some(revision)) => self.has(id, revision),
            (_, None) => self.loaded_by > after,
        }
    }

    /// Does the query hold a video that is like this?
    pub(super) fn holds(&self, video: &Video) -> bool {
        list::contains(&self.kind, video)
    }

    /// The confirmed state of an item, as far as this client was told it.
    pub(super) fn known<'a>(&self, id: VideoId, states: &'a States, server: &Server) -> Known<'a> {
        let told = self.told.get(&id).map(|told| told.at);
        let at = told.or(self.listed);
        let truth = at.and_then(|at| server.truth_of(states, at));
        match truth {
            // It may be remembered from a history that the server has left.
            None if at.is_some_and(|at| server.is_elsewhere(states, at)) => Known::Absent,
            None => Known::Never,
            Some(video) if self.holds(video) => Known::Is(video),
            Some(video) if told.is_some() => Known::Outside(video),
            Some(_) => Known::Absent,
        }
    }
}
