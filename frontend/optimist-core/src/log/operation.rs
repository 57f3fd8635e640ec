//! What the user asked for: one operation over one item or many, each with a state of its own.

use std::rc::Rc;

use super::entry::Carried;
use crate::{
    call::AnyCall,
    entity::Scope,
    ids::{ItemRef, OperationId},
    key::Key,
    outcome::Reason,
    vec_map::VecMap,
};

/// One operation. It is kept while an item is under way, and afterwards while the user has not
/// dismissed it and an item was refused or has failed; one over several items, on demand, also
/// when all of them were done.
pub struct Operation {
    /// Its id.
    pub id: OperationId,
    /// The mutation's name.
    pub name: &'static str,
    /// Where it was issued.
    pub origin: Origin,
    items: Vec<Item>,
    /// The items are in the order of their keys.
    in_order: bool,
    counts: Counts,
    /// The user has seen how it ended.
    dismissed: bool,
}

/// Where an operation was issued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// On this page.
    Here,
    /// On an earlier page: the storage gave it back.
    Storage,
    /// On another page over the same storage.
    OtherTab,
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
    /// The server may have done it and has not said so, and it is not sent again by itself: a late
    /// answer, the app or the user says what became of it.
    Unsure(Reason),
    /// The user took it back before it was done, or has given it up.
    Cancelled,
}

impl ItemState {
    /// Does it need the user: was it refused, has it failed, or is it unsure?
    pub fn needs_user(&self) -> bool {
        matches!(self, Self::Refused(_) | Self::Failed(_) | Self::Unsure(_))
    }

    /// Is its outcome not known, and not asked for by itself?
    pub(super) fn is_unknown(&self) -> bool {
        matches!(self, Self::Failed(_) | Self::Unsure(_))
    }
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
    /// [`ItemState::Unsure`]
    pub unsure: usize,
    /// [`ItemState::Cancelled`]
    pub cancelled: usize,
}

impl Counts {
    /// How many are under way.
    pub fn under_way(&self) -> usize {
        self.queued + self.sending
    }

    /// How many need the user: refused, failed or unsure.
    pub fn need_user(&self) -> usize {
        self.refused + self.failed + self.unsure
    }

