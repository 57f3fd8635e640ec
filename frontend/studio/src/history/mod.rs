//! What an author has done, and what takes it back: entries that all tabs share and that outlive them.
//!
//! An entry is data: which operation, in a few words, how it ended where that is not plain success, and
//! which operation has taken it back or done it again since. Whether that is still under way is the
//! library's to say. The changes that take an entry back are its *body*, kept apart, since it may be large
//! and is read only when it is needed.

mod body;
mod changes;
mod entries;
mod entry;
mod words;

pub use body::{AT_ONCE, Body, read_part, written};
pub use changes::{Applied, Way, are_overtaken, changes};
pub use entries::Entries;
pub use entry::{Entry, Outcome, Stands, Why};
