//! What went wrong with which video. It stays until the user tries again, or lets it be.

use std::{collections::BTreeMap, rc::Rc};

use optimist::OperationId;
use shared::VideoId;

/// All that waits for the user, by video.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Failures {
    by_video: Rc<BTreeMap<VideoId, Rc<Failure>>>,
}

/// What went wrong with one video.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The video's name at that time: it may be gone from the list.
    pub name: Rc<str>,
    /// What could not be done and why, as a sentence.
    pub why: Rc<str>,
    /// The operation, by which it can be tried again.
    pub operation: OperationId,
}

impl Failures {
    /// What went wrong with this video, if anything did.
    pub fn get(&self, id: &VideoId) -> Option<&Rc<Failure>> {
        self.by_video.get(id)
    }

    /// All of them, in the order of the videos' ids.
    pub fn iter(&self) -> impl Iterator<Item = (VideoId, &Rc<Failure>)> {
        self.by_video.iter().map(|(id, failure)| (*id, failure))
    }

    /// Notes what went wrong, in place of what was noted before.
    pub fn note(&mut self, id: VideoId, failure: Failure) {
        Rc::make_mut(&mut self.by_video).insert(id, Rc::new(failure));
    }

    /// What went wrong with this video has been handled.
    pub fn forget(&mut self, id: &VideoId) {
        if self.by_video.contains_key(id) {
            Rc::make_mut(&mut self.by_video).remove(id);
        }
    }

    /// All that went wrong in this operation has been handled.
    pub fn forget_operation(&mut self, operation: OperationId) {
        if self
            .by_video
            .values()
            .any(|failure| failure.operation == operation)
        {
            Rc::make_mut(&mut self.by_video).retain(|_, failure| failure.operation != operation);
        }
    }
}
