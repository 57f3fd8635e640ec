//! What the engine tells of itself: what an item is doing, what is held, whether all is sound.

use std::rc::Rc;

use crate::{
    call::AnyCall,
    engine::{Alarm, Engine},
    entity::{Entity, Scope},
    log::Phase,
    operation::{ItemState, OperationId},
};

impl Engine {
    /// What an item is doing.
    pub fn item_status<E: Entity>(&self, id: &E::Id) -> ItemStatus {
        let scope = Scope::of::<E>(id);
        let mut pending = None;
        for &key in self.log.of_item(&scope) {
            match self.log.get(key) {
                // Whatever else waits for this item waits for the user too.
                Some(entry) if matches!(entry.phase, Phase::Failed) => {
                    let (operation, index) = (entry.place.operation, entry.place.index);
                    return self.unhandled_item(operation, index);
                }
                Some(entry) if !entry.answered() => pending = Some(Rc::clone(&entry.call)),
                _ => {}
            }
        }
        match (pending, self.unhandled.get(&scope)) {
            (Some(call), _) => ItemStatus::Pending(call),
            (None, Some(&(operation, index))) => self.unhandled_item(operation, index),
            (None, None) => ItemStatus::Idle,
        }
    }

    fn unhandled_item(&self, operation: OperationId, index: usize) -> ItemStatus {
        let known = self.operations.get(operation);
        match known.and_then(|known| Some(known.items().get(index)?.state())) {
            Some(ItemState::Refused(reason) | ItemState::Failed(reason)) => ItemStatus::Unhandled {
                operation,
                reason: reason.clone(),
            },
            _ => ItemStatus::Idle,
        }
    }

    /// How many log entries, operations, alarms, requests and single truths are held: all zero at
    /// rest, with an event stream and without failures to handle. Alarms that guard the event
    /// stream, or forget queries that nobody looks at, do not count.
    pub fn held(&self) -> Held {
        Held {
            entries: self.log.len(),
            operations: self.operations.len(),
            alarms: self
                .alarms
                .iter()
                .filter(|alarm| !matches!(alarm, Alarm::OpenLive | Alarm::Forget(_)))
                .count(),
            requests: self.outbox.requests.len() + self.queries.reads.len(),
            extras: self
                .shelves
                .iter()
                .map(|shelf| shelf.extras())
                .sum::<usize>()
                + self.unhandled.len(),
        }
    }

    /// Replays everything from nothing and compares: the invariants that can be told at any
    /// moment.
    ///
    /// # Errors
    /// What is wrong.
    #[cfg(feature = "audit")]
    pub fn check(&self) -> Result<(), String> {
        self.shelves.iter().try_for_each(|shelf| shelf.check())?;
        self.operations.check()
    }
}

/// What an item is doing.
#[derive(Clone)]
pub enum ItemStatus {
    /// Nothing.
    Idle,
    /// The server has not answered its latest operation.
    Pending(Rc<dyn AnyCall>),
    /// Its latest operation was refused or has failed, and the user has not handled that.
    Unhandled {
        /// The operation, to retry or dismiss.
        operation: OperationId,
        /// Why.
        reason: crate::Reason,
    },
}

/// What an engine holds besides its queries' data; see [`Engine::held`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// Log entries.
    pub entries: usize,
    /// Operations.
    pub operations: usize,
    /// Alarms.
    pub alarms: usize,
    /// Requests and reads under way.
    pub requests: usize,
    /// Truths about single items, replayed items and unhandled failures.
    pub extras: usize,
}
