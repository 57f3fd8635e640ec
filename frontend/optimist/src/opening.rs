//! Which opening of the database counts: the latest, until it fails.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

/// The latest opening of something, and what it has opened. Older ones no longer count, however
/// they end.
pub(crate) struct Opening<T> {
    number: Cell<u64>,
    state: RefCell<State<T>>,
}

enum State<T> {
    /// Nothing was opened, or it has failed since.
    Closed,
    Opening,
    Open(Rc<T>),
}

impl<T> Default for Opening<T> {
    fn default() -> Self {
        Self {
            number: Cell::new(0),
            state: RefCell::new(State::Closed),
        }
    }
}

impl<T> Opening<T> {
    /// Another opening begins, and what an earlier one has opened is dropped. Returns its number.
    pub(crate) fn begin(&self) -> u64 {
        self.number.set(self.number.get() + 1);
        self.state.replace(State::Opening);
        self.number.get()
    }

    /// An opening has succeeded. Returns whether it still counts.
    pub(crate) fn succeed(&self, number: u64, opened: Rc<T>) -> bool {
        let counts = self.counts(number);
        if counts {
            self.state.replace(State::Open(opened));
        }
        counts
    }

    /// An opening, or what it has opened, has failed. Returns whether it still counted.
    pub(crate) fn fail(&self, number: u64) -> bool {
        let counts = self.counts(number);
        if counts {
            self.state.replace(State::Closed);
        }
        counts
    }

    /// Is it the latest, and has it not failed?
    pub(crate) fn counts(&self, number: u64) -> bool {
        self.number.get() == number && !matches!(*self.state.borrow(), State::Closed)
    }

    /// Has the latest neither succeeded nor failed yet?
    pub(crate) fn is_opening(&self) -> bool {
        matches!(*self.state.borrow(), State::Opening)
    }

    /// What is open, with the number of its opening.
    pub(crate) fn open(&self) -> Option<(u64, Rc<T>)> {
        match &*self.state.borrow() {
            State::Open(opened) => Some((self.number.get(), Rc::clone(opened))),
            State::Closed | State::Opening => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_older_opening_changes_nothing_however_late_it_ends() {
        let opening = Opening::default();
        let first = opening.begin();
        let second = opening.begin();
        assert!(!opening.succeed(first, Rc::new("first")));
        assert!(!opening.fail(first));
        assert!(opening.open().is_none());
        assert!(opening.succeed(second, Rc::new("second")));
        assert!(!opening.succeed(first, Rc::new("first")));
        assert_eq!(opening.open(), Some((second, Rc::new("second"))));
    }

    #[test]
    fn a_failure_is_one_whatever_follows_from_it() {
        let opening = Opening::default();
        let number = opening.begin();
        assert!(opening.succeed(number, Rc::new("open")));
        assert!(opening.fail(number));
        assert!(!opening.fail(number), "its last write fails too");
        assert!(!opening.succeed(number, Rc::new("open")));
        assert!(opening.open().is_none());
    }

    #[test]
    fn what_was_open_is_dropped_when_another_opening_begins() {
        let opening = Opening::default();
        let opened = Rc::new("open");
        let number = opening.begin();
        opening.succeed(number, Rc::clone(&opened));
        assert_eq!(Rc::strong_count(&opened), 2);
        opening.begin();
        assert_eq!(Rc::strong_count(&opened), 1);
    }
}
