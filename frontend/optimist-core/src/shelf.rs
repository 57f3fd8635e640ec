//! All queries of one kind of item, with the pending operations on it: the one place where the
//! engine forgets what type an app's data have.

use std::{
    any::{Any, TypeId},
    rc::Rc,
};

use crate::{
    entity::{Entity, QueryKey},
    io::{RequestId, Revision},
    key::Key,
    list::List,
    map::wipe,
    replay::Replica,
    shape::{Predict, Shown},
    table::Table,
};

/// The shelves of all kinds, in the order of their first use.
#[derive(Default)]
pub(crate) struct Shelves(Vec<(TypeId, Box<dyn AnyShelf>)>);

impl Shelves {
    pub(crate) fn of<E: Entity>(&mut self) -> &mut Shelf<E> {
        let id = TypeId::of::<E>();
        let at = self
            .0
            .iter()
            .position(|(known, _)| *known == id)
            .unwrap_or_else(|| {
                self.0.push((id, Box::new(Shelf::<E>::default())));
                self.0.len() - 1
            });
        match self.0[at].1.as_any_mut().downcast_mut() {
            Some(shelf) => shelf,
            None => unreachable!("a shelf is stored under the id of its own kind"),
        }
    }

    pub(crate) fn get<E: Entity>(&self) -> Option<&Shelf<E>> {
        let id = TypeId::of::<E>();
        let (_, shelf) = self.0.iter().find(|(known, _)| *known == id)?;
        shelf.as_any().downcast_ref()
    }

    pub(crate) fn by_kind(&mut self, kind: TypeId) -> Option<&mut dyn AnyShelf> {
        let (_, shelf) = self.0.iter_mut().find(|(known, _)| *known == kind)?;
        Some(&mut **shelf)
    }

    pub(crate) fn all(&mut self) -> impl Iterator<Item = &mut dyn AnyShelf> {
        self.0
            .iter_mut()
            .map(|(_, shelf)| &mut **shelf as &mut dyn AnyShelf)
    }

