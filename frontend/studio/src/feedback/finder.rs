//! What the user looks for in a list, and in which order it is shown.

use std::rc::Rc;

/// What is looked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Finder {
    /// Words, all of which must occur in a title, in either case.
    pub text: Rc<str>,
    /// Published ones, drafts, or both.
    pub status: StatusFilter,
    /// The order of what is found.
    pub sort: Sort,
}

/// Published or not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StatusFilter {
    /// Either.
    #[default]
    All,
    /// What learners see.
    Published,
    /// What they do not.
    Drafts,
}

/// An order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// As learners see them.
    #[default]
    Position,
    /// By title.
    Title,
    /// The longest first.
    Duration,
}

impl Finder {
    /// Does it leave anything out?
    pub fn narrows(&self) -> bool {
        !self.text.trim().is_empty() || self.status != StatusFilter::All
    }

    /// Is the whole list shown in its own order?
    pub fn is_plain(&self) -> bool {
        !self.narrows() && self.sort == Sort::Position
    }
}
