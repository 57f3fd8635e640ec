//! What the app changes: one mutation for all that an author can ask for.

use std::rc::Rc;

use optimist::{
    AnyCall, Call, Correction, Effect, Failure, FailureKind, Footprint, Key, Mutation, Outcome,
    OutcomeSink, Outgoing, Reason, Submit, Timestamp, Truth,
};
use serde::{Deserialize, Serialize};
use shared::{Operation, Video, VideoId};
use uuid::Uuid;
use web_sys::AbortSignal;

use crate::{
    answer::reason,
    api::{self, Answer},
    queries::Videos,
};

/// An operation on a video.
pub struct ChangeVideo;

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

impl Mutation for ChangeVideo {
    type Entity = Videos;
    type Args = Change;
    const NAME: &'static str = "change-video";

    fn target(change: &Change) -> VideoId {
        change.operation.id()
    }

    fn predict(change: &Change, video: Option<&Video>, at: Timestamp) -> Effect<Video> {
        let video = video.or(change.was.as_deref());
        match shared::predict(&change.operation, video, at.0) {
            Ok(video) => Effect::Put(video),
            Err(_) => Effect::NotApplicable,
        }
    }

    fn footprint(change: &Change) -> Footprint {
        match change.operation {
            Operation::Add { .. } => Footprint::Create,
            Operation::Rename { .. } => Footprint::Field("title"),
            Operation::SetPublished { .. } => Footprint::Field("published"),
            Operation::SetDuration { .. } => Footprint::Field("duration"),
            Operation::Move { .. } => Footprint::Field("rank"),
            // What it does depends on the course that the video is in: none stands for another.
            Operation::SetCourse { .. } => Footprint::Alone,
            // A deleted video can be restored, with its last edits.
            Operation::Delete { .. } | Operation::Restore { .. } => Footprint::Field("deleted"),
        }
    }

    fn correction(change: &Change, actual: &Video) -> Option<Correction> {
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

    fn weight(change: &Change) -> usize {
        match &change.operation {
            Operation::Add { title, .. } | Operation::Rename { title, .. } => 256 + title.len(),
            _ => 160,
        }
    }
}

impl Submit for ChangeVideo {
    async fn submit(change: Change, key: Key, signal: AbortSignal) -> Outcome {
        let answer = api::operate(&change.operation, uuid(key), &signal).await;
        outcome(change.operation.id(), answer)
    }
}

/// Sends many changes in one request, and passes each outcome on as it comes.
///
/// # Errors
/// What befell the request as a whole.
pub async fn submit_batch(
    outgoing: Vec<Outgoing>,
    sink: OutcomeSink,
    signal: AbortSignal,
) -> Result<(), Failure> {
    let operations: Vec<(Uuid, Operation)> = outgoing
        .iter()
        .filter_map(|outgoing| {
            let change = change(&*outgoing.call)?;
            Some((uuid(outgoing.key), change.operation.clone()))
        })
        .collect();
    let id_of = |key: Key| {
        // The keys of a request mostly rise.
        let found = outgoing.binary_search_by_key(&key, |outgoing| outgoing.key);
        let found = found.ok().map(|at| &outgoing[at]);
        let found = found.or_else(|| outgoing.iter().find(|outgoing| outgoing.key == key));
        found.and_then(|outgoing| Some(change(&*outgoing.call)?.operation.id()))
    };
    let on_answer = |key: Uuid, answer| {
        let key = Key(key.as_u128());
        if let Some(id) = id_of(key) {
            sink.send(key, outcome(id, answer));
        }
    };
    let pause = async || sink.yield_to_browser().await;
    match api::batch(operations, &signal, on_answer, pause).await {
        Ok(()) => Ok(()),
        Err(Answer::Unknown(failure)) => Err(failure),
        Err(Answer::TooLarge) => Err(too_large()),
        // The same holds for each: nobody is signed in, or the server is of another version.
        Err(answer) => {
            for outgoing in &outgoing {
                if let Some(change) = change(&*outgoing.call) {
                    sink.send(outgoing.key, outcome(change.operation.id(), answer.clone()));
                }
            }
            Ok(())
        }
    }
}

/// Takes a change back, or learns that it was done.
pub async fn resolve(outgoing: Outgoing, signal: AbortSignal) -> Outcome {
    let answer = api::resolve(uuid(outgoing.key), &signal).await;
    let change = change(&*outgoing.call);
    let id = change.map(|change| change.operation.id());
    outcome(id.unwrap_or_default(), answer)
}

/// What a call asks for, if it is a change of a video.
pub fn change(call: &dyn AnyCall) -> Option<&Change> {
    let call = call.as_any().downcast_ref::<Call<ChangeVideo>>();
    call.map(Call::args)
}

fn outcome(id: VideoId, answer: Answer) -> Outcome {
    match answer {
        Answer::Done {
            revision,
            timeline,
            video,
        } => Outcome::Done {
            revision,
            timeline,
            truth: video.map(|video| Truth::<Videos>::shared(id, Some(video))),
        },
        Answer::Refused(problem) => Outcome::Refused(reason(&problem)),
        Answer::KeyExpired {
            problem,
            server_time,
        } => Outcome::KeyExpired {
            reason: reason(&problem),
            server_time,
        },
        Answer::Unknown(failure) => Outcome::Unknown(failure),
        Answer::Paused => Outcome::Paused,
        Answer::TooLarge => Outcome::Unknown(too_large()),
        Answer::UpdateNeeded => Outcome::UpdateNeeded,
    }
}

fn too_large() -> Failure {
    let reason = Reason::new("too-large", "The request was too large.");
    Failure {
        kind: FailureKind::TooLarge,
        ..Failure::server(reason)
    }
}

fn uuid(key: Key) -> Uuid {
    Uuid::from_u128(key.0)
}
