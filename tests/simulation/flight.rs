//! What is asked of the server, what comes back, and what an answer means.

use std::rc::Rc;

use backend::storage::OperationOutcome;
use optimist_core::{Failure, FailureKind, Key, Reason, RequestId};
use shared::{Refusal, Revision, Video, fault::Verdict, wire::Problem};
use uuid::Uuid;

use super::{
    domain::{Change, VideoListKind},
    histories::At,
    server::Made,
};

/// A revision that no server comes to.
pub(super) const IMPLAUSIBLE: Revision = 1 << 63;

/// A request under way.
pub(super) struct Flight {
    pub(super) client: usize,
    pub(super) life: u64,
    /// How often the server had been put back when it was sent.
    pub(super) epoch: u64,
    pub(super) request: RequestId,
    pub(super) ask: Ask,
    pub(super) fate: Verdict,
    /// Something answers in the server's place: without having asked it, or in place of its answer.
    pub(super) proxy: Option<Proxy>,
    /// How long an answer takes back.
    pub(super) back_ms: u64,
    /// When what was told so far has arrived.
    pub(super) ready_at: u64,
    /// The server has it.
    pub(super) arrived: bool,
    /// Items done so far.
    pub(super) done: usize,
    /// The answer is cut after so many items.
    pub(super) cut_after: Option<usize>,
    /// The keys that it holds.
    pub(super) busy: Vec<Uuid>,
    /// The client does not wait for it any more.
    pub(super) given_up: bool,
}

/// How a proxy answers in the place of the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Proxy {
    /// The request does not come through.
    Instead,
    /// The server does it, and its answer does not come through.
    After,
}

/// What is asked of the server.
pub(super) enum Ask {
    Read(VideoListKind),
    Write(Vec<(Key, Change)>),
    Resolve(Key),
    Head,
}

/// What reaches a client.
pub(super) enum Delivery {
    Read(RequestId, Result<(Vec<Video>, At), Failure>),
    Said(RequestId, Key, Said),
    End(RequestId, Result<(), Failure>),
    Head(RequestId, Result<Hello, Failure>),
    Event {
        number: u64,
        made: Rc<Made>,
    },
    Hello {
        number: u64,
        hello: Hello,
        reset: bool,
    },
    Lost {
        number: u64,
    },
}

/// How far the server is, and its time.
#[derive(Clone, Copy)]
pub(super) struct Hello {
    pub(super) at: At,
    pub(super) time: u64,
}

/// What an answer says of an operation, and in which history the server was.
pub(super) struct Said {
    pub(super) outcome: Outcome,
    pub(super) history: usize,
}

/// What became of an operation.
pub(super) enum Outcome {
    /// Done, by this revision as the answer has it.
    Done(Revision, Option<Video>),
    Refused(Refusal),
    /// The server's time, where the answer has it.
    KeyExpired(Option<u64>),
    Unknown(Failure),
    Paused,
    UpdateNeeded,
}

pub(super) fn uuid(key: Key) -> Uuid {
    Uuid::from_u128(key.0)
}

/// What the server says of an outcome; `time` is its clock.
pub(super) fn outcome_of(outcome: OperationOutcome, time: u64) -> Outcome {
    match outcome {
        OperationOutcome::Done(done) => {
            let video = done.event.video;
            // As the answer to a `DELETE`, which may have no body.
            let bare = video.is_deleted() && done.event.revision % 2 == 0;
            Outcome::Done(done.event.revision, Some(video).filter(|_| !bare))
        }
        OperationOutcome::Refused(refused) if refused.refusal == Refusal::KeyExpired => {
            Outcome::KeyExpired((!time.is_multiple_of(8)).then_some(time))
        }
        OperationOutcome::Refused(refused) => Outcome::Refused(refused.refusal),
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

/// An answer that is not the API's.
pub(super) fn elsewhere() -> Failure {
    Failure::elsewhere(Reason::new("proxy", "Something else answers."))
}

pub(super) fn code(status: u16) -> &'static str {
    match status {
        401 => "sign-in",
        413 => "too-large",
        _ => "fault",
    }
}
