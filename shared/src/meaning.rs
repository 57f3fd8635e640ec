//! The meaning of an HTTP answer for the operation that was sent.
//!
//! Only a problem document of our own API may refuse. Whatever else comes back (a captive
//! portal's page, a proxy's 502, an old deployment's 404) leaves the outcome unknown: the
//! operation is sent again with its key, and never rolled back on a guess.

use crate::{
    Refusal,
    wire::{KEY_IN_PROGRESS, ORIGIN_NOT_ALLOWED, Problem, SESSION_CODES, UNKNOWN_OPERATION},
};

/// What is known of an operation after an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// It was done, and the answer confirms it.
    Answered,
    /// It was not done, for a reason that the answer gives.
    Refused,
    /// It was not done, since the server holds its key for too old.
    KeyExpired,
    /// The server itself failed: it may or may not have been done. Ask again with the same key.
    Unknown,
    /// The answer is not the API's, or refuses the page and not the operation: the server cannot be
    /// reached from here, which says nothing of the operation. Ask again with the same key.
    Elsewhere,
    /// It was not looked at, since nobody is signed in: keep it until the same user is.
    Paused,
    /// The batch was too large and nothing of it was done: send it in smaller parts.
    Split,
    /// The server does not know such an operation, perhaps not yet: ask again for a while, then
    /// tell the user that the page and the server are of different versions.
    UpdateNeeded,
}

/// What an answer of `status` means.
///
/// `marked` says that the answer carries [`API_MARK`](crate::wire::API_MARK); `names_operation` that
/// it carries the operation's key (in its header, or in a batch's result); `problem` is the body
/// where it is a problem document; `batch` says that more than one operation was sent.
pub fn meaning(
    status: u16,
    marked: bool,
    names_operation: bool,
    problem: Option<&Problem>,
    batch: bool,
) -> Meaning {
    if !marked {
        return Meaning::Elsewhere;
    }
    if (200..300).contains(&status) {
        return if names_operation {
            Meaning::Answered
        } else {
            Meaning::Unknown
        };
    }
    let Some(code) = problem.and_then(Problem::code) else {
        return match status {
            404 | 405 | 426 => Meaning::UpdateNeeded,
            _ => Meaning::Unknown,
        };
    };
    match status {
        401 => Meaning::Paused,
        403 if SESSION_CODES.contains(&code) => Meaning::Paused,
        // The server's settings refuse the page, not the operation: under others it can be done.
        403 if code == ORIGIN_NOT_ALLOWED => Meaning::Elsewhere,
        409 if code == KEY_IN_PROGRESS => Meaning::Unknown,
        413 if batch => Meaning::Split,
        _ if code == UNKNOWN_OPERATION => Meaning::UpdateNeeded,
        404 if code == "no-route" => Meaning::UpdateNeeded,
        405 | 426 => Meaning::UpdateNeeded,
        408 | 425 | 429 => Meaning::Unknown,
        _ if code == Refusal::KeyExpired.code() => Meaning::KeyExpired,
        400..500 => Meaning::Refused,
        _ => Meaning::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(status: u16, code: &str) -> Option<Problem> {
        Some(Problem::new(status, code, "", ""))
    }

    /// The whole table of the protocol's section on settlement.
    #[test]
    fn an_answer_of_the_api_means_what_the_protocol_says() {
        let refusal = |refusal: Refusal| Some(Problem::from(refusal));
        use Meaning::*;
        for (status, named, problem, batch, expected) in [
            (200, true, None, false, Answered),
            (204, true, None, false, Answered),
            (207, true, None, true, Answered),
            (200, false, None, false, Unknown),
            (207, false, None, true, Unknown),
            (404, true, refusal(Refusal::NotFound), false, Refused),
            (404, true, refusal(Refusal::Deleted), false, Refused),
            (409, true, refusal(Refusal::IdTaken), false, Refused),
            (412, true, refusal(Refusal::Changed), false, Refused),
            (422, true, refusal(Refusal::TitleEmpty), false, Refused),
            (422, true, refusal(Refusal::KeyExpired), false, KeyExpired),
            (403, true, of(403, "not-allowed"), false, Refused),
            (403, false, of(403, ORIGIN_NOT_ALLOWED), false, Elsewhere),
            (400, false, of(400, "bad-json"), false, Refused),
            (413, false, of(413, "too-large"), false, Refused),
            (413, false, of(413, "too-large"), true, Split),
            (409, true, of(409, KEY_IN_PROGRESS), false, Unknown),
            (401, false, of(401, "sign-in"), false, Paused),
            (403, false, of(403, "stale-session"), false, Paused),
            (401, false, None, false, Unknown),
            (408, false, of(408, "timeout"), false, Unknown),
            (425, false, of(425, "too-early"), false, Unknown),
            (429, false, of(429, "too-many-requests"), false, Unknown),
            (500, false, of(500, "internal"), false, Unknown),
            (503, false, None, false, Unknown),
            (404, false, None, false, UpdateNeeded),
            (404, false, of(404, "no-route"), false, UpdateNeeded),
            (
                405,
                false,
                of(405, "method-not-allowed"),
                false,
                UpdateNeeded,
            ),
            (405, false, None, false, UpdateNeeded),
            (422, false, of(422, UNKNOWN_OPERATION), true, UpdateNeeded),
            (409, false, None, false, Unknown),
            (409, false, Some(Problem::default()), false, Unknown),
            (302, false, None, false, Unknown),
        ] {
            let actual = meaning(status, true, named, problem.as_ref(), batch);
            assert_eq!(actual, expected, "{status} {problem:?}");
        }
    }

    #[test]
    fn an_answer_without_the_mark_means_nothing_whatever_it_says() {
        for (status, named, problem) in [
            (200, true, None),
            (207, false, None),
            (302, false, None),
            (401, false, of(401, "sign-in")),
            (404, true, Some(Problem::from(Refusal::NotFound))),
            (405, false, None),
            (413, false, of(413, "too-large")),
            (502, false, None),
        ] {
            for batch in [false, true] {
                let actual = meaning(status, false, named, problem.as_ref(), batch);
                assert_eq!(actual, Meaning::Elsewhere, "{status} {problem:?}");
            }
        }
    }
}
