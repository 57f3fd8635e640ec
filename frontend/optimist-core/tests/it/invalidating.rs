//! Queries of other kinds that a mutation makes stale.

use optimist_core::{
    Config, Entity, Fetched, Input, Query, QueryKey, QueryOptions, RequestId, Verdict,
};
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::{
    client::Shape,
    domain::{All, Op, Pay, SetArchived, SetDone},
    world::World,
};

/// What the server counts for a note.
#[derive(Clone, PartialEq)]
struct Total(u32);

impl Entity for Total {
    type Item = Self;
    type Id = u32;
    const NAME: &'static str = "total";

    fn id(total: &Self) -> u32 {
        total.0
    }
}

struct Totals;

impl Query for Totals {
    type Entity = Total;
    type Args = u32;
    const NAME: &'static str = "totals";
    const OPTIONS: QueryOptions = QueryOptions {
        stale_ms: u64::MAX,
        ..QueryOptions::DEFAULT
    };
}

/// Two totals that somebody looks at.
fn world() -> (World, [QueryKey; 2]) {
    let mut world = World::new(Config::default());
    world.load::<All>();
    let totals = [1, 2].map(|id| observe(&mut world, id));
    (world, totals)
}

fn observe(world: &mut World, id: u32) -> QueryKey {
    world.engine(|engine, now| drop(engine.observe::<Totals>(now, &id)));
    read(world, &["totals/".to_owned() + &id.to_string()]);
    Totals::key(&id)
}

/// These are being read, besides the notes; the server answers.
#[track_caller]
fn read(world: &mut World, wanted: &[String]) {
    let is_total = |(_, query): &&(RequestId, String)| query.starts_with("totals");
    let reads: Vec<_> = world.reads.iter().filter(is_total).cloned().collect();
    let queries: Vec<&String> = reads.iter().map(|(_, query)| query).collect();
    assert_eq!(queries, wanted.iter().collect::<Vec<_>>());
    world
        .reads
        .retain(|(_, query)| !query.starts_with("totals"));
    for (request, _) in reads {
        let items: Vec<Total> = Vec::new();
        let result = Ok(Fetched {
            items: Box::new(items),
            revision: None,
            timeline: None,
        });
        world.input(Input::Fetched { request, result });
    }
}

#[test]
fn what_a_mutation_names_is_read_once_it_is_done() {
    let (mut world, _) = world();
    world.mutate::<SetArchived>(Op::Archived(1, true));
    read(&mut world, &[]);
    world.serve();
    read(&mut world, &["totals/1".to_owned()]);
    world.mutate::<SetDone>(Op::Done(1, true));
    world.serve();
    read(&mut world, &[]);
}

/// A bulk operation has each query read once, when nothing of it is under way.
#[test]
fn a_bulk_operation_makes_stale_once() {
    let (mut world, _) = world();
    world.server.locked.insert(2);
    let ops: Vec<Op> = (1..=3).map(|id| Op::Archived(id, true)).collect();
    world.bulk::<SetArchived>(&ops);
    while !world.sends.is_empty() {
        read(&mut world, &[]);
        world.serve();
    }
    // The second was refused, and nobody has asked for a third total.
    read(&mut world, &["totals/1".to_owned()]);
}

#[test]
fn what_nobody_looks_at_is_read_at_the_next_look() {
    let (mut world, [first, _]) = world();
    world.engine(|engine, now| engine.unobserve(now, &first));
    world.mutate::<SetArchived>(Op::Archived(1, true));
    world.serve();
    read(&mut world, &[]);
    observe(&mut world, 1);
}

/// Nobody knows whether it was done: the total may tell. Once it is known, it is read again.
#[test]
fn what_is_unsure_makes_stale_and_what_it_comes_to_does_again() {
    let (mut world, _) = world();
    world.server.keyless = true;
    world.shape = Shape::Plain;
    let operation = world.mutate::<Pay>(Op::Approve(1));
    world.lose_answer();
    read(&mut world, &["totals/1".to_owned()]);
    world.engine(|engine, now| engine.settle(now, operation, 0, Verdict::Done));
    read(&mut world, &["totals/1".to_owned()]);
}