    /// Tells the queries of all other kinds that the change of `revision` is not about them.
    pub(crate) fn step_others(&mut self, revision: Revision, kind: TypeId) {
        for (known, shelf) in &mut self.0 {
            if *known != kind {
                for (_, replica) in shelf.replicas() {
                    replica.step_to(revision);
                }
            }
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &dyn AnyShelf> {
        self.0.iter().map(|(_, shelf)| &**shelf as &dyn AnyShelf)
    }
}

/// The queries of one kind, and the operations that are shown in them.
pub(crate) struct Shelf<E: Entity> {
    shown: Shown<E>,
    pub(crate) replicas: Table<QueryKey, Replica<E>>,
}

impl<E: Entity> Default for Shelf<E> {
    fn default() -> Self {
        Self {
            shown: Shown::<E>::default(),
            replicas: Table::default(),
        }
    }
}

impl<E: Entity> Shelf<E> {
    pub(crate) fn view(&self, query: &QueryKey) -> Option<&List<E::Item>> {
        self.replicas.get(query)?.view()
    }

    /// Makes room for operations on so many more items.
    pub(crate) fn reserve(&mut self, count: usize) {
        self.shown.reserve(count);
        for replica in self.replicas.values_mut().filter(|replica| replica.loaded) {
            replica.replayed.reserve(count);
        }
    }

    pub(crate) fn insert(&mut self, key: Key, operation: Rc<dyn Predict<E>>) {
        let id = operation.target();
        let log = self.shown.entry(id.clone()).or_default();
        let entry = (key, Rc::clone(&operation));
        let last = log.insert(entry, |(known, _)| *known < key) + 1 == log.len();
        for replica in self.replicas.values_mut().filter(|replica| replica.loaded) {
            if last {
                replica.append(&id, &*operation);
            } else {
                replica.replay(&id, &self.shown);
            }
        }
    }

    pub(crate) fn remove(&mut self, key: Key, id: &E::Id) {
        let Some(log) = self.shown.get_mut(id) else {
            return;
        };
        if !log.remove(|(known, _)| known.cmp(&key)) {
            return;
        }
        if log.is_empty() {
            self.shown.remove(id);
            wipe(&mut self.shown);
        }
        for replica in self.replicas.values_mut().filter(|replica| replica.loaded) {
            replica.replay(id, &self.shown);
        }
    }

    /// An operation will not be done.
    pub(crate) fn forget_guess(&mut self, key: Key, id: &E::Id) {
        for replica in self.replicas.values_mut() {
            replica.forget_guess(key, id, &self.shown);
        }
    }

    pub(crate) fn learn(
        &mut self,
        id: &E::Id,
        revision: Revision,
        item: Option<&E::Item>,
        next: bool,
    ) {
        for replica in self
            .replicas
            .values_mut()
            .filter(|replica| replica.takes_part())
        {
            replica.learn(id, revision, item, &self.shown);
            if next {
                replica.step_to(revision, Some(id));
            }
        }
    }
}

/// What the engine does with a shelf whose kind it does not know.
pub(crate) trait AnyShelf {
    fn as_any(&self) -> &dyn Any;
    fn as_any_mut(&mut self) -> &mut dyn Any;
    fn load(
        &mut self,
        query: &QueryKey,
        read: RequestId,
        data: Box<dyn Any>,
        revision: Revision,
        live: Revision,
    ) -> bool;
    fn replica(&mut self, query: &QueryKey) -> Option<&mut dyn AnyReplica>;
    fn replicas(&mut self) -> Vec<(&QueryKey, &mut dyn AnyReplica)>;
    fn forget(&mut self, query: &QueryKey);
    fn repair(&mut self, query: &QueryKey);
    #[cfg(feature = "audit")]
    fn check(&self) -> Result<(), String>;
    fn extras(&self) -> usize;
}

/// What the engine asks of a replica whose kind it does not know.
pub(crate) trait AnyReplica {
    fn loaded(&self) -> bool;
    fn has_revisions(&self) -> bool;
    fn is_sound(&self) -> bool;
    fn set_reading(&mut self, read: Option<RequestId>);
    fn take_changed(&mut self) -> bool;
    fn revision(&self) -> Revision;
    fn step_to(&mut self, revision: Revision);
}

impl<E: Entity> AnyReplica for Replica<E> {
    fn loaded(&self) -> bool {
        self.loaded
    }

    fn has_revisions(&self) -> bool {
        Self::has_revisions(self)
    }

    fn is_sound(&self) -> bool {
        Self::is_sound(self)
    }

    fn set_reading(&mut self, read: Option<RequestId>) {
        self.reading = read;
    }

    fn take_changed(&mut self) -> bool {
        std::mem::take(&mut self.changed)
    }

    fn revision(&self) -> Revision {
        Self::revision(self)
    }

    fn step_to(&mut self, revision: Revision) {
        Self::step_to(self, revision, None);
    }
}

impl<E: Entity> AnyShelf for Shelf<E> {
    fn as_any(&self) -> &dyn Any {
        self
    }

    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }

    fn load(
        &mut self,
        query: &QueryKey,
        read: RequestId,
        data: Box<dyn Any>,
        revision: Revision,
        live: Revision,
    ) -> bool {
        let (Some(replica), Ok(items)) = (
            self.replicas.get_mut(query),
            data.downcast::<Vec<E::Item>>(),
        ) else {
            return false;
        };
        replica.load(read, *items, revision, live, &self.shown)
    }

    fn replica(&mut self, query: &QueryKey) -> Option<&mut dyn AnyReplica> {
        self.replicas
            .get_mut(query)
            .map(|replica| replica as &mut dyn AnyReplica)
    }

    fn replicas(&mut self) -> Vec<(&QueryKey, &mut dyn AnyReplica)> {
        self.replicas
            .iter_mut()
            .map(|(key, replica)| (key, replica as _))
            .collect()
    }

    fn forget(&mut self, query: &QueryKey) {
        self.replicas.remove(query);
    }

    fn repair(&mut self, query: &QueryKey) {
        if let Some(replica) = self.replicas.get_mut(query) {
            replica.repair(&self.shown);
        }
    }

    #[cfg(feature = "audit")]
    fn check(&self) -> Result<(), String> {
        self.replicas
            .values()
            .try_for_each(|replica| replica.check(&self.shown))
    }

    fn extras(&self) -> usize {
        self.shown.len() + self.replicas.values().map(Replica::extras).sum::<usize>()
    }
}
