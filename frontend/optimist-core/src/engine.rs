//! The engine, as a driver and an app use it. It only hands on: `router.rs` knows to whom.

use std::rc::Rc;

use crate::{
    alarms::Alarm,
    call::{AnyCall, Call},
    config::Config,
    entity::{Entity, Mutation, Query, QueryKey, Scope},
    ids::{OperationId, Source},
    io::{Input, Output},
    list::List,
    log::{ItemStatus, Operation},
    outcome::Reason,
    router::Router,
    store::{LiveStatus, QueryStatus},
    tabs::Verdict,
    time::{Moment, Timestamp},
};

/// The query cache and the log of one client.
///
/// It has no I/O: give it inputs with [`handle_input`](Self::handle_input) or one of the named
/// methods, then take outputs with [`poll_output`](Self::poll_output) until there are none, then
/// sleep until [`poll_timeout`](Self::poll_timeout) or the next input.
pub struct Engine {
    router: Router,
}

/// What an engine holds besides its queries' data; see [`Engine::resource_counts`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ResourceCounts {
    /// Log entries.
    pub entries: usize,
    /// Operations.
    pub operations: usize,
    /// Alarms.
    pub alarms: usize,
    /// Requests and reads under way.
    pub requests: usize,
    /// Truths about single items, replayed items and failures that nobody has handled.
    pub extras: usize,
}

/// Driving it.
impl Engine {
    /// An engine without data. `now` is a clock that never jumps, `wall` the time of day. One seed
    /// and the same inputs give the same outputs.
    pub fn new(config: Config, seed: u64, now: Moment, wall: Timestamp) -> Self {
        Self {
            router: Router::new(config, seed, now, wall),
        }
    }

    /// Takes one input in.
    pub fn handle_input(&mut self, now: Moment, input: Input) {
        self.at(now).take(input);
    }

    /// The next thing to do, if there is one.
    pub fn poll_output(&mut self) -> Option<Output> {
        self.router.next_output()
    }

    /// When [`Input::Wake`] is due, if at all.
    pub fn poll_timeout(&self) -> Option<Moment> {
        self.router.cx.alarms.next()
    }

    fn at(&mut self, now: Moment) -> &mut Router {
        self.router.set_now(now);
        &mut self.router
    }
}

/// Queries.
impl Engine {
    /// One observer more: the query is read where its data are missing or stale, and kept.
    pub fn observe<Q: Query>(&mut self, now: Moment, args: &Q::Args) -> QueryKey {
        let router = self.at(now);
        let key = router.store.observe::<Q>(&mut router.cx, args);
        router.settle();
        key
    }

    /// One observer fewer.
    pub fn unobserve(&mut self, now: Moment, query: &QueryKey) {
        let router = self.at(now);
        router.store.unobserve(&mut router.cx, query);
        router.read_for_awaiting();
    }

    /// Marks every query under a prefix as stale, and reads those that are observed.
    pub fn invalidate(&mut self, now: Moment, prefix: &QueryKey) {
        let router = self.at(now);
        router.store.invalidate(&mut router.cx, prefix);
    }

    /// Reads one more part of a query that has data, or the whole again: at once, or after the read that is
    /// under way. A part that was asked for already is not asked for twice.
    #[cfg(feature = "pages")]
    pub fn read_more(&mut self, now: Moment, query: &QueryKey, part: crate::Part) {
        let router = self.at(now);
        router.store.read_more(&mut router.cx, query, part);
    }

    /// Has the list lost an item since the server last gave a part of it? A cursor that counts items names another
    /// place then.
    #[cfg(feature = "pages")]
    pub fn has_shrunk<Q: Query>(&self, query: &QueryKey) -> bool {
        self.router.store.has_shrunk::<Q>(query)
    }

    /// How many items of a list that the server orders there were, of those that it has given, when it last
    /// gave a part of it: whether they are shown or not.
    #[cfg(feature = "pages")]
    pub fn served<Q: Query>(&self, query: &QueryKey) -> usize {
        self.router.store.served::<Q>(query)
    }

