//! The typed store of queries: confirmed data, views, and when they are read. Its only owner is
//! [`QueryStore`]; it knows nothing of the log but the calls that it is given to show.

mod confirming;
mod departed;
mod entity_store;
mod extending;
mod fetch;
mod invariants;
mod kept;
mod live;
mod membership;
mod query_data;
mod query_state;
mod rebuild;
mod redundant;
mod source;
#[cfg(test)]
mod tests;

use std::{any::TypeId, rc::Rc};

pub(crate) use confirming::Told;
pub(crate) use entity_store::AnyStore;
use entity_store::Loaded;
use entity_store::{AnyQueryData, EntityStore};
use fetch::Read;

pub use live::LiveStatus;
pub(crate) use membership::Ack;
use membership::Membership;
use query_data::QueryData;
use query_state::QueryState;
pub use query_state::{DataStatus, FetchStatus, QueryStatus};
use source::SourceState;
pub(crate) use source::Standing;

use crate::{
    alarms::Alarm,
    call::{AnyCall, AnyTruth, Kind},
    context::Context,
    entity::{Entity, Query, QueryKey, QueryOptions},
    event::Event,
    ids::{RequestId, Revision, Source},
    io::Output,
    key::Key,
    list::List,
    vec_map::VecMap,
};

#[derive(Default)]
pub(crate) struct QueryStore {
    /// The stores of all kinds, in the order of their first use.
    stores: Vec<(TypeId, Box<dyn AnyStore>)>,
    queries: VecMap<QueryKey, QueryState>,
    reads: VecMap<RequestId, Read>,
    sources: Vec<SourceState>,
    /// Answers without revisions have told of single items.
    tells: bool,
}

pub(crate) fn new_store<E: Entity>() -> Box<dyn AnyStore> {
    Box::<EntityStore<E>>::default()
}

/// The stores by kind.
impl QueryStore {
    fn store(&mut self, kind: Kind) -> &mut dyn AnyStore {
        let known = self.stores.iter().position(|(id, _)| *id == kind.id);
        let at = known.unwrap_or_else(|| {
            self.stores.push((kind.id, (kind.new_store)()));
            self.stores.len() - 1
        });
        &mut *self.stores[at].1
    }

    fn typed<E: Entity>(&self) -> Option<&EntityStore<E>> {
        let id = TypeId::of::<E>();
        let (_, store) = self.stores.iter().find(|(known, _)| *known == id)?;
        store.as_any().downcast_ref()
    }

    /// Every query's data, with its key.
    fn data(&mut self) -> impl Iterator<Item = (&QueryKey, &mut dyn AnyQueryData)> {
        self.stores
            .iter_mut()
            .flat_map(|(_, store)| store.queries())
    }

    fn data_of(&mut self, query: &QueryKey) -> Option<&mut dyn AnyQueryData> {
        let stores = self.stores.iter_mut();
        stores.flat_map(|(_, store)| store.query(query)).next()
    }

    pub(crate) fn source(&mut self, source: Source) -> &mut SourceState {
        let known = self.sources.iter().position(|known| known.source == source);
        let at = known.unwrap_or_else(|| {
            self.sources.push(SourceState::new(source));
            self.sources.len() - 1
        });
        &mut self.sources[at]
    }
}

/// Operations over the data.
impl QueryStore {
    /// Makes room for operations on so many more items of a call's kind.
    pub(crate) fn reserve(&mut self, call: &dyn AnyCall, count: usize) {
        self.store(call.kind()).reserve(count);
    }

    /// Replays an operation in every view from now on.
    pub(crate) fn show(&mut self, key: Key, call: &Rc<dyn AnyCall>) {
        self.store(call.kind()).show(key, call);
    }

    /// Replays an operation no more.
    pub(crate) fn hide(&mut self, key: Key, call: &dyn AnyCall) {
        self.store(call.kind()).hide(key, call);
    }

    /// Forgets what was inferred from an operation that will not be done.
    pub(crate) fn forget_inference(&mut self, key: Key, call: &dyn AnyCall) {
        self.store(call.kind()).forget_inference(key, call);
    }

    /// Takes in the truth about one item as of a revision; with `next`, as the stream's next
    /// change.
    pub(crate) fn learn(
        &mut self,
        truth: &dyn AnyTruth,
        source: Source,
        revision: Revision,
        next: bool,
    ) {
        self.store(truth.kind())
            .learn(truth, source, revision, next);
    }

    /// Takes in what an answer without a revision has told of its item.
    pub(crate) fn tell(&mut self, told: &Told<'_>) {
        self.store(told.truth.kind()).tell(told);
        self.tells = true;
    }

