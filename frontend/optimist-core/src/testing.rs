//! A small domain for the tests of single parts: counters that can be set, added and removed.

use std::rc::Rc;

use crate::{
    call::{AnyCall, AnyTruth, Call, Truth},
    config::Config,
    context::Context,
    entity::{Effect, Entity, Footprint, Mutation, Query, QueryOptions, Repeat, Scope},
    listing::Listing,
    time::{Moment, Timestamp},
};

pub(crate) struct Counters;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Counter {
    pub(crate) id: u32,
    pub(crate) value: u32,
}

impl Entity for Counters {
    type Item = Counter;
    type Id = u32;
    const NAME: &'static str = "counter";

    fn id(counter: &Counter) -> u32 {
        counter.id
    }
}

pub(crate) struct All;

impl Query for All {
    type Entity = Counters;
    type Args = ();
    const NAME: &'static str = "all";
    const OPTIONS: QueryOptions = QueryOptions {
        stale_ms: u64::MAX,
        ..QueryOptions::DEFAULT
    };

    fn listing((): &()) -> Listing<Counter> {
        Listing::by_id()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Op {
    Set(u32, u32),
    /// As a set, and in the scope of the order too.
    Sort(u32, u32),
    Remove(u32),
}

pub(crate) struct Change;

impl Mutation for Change {
    type Entity = Counters;
    type Args = Op;
    const NAME: &'static str = "change";
    const REPEAT: Repeat = Repeat::WithKey;

    fn target(op: &Op) -> u32 {
        match *op {
            Op::Set(id, _) | Op::Sort(id, _) | Op::Remove(id) => id,
        }
    }

    fn predict(op: &Op, counter: Option<&Counter>, _: Timestamp) -> Effect<Counter> {
        match (*op, counter) {
            (_, None) => Effect::NotApplicable,
            (Op::Set(id, value) | Op::Sort(id, value), Some(_)) => {
                Effect::Put(Counter { id, value })
            }
            (Op::Remove(_), Some(_)) => Effect::Remove,
        }
    }

    fn footprint(op: &Op) -> Footprint {
        match op {
            Op::Set(..) => Footprint::Field("value"),
            Op::Sort(..) => Footprint::Alone,
            Op::Remove(_) => Footprint::Remove,
        }
    }

    fn scopes(op: &Op) -> Vec<Scope> {
        match op {
            Op::Sort(..) => vec![Scope::named("order")],
            _ => Vec::new(),
        }
    }
}

pub(crate) fn context(config: Config) -> Context {
    Context::new(config, 1, Moment(0), Timestamp(1_790_000_000_000))
}

pub(crate) fn call(op: Op) -> Rc<dyn AnyCall> {
    Rc::new(Call::<Change>::new(op, Timestamp(0)))
}

pub(crate) fn scope(id: u32) -> Scope {
    Scope::of::<Counters>(&id)
}

pub(crate) fn truth(id: u32, value: u32) -> Rc<dyn AnyTruth> {
    Truth::<Counters>::shared(id, Some(Counter { id, value }))
}
