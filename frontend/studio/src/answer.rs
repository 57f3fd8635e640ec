//! What the server's answers say.

use gloo_net::http::Response;
use js_sys::{Reflect, Uint8Array};
use shared::{
    Meaning, Revision, Video, meaning,
    wire::{IDEMPOTENCY_KEY, ItemResult, PROBLEM_JSON, Problem, REVISION_HEADER},
};
use uuid::Uuid;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::ReadableStreamDefaultReader;

/// What became of one operation, as far as an answer tells.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// It was done.
    Done {
        /// The revision that did it.
        revision: Option<Revision>,
        /// The video right after it, where the answer has it.
        video: Option<Video>,
    },
    /// It was not done.
    Refused(Problem),
    /// It may or may not have been done.
    Unknown(Trouble),
    /// Nobody is signed in.
    Paused,
    /// The batch was too large.
    Split,
    /// The server does not know such an operation.
    UpdateNeeded,
}

/// Why there is no answer that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// Did anything answer at all?
    pub answered: bool,
    /// Would another try be in vain?
    pub lasting: bool,
    /// What to tell a person, as a sentence.
    pub message: String,
    /// How long to wait at least, in milliseconds.
    pub retry_after_ms: Option<u64>,
}

impl Trouble {
    pub(crate) fn network() -> Self {
        Self {
            answered: false,
            lasting: false,
            message: "The server could not be reached.".into(),
            retry_after_ms: None,
        }
    }

    pub(crate) fn unreadable() -> Self {
        Self {
            answered: true,
            lasting: false,
            message: "The server's answer could not be read.".into(),
            retry_after_ms: None,
        }
    }
}

/// What the answer to a request of this key says.
pub(crate) async fn answer(response: Response, key: Uuid, batch: bool) -> Answer {
    let status = response.status();
    let kind = content_type(&response);
    let header = |name: &str| response.headers().get(name);
    let named = header(IDEMPOTENCY_KEY)
        .and_then(|echo| Uuid::try_parse(echo.trim_matches('"')).ok())
        .is_some_and(|echo| echo == key);
    let revision = header(REVISION_HEADER).and_then(|revision| revision.parse().ok());
    let retry_after_ms = retry_after(&response);
    if response.ok() {
        let video = if status == 204 {
            None
        } else {
            response.json::<Video>().await.ok()
        };
        return match meaning(status, kind.as_deref(), named, None, batch) {
            Meaning::Answered => Answer::Done { revision, video },
            _ => Answer::Unknown(Trouble::unreadable()),
        };
    }
    let problem = problem(response).await;
    let meaning = meaning(status, kind.as_deref(), named, problem.as_ref(), batch);
    told(meaning, problem, retry_after_ms)
}

/// What one result of a batch says.
pub(crate) fn item(result: ItemResult) -> Answer {
    if result.ok {
        return Answer::Done {
            revision: result.revision,
            video: result.video,
        };
    }
    let problem = result.error.unwrap_or_default();
    let meaning = meaning(
        problem.status,
        Some(PROBLEM_JSON),
        true,
        Some(&problem),
        false,
    );
    let wait = problem
        .retry_after
        .map(|seconds| seconds.saturating_mul(1_000));
    told(meaning, Some(problem), wait)
}

fn told(meaning: Meaning, problem: Option<Problem>, retry_after_ms: Option<u64>) -> Answer {
    match meaning {
        Meaning::Refused => Answer::Refused(problem.unwrap_or_default()),
        Meaning::Paused => Answer::Paused,
        Meaning::Split => Answer::Split,
        Meaning::UpdateNeeded => Answer::UpdateNeeded,
        Meaning::Answered | Meaning::Unknown => Answer::Unknown(Trouble {
            retry_after_ms,
            message: problem
                .map_or_else(|| Trouble::unreadable().message, |problem| problem.detail),
            ..Trouble::unreadable()
        }),
    }
}

pub(crate) fn content_type(response: &Response) -> Option<String> {
    response.headers().get("content-type")
}

pub(crate) async fn problem(response: Response) -> Option<Problem> {
    let ours = content_type(&response).is_some_and(|kind| kind.starts_with(PROBLEM_JSON));
    if ours {
        response.json().await.ok()
    } else {
        None
    }
}

pub(crate) fn retry_after(response: &Response) -> Option<u64> {
    let seconds: u64 = response.headers().get("retry-after")?.trim().parse().ok()?;
    Some(seconds.saturating_mul(1_000))
}

/// Lines that are read without a pause.
const LINES_AT_ONCE: usize = 16;

/// Reads a body line by line, as it comes; `pause` is awaited now and then.
pub(crate) async fn lines(
    response: &Response,
    mut line: impl FnMut(&[u8]),
    pause: impl AsyncFn(),
) -> Result<(), Trouble> {
    let body = response.body().ok_or_else(Trouble::unreadable)?;
    let reader: ReadableStreamDefaultReader = body
        .get_reader()
        .dyn_into()
        .map_err(|_| Trouble::unreadable())?;
    let (mut rest, mut count) = (Vec::<u8>::new(), 0_usize);
    loop {
        let chunk = JsFuture::from(reader.read())
            .await
            .map_err(|_| Trouble::network())?;
        let field = |name| Reflect::get(&chunk, &JsValue::from_str(name)).ok();
        if field("done").is_some_and(|done| done.is_truthy()) {
            line(&rest);
            return Ok(());
        }
        let bytes: Uint8Array = field("value")
            .and_then(|value| value.dyn_into().ok())
            .ok_or_else(Trouble::unreadable)?;
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