    /// No operation waits for what answers without revisions have told.
    pub(crate) fn forget_told(&mut self) {
        if std::mem::take(&mut self.tells) {
            self.data().for_each(|(_, data)| data.forget_told());
        }
    }

    /// Do the confirmed data of every query contain an operation that was answered so?
    pub(crate) fn contains(&mut self, call: &dyn AnyCall, ack: Ack) -> bool {
        self.store(call.kind()).contains(call, ack)
    }

    /// The queries whose confirmed data do not.
    pub(crate) fn lacking(&mut self, call: &dyn AnyCall, ack: Ack) -> Vec<QueryKey> {
        self.store(call.kind()).lacking(call, ack)
    }

    /// Takes answered operations into the confirmed data of a query that cannot be read, as they were
    /// foreseen and in the order of issue; `read` is the read that was refused.
    pub(crate) fn confirm_answered(
        &mut self,
        query: &QueryKey,
        mut answered: Vec<(Rc<dyn AnyCall>, Ack)>,
        read: RequestId,
    ) {
        let Some(kind) = self.queries.get(query).map(|state| state.kind) else {
            return;
        };
        answered.retain(|(call, _)| call.kind().id == kind);
        let store = self.stores.iter_mut().find(|(known, _)| *known == kind);
        if let Some((_, store)) = store {
            store.confirm_answered(query, &answered, read);
        }
    }

    /// Does `last` alone leave the same item as the calls of `run` followed by `last`?
    pub(crate) fn is_redundant(
        &mut self,
        before: &[Rc<dyn AnyCall>],
        run: &[Rc<dyn AnyCall>],
        last: &dyn AnyCall,
    ) -> bool {
        self.store(last.kind()).is_redundant(before, run, last)
    }
}

/// The life of queries.
impl QueryStore {
    /// One observer more. The query is read where its data are missing or stale.
    pub(crate) fn observe<Q: Query>(&mut self, cx: &mut Context, args: &Q::Args) -> QueryKey {
        let key = Q::key(args);
        let kind = Kind::of::<Q::Entity>();
        let store = self.store(kind).as_any_mut();
        if let Some(store) = store.downcast_mut::<EntityStore<Q::Entity>>()
            && !store.queries.contains_key(&key)
        {
            let membership = Membership::new(key.clone(), Q::listing(args));
            let data = QueryData::new(membership, Q::OPTIONS.settle, Q::SOURCE);
            store.queries.insert(key.clone(), data);
        }
        let state = self.queries.get_or_insert_with(key.clone(), || {
            QueryState::new(kind.id, Q::OPTIONS, Q::SOURCE)
        });
        state.observers += 1;
        let (interval, updated_at) = (state.options.interval_ms, state.updated_at);
        let stale = state.is_stale(cx.now);
        cx.alarms.clear(&Alarm::Forget(key.clone()));
        if stale {
            self.read(cx, &key);
        } else if interval > 0
            && let Some(updated_at) = updated_at
        {
            cx.alarms
                .set_earlier(updated_at.after(interval), Alarm::Read(key.clone()));
        }
        key
    }

    /// One observer fewer. A query without any is kept for a while.
    pub(crate) fn unobserve(&mut self, cx: &mut Context, key: &QueryKey) {
        let Some(state) = self.queries.get_mut(key) else {
            return;
        };
        state.observers = state.observers.saturating_sub(1);
        if state.observers == 0 {
            state.failures = 0;
            let gc_ms = state.options.gc_ms;
            cx.alarms.clear(&Alarm::Read(key.clone()));
            cx.alarm_in(gc_ms, Alarm::Forget(key.clone()));
        }
    }

    pub(crate) fn forget(&mut self, cx: &mut Context, key: &QueryKey) {
        let Some(state) = self.queries.remove(key) else {
            return;
        };
        cx.alarms.clear(&Alarm::Read(key.clone()));
        if let Some(read) = state.reading {
            self.give_up_read(cx, read);
        }
        for (_, store) in &mut self.stores {
            store.forget(key);
        }
        cx.push(Output::Forgotten(key.clone()));
    }

    /// Marks every query under a prefix as stale, and reads those that are observed.
    pub(crate) fn invalidate(&mut self, cx: &mut Context, prefix: &QueryKey) {
        for key in self.keys_where(|key, _| key.starts_with(prefix)) {
            self.invalidate_one(cx, &key);
        }
    }

    fn invalidate_one(&mut self, cx: &mut Context, key: &QueryKey) {
        let Some(state) = self.queries.get_mut(key) else {
            return;
        };
        state.invalidated = true;
        state.again = state.reading.is_some();
        if state.observers > 0 {
            self.read(cx, key);
        }
    }

