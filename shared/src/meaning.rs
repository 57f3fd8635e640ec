//! What an HTTP answer says about the outcome of the operation that was sent.
//!
//! Only a problem document of our own API may refuse. Whatever else comes back (a captive
//! portal's page, a proxy's 502, an old deployment's 404) leaves the outcome unknown: the
//! operation is sent again with its key, and never rolled back on a guess.

use crate::wire::{
    KEY_IN_PROGRESS, ORIGIN_NOT_ALLOWED, PROBLEM_JSON, Problem, SESSION_CODES, UNKNOWN_OPERATION,
};

/// What is known of an operation after an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// It was done, and the answer tells of it.
    Answered,
    /// It was not done, for a reason that the answer gives.
    Refused,
    /// It may or may not have been done: ask again with the same key.
    Unknown,
    /// It was not looked at, since nobody is signed in: keep it until the same user is.
    Paused,
    /// The batch was too large and nothing of it was done: send it in smaller parts.
    Split,
    /// The server does not know such an operation, perhaps not yet: ask again for a while, then
    /// tell the user that the page and the server are of different versions.
    UpdateNeeded,
}

/// What an answer of `status` and `content_type` means.
///
/// `names_operation` says that the answer carries the operation's key (in its header, or in a
/// batch's result); `problem` is the body where it is a problem document; `batch` says that more
/// than one operation was sent.
pub fn meaning(
    status: u16,
    content_type: Option<&str>,
    names_operation: bool,
    problem: Option<&Problem>,
    batch: bool,
) -> Meaning {
    if (200..300).contains(&status) {
        return if names_operation {
            Meaning::Answered
        } else {
            Meaning::Unknown
        };
    }
    let ours = content_type.is_some_and(|kind| kind.starts_with(PROBLEM_JSON));
    let Some(code) = problem.filter(|_| ours).and_then(Problem::code) else {
        return match status {
            404 | 405 | 426 => Meaning::UpdateNeeded,
            _ => Meaning::Unknown,
        };
    };
    match status {
        401 => Meaning::Paused,
        403 if SESSION_CODES.contains(&code) => Meaning::Paused,
        // The settings of the server say no, not the domain: another setting lets it through.
        403 if code == ORIGIN_NOT_ALLOWED => Meaning::Unknown,
        409 if code == KEY_IN_PROGRESS => Meaning::Unknown,
        413 if batch => Meaning::Split,
        _ if code == UNKNOWN_OPERATION => Meaning::UpdateNeeded,
        404 if code == "no-route" => Meaning::UpdateNeeded,
        405 | 426 => Meaning::UpdateNeeded,
        408 | 425 | 429 => Meaning::Unknown,
        400..500 => Meaning::Refused,
        _ => Meaning::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Refusal;

    /// The whole table of the protocol's section on settlement.
    #[test]
    fn an_answer_means_what_the_protocol_says() {
        let ours = Some(PROBLEM_JSON);
        let html = Some("text/html; charset=utf-8");
        let json = Some("application/json");
        let of = |status, code: &str| Some(Problem::new(status, code, "", ""));
        let refusal = |refusal: Refusal| Some(Problem::from(refusal));
        use Meaning::*;
        for (status, content_type, named, problem, batch, expected) in [
            (200, json, true, None, false, Answered),
            (204, None, true, None, false, Answered),
            (207, json, true, None, true, Answered),
            (200, html, false, None, false, Unknown),
            (200, json, false, None, false, Unknown),
            (207, json, false, None, true, Unknown),
            (404, ours, true, refusal(Refusal::NotFound), false, Refused),
            (404, ours, true, refusal(Refusal::Deleted), false, Refused),
            (409, ours, true, refusal(Refusal::IdTaken), false, Refused),
            (412, ours, true, refusal(Refusal::Changed), false, Refused),
            (
                422,
                ours,
                true,
                refusal(Refusal::TitleEmpty),
                false,
                Refused,
            ),
            (403, ours, true, of(403, "not-allowed"), false, Refused),
            (
                403,
                ours,
                false,
                of(403, ORIGIN_NOT_ALLOWED),
                false,
                Unknown,
            ),
            (400, ours, false, of(400, "bad-json"), false, Refused),
            (413, ours, false, of(413, "too-large"), false, Refused),
            (413, ours, false, of(413, "too-large"), true, Split),
            (409, ours, true, of(409, KEY_IN_PROGRESS), false, Unknown),
            (401, ours, false, of(401, "sign-in"), false, Paused),
            (403, ours, false, of(403, "stale-session"), false, Paused),
            (401, html, false, None, false, Unknown),
            (408, ours, false, of(408, "timeout"), false, Unknown),
            (425, ours, false, of(425, "too-early"), false, Unknown),
            (
                429,
                ours,
                false,
                of(429, "too-many-requests"),
                false,
                Unknown,
            ),
            (500, ours, false, of(500, "internal"), false, Unknown),
            (503, html, false, None, false, Unknown),
            (404, html, false, None, false, UpdateNeeded),
            (404, ours, false, of(404, "no-route"), false, UpdateNeeded),
            (
                405,
                ours,
                false,
                of(405, "method-not-allowed"),
                false,
                UpdateNeeded,
            ),
            (405, html, false, None, false, UpdateNeeded),
            (
                422,
                ours,
                false,
                of(422, UNKNOWN_OPERATION),
                true,
                UpdateNeeded,
            ),
            (409, html, false, None, false, Unknown),
            (409, ours, false, Some(Problem::default()), false, Unknown),
            (302, html, false, None, false, Unknown),
        ] {
            let actual = meaning(status, content_type, named, problem.as_ref(), batch);
            assert_eq!(actual, expected, "{status} {content_type:?} {problem:?}");
        }
    }
}