    fn of(&mut self, state: &ItemState) -> &mut usize {
        match state {
            ItemState::Queued => &mut self.queued,
            ItemState::Sending => &mut self.sending,
            ItemState::Done => &mut self.done,
            ItemState::Refused(_) => &mut self.refused,
            ItemState::Failed(_) => &mut self.failed,
            ItemState::Unsure(_) => &mut self.unsure,
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

    /// The items that were refused, have failed or are unsure, with their index and the reason.
    pub fn need_user(&self) -> impl Iterator<Item = (usize, &Item, &Reason)> {
        let items = self.items.iter().enumerate();
        items.filter_map(|(index, item)| match &item.state {
            ItemState::Refused(reason) | ItemState::Failed(reason) | ItemState::Unsure(reason) => {
                Some((index, item, reason))
            }
            _ => None,
        })
    }

    /// The items that were refused, with the reason.
    pub(super) fn refused(&self) -> impl Iterator<Item = (Carried, Reason)> {
        self.need_user().filter_map(|(index, item, _)| {
            let ItemState::Refused(reason) = item.state() else {
                return None;
            };
            let refused = Carried {
                key: item.key,
                item: ItemRef {
                    operation: self.id,
                    index,
                },
                call: Rc::clone(&item.call),
            };
            Some((refused, reason.clone()))
        })
    }

    /// Has the user seen how it ended?
    pub fn dismissed(&self) -> bool {
        self.dismissed
    }
}

/// All operations that are kept.
#[derive(Default)]
pub(crate) struct Operations {
    by_id: VecMap<OperationId, Box<Operation>>,
}

/// What a change of an item's state amounts to.
pub(crate) struct Change {
    /// The operation has nothing under way any more.
    pub(crate) finished: bool,
    /// The item had been reported as failed or unsure.
    pub(crate) had_failed: bool,
}

impl Operations {
    pub(crate) fn get(&self, id: OperationId) -> Option<&Operation> {
        self.by_id.get(&id).map(|operation| &**operation)
    }

    pub(crate) fn item(&self, item: ItemRef) -> Option<&Item> {
        self.get(item.operation)?.items.get(item.index)
    }

    /// The item of an operation that has a key.
    pub(crate) fn place_of(&self, operation: OperationId, key: Key) -> Option<ItemRef> {
        let known = self.get(operation)?;
        let index = match known.in_order {
            true => known.items.binary_search_by(|item| item.key.cmp(&key)).ok(),
            false => known.items.iter().position(|item| item.key == key),
        }?;
        Some(ItemRef { operation, index })
    }

    /// Has an operation tried an item again, after the try with this key?
    pub(crate) fn is_tried_again(&self, operation: OperationId, scope: &Scope, key: Key) -> bool {
        let Some(known) = self.get(operation) else {
            return false;
        };
        let last = known.items.last();
        if known.in_order && last.is_none_or(|last| last.key <= key) {
            return false;
        }
        let mut items = known.items.iter();
        items.any(|item| item.key > key && item.call.scope() == scope)
    }

    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &Operation> {
        self.by_id.values().map(|operation| &**operation)
    }

    pub(crate) fn len(&self) -> usize {
        self.by_id.len()
    }

    /// Adds items to an operation, which is new unless the storage gives it back in parts, and
    /// returns the index of the first.
    pub(crate) fn add(
        &mut self,
        id: OperationId,
        name: &'static str,
        origin: Origin,
        items: impl ExactSizeIterator<Item = (Key, Rc<dyn AnyCall>)>,
    ) -> usize {
        let operation = self.by_id.get_or_insert_with(id, || {
            Box::new(Operation {
                id,
                name,
                origin,
                items: Vec::new(),
                in_order: true,
                counts: Counts::default(),
                dismissed: false,
            })
        });
        let first = operation.items.len();
        operation.counts.total += items.len();
        operation.counts.queued += items.len();
        for (key, call) in items {
            operation.in_order &= operation.items.last().is_none_or(|last| last.key < key);
            operation.items.push(Item {
                key,
                call,
                state: ItemState::Queued,
            });
        }
        first
    }

    /// Moves an item to another state.
    pub(crate) fn set(&mut self, item: ItemRef, state: ItemState) -> Option<Change> {
        let operation = self.by_id.get_mut(&item.operation)?;
        let item = operation.items.get_mut(item.index)?;
        let before = operation.counts.under_way();
        *operation.counts.of(&item.state) -= 1;
        *operation.counts.of(&state) += 1;
        if state.needs_user() {
            operation.dismissed = false;
        }
        let had_failed = item.state.is_unknown();
        item.state = state;
        Some(Change {
            finished: before > 0 && operation.counts.under_way() == 0,
            had_failed,
        })
    }

    /// The user has seen how an operation ended; what comes later is reported anew.
    pub(crate) fn dismiss(&mut self, id: OperationId) {
        if let Some(operation) = self.by_id.get_mut(&id) {
            operation.dismissed = true;
        }
    }

    /// Forgets an operation that has nothing under way, nothing for the user to handle, and with
    /// `keep_bulks` no more than one item.
    pub(crate) fn forget_if_over(&mut self, id: OperationId, keep_bulks: bool) {
        let over = |operation: &Operation| {
            let counts = operation.counts;
            let keep = counts.refused > 0 || keep_bulks && counts.total > 1;
            let unknown = counts.failed + counts.unsure;
            counts.under_way() == 0 && unknown == 0 && (operation.dismissed || !keep)
        };
        if self.get(id).is_some_and(over) {
            self.by_id.remove(&id);
        }
    }

    pub(crate) fn set_key(&mut self, item: ItemRef, key: Key) {
        if let Some(operation) = self.by_id.get_mut(&item.operation)
            && let Some(item) = operation.items.get_mut(item.index)
        {
            item.key = key;
            operation.in_order = false;
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
                let id = operation.id;
                return Err(format!("the counts of operation {id} do not add up"));
            }
        }
        Ok(())
    }
}
