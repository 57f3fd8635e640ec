//! What the user may be told.

use crate::{
    ids::{OperationId, Source},
    log::Counts,
    outcome::{Correction, Reason},
};

/// A step in an operation's life that the user may be told of; each is reported once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// An operation was issued.
    Issued {
        /// Which.
        operation: OperationId,
        /// The mutation's name.
        name: &'static str,
        /// How many items it has.
        total: usize,
    },
    /// The server refused an item; the view is as if it had never been issued.
    Refused {
        /// The operation.
        operation: OperationId,
        /// The item's id.
        target: String,
        /// Why.
        reason: Reason,
    },
    /// An item's outcome could not be learned; its effect is still shown.
    Failed {
        /// The operation.
        operation: OperationId,
        /// The item's id.
        target: String,
        /// Why.
        reason: Reason,
    },
    /// An item may have been done, and is not sent again: the user, or the app, decides. Its effect is
    /// still shown.
    Unsure {
        /// The operation.
        operation: OperationId,
        /// The item's id.
        target: String,
        /// Why it is not known.
        reason: Reason,
    },
    /// An item that had been reported as failed or unsure was done after all.
    Recovered {
        /// The operation.
        operation: OperationId,
        /// The item's id.
        target: String,
    },
    /// An item was taken back before it was done.
    Cancelled {
        /// The operation.
        operation: OperationId,
        /// The item's id.
        target: String,
    },
    /// The server made something else of an item than was predicted.
    Corrected {
        /// The operation.
        operation: OperationId,
        /// The item's id.
        target: String,
        /// What is different, and why.
        correction: Correction,
    },
    /// Each item of an operation has its last state for now.
    Finished {
        /// Which.
        operation: OperationId,
        /// The mutation's name.
        name: &'static str,
        /// How its items ended.
        counts: Counts,
    },
    /// The server asks for a new sign-in; the log waits for it.
    SignInNeeded,
    /// Entries cannot be stored: what waits would be lost by a reload.
    StorageFailed(Reason),
    /// Entries are stored again, those that were issued meanwhile too.
    StorageRecovered,
    /// The server's data have gone back to an earlier state; what is shown is read again.
    HistoryChanged(Source),
    /// The engine found its own state wrong and has read everything again.
    Repaired {
        /// What was wrong.
        what: String,
    },
}
