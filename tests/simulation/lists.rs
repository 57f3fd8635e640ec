//! What one client was told of one query: the whole list now and then, and single items.

use std::collections::BTreeMap;

use optimist_core::{Query, QueryKey, RequestId};
use shared::{CourseId, Revision, Video, VideoId};

use super::{domain::CourseVideos, server::Server};

/// One query of a client.
pub(super) struct List {
    pub(super) course: CourseId,
    pub(super) key: QueryKey,
    /// The revision of the newest list, and of the newest truth about single items.
    listed: Option<Revision>,
    told: BTreeMap<VideoId, Revision>,
    /// The read under way.
    reading: Option<RequestId>,
}

/// An answer: the revision that did it, and the last request that had gone out by then.
pub(super) type Answer = (Revision, RequestId);

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
    pub(super) fn new(course: CourseId, key: QueryKey) -> Self {
        Self {
            course,
            key,
            listed: None,
            told: BTreeMap::new(),
            reading: None,
        }
    }

    /// A read begins. Before a first one, what came earlier counts for nothing.
    pub(super) fn reads(&mut self, request: RequestId) {
        self.reading = Some(request);
        if self.listed.is_none() {
            self.told.clear();
        }
    }

    /// A read is over, whatever it came to; tells whether it was one of this query.
    pub(super) fn read_over(&mut self, request: RequestId) -> bool {
        let own = self.reading == Some(request);
        if own {
            self.reading = None;
        }
        own
    }

    /// The client is told the whole list.
    pub(super) fn listed(&mut self, revision: Revision) {
        self.listed = self.listed.max(Some(revision));
    }

    /// The client is told the truth about one item.
    pub(super) fn told(&mut self, id: VideoId, revision: Revision) {
        let known = self.told.entry(id).or_default();
        *known = revision.max(*known);
    }

    pub(super) fn newest(&self) -> Option<Revision> {
        self.told.values().copied().max().max(self.listed)
    }

    pub(super) fn has_data(&self) -> bool {
        self.listed.is_some()
    }

    /// Do its confirmed data contain what was answered so, or will its first read bring that?
    pub(super) fn contains(&self, id: VideoId, (revision, after): Answer) -> bool {
        match (self.listed, self.reading) {
            (None, reading) => reading.is_none_or(|read| read > after),
            (listed, _) => self.told.get(&id).copied().max(listed) >= Some(revision),
        }
    }

    /// Does the query hold a video that is like this?
    pub(super) fn holds(&self, video: &Video) -> bool {
        CourseVideos::contains(&self.course, video)
    }

    /// The confirmed state of an item, as far as this client was told it.
    pub(super) fn known<'a>(&self, id: VideoId, server: &'a Server) -> Known<'a> {
        let (told, listed) = (self.told.get(&id).copied(), self.listed);
        let truth = told.max(listed).and_then(|at| server.truth(id, at));
        match truth {
            None => Known::Never,
            Some(video) if self.holds(video) => Known::Is(video),
            Some(video) if told > listed => Known::Outside(video),
            Some(_) => Known::Absent,
        }
    }
}
