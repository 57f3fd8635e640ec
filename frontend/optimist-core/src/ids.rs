//! What names things: requests, operations, servers and their histories.

use std::{fmt, rc::Rc};

use serde::{Deserialize, Serialize};

use crate::key::Key;

/// Counts the writes of a server: an answer that shows revision `r` shows every write up to `r`.
/// Revisions are compared within one [`Source`] and one [`Timeline`] only.
pub type Revision = u64;

/// The greatest revision that is taken for one: larger numbers cannot be told apart in JSON (RFC
/// 8259, section 6), and one that is far too large would hide every later truth.
pub(crate) const MAX_REVISION: Revision = (1 << 53) - 1;

/// A server with revisions of its own. An app that speaks to one server never names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Source(pub &'static str);

impl Source {
    /// The one server of most apps.
    pub const DEFAULT: Self = Self("");
}

/// One history of a server's data. A server gives its history another id whenever its data may
/// have gone back, as after the restore of a backup: revisions of two timelines say nothing about
/// each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timeline(Rc<str>);

impl Timeline {
    /// The timeline of this id.
    pub fn new(id: &str) -> Self {
        Self(id.into())
    }

    /// The id.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Joins a request with what comes back of it. Later requests have greater ids.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestId(pub u64);

/// Names an operation; each of its items has a key of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OperationId(pub Key);

impl fmt::Display for OperationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// One item of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ItemRef {
    pub(crate) operation: OperationId,
    pub(crate) index: usize,
}
