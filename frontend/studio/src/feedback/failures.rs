//! What went wrong with which video. It stays until the user tries again, or lets it be.

use std::rc::Rc;

use optimist::OperationId;
use shared::VideoId;

/// All that waits for the user, by video. A sorted vector: a map would be a copy of code of its
/// own, larger than all the rest here.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Failures {
    sorted: Rc<Vec<(VideoId, Rc<Failure>)>>,
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
        self.place(id).ok().map(|at| &self.sorted[at].1)
    }

    /// All of them, in the order of the videos' ids.
    pub fn iter(&self) -> impl Iterator<Item = (VideoId, &Rc<Failure>)> {
        self.sorted.iter().map(|(id, failure)| (*id, failure))
    }

    /// Notes what went wrong, in place of what was noted before.
    pub fn note(&mut self, id: VideoId, failure: Failure) {
        let (place, failure) = (self.place(&id), Rc::new(failure));
        let sorted = Rc::make_mut(&mut self.sorted);
        match place {
            Ok(at) => sorted[at].1 = failure,
            Err(at) => sorted.insert(at, (id, failure)),
        }
    }

    /// What went wrong with this video has been handled.
    pub fn forget(&mut self, id: &VideoId) {
        if let Ok(at) = self.place(id) {
            Rc::make_mut(&mut self.sorted).remove(at);
        }
    }

    /// All that went wrong in this operation has been handled.
    pub fn forget_operation(&mut self, operation: OperationId) {
        if self
            .sorted
            .iter()
            .any(|(_, failure)| failure.operation == operation)
        {
            Rc::make_mut(&mut self.sorted).retain(|(_, failure)| failure.operation != operation);
        }
    }

    fn place(&self, id: &VideoId) -> Result<usize, usize> {
        self.sorted.binary_search_by(|(other, _)| other.cmp(id))
    }
}
