//! Operations that the user takes back: before they are sent, and after.

use optimist_core::{Batching, Config, Event, Outcome, Source};
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::{
    domain::{Op, SetTitle},
    world::World,
};

fn live() -> Config {
    Config {
        live: vec![Source::DEFAULT],
        ..Config::default()
    }
}

fn batched() -> Config {
    Config {
        batch: Some(Batching::DEFAULT),
        ..live()
    }
}

/// How many items the user was told of that they are taken back.
fn cancelled(world: &mut World) -> usize {
    let told = world.told();
    let cancelled = told
        .iter()
        .filter(|event| matches!(event, Event::Cancelled { .. }));
    cancelled.count()
}

/// What was taken back while nobody was signed in is not sent after all.
#[test]
fn taken_back_while_paused_it_is_not_sent_again() {
    let (mut world, all) = World::loaded(live());
    let operation = world.mutate::<SetTitle>(Op::Title(1, "one"));
    let sent = world.sends.remove(0);
    world.outcome(sent.request, sent.operations[0].0, Outcome::Paused);
    world.end(sent.request, Ok(()));
    world.engine(|engine, now| engine.cancel(now, operation));
    world.input(optimist_core::Input::SignedIn);
    assert_eq!((world.sends.len(), world.resolves.len()), (0, 1));
    world.rest(&all);
    world.shows(&all, 1, "note 1", false);
}

#[test]
fn taken_back_before_it_is_sent_it_never_was() {
    let (mut world, all) = World::loaded(batched());
    let operation = world.mutate::<SetTitle>(Op::Title(1, "one"));
    world.engine(|engine, now| engine.cancel(now, operation));
    world.shows(&all, 1, "note 1", false);
    assert_eq!(cancelled(&mut world), 1);
    world.rest(&all);
    assert!(world.history.is_empty());
}

#[test]
fn taken_back_after_it_is_sent_its_outcome_is_asked_for() {
    for done in [false, true] {
        let (mut world, all) = World::loaded(live());
        let operation = world.mutate::<SetTitle>(Op::Title(1, "one"));
        let (key, op) = world.sends[0].operations[0].clone();
        if done {
            world.server.submit(key, &op);
        }
        world.engine(|engine, now| engine.cancel(now, operation));
        world.engine(|engine, now| engine.cancel(now, operation));
        assert_eq!((world.aborted.len(), world.resolves.len()), (1, 1));
        world.rest(&all);
        assert_eq!(cancelled(&mut world), usize::from(!done));
        // The request arrives at last: too late.
        world.server.submit(key, &op);
        assert_eq!(world.server.effects.len(), usize::from(done));
        world.shows(&all, 1, if done { "one" } else { "note 1" }, false);
    }
}

/// What waits to be sent again is asked for, not sent.
#[test]
fn taken_back_while_it_waits_for_another_try_it_is_not_sent() {
    let (mut world, all) = World::loaded(live());
    world.mutate::<SetTitle>(Op::Title(1, "one"));
    let operation = world.mutate::<SetTitle>(Op::Title(2, "two"));
    world.cut();
    world.cut();
    world.pass(1_000);
    world.cut();
    world.engine(|engine, now| engine.cancel(now, operation));
    world.pass(60_000);
    world.rest(&all);
    world.shows(&all, 1, "one", false);
    world.shows(&all, 2, "note 2", false);
}
