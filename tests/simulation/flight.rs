//! What is asked of the server, what comes back, and what an answer means.

use backend::storage::OperationOutcome;
use optimist_core::{Failure, FailureKind, Key, Reason, RequestId};
use shared::{CourseId, Operation, Refusal, Revision, Video, fault::Verdict, wire::Problem};
use uuid::Uuid;

/// A request under way.
pub(super) struct Flight {
    pub(super) client: usize,
    pub(super) life: u64,
    pub(super) request: RequestId,
    pub(super) ask: Ask,
    pub(super) fate: Verdict,
    /// How long an answer takes back.
    pub(super) back_ms: u64,
    /// When what was told so far has arrived.
    pub(super) ready_at: u64,
    /// Items done so far.
    pub(super) done: usize,
    /// The answer is cut after so many items.
    pub(super) cut_after: Option<usize>,
    /// The keys that it holds.
    pub(super) busy: Vec<Uuid>,
    /// The client does not wait for it any more.
    pub(super) given_up: bool,
}

/// What is asked of the server.
pub(super) enum Ask {
    Read(CourseId),
    Write(Vec<(Key, Operation)>),
    Withdraw(Key),
}

/// What reaches a client.
pub(super) enum Delivery {
    Read(RequestId, Result<(Vec<Video>, Revision), Failure>),
    Said(RequestId, Key, Said),
    End(RequestId, Result<(), Failure>),
    /// The event of this revision.
    Event {
        number: u64,
        revision: Revision,
    },
    Opened {
        number: u64,
        revision: Revision,
    },
    Reset {
        number: u64,
        revision: Revision,
    },
    Lost {
        number: u64,
    },
}

/// What an answer says of an operation.
pub(super) enum Said {
    Done(Revision, Option<Video>),
    Refused(Refusal),
    Unknown(Failure),
    Paused,
    UpdateNeeded,
}

pub(super) fn uuid(key: Key) -> Uuid {
    Uuid::from_u128(key.0)
}

pub(super) fn said_of(outcome: OperationOutcome) -> Said {
    match outcome {
        OperationOutcome::Done(done) => {
            let video = done.event.video;
            // As the answer to a `DELETE`, which may have no body.
            let bare = video.is_deleted() && done.event.revision % 2 == 0;
            Said::Done(done.event.revision, Some(video).filter(|_| !bare))
        }
        OperationOutcome::Refused(refused) => Said::Refused(refused.refusal),
    }
}

pub(super) fn failure(problem: &Problem) -> Failure {
    let lasting =
        (400..500).contains(&problem.status) && !matches!(problem.status, 408 | 425 | 429);
    Failure {
        kind: if lasting {
            FailureKind::Refused
        } else {
            FailureKind::Server
        },
        reason: Reason::new("server", "A fault."),
        retry_after_ms: problem.retry_after.map(|seconds| seconds * 1_000),
    }
}

pub(super) fn code(status: u16) -> &'static str {
    match status {
        401 => "sign-in",
        413 => "too-large",
        _ => "fault",
    }
}