    /// Gives up the read of every query under a prefix; the view stays.
    pub fn cancel_reads(&mut self, now: Moment, prefix: &QueryKey) {
        self.at(now).cancel_reads(prefix);
    }

    /// The view of a query; `None` before its first data.
    pub fn view<Q: Query>(&self, query: &QueryKey) -> Option<List<<Q::Entity as Entity>::Item>> {
        self.router.store.view::<Q>(query)
    }

    /// What the server has said of a query, without what is pending, to be kept for a later visit
    /// ([`Input::Kept`]); `None` where that is not known: kept data themselves are shown, or an operation
    /// that is answered is not part of its data yet.
    pub fn confirmed<Q: Query>(
        &self,
        query: &QueryKey,
    ) -> Option<List<<Q::Entity as Entity>::Item>> {
        let answered = self.router.awaiting_data();
        self.router.store.confirmed::<Q>(query, &answered)
    }

    /// An item with all pending operations, from whichever query knows it, shown there or not: it
    /// may be one that has left a query.
    pub fn find<E: Entity>(&self, id: &E::Id) -> Option<Rc<E::Item>> {
        self.router.store.find::<E>(id)
    }

    /// A query's two statuses.
    pub fn status(&self, query: &QueryKey) -> QueryStatus {
        self.router.store.status(&self.router.cx, query)
    }

    /// How changes by others come from a source.
    pub fn live_status(&self, source: Source) -> LiveStatus {
        self.router.store.live_status(source)
    }
}

/// Operations.
impl Engine {
    /// Issues an operation over one item or many.
    pub fn mutate<M: Mutation>(
        &mut self,
        now: Moment,
        args: impl IntoIterator<Item = M::Args>,
    ) -> OperationId {
        self.mutate_after::<M>(now, 0, args)
    }

    /// The same, sent after so many milliseconds at the earliest: until then it is shown, stored, holds no
    /// request, and is gone without a trace when it is cancelled. [`Self::retry`] lets it go at once.
    /// What comes after it on its item waits for it.
    pub fn mutate_after<M: Mutation>(
        &mut self,
        now: Moment,
        ms: u64,
        args: impl IntoIterator<Item = M::Args>,
    ) -> OperationId {
        let router = self.at(now);
        let at = router.cx.wall();
        let calls = args
            .into_iter()
            .map(|args| Rc::new(Call::<M>::new(args, at)) as Rc<dyn AnyCall>);
        let not_before = (ms > 0).then(|| Timestamp(at.0.saturating_add(ms)));
        router.issue(M::NAME, calls.collect(), not_before)
    }

    /// Says what is to become of an unsure item of an operation, by the word of the user or of the app.
    pub fn settle(&mut self, now: Moment, operation: OperationId, item: usize, verdict: Verdict) {
        self.at(now).settle_item(operation, item, verdict);
    }

    /// Tries again what was refused or has failed of an operation, and nothing else: what is unsure is
    /// for [`Self::settle`]. What waits for another try, or for its time, does not wait any longer.
    pub fn retry(&mut self, now: Moment, operation: OperationId) {
        let router = self.at(now);
        router.log.retry(&mut router.cx, operation, None);
        router.settle();
    }

    /// The same for one item of an operation, by its index.
    pub fn retry_item(&mut self, now: Moment, operation: OperationId, item: usize) {
        let router = self.at(now);
        router.log.retry(&mut router.cx, operation, Some(item));
        router.settle();
    }

    /// Takes back what is not done yet: what was not sent is cancelled once that is stored, and never sent;
    /// what the server may have seen is resolved by key, or without keys waits for its answer, since
    /// no abort undoes it: without an answer it is unsure.
    pub fn cancel(&mut self, now: Moment, operation: OperationId) {
        self.at(now).cancel(operation);
    }

    /// Forgets an operation whose end the user has seen. Failed items are given up: the server is
    /// asked for their outcome first, by their keys; without keys, and of unsure ones, nothing is sent,
    /// and what shows their items is read.
    pub fn dismiss(&mut self, now: Moment, operation: OperationId) {
        let router = self.at(now);
        router.log.dismiss(&mut router.cx, operation);
        router.settle();
    }