    /// Gives up the read of every query under a prefix; the view stays.
    pub(crate) fn cancel_reads(&mut self, cx: &mut Context, prefix: &QueryKey) {
        for key in self.keys_where(|key, _| key.starts_with(prefix)) {
            let Some(state) = self.queries.get_mut(&key) else {
                continue;
            };
            state.again = false;
            state.more = None;
            state.paused = false;
            state.failures = 0;
            cx.alarms.clear(&Alarm::Read(key.clone()));
            if let Some(read) = state.reading.take() {
                self.give_up_read(cx, read);
                self.data_read_ended(cx, &key);
            }
            cx.outputs.queries_changed.push(key);
        }
    }

    pub(crate) fn keys_where(
        &self,
        wanted: impl Fn(&QueryKey, &QueryState) -> bool,
    ) -> Vec<QueryKey> {
        let known = self.queries.iter();
        known
            .filter(|(key, state)| wanted(key, state))
            .map(|(key, _)| key.clone())
            .collect()
    }
}

/// What is known and shown.
impl QueryStore {
    pub(crate) fn view<Q: Query>(
        &self,
        query: &QueryKey,
    ) -> Option<List<<Q::Entity as Entity>::Item>> {
        self.typed::<Q::Entity>()?.view(query).cloned()
    }

    /// Has a list lost an item since the server last gave a part of it?
    #[cfg(feature = "pages")]
    pub(crate) fn has_shrunk<Q: Query>(&self, query: &QueryKey) -> bool {
        let store = self.typed::<Q::Entity>();
        let data = store.and_then(|store| store.queries.get(query));
        data.is_some_and(|data| data.served_now() < data.given)
    }

    /// How many items of a list there were when the server last gave a part of it.
    #[cfg(feature = "pages")]
    pub(crate) fn served<Q: Query>(&self, query: &QueryKey) -> usize {
        let data = self
            .typed::<Q::Entity>()
            .and_then(|store| store.queries.get(query));
        data.map_or(0, |data| data.given)
    }

    /// An item with all pending operations, in whichever query, whether shown or not.
    pub(crate) fn find<E: Entity>(&self, id: &E::Id) -> Option<Rc<E::Item>> {
        let mut queries = self.typed::<E>()?.queries.values();
        queries.find_map(|query| query.find(id))
    }

    pub(crate) fn status(&self, cx: &Context, key: &QueryKey) -> QueryStatus {
        let nothing = QueryState::new(TypeId::of::<()>(), QueryOptions::DEFAULT, Source::DEFAULT);
        let state = self.queries.get(key).unwrap_or(&nothing);
        QueryStatus {
            data: state.data_status(),
            fetch: state.fetch_status(),
            error: state.error.clone(),
            updated_at: state
                .kept_at
                .or_else(|| state.updated_at.map(|at| cx.clock.read(at))),
            kept: state.kept_at.is_some(),
            part: state.part,
        }
    }

    /// The queries whose view or status has changed since this was last asked. A view that is
    /// found wrong is built anew, and its data are read again; once, since what makes a view wrong
    /// twice is no accident.
    pub(crate) fn take_changed(&mut self, cx: &mut Context) -> Vec<QueryKey> {
        let mut changed = std::mem::take(&mut cx.outputs.queries_changed);
        let mut unsound = Vec::new();
        for (query, data) in self.data() {
            if data.take_changed() {
                changed.push(query.clone());
                if !data.is_sound() {
                    unsound.push(query.clone());
                }
            }
        }
        for query in unsound {
            for (_, store) in &mut self.stores {
                store.repair(&query);
            }
            if let Some(data) = self.data_of(&query) {
                data.take_changed();
            }
            let state = self.queries.get_mut(&query);
            if state.is_some_and(|state| !std::mem::replace(&mut state.repaired, true)) {
                let what = format!("The view of {query} did not hold each of its items once.");
                cx.notify(Event::Repaired { what });
                self.invalidate(cx, &query);
            }
        }
        let mut once = Vec::with_capacity(changed.len());
        for query in changed {
            if !once.contains(&query) {
                once.push(query);
            }
        }
        once
    }

    /// How many truths about single items and replayed items are held besides the data.
    pub(crate) fn extras(&self) -> usize {
        self.stores.iter().map(|(_, store)| store.extras()).sum()
    }

    pub(crate) fn reads(&self) -> usize {
        let polls = self.sources.iter().filter(|s| s.polling.request.is_some());
        self.reads.len() + polls.count()
    }

    /// Replays everything from nothing and compares.
    #[cfg(feature = "audit")]
    pub(crate) fn check(&self) -> Result<(), String> {
        self.stores.iter().try_for_each(|(_, store)| store.check())
    }
}
