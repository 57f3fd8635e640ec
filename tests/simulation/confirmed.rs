//! What a client is told of the server's data: events, lists, and which history the server is in.

use optimist_core::{Key, RequestId};
use shared::{Revision, Video, VideoId};

use super::{histories::At, model::Model};

/// An answer's history beside the one that the server is taken to be in: decided by the order in
/// which requests were started.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    Present,
    Changed,
    Past,
}

/// Confirmed data.
impl Model {
    pub(super) fn place(&mut self, request: RequestId, history: usize) -> Standing {
        match &mut self.present {
            Some((present, shown_by)) if *present == history => {
                *shown_by = request.max(*shown_by);
                Standing::Present
            }
            Some((_, shown_by)) if request <= *shown_by => Standing::Past,
            known => match known.replace((history, request)) {
                Some(_) => Standing::Changed,
                None => Standing::Present,
            },
        }
    }

    /// The server has another history than before, of which what is known up to `kept` is part.
    pub(super) fn leave_history(&mut self, kept: Option<Revision>) {
        for list in &mut self.lists {
            list.leave_history(kept.unwrap_or(0));
        }
        if kept.is_none() {
            self.live.revision = 0;
            self.live.epoch += 1;
            self.notices.expect_history();
        }
        for op in self.ops.values_mut() {
            if let Some((revision, _)) = &mut op.done {
                *revision = revision.filter(|revision| *revision <= kept.unwrap_or(0));
            }
        }
    }

    /// A read has brought a list, or nothing; tells whether the list is an old one.
    pub(super) fn read_over(&mut self, request: RequestId, at: Option<At>) -> bool {
        let mut lists = self.lists.iter_mut().enumerate();
        let Some((number, live)) =
            lists.find_map(|(number, list)| Some((number, list.read_over(request)?)))
        else {
            return false;
        };
        let mut stale = false;
        if let Some(at) = at {
            let standing = self.place(request, at.history);
            if standing == Standing::Past {
                self.forget_contained(None);
                return true;
            }
            if standing == Standing::Changed {
                self.leave_history(None);
            }
            let kept =
                live.filter(|(epoch, start)| *epoch == self.live.epoch && at.revision >= *start);
            let live = kept.map_or(0, |_| self.live.revision);
            stale = self.lists[number].listed(request, at, live);
        }
        self.forget_contained(None);
        stale
    }

    pub(super) fn told(&mut self, id: VideoId, at: At, next: bool) {
        for list in &mut self.lists {
            list.told(id, at, next);
        }
        self.forget_contained(Some(id));
    }

    /// The stream has brought a change; returns whether it is one that was not known.
    pub(super) fn event(&mut self, at: At, key: Option<Key>, video: &Video) -> bool {
        let live = &mut self.live;
        if at.revision <= live.revision {
            return false;
        }
        live.epoch += u64::from(at.revision > live.revision + 1);
        live.revision = at.revision;
        self.told(video.id, at, true);
        if let Some(key) = key
            && self.ops.get(&key).is_some_and(|op| op.done.is_none())
        {
            self.done(key, at.history, Some(at.revision), Some(video));
        }
        // The revision of an answer may be reached without a word about its item.
        self.forget_contained(None);
        true
    }

    /// The stream says how far the server is.
    pub(super) fn stream_opened(&mut self, at: At, reset: bool) {
        let since = self.live.since.filter(|_| !reset);
        let standing = self.place(self.live.opened_by, at.history);
        match standing {
            Standing::Past => return,
            Standing::Changed => self.leave_history(since),
            Standing::Present => {}
        }
        let (live, changed) = (&mut self.live, standing == Standing::Changed);
        live.turning = changed && reset;
        live.open = true;
        live.epoch += u64::from(changed || reset || at.revision > live.revision);
        live.revision = at.revision;
    }

    /// The answer to a poll.
    pub(super) fn polled(&mut self, request: RequestId, at: At) {
        if self.place(request, at.history) == Standing::Changed {
            self.leave_history(None);
        }
    }
}
