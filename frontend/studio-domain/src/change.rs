//! The one mutation for all that an author can ask for.

use std::rc::Rc;

use optimist_core::{Correction, Effect, Footprint, Scope, Timestamp};
use serde::{Deserialize, Serialize};
use shared::{Operation, Video, VideoId};

/// The name under which changes are logged.
pub const NAME: &str = "change-video";

/// What to do, and what lets a video be seen at once where the page does not hold it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// What to do.
    pub operation: Operation,
    /// The video as it was, for a restore and for a move to another course.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was: Option<Rc<Video>>,
}

impl Change {
    /// The video's title, as far as the change itself has it.
    pub fn title(&self) -> Option<&str> {
        match &self.operation {
            Operation::Add { title, .. } | Operation::Rename { title, .. } => Some(title),
            _ => self.was.as_ref().map(|video| &*video.title),
        }
    }
}

impl From<Operation> for Change {
    fn from(operation: Operation) -> Self {
        Self {
            operation,
            was: None,
        }
    }
}

/// The video that a change is about.
pub fn target(change: &Change) -> VideoId {
    change.operation.id()
}

/// What a change does to a video.
pub fn predict(change: &Change, video: Option<&Video>, at: Timestamp) -> Effect<Video> {
    let video = video.or(change.was.as_deref());
    match shared::predict(&change.operation, video, at.0) {
        Ok(video) => Effect::Put(video),
        Err(_) => Effect::NotApplicable,
    }
}

/// Which waiting changes a change supersedes.
pub fn footprint(change: &Change) -> Footprint {
    match change.operation {
        Operation::Add { .. } => Footprint::Create,
        Operation::Rename { .. } => Footprint::Field("title"),
        Operation::SetPublished { .. } => Footprint::Field("published"),
        Operation::SetDuration { .. } => Footprint::Field("duration"),
        Operation::Move { .. } => Footprint::Field("rank"),
        // What it does depends on the course that the video is in: none supersedes another.
        Operation::SetCourse { .. } => Footprint::Alone,
        // A deleted video can be restored, with its last edits.
        Operation::Delete { .. } | Operation::Restore { .. } => Footprint::Field("deleted"),
    }
}

/// Scopes besides the video's own: none. Two videos never wait for each other, since a rank names
/// a place and not a neighbour.
pub fn scopes(_: &Change) -> Vec<Scope> {
    Vec::new()
}

/// How the server's video, right after a change, differs from what was predicted.
pub fn correction(change: &Change, actual: &Video) -> Option<Correction> {
    let shared::Correction {
        field,
        wanted,
        actual,
        why,
    } = shared::correction(&change.operation, actual)?;
    Some(Correction {
        field,
        wanted,
        actual,
        why,
    })
}

/// About how many bytes a change takes in a request.
pub fn weight(change: &Change) -> usize {
    match &change.operation {
        Operation::Add { title, .. } | Operation::Rename { title, .. } => 256 + title.len(),
        _ => 160,
    }
}
