//! A query's life: who observes it, whether it is being read, how old its data are.

use std::any::TypeId;

use crate::{
    entity::QueryOptions,
    ids::{RequestId, Source},
    listing::Part,
    outcome::Reason,
    time::{Moment, Timestamp},
};

/// Are there data?
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DataStatus {
    /// Not yet.
    #[default]
    Pending,
    /// None, or the last read failed for good; there may be older data.
    Error,
    /// Yes.
    Success,
}

/// Is a read under way?
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FetchStatus {
    /// No.
    #[default]
    Idle,
    /// Yes, or it waits for another try.
    Fetching,
    /// It waits for a connection.
    Paused,
}

/// A query's two statuses: what there is, and what is under way.
///
/// The default is that of a query which nobody has asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QueryStatus {
    /// Are there data?
    pub data: DataStatus,
    /// Is a read under way?
    pub fetch: FetchStatus,
    /// Why the last read failed.
    pub error: Option<Reason>,
    /// When the data were read; `None`: never.
    pub updated_at: Option<Timestamp>,
    /// The data are those that an earlier visit has kept: they have not been read since.
    pub kept: bool,
    /// Which part is being read, or was read last.
    pub part: Part,
}

pub(crate) struct QueryState {
    pub(crate) kind: TypeId,
    pub(crate) options: QueryOptions,
    pub(crate) source: Source,
    pub(crate) observers: usize,
    pub(crate) reading: Option<RequestId>,
    /// Which part is being read, or is tried again.
    pub(crate) part: Part,
    /// This part is read after that.
    pub(crate) more: Option<Part>,
    /// The read under way does not suffice: another one follows.
    pub(crate) again: bool,
    pub(crate) paused: bool,
    pub(crate) invalidated: bool,
    pub(crate) failures: u32,
    pub(crate) error: Option<Reason>,
    pub(crate) updated_at: Option<Moment>,
    /// Its data are those that an earlier visit has kept, which read them then.
    pub(crate) kept_at: Option<Timestamp>,
    /// How often it has been read, in a row, for answered operations that its data did not contain.
    pub(crate) chases: u32,
    /// Its view was found wrong once.
    pub(crate) repaired: bool,
}

impl QueryState {
    pub(crate) fn new(kind: TypeId, options: QueryOptions, source: Source) -> Self {
        Self {
            kind,
            options,
            source,
            observers: 0,
            reading: None,
            part: Part::Whole,
            more: None,
            again: false,
            paused: false,
            invalidated: false,
            failures: 0,
            error: None,
            updated_at: None,
            kept_at: None,
            chases: 0,
            repaired: false,
        }
    }

    pub(crate) fn is_stale(&self, now: Moment) -> bool {
        self.invalidated
            || self.error.is_some()
            || self
                .updated_at
                .is_none_or(|at| now.since(at) >= self.options.stale_ms)
    }

    pub(crate) fn data_status(&self) -> DataStatus {
        match (
            &self.error,
            self.updated_at.is_some() || self.kept_at.is_some(),
        ) {
            (Some(_), _) => DataStatus::Error,
            (None, false) => DataStatus::Pending,
            (None, true) => DataStatus::Success,
        }
    }

    pub(crate) fn fetch_status(&self) -> FetchStatus {
        if self.paused {
            FetchStatus::Paused
        } else if self.reading.is_some() || self.failures > 0 && self.error.is_none() {
            FetchStatus::Fetching
        } else {
            FetchStatus::Idle
        }
    }
}
