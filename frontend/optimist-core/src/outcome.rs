//! What became of a request: outcomes, failures and their reasons.

use std::rc::Rc;

use serde::{Deserialize, Serialize};

use crate::{
    call::{AnyTruth, Truth},
    entity::Entity,
    ids::{Revision, Timeline},
    time::Timestamp,
};

/// What became of an operation.
pub enum Outcome {
    /// It was done.
    Done {
        /// The revision that did it; `None` where the API has none.
        revision: Option<Revision>,
        /// The timeline of the revision; `None` where the API has none.
        timeline: Option<Timeline>,
        /// The whole item right after it, where the answer has it.
        truth: Option<Rc<dyn AnyTruth>>,
    },
    /// It was not done, and will not be.
    Refused(Reason),
    /// It was not done and will not be, since the server holds its key for too old.
    KeyExpired {
        /// Why, for a person.
        reason: Reason,
        /// The server's time of day, where the answer has it.
        server_time: Option<Timestamp>,
    },
    /// It may or may not have been done.
    Unknown(Failure),
    /// It was not done, and may be sent again later: the server did not begin with it (status 429, or
    /// 503 where the API says so).
    NotDone(Failure),
    /// Nobody is signed in: keep it.
    Paused,
    /// The server does not know such an operation, perhaps not yet.
    UpdateNeeded,
}

impl Outcome {
    /// It was done, as an API without revisions says.
    pub fn done() -> Self {
        Self::Done {
            revision: None,
            timeline: None,
            truth: None,
        }
    }

    /// It was done, and the item is this right after it, as the answer of an API without revisions says.
    ///
    /// The item takes the place of a read in every query that was not read since the operation was sent. (Of
    /// one that was, nobody can say whether the answer or the read is newer: it is read again.)
    ///
    /// ```
    /// # use optimist_core::{Entity, Outcome};
    /// # #[derive(Clone, PartialEq)] struct Todo { id: u32, text: String }
    /// # impl Entity for Todo {
    /// #     type Item = Todo; type Id = u32; const NAME: &'static str = "todo";
    /// #     fn id(todo: &Todo) -> u32 { todo.id }
    /// # }
    /// # fn answer() -> Todo { Todo { id: 1, text: "Water the plants".into() } }
    /// // PATCH /api/todos/1 answers with the to-do.
    /// let todo: Todo = answer();
    /// let outcome = Outcome::done_with::<Todo>(todo);
    /// ```
    pub fn done_with<E: Entity>(item: E::Item) -> Self {
        Self::done().with_truth(Truth::<E>::shared(E::id(&item), Some(item)))
    }

    /// It was done by this revision.
    pub fn done_at(revision: Revision, timeline: Option<Timeline>) -> Self {
        Self::Done {
            revision: Some(revision),
            timeline,
            truth: None,
        }
    }

    /// The same with the whole item right after it; without one where it is gone.
    #[must_use]
    pub fn with_truth(mut self, known: Rc<dyn AnyTruth>) -> Self {
        if let Self::Done { truth, .. } = &mut self {
            *truth = Some(known);
        }
        self
    }
}

/// Why something was refused or failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// For programs: `"not-found"`.
    pub code: String,
    /// For people: a sentence.
    pub message: String,
    /// What is wrong with single fields of what was sent: their names, as the server calls them, and a
    /// sentence for people about each. The `errors` of problem details (RFC 9457, section 3).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<(String, String)>,
}

impl Reason {
    /// A reason that is about no single field.
    pub fn new(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            code: code.into(),
            message: message.into(),
            fields: Vec::new(),
        }
    }

    /// The same, with what is wrong with one field.
    ///
    /// ```
    /// use optimist_core::Reason;
    ///
    /// let reason = Reason::new("invalid", "The title is too long.").with_field("title", "At most 120 letters.");
    /// assert_eq!(reason.field("title"), Some("At most 120 letters."));
    /// assert_eq!(reason.field("due"), None);
    /// ```
    #[must_use]
    pub fn with_field(mut self, name: impl Into<String>, message: impl Into<String>) -> Self {
        self.fields.push((name.into(), message.into()));
        self
    }

    /// What is wrong with a field, as a sentence; of several, the first.
    pub fn field(&self, name: &str) -> Option<&str> {
        let known = self.fields.iter().find(|(known, _)| known == name);
        known.map(|(_, message)| message.as_str())
    }
}

/// Why a request brought no answer, or none that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What kind of failure.
    pub kind: FailureKind,
    /// For people.
    pub reason: Reason,
    /// Do not try again before so many milliseconds have passed.
    pub retry_after_ms: Option<u64>,
}

/// Kinds of failed requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailureKind {
    /// No answer at all: no connection, or it was cut. Says nothing about the operation.
    Network,
    /// The answer is not the API's: a proxy's error, a sign-in page of the network, or a refusal
    /// of this page's origin. Says nothing about the operation.
    Elsewhere,
    /// The API itself answered that it failed.
    Server,
    /// The API answered that the batch was too large, and nothing of it was done.
    TooLarge,
    /// The API refused a read: another try will not help.
    Refused,
}

impl Failure {
    /// No answer at all.
    pub fn network() -> Self {
        Self {
            kind: FailureKind::Network,
            reason: Reason::new("network", "The server could not be reached."),
            retry_after_ms: None,
        }
    }

    /// An answer that is not the API's.
    pub fn elsewhere(reason: Reason) -> Self {
        Self {
            kind: FailureKind::Elsewhere,
            reason,
            retry_after_ms: None,
        }
    }

    /// The API failed.
    pub fn server(reason: Reason) -> Self {
        Self {
            kind: FailureKind::Server,
            reason,
            retry_after_ms: None,
        }
    }

    /// A read's answer was the API's and could not be read.
    pub fn unreadable(message: impl Into<String>) -> Self {
        Self {
            kind: FailureKind::Refused,
            reason: Reason::new("unreadable", message),
            retry_after_ms: None,
        }
    }

    /// Does it say that the API was not reached?
    pub(crate) fn is_unreachable(&self) -> bool {
        matches!(self.kind, FailureKind::Network | FailureKind::Elsewhere)
    }
}

/// How the server's outcome differs from what was predicted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// The field, as a person calls it.
    pub field: String,
    /// What was predicted.
    pub wanted: String,
    /// What the server made of it.
    pub actual: String,
    /// Why, as a sentence.
    pub why: String,
}
