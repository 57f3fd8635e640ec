//! What the app changes: one mutation for all that an author can ask for.

use optimist::{
    AnyCall, Call, Correction, Effect, Failure, FailureKind, Footprint, Key, Mutation, Outcome,
    OutcomeSink, Outgoing, Reason, Repeat, Submit, Timestamp, Truth,
};
use shared::{Video, VideoId, wire::KeyedOperation};
use studio_domain::change as rules;
use uuid::Uuid;
use web_sys::AbortSignal;

use crate::{
    answer::reason,
    api::{self, Answer},
    queries::Videos,
};

pub use studio_domain::Change;

/// An operation on a video.
pub struct ChangeVideo;

impl Mutation for ChangeVideo {
    type Entity = Videos;
    type Args = Change;
    const NAME: &'static str = rules::NAME;
    const REPEAT: Repeat = Repeat::WithKey;

    fn target(change: &Change) -> VideoId {
        rules::target(change)
    }

    fn predict(change: &Change, video: Option<&Video>, at: Timestamp) -> Effect<Video> {
        rules::predict(change, video, at)
    }

    fn footprint(change: &Change) -> Footprint {
        rules::footprint(change)
    }

    fn correction(change: &Change, actual: &Video) -> Option<Correction> {
        rules::correction(change, actual)
    }

    fn weight(change: &Change) -> usize {
        rules::weight(change)
    }
}

impl Submit for ChangeVideo {
    async fn submit(change: Change, key: Key, signal: AbortSignal) -> Outcome {
        let id = change.operation.id();
        let answer = match change.only_if {
            None => api::operate(&change.operation, uuid(key), &signal).await,
            Some(_) => api::operate_if(keyed(&change, key), &signal).await,
        };
        outcome(id, answer)
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
    let operations: Vec<KeyedOperation> = outgoing
        .iter()
        .filter_map(|outgoing| Some(keyed(change(&*outgoing.call)?, outgoing.key)))
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

fn keyed(change: &Change, key: Key) -> KeyedOperation {
    KeyedOperation {
        key: Some(uuid(key)),
        only_if: change.only_if.as_deref().cloned(),
        operation: change.operation.clone(),
    }
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
