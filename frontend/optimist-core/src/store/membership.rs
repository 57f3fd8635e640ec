//! What a view is computed from: which items a query holds and in which order, and the operations
//! that are replayed over them.

use std::{
    cmp::{Ordering, Reverse},
    rc::Rc,
};

use crate::{
    call::AnyCall,
    det_hash_map::Map,
    entity::{Entity, QueryKey},
    ids::{RequestId, Revision, Source},
    key::Key,
    listing::{Listing, Part, Placement},
    one_or_many::OneOrMany,
};

/// When an operation was answered, which decides whether confirmed data contain it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ack {
    /// The server that answered, to which the revision belongs.
    pub(crate) source: Source,
    pub(crate) revision: Option<Revision>,
    /// Reads with a greater id started after the answer.
    pub(crate) after: RequestId,
}

/// The operations of the log that are shown, by item, each list in the order of issue.
pub(crate) type Shown<E> = Map<<E as Entity>::Id, OneOrMany<Logged>>;

/// A logged operation with its key.
pub(crate) type Logged = (Key, Rc<dyn AnyCall>);

/// Which items a query holds, and in which order.
pub(crate) struct Membership<E: Entity> {
    query: QueryKey,
    listing: Listing<E::Item>,
    /// Of a list as the server gave it: the items that belong to it.
    slots: Map<E::Id, Slot>,
}

/// Where an item stands in a list as the server gave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Slot {
    /// Added by this operation, before all others; the latest is the first.
    First(Reverse<Key>),
    /// At this place of the last read.
    Served(isize),
    /// Added by this operation, after all others.
    Last(Key),
}

impl<E: Entity> Membership<E> {
    pub(crate) fn new(query: QueryKey, listing: Listing<E::Item>) -> Self {
        Self {
            query,
            listing,
            slots: Map::default(),
        }
    }

    pub(crate) fn contains(&self, item: &E::Item) -> bool {
        let listed = !self.is_served() || self.slots.contains_key(&E::id(item));
        listed && self.listing.admits(item)
    }

    pub(crate) fn order(&self, a: &E::Item, b: &E::Item) -> Ordering {
        let by_slot = || match self.is_served() {
            true => self.slots.get(&E::id(a)).cmp(&self.slots.get(&E::id(b))),
            false => Ordering::Equal,
        };
        let order = self.listing.order(a, b).then_with(by_slot);
        order.then_with(|| E::id(a).cmp(&E::id(b)))
    }

    /// Is the list as the server gave it?
    pub(crate) fn is_served(&self) -> bool {
        self.listing.is_served()
    }

    /// The server gives the list anew. What an operation has added keeps its place where the server does not
    /// say another one, and it `stays`.
    pub(crate) fn serve(&mut self, ids: Vec<E::Id>, stays: impl Fn(&E::Id, Key) -> bool) {
        let mut slots: Map<E::Id, Slot> = Map::default();
        for (at, id) in ids.into_iter().enumerate() {
            slots.entry(id).or_insert(Slot::Served(at as isize));
        }
        for (id, slot) in std::mem::take(&mut self.slots) {
            let (Slot::First(Reverse(key)) | Slot::Last(key)) = slot else {
                continue;
            };
            if stays(&id, key) {
                slots.entry(id).or_insert(slot);
            }
        }
        self.slots = slots;
    }

    /// The server has given one more part of the list. What it has given already keeps its place.
    pub(crate) fn extend(&mut self, ids: Vec<E::Id>, part: Part) {
        let served = self.slots.values().filter_map(|slot| match slot {
            Slot::Served(at) => Some(*at),
            _ => None,
        });
        let (first, last) = served.fold((0, -1), |(first, last), at| (at.min(first), at.max(last)));
        let start = match part {
            Part::Previous => first - ids.len() as isize,
            _ => last + 1,
        };
        for (id, at) in ids.into_iter().zip(start..) {
            let slot = self.slots.entry(id).or_insert(Slot::Served(at));
            if !matches!(slot, Slot::Served(_)) {
                *slot = Slot::Served(at);
            }
        }
    }

    /// Gives a place to an item that is not `confirmed`, if one of these operations adds it and says where.
    pub(crate) fn place(&mut self, id: &E::Id, confirmed: bool, operations: &OneOrMany<Logged>) {
        if !self.is_served() || confirmed || self.slots.contains_key(id) {
            return;
        }
        let mut item: Option<Rc<E::Item>> = None;
        for (key, call) in operations.iter() {
            call.apply(&mut item);
            if item.is_some() {
                return self.add(id, *key, &**call);
            }
        }
    }

    /// This operation adds an item that was not there.
    pub(crate) fn add(&mut self, id: &E::Id, key: Key, call: &dyn AnyCall) {
        if !self.is_served() || self.slots.contains_key(id) {
            return;
        }
        let slot = call
            .placement(&self.query)
            .map(|placement| match placement {
                Placement::First => Slot::First(Reverse(key)),
                Placement::Last => Slot::Last(key),
            });
        self.slots.extend(slot.map(|slot| (id.clone(), slot)));
    }

    /// Does the list as the server gave it hold this item, or is it added to it?
    pub(crate) fn lists(&self, id: &E::Id) -> bool {
        self.slots.contains_key(id)
    }

    /// The items that the server has given.
    pub(crate) fn served(&self) -> impl Iterator<Item = &E::Id> {
        let served = |(_, slot): &(&E::Id, &Slot)| matches!(slot, Slot::Served(_));
        self.slots.iter().filter(served).map(|(id, _)| id)
    }

    /// Has this operation added the item?
    pub(crate) fn is_added_by(&self, id: &E::Id, key: Key) -> bool {
        let added = [Slot::First(Reverse(key)), Slot::Last(key)];
        let slot = self.slots.get(id);
        slot.is_some_and(|slot| added.contains(slot))
    }

    /// Was the item added by an operation that is none of these?
    pub(crate) fn is_left_over(&self, id: &E::Id, operations: Option<&OneOrMany<Logged>>) -> bool {
        let Some(Slot::First(Reverse(key)) | Slot::Last(key)) = self.slots.get(id) else {
            return false;
        };
        operations.is_none_or(|known| known.iter().all(|(it, _)| it != key))
    }

    /// What has added the item is over, and it is not there; or that will not be done.
    pub(crate) fn forget_added(&mut self, id: &E::Id) {
        if !matches!(self.slots.get(id), None | Some(Slot::Served(_))) {
            self.slots.remove(id);
        }
    }
}

/// The item after all these operations.
pub(crate) fn replay<E: Entity>(
    mut item: Option<Rc<E::Item>>,
    operations: &OneOrMany<Logged>,
) -> Option<Rc<E::Item>> {
    for (_, call) in operations.iter() {
        call.apply(&mut item);
    }
    item
}