    /// The user has handled how one item of an operation ended; the others stay as they are.
    pub fn dismiss_item(&mut self, now: Moment, operation: OperationId, item: usize) {
        let router = self.at(now);
        router.log.dismiss_item(&mut router.cx, operation, item);
        router.settle();
    }

    /// Turns optimism on or off for the whole client; pending operations follow.
    pub fn set_optimism(&mut self, on: bool) {
        let router = &mut self.router;
        router.log.set_optimism(&mut router.cx, on);
        router.update_views();
    }

    /// Is optimism on?
    pub fn optimism(&self) -> bool {
        self.router.log.optimism()
    }

    /// What the server takes in one request, in operations and bytes. The configured limits stay
    /// the most; without batching nothing changes.
    pub fn limit_batches(&mut self, items: usize, bytes: usize) {
        let router = &mut self.router;
        router.outbox.limit_batches(&router.cx.config, items, bytes);
    }

    /// An operation that is under way or waits for the user.
    pub fn operation(&self, id: OperationId) -> Option<&Operation> {
        self.router.log.operations().get(id)
    }

    /// All operations that are under way or wait for the user, in the order of issue.
    pub fn operations(&self) -> impl DoubleEndedIterator<Item = &Operation> {
        self.router.log.operations().iter()
    }

    /// What an item is doing.
    pub fn item_status<E: Entity>(&self, id: &E::Id) -> ItemStatus {
        self.router.log.item_status(&Scope::of::<E>(id))
    }

    /// How many item operations the server has not answered yet.
    pub fn pending(&self) -> usize {
        self.router.log.unanswered()
    }

    /// A new id of the kind that keys are, for items that the client creates.
    pub fn new_id(&mut self, now: Moment) -> u128 {
        self.at(now).cx.make_key().0
    }
}

/// The state of the whole.
impl Engine {
    /// Has the stored log been read, or is it out of reach? What an earlier visit has left is not shown
    /// before.
    pub fn log_is_read(&self) -> bool {
        self.router.log.may_send()
    }

    /// Does anything answer requests?
    pub fn online(&self) -> bool {
        self.router.outbox.connection.online()
    }

    /// Does the API itself answer requests?
    pub fn reachable(&self) -> bool {
        self.router.outbox.connection.reachable()
    }

    /// Why the API cannot be reached.
    pub fn why_unreachable(&self) -> Option<&Reason> {
        self.router.outbox.connection.why_unreachable()
    }

    /// The time of day, by the server's clock where it is known.
    pub fn wall(&self, now: Moment) -> Timestamp {
        self.router.cx.clock.read(now)
    }

    /// What the server's clock shows; `None` before the server has told it.
    pub fn server_time(&self, now: Moment) -> Option<Timestamp> {
        self.router.cx.clock.by_server(now)
    }

    /// How much is held: all zero at rest, with an event stream and without failures to handle.
    /// Alarms that guard the event stream and the storage, let batches grow, or forget queries
    /// that nobody observes do not count.
    pub fn resource_counts(&self) -> ResourceCounts {
        let guards = |alarm: &&Alarm| {
            matches!(
                alarm,
                Alarm::OpenLive(_)
                    | Alarm::Poll(_)
                    | Alarm::Forget(_)
                    | Alarm::GrowBatches
                    | Alarm::OpenStorage
            )
        };
        ResourceCounts {
            entries: self.router.log.len(),
            operations: self.router.log.operations().len(),
            alarms: self
                .router
                .cx
                .alarms
                .iter()
                .filter(|alarm| !guards(alarm))
                .count(),
            requests: self.router.outbox.len() + self.router.store.reads(),
            extras: self.router.store.extras() + self.router.log.open_failures(),
        }
    }

    /// The log for a person who looks for a mistake.
    #[cfg(feature = "audit")]
    pub fn log_in_words(&self) -> String {
        self.router.log.in_words()
    }

    /// Replays everything from nothing and compares: the invariants that can be checked at any
    /// moment.
    ///
    /// # Errors
    /// What is wrong.
    #[cfg(feature = "audit")]
    pub fn check(&self) -> Result<(), String> {
        self.router.store.check()?;
        self.router.log.check()
    }
}
