//! Problem details (RFC 9457).

use serde::{Deserialize, Serialize};

use crate::Refusal;

/// The media type of problem details.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// Why a request was not done, for programs and for people.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// A URI that names the kind of problem: `/problems/` and [`Problem::code`].
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind in a few words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What is wrong this time, as a sentence.
    pub detail: String,
    /// What is wrong with each field.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// Seconds to wait before another try.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u64>,
}

/// What is wrong with one field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FieldError {
    /// Where, as a JSON pointer (RFC 6901) into the request's body: `/title`.
    pub pointer: String,
    /// What is wrong with it, as a sentence.
    pub detail: String,
}

/// What `type` begins with in every problem document of this API.
pub const PROBLEM_BASE: &str = "/problems/";

impl Problem {
    /// A problem of the kind `code`.
    pub fn new(status: u16, code: &str, title: &str, detail: impl Into<String>) -> Self {
        Self {
            kind: format!("{PROBLEM_BASE}{code}"),
            title: title.into(),
            status,
            detail: detail.into(),
            ..Self::default()
        }
    }

    /// The kind without its base, or `None` where the document is not one of ours.
    pub fn code(&self) -> Option<&str> {
        self.kind.strip_prefix(PROBLEM_BASE)
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let title = match refusal.status() {
            404 => "Not found",
            409 => "Conflict",
            412 => "Changed meanwhile",
            _ => "Invalid value",
        };
        let mut problem = Self::new(refusal.status(), refusal.code(), title, refusal.to_string());
        problem
            .errors
            .extend(refusal.field().map(|field| FieldError {
                pointer: format!("/{field}"),
                detail: refusal.to_string(),
            }));
        problem
    }
}

/// The code of a problem: an operation of this key is being done right now.
pub const KEY_IN_PROGRESS: &str = "key-in-progress";
/// The code of a problem: this operation's name is not known here.
pub const UNKNOWN_OPERATION: &str = "unknown-operation";
/// The code of a problem: the server's settings do not allow pages of this origin.
pub const ORIGIN_NOT_ALLOWED: &str = "origin-not-allowed";
/// The codes of problems that ask for a new sign-in; nothing was refused.
pub const SESSION_CODES: [&str; 2] = ["sign-in", "stale-session"];
