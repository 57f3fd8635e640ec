//! What the server's answers say, and whether they are the server's at all.

use gloo_net::http::Response;
use js_sys::{Date, Reflect, Uint8Array};
use optimist::{Failure, FailureKind, Reason, Timeline, Timestamp};
use shared::{
    Meaning, Revision, Video, meaning,
    wire::{
        API_MARK, API_MARK_VALUE, IDEMPOTENCY_KEY, ItemResult, PROBLEM_JSON, Problem,
        REVISION_HEADER, TIMELINE_HEADER,
    },
};
use uuid::Uuid;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::ReadableStreamDefaultReader;

/// What became of one operation, as far as an answer says.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// It was done.
    Done {
        /// The revision that did it.
        revision: Option<Revision>,
        /// The timeline of the revision.
        timeline: Option<Timeline>,
        /// The video right after it, where the answer has it.
        video: Option<Video>,
    },
    /// It was not done.
    Refused(Problem),
    /// It was not done, since the server holds its key for too old.
    KeyExpired {
        /// What the server says of it.
        problem: Problem,
        /// The server's time of day.
        server_time: Option<Timestamp>,
    },
    /// It may or may not have been done.
    Unknown(Failure),
    /// Nobody is signed in.
    Paused,
    /// The batch was too large, and nothing of it was done.
    TooLarge,
    /// The server does not know such an operation.
    UpdateNeeded,
}

/// What an answer's headers say, for all the results in it.
pub(crate) struct AnswerHeaders {
    timeline: Option<Timeline>,
    server_time: Option<Timestamp>,
    retry_after_ms: Option<u64>,
}

impl AnswerHeaders {
    pub(crate) fn of(response: &Response) -> Self {
        let seconds: Option<u64> =
            header(response, "retry-after").and_then(|text| text.trim().parse().ok());
        // A date that is none is not a number, and becomes 0.
        let date = header(response, "date").map(|date| Date::parse(&date) as u64);
        Self {
            timeline: header(response, TIMELINE_HEADER).map(|id| Timeline::new(&id)),
            server_time: date.filter(|&ms| ms > 0).map(Timestamp),
            retry_after_ms: seconds.map(|seconds| seconds.saturating_mul(1_000)),
        }
    }

    pub(crate) fn timeline(self) -> Option<Timeline> {
        self.timeline
    }

    /// What one result of a batch says.
    pub(crate) fn item(&self, result: ItemResult) -> Answer {
        if result.ok {
            return Answer::Done {
                revision: result.revision,
                timeline: self.timeline.clone(),
                video: result.video,
            };
        }
        let problem = result.error.unwrap_or_default();
        let meaning = meaning(problem.status, true, true, Some(&problem), false);
        self.not_done(meaning, Some(problem))
    }

    fn not_done(&self, meaning: Meaning, problem: Option<Problem>) -> Answer {
        match meaning {
            Meaning::Refused => Answer::Refused(problem.unwrap_or_default()),
            Meaning::KeyExpired => Answer::KeyExpired {
                problem: problem.unwrap_or_default(),
                server_time: self.server_time,
            },
            Meaning::Paused => Answer::Paused,
            Meaning::Split => Answer::TooLarge,
            Meaning::UpdateNeeded => Answer::UpdateNeeded,
            Meaning::Elsewhere => Answer::Unknown(elsewhere(problem)),
            Meaning::Answered | Meaning::Unknown => Answer::Unknown(self.failed(problem)),
        }
    }

    /// The server itself failed, or has answered something that nobody can read.
    fn failed(&self, problem: Option<Problem>) -> Failure {
        let asked = problem.as_ref().and_then(|problem| problem.retry_after);
        let asked = asked.map(|seconds| seconds.saturating_mul(1_000));
        Failure {
            retry_after_ms: asked.or(self.retry_after_ms),
            ..problem.map_or_else(unreadable, |problem| Failure::server(reason(&problem)))
        }
    }
}

/// Does the answer come from the API, and not from something in between?
pub(crate) fn is_marked(response: &Response) -> bool {
    header(response, API_MARK).as_deref() == Some(API_MARK_VALUE)
}

