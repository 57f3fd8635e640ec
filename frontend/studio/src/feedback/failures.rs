//! What went wrong with which video. It stays until the user tries again, or lets it be.

use std::{collections::BTreeMap, rc::Rc};

use shared::VideoId;
use uuid::Uuid;

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
    /// The key of the operation, by which it can be tried again or discarded.
    pub key: Uuid,
    /// Does it still wait in the log (its outcome is not known)?
    pub waits: bool,
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

    /// How many there are.
    pub fn len(&self) -> usize {
        self.by_video.len()
    }

    /// Is there none?
    pub fn is_empty(&self) -> bool {
        self.by_video.is_empty()
    }

    /// Notes what went wrong, in place of what was noted before.
    pub fn note(&mut self, id: VideoId, failure: Failure) {
        Rc::make_mut(&mut self.by_video).insert(id, Rc::new(failure));
    }

    /// It has been handled.
    pub fn forget(&mut self, id: &VideoId) -> Option<Rc<Failure>> {
        if self.by_video.contains_key(id) {
            Rc::make_mut(&mut self.by_video).remove(id)
        } else {
            None
        }
    }

    /// Forgets the operation of this key, and no later one about the same video.
    pub fn forget_key(&mut self, id: &VideoId, key: Uuid) {
        if self.by_video.get(id).is_some_and(|failure| failure.key == key) {
            Rc::make_mut(&mut self.by_video).remove(id);
        }
    }
}
