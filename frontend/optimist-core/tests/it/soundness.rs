//! What the engine notices of itself, and that nothing stays.

use std::cell::Cell;

use optimist_core::{
    Batching, Config, Event, Input, ItemState, ItemStatus, Listing, Query, QueryOptions,
    ResourceCounts, Source,
};
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::{
    domain::{Add, All, Note, Notes, Op, Remove, SetDone, SetTitle},
    judge::tally,
    server::REFUSED,
    world::{World, server_error},
};

thread_local! {
    static BACKWARDS: Cell<bool> = const { Cell::new(false) };
}

/// A query that breaks its word: its order changes without its items.
struct Fickle;

impl Query for Fickle {
    type Entity = Notes;
    type Args = ();
    const NAME: &'static str = "all";
    const OPTIONS: QueryOptions = All::OPTIONS;

    fn listing((): &()) -> Listing<Note> {
        Listing::sorted(|a: &Note, b| match BACKWARDS.get() {
            true => b.place.cmp(&a.place),
            false => a.place.cmp(&b.place),
        })
    }
}

/// The view is built anew in the same step, told once, and its data are read again.
#[test]
fn a_wrong_view_is_repaired() {
    let mut world = World::with_notes(300, Config::default());
    let fickle = world.load::<Fickle>();
    BACKWARDS.set(true);
    world.mutate::<Remove>(Op::Remove(7));
    let shown = world.client.view::<Fickle>(&fickle).expect("it has data");
    assert_eq!(shown.len(), 299);
    assert!(shown.is_sorted_by(|a, b| a.place > b.place));
    assert_eq!(tally(&world.told())["repaired"], 1);
    assert_eq!(world.reads.len(), 1);
    BACKWARDS.set(false);
    world.mutate::<Remove>(Op::Remove(9));
    let shown = world.client.view::<Fickle>(&fickle).expect("it has data");
    assert!(shown.is_sorted_by(|a, b| a.place < b.place));
    assert_eq!(tally(&world.told()).get("repaired"), None);
    world.settle();
}

/// That nothing is held at rest says something only where what is under way counts.
#[test]
fn what_is_under_way_is_counted() {
    let (mut world, _) = World::loaded(Config::default());
    world.mutate::<SetTitle>(Op::Title(1, "one"));
    world.mutate::<SetTitle>(Op::Title(1, "two"));
    let held = ResourceCounts {
        entries: 2,
        operations: 2,
        alarms: 1,
        requests: 1,
        extras: 2,
    };
    assert_eq!(world.resource_counts(), held);
}

/// I8: after any number of operations the engine holds what it held before.
#[test]
fn nothing_stays_of_what_is_over() {
    let config = Config {
        live: vec![Source::DEFAULT],
        batch: Some(Batching::DEFAULT),
        ..Config::default()
    };
    let (mut world, all) = World::loaded(config);
    let rounds = 400;
    for round in 0..rounds {
        world.mutate::<Add>(Op::Add(9, "nine"));
        world.pass(20);
        world.mutate::<SetTitle>(Op::Title(1, if round % 2 == 0 { "odd" } else { "even" }));
        world.mutate::<SetTitle>(Op::Title(2, REFUSED));
        let ops: Vec<Op> = (1..=5).map(|id| Op::Done(id, round % 2 == 0)).collect();
        let bulk = world.bulk::<SetDone>(&ops);
        world.mutate::<SetTitle>(Op::Title(3, "unsent"));
        world.engine(|engine, now| engine.cancel(now, bulk));
        world.pass(20);
        if round % 3 == 0 && !world.sends.is_empty() {
            world.lose_answer();
        }
        world.settle();
        world.mutate::<Remove>(Op::Remove(9));
        world.settle();
        let heard = world.server.revision();
        world.heartbeat();
        world.rest(&all);
        assert_eq!(
            world.resource_counts(),
            ResourceCounts::default(),
            "after round {round}"
        );
        assert_eq!(world.server.revision(), heard);
        world.history.clear();
        world.changed.clear();
        world.told();
    }
}

/// Refused items stay with their operation until they are dismissed, also while others fail.
#[test]
fn a_bulk_is_dismissed_as_a_whole() {
    let config = Config {
        live: vec![Source::DEFAULT],
        backoff: optimist_core::Backoff {
            tries: 1,
            ..optimist_core::Backoff::DEFAULT
        },
        ..Config::default()
    };
    let (mut world, all) = World::loaded(config);
    world.server.locked.insert(1);
    let operation = world.bulk::<SetDone>(&[Op::Done(1, true), Op::Done(2, true)]);
    world.serve();
    let sent = world.sends.remove(0);
    world.end(sent.request, Err(server_error(None)));
    let counts = world.counts(operation);
    assert_eq!((counts.refused, counts.failed), (1, 1));
    world.engine(|engine, now| engine.dismiss(now, operation));
    assert!(matches!(world.status_of(1), ItemStatus::Idle));
    assert_eq!(world.counts(operation).under_way(), 1);
    world.serve_resolve();
    assert!(world.client.engine.operation(operation).is_none());
    world.rest(&all);
}

/// A second look at what an operation came to after it was dismissed and has failed anew.
#[test]
fn what_fails_after_it_was_dismissed_is_told_again() {
    let config = Config {
        backoff: optimist_core::Backoff {
            tries: 1,
            ..optimist_core::Backoff::DEFAULT
        },
        ..Config::default()
    };
    let (mut world, _) = World::loaded(config);
    let operation = world.mutate::<SetDone>(Op::Done(1, true));
    let sent = world.sends.remove(0);
    world.end(sent.request, Err(server_error(None)));
    world.engine(|engine, now| engine.dismiss(now, operation));
    let (request, _) = world.resolves.remove(0);
    world.end(request, Err(server_error(None)));
    assert!(matches!(world.state(operation), Some(ItemState::Failed(_))));
    assert!(matches!(world.status_of(1), ItemStatus::Unhandled { .. }));
    assert_eq!(tally(&world.told())["failed"], 2);
}

/// An operation over nothing is over at once.
#[test]
fn an_operation_over_nothing_is_over() {
    let (mut world, _) = World::loaded(Config::default());
    let operation = world.bulk::<SetDone>(&[]);
    assert!(world.client.engine.operation(operation).is_none());
    let told = world.told();
    assert!(matches!(
        told[..],
        [Event::Issued { .. }, Event::Finished { .. }]
    ));
    world.input(Input::Wake);
    assert_eq!(world.resource_counts(), ResourceCounts::default());
}