/// What the answer to a request of this key says.
pub(crate) async fn answer(response: Response, key: Uuid, batch: bool) -> Answer {
    let (status, marked) = (response.status(), is_marked(&response));
    let headers = AnswerHeaders::of(&response);
    let named = header(&response, IDEMPOTENCY_KEY)
        .and_then(|echo| Uuid::try_parse(echo.trim_matches('"')).ok())
        .is_some_and(|echo| echo == key);
    let revision = header(&response, REVISION_HEADER).and_then(|revision| revision.parse().ok());
    let (video, problem) = match response.ok() {
        true => (response.json().await.ok(), None),
        false => (None, problem(response).await),
    };
    match meaning(status, marked, named, problem.as_ref(), batch) {
        Meaning::Answered => Answer::Done {
            revision,
            timeline: headers.timeline,
            video,
        },
        meaning => headers.not_done(meaning, problem),
    }
}

/// Why a read has no data.
pub(crate) async fn failure(response: Response) -> Failure {
    let (status, marked) = (response.status(), is_marked(&response));
    let headers = AnswerHeaders::of(&response);
    let problem = problem(response).await;
    match meaning(status, marked, false, problem.as_ref(), false) {
        Meaning::Elsewhere => elsewhere(problem),
        Meaning::Answered | Meaning::Unknown => headers.failed(problem),
        _ => Failure {
            kind: FailureKind::Refused,
            ..headers.failed(problem)
        },
    }
}

/// For people and programs: what a problem says.
pub(crate) fn reason(problem: &Problem) -> Reason {
    let text = match problem.detail.is_empty() {
        true => &problem.title,
        false => &problem.detail,
    };
    Reason::new(problem.code().unwrap_or("refused"), text)
}

/// The answer is the API's and cannot be read.
pub(crate) fn unreadable() -> Failure {
    Failure::server(Reason::new("unreadable", UNREADABLE))
}

/// What an answer that cannot be read means to a person.
pub(crate) const UNREADABLE: &str = "The server's answer could not be read.";

/// The answer is not the API's, or one that its settings make for this page as a whole.
fn elsewhere(problem: Option<Problem>) -> Failure {
    Failure::elsewhere(match problem {
        Some(problem) => reason(&problem),
        None => Reason::new(
            "not-the-api",
            "Something between this page and the server answered in its place.",
        ),
    })
}

pub(crate) fn header(response: &Response, name: &str) -> Option<String> {
    response.headers().get(name)
}

/// Is the answer of this media type?
pub(crate) fn is_of_type(response: &Response, media_type: &str) -> bool {
    header(response, "content-type").is_some_and(|it| it.starts_with(media_type))
}

/// The body, where it is a problem document of the API.
async fn problem(response: Response) -> Option<Problem> {
    if is_marked(&response) && is_of_type(&response, PROBLEM_JSON) {
        response.json().await.ok()
    } else {
        None
    }
}

/// Lines that are read without a pause.
const LINES_AT_ONCE: usize = 16;

/// Reads a body line by line, as it comes; `pause` is awaited now and then.
pub(crate) async fn lines(
    response: &Response,
    mut line: impl FnMut(&[u8]),
    pause: impl AsyncFn(),
) -> Result<(), Failure> {
    let body = response.body().ok_or_else(unreadable)?;
    let reader: ReadableStreamDefaultReader =
        body.get_reader().dyn_into().map_err(|_| unreadable())?;
    let (mut rest, mut count) = (Vec::<u8>::new(), 0_usize);
    loop {
        let chunk = JsFuture::from(reader.read())
            .await
            .map_err(|_| Failure::network())?;
        let field = |name| Reflect::get(&chunk, &JsValue::from_str(name)).ok();
        if field("done").is_some_and(|done| done.is_truthy()) {
            line(&rest);
            return Ok(());
        }
        let bytes: Uint8Array = field("value")
            .and_then(|value| value.dyn_into().ok())
            .ok_or_else(unreadable)?;
        rest.extend(bytes.to_vec());
        let mut start = 0;
        while let Some(end) = rest[start..].iter().position(|&byte| byte == b'\n') {
            line(&rest[start..start + end]);
            start += end + 1;
            count += 1;
            if count.is_multiple_of(LINES_AT_ONCE) {
                pause().await;
            }
        }
        rest.drain(..start);
    }
}
