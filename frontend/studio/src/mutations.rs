//! What the app changes: one mutation for all that an author can ask for.

use std::rc::Rc;

use optimist::{
    Call, Correction, Effect, Failure, FailureKind, Footprint, Key, Mutation, Outcome, Outgoing,
    Reason, Sink, Submit, Timestamp, truth,
};
use serde::{Deserialize, Serialize};
use shared::{Operation, Video, VideoId};
use uuid::Uuid;
use web_sys::AbortSignal;

use crate::{
    api::{self, Answer},
    queries::{Videos, failure},
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
            Err(_) => Effect::Nothing,
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

/// Sends many changes in one request, and tells each outcome as it comes.
///
/// # Errors
/// What befell the request as a whole.
pub async fn submit_batch(
    outgoing: Vec<Outgoing>,
    sink: Sink,
    signal: AbortSignal,
) -> Result<(), Failure> {
    let operations: Vec<(Uuid, Operation)> = outgoing
        .iter()
        .filter_map(|outgoing| Some((uuid(outgoing.key), change(outgoing)?.operation.clone())))
        .collect();
    let id_of = |key: Uuid| {
        // The keys of a request rise.
        let found = outgoing.binary_search_by_key(&Key(key.as_u128()), |outgoing| outgoing.key);
        let found = found.ok().and_then(|at| change(&outgoing[at]));
        found.map(|change| change.operation.id())
    };
    let told = |key: Uuid, answer| {
        if let Some(id) = id_of(key) {
            sink.tell(Key(key.as_u128()), outcome(id, answer));
        }
    };
    let pause = async || sink.breathe().await;
    let told = api::batch(operations, &signal, told, pause).await;
    match told {
        Ok(()) => Ok(()),
        Err(Answer::Unknown(trouble)) => Err(failure(trouble)),
        Err(Answer::Split) => Err(Failure {
            kind: FailureKind::TooLarge,
            reason: Reason::new("too-large", "The request was too large."),
            retry_after_ms: None,
        }),
        // The same holds for each: nobody is signed in, or the server is of another version.
        Err(answer) => {
            for outgoing in &outgoing {
                if let Some(change) = change(outgoing) {
                    sink.tell(outgoing.key, outcome(change.operation.id(), answer.clone()));
                }
            }
            Ok(())
        }
    }
}

/// Takes a change back, or learns that it was done.
pub async fn withdraw(outgoing: Outgoing, signal: AbortSignal) -> Outcome {
    let answer = api::withdraw(uuid(outgoing.key), &signal).await;
    outcome(
        change(&outgoing)
            .map(|change| change.operation.id())
            .unwrap_or_default(),
        answer,
    )
}

/// What an operation on its way asks for.
pub fn change(outgoing: &Outgoing) -> Option<&Change> {
    outgoing
        .call
        .as_any()
        .downcast_ref::<Call<ChangeVideo>>()
        .map(|call| &call.args)
}

fn outcome(id: VideoId, answer: Answer) -> Outcome {
    match answer {
        Answer::Done { revision, video } => Outcome::Done {
            revision,
            truth: video.map(|video| truth::<Videos>(id, Some(video))),
        },
        Answer::Refused(problem) => Outcome::Refused(Reason::new(
            problem.code().unwrap_or("refused"),
            if problem.detail.is_empty() {
                &problem.title
            } else {
                &problem.detail
            },
        )),
        Answer::Unknown(trouble) => Outcome::Unknown(failure(trouble)),
        Answer::Paused => Outcome::Paused,
        Answer::Split => Outcome::Unknown(Failure::server(Reason::new(
            "too-large",
            "The request was too large.",
        ))),
        Answer::UpdateNeeded => Outcome::UpdateNeeded,
    }
}

fn uuid(key: Key) -> Uuid {
    Uuid::from_u128(key.0)
}
