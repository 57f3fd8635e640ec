//! What the user asked for: one operation over one item or many, each with a state of its own.

use std::{fmt, rc::Rc};

use serde::{Deserialize, Serialize};

use crate::{call::AnyCall, io::Reason, key::Key, table::Table};

/// Names an operation; its items have keys of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OperationId(pub Key);

impl fmt::Display for OperationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// One operation. It is kept while an item is under way, or has ended without being done and the
/// user has not handled that yet.
pub struct Operation {
    /// Its id.
    pub id: OperationId,
    /// The mutation's name.
    pub name: &'static str,
    items: Vec<Item>,
    counts: Counts,
    /// The user has seen what was refused.
    dismissed: bool,
}

/// One item of an operation.
pub struct Item {
    /// The key of its latest try.
    pub key: Key,
    /// The mutation and its arguments.
    pub call: Rc<dyn AnyCall>,
    state: ItemState,
}

impl Item {
    /// Where it is in its life.
    pub fn state(&self) -> &ItemState {
        &self.state
    }
}

/// Where an item is in its life: exactly one of these at any moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ItemState {
    /// It waits: to be stored, for its turn, for a connection or for another try.
    Queued,
    /// It is on its way.
    Sending,
    /// The server has done it.
    Done,
    /// The server has refused it.
    Refused(Reason),
    /// Its outcome could not be learned within the retry budget.
    Failed(Reason),
    /// The user took it back before it was done.
    Cancelled,
}

/// How many items are in each state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// All.
    pub total: usize,
    /// [`ItemState::Queued`]
    pub queued: usize,
    /// [`ItemState::Sending`]
    pub sending: usize,
    /// [`ItemState::Done`]
    pub done: usize,
    /// [`ItemState::Refused`]
    pub refused: usize,
    /// [`ItemState::Failed`]
    pub failed: usize,
    /// [`ItemState::Cancelled`]
    pub cancelled: usize,
}

impl Counts {
    /// How many are under way.
    pub fn under_way(&self) -> usize {
        self.queued + self.sending
    }

    /// How many need the user: refused or failed.
    pub fn to_handle(&self) -> usize {
        self.refused + self.failed
    }

    fn of(&mut self, state: &ItemState) -> &mut usize {
        match state {
            ItemState::Queued => &mut self.queued,
            ItemState::Sending => &mut self.sending,
            ItemState::Done => &mut self.done,
            ItemState::Refused(_) => &mut self.refused,
            ItemState::Failed(_) => &mut self.failed,
            ItemState::Cancelled => &mut self.cancelled,
        }
    }
}

impl Operation {
    /// Its items, in the order in which they were given.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// How many items are in each state.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// The items that were refused or have failed, with the reason.
    pub fn to_handle(&self) -> impl Iterator<Item = (&Item, &Reason)> {
        self.items.iter().filter_map(|item| match &item.state {
            ItemState::Refused(reason) | ItemState::Failed(reason) => Some((item, reason)),
            _ => None,
        })
    }

    fn is_over(&self) -> bool {
        let handled = self.counts.refused == 0 || self.dismissed;
        self.counts.under_way() == 0 && self.counts.failed == 0 && handled
    }
}

/// All operations that are kept.
#[derive(Default)]
pub(crate) struct Operations {
    by_id: Table<OperationId, Box<Operation>>,
}

impl Operations {
    pub(crate) fn get(&self, id: OperationId) -> Option<&Operation> {
        self.by_id.get(&id).map(|operation| &**operation)
    }

    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &Operation> {
        self.by_id.values().map(|operation| &**operation)
    }

    pub(crate) fn len(&self) -> usize {
        self.by_id.len()
    }

    /// Adds items to an operation, which is new unless the storage gives it back in parts; tells
    /// the index of the first.
    pub(crate) fn add(
        &mut self,
        id: OperationId,
        name: &'static str,
        items: impl ExactSizeIterator<Item = (Key, Rc<dyn AnyCall>)>,
    ) -> usize {
        let operation = self.by_id.get_or_insert_with(id, || {
            Box::new(Operation {
                id,
                name,
                items: Vec::new(),
                counts: Counts::default(),
                dismissed: false,
            })
        });
        let first = operation.items.len();
        operation.counts.total += items.len();
        operation.counts.queued += items.len();
        operation.items.extend(items.map(|(key, call)| Item {
            key,
            call,
            state: ItemState::Queued,
        }));
        first
    }

    /// Moves an item to another state; tells whether the operation has nothing under way any more.
    pub(crate) fn set(&mut self, id: OperationId, index: usize, state: ItemState) -> bool {
        let Some(operation) = self.by_id.get_mut(&id) else {
            return false;
        };
        let Some(item) = operation.items.get_mut(index) else {
            return false;
        };
        let before = operation.counts.under_way();
        *operation.counts.of(&item.state) -= 1;
        *operation.counts.of(&state) += 1;
        if matches!(state, ItemState::Refused(_) | ItemState::Failed(_)) {
            operation.dismissed = false;
        }
        item.state = state;
        before > 0 && operation.counts.under_way() == 0
    }

    /// The user has seen what was refused; what comes later is told anew.
    pub(crate) fn dismiss(&mut self, id: OperationId) {
        if let Some(operation) = self.by_id.get_mut(&id) {
            operation.dismissed = true;
        }
    }

    /// Forgets an operation that has nothing under way and nothing for the user to handle.
    pub(crate) fn forget_if_over(&mut self, id: OperationId) {
        if self.get(id).is_some_and(Operation::is_over) {
            self.by_id.remove(&id);
        }
    }

    pub(crate) fn set_key(&mut self, id: OperationId, index: usize, key: Key) {
        if let Some(item) = self
            .by_id
            .get_mut(&id)
            .and_then(|operation| operation.items.get_mut(index))
        {
            item.key = key;
        }
    }

    #[cfg(feature = "audit")]
    pub(crate) fn check(&self) -> Result<(), String> {
        for operation in self.by_id.values() {
            let mut counts = Counts {
                total: operation.items.len(),
                ..Counts::default()
            };
            for item in &operation.items {
                *counts.of(&item.state) += 1;
            }
            if counts != operation.counts {
                return Err(format!(
                    "the counts of operation {} do not add up",
                    operation.id
                ));
            }
        }
        Ok(())
    }
}
