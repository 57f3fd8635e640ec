//! Which items a query shows, and in which order.

use std::cmp::Ordering;

type Only<T> = Box<dyn Fn(&T) -> bool>;
type Order<T> = Box<dyn Fn(&T, &T) -> Ordering>;

/// Which of the items that it knows a query shows, and in which order: as the server gave them, or as the
/// client works it out.
///
/// ```
/// use optimist_core::Listing;
///
/// struct Task {
///     due: u32,
///     done: bool,
/// }
///
/// // A search, a ranking, the newest twenty: the server alone knows the rules.
/// let results = Listing::<Task>::served();
/// // The client knows them: a change moves a task at once.
/// let open = Listing::sorted(|a: &Task, b| a.due.cmp(&b.due)).only(|task| !task.done);
/// ```
pub struct Listing<T> {
    order: Option<Order<T>>,
    only: Option<Only<T>>,
}

impl<T> Listing<T> {
    /// As the server gave it: the items of the last read, in its order, until the next read. Changes show in
    /// place and removals at once; what is added shows where its mutation says
    /// ([`Mutation::placement`](crate::Mutation::placement)), or with the next read.
    ///
    /// It takes nothing for granted, and is the default.
    pub fn served() -> Self {
        Self {
            order: None,
            only: None,
        }
    }

    /// All items that the query knows, in this order, which depends on the items alone; equal ones by id. Each
    /// change, pending or confirmed, shows where it belongs.
    pub fn sorted(order: impl Fn(&T, &T) -> Ordering + 'static) -> Self {
        Self {
            order: Some(Box::new(order)),
            only: None,
        }
    }

    /// All items that the query knows, by id.
    pub fn by_id() -> Self {
        Self::sorted(|_, _| Ordering::Equal)
    }

    /// Of these, only the items that belong to what the query shows: one that a change makes another leaves at
    /// once. Asked of each item after the pending operations have been replayed over it.
    #[must_use]
    pub fn only(mut self, belongs: impl Fn(&T) -> bool + 'static) -> Self {
        self.only = Some(Box::new(belongs));
        self
    }

    /// Does the server say which items there are, and in which order?
    pub(crate) fn is_served(&self) -> bool {
        self.order.is_none()
    }

    pub(crate) fn admits(&self, item: &T) -> bool {
        self.only.as_ref().is_none_or(|belongs| belongs(item))
    }

    /// The order that the client works out; equal where the server says it.
    pub(crate) fn order(&self, a: &T, b: &T) -> Ordering {
        let order = self.order.as_ref();
        order.map_or(Ordering::Equal, |order| order(a, b))
    }
}

/// Which part of a list a read is to bring.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Part {
    /// All that is shown, anew: in one swap, however many pages it is.
    #[default]
    Whole,
    /// What follows on it: it stands after what is shown.
    Next,
    /// What comes before it.
    Previous,
}

/// Where an item that a mutation adds stands in a list as the server gave it, until that is read again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placement {
    /// Before all others; of several, the latest is the first.
    First,
    /// After all others; of several, the latest is the last.
    Last,
}
