//! What the engine does not do: reads, requests and alarms without a reason.

use optimist_core::{Backoff, Config, Failure, FailureKind, Input, LiveSignal, Source};
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::{
    client::Shape,
    domain::{All, Current, Op, Polled, SetTitle},
    world::{World, server_error},
};

fn live() -> Config {
    Config {
        live: vec![Source::DEFAULT],
        ..Config::default()
    }
}

fn refused() -> Failure {
    Failure {
        kind: FailureKind::Refused,
        ..server_error(None)
    }
}

/// The queries that are being read.
fn read(world: &World) -> Vec<&str> {
    let reads = world.reads.iter();
    reads.map(|(_, query)| query.as_str()).collect()
}

/// An invalidation, the focus and a gap in the event stream are no reason to read what nobody looks
/// at; that somebody looks again is one.
#[test]
fn what_nobody_looks_at_is_not_read() {
    let mut world = World::new(live());
    let all = world.load::<All>();
    let current = world.load::<Current>();
    world.open_live();
    world.engine(|engine, now| engine.unobserve(now, &current));
    world.engine(|engine, now| engine.invalidate(now, &current));
    world.input(Input::Focused);
    assert!(world.reads.is_empty());
    world.server.other(&Op::Title(1, "one"));
    world.server.other(&Op::Title(2, "two"));
    world.event(2);
    assert_eq!(read(&world), [all.to_string()]);
    world.serve_reads();
    world.observe::<Current>();
    assert_eq!(read(&world), [current.to_string()]);
}

#[test]
fn a_sign_in_leads_to_a_read_of_what_could_not_be_read() {
    let mut world = World::new(Config::default());
    world.load::<All>();
    let current = world.observe::<Current>();
    world.fail_read(refused());
    world.input(Input::SignedIn);
    assert_eq!(read(&world), [current.to_string()]);
    world.fail_read(refused());
    world.engine(|engine, now| engine.unobserve(now, &current));
    world.input(Input::SignedIn);
    assert!(world.reads.is_empty());
}

/// The last observer has gone while the read was under way, and however that ends.
#[test]
fn an_interval_ends_with_its_last_observer() {
    let mut world = World::new(Config::default());
    let polled = world.observe::<Polled>();
    world.engine(|engine, now| engine.unobserve(now, &polled));
    world.serve_reads();
    assert_eq!(world.resource_counts().alarms, 0);
    let mut world = World::new(Config::default());
    let polled = world.observe::<Polled>();
    world.engine(|engine, now| engine.unobserve(now, &polled));
    world.fail_read(refused());
    world.pass(60_000);
    assert!(world.reads.is_empty());
}

/// A prefetch has no observer, and is tried again all the same.
#[test]
fn a_prefetch_that_fails_is_tried_again() {
    let mut world = World::new(Config::default());
    let all = world.observe::<All>();
    world.engine(|engine, now| engine.unobserve(now, &all));
    for _ in 0..3 {
        world.fail_read(server_error(None));
        world.pass(2_000);
        assert_eq!(world.reads.len(), 1);
    }
    world.fail_read(server_error(None));
    world.pass(60_000);
    assert!(world.reads.is_empty());
}

/// A read that was in vain makes the next one rarer only while the same answer waits for it.
#[test]
fn each_answer_that_waits_for_data_leads_to_a_read_at_once() {
    let (mut world, all) = World::loaded(Config::default());
    world.shape = Shape::Revision;
    for title in ["one", "two", "three"] {
        world.mutate::<SetTitle>(Op::Title(1, title));
        world.serve();
        assert_eq!(world.reads.len(), 1);
        world.serve_reads();
        assert_eq!(world.resource_counts().entries, 0);
    }
    world.rest(&all);
}

/// A read under way that came after an answer suffices, whatever other reads end meanwhile.
#[test]
fn a_read_that_comes_after_an_answer_is_the_last() {
    let mut world = World::new(Config::default());
    world.load::<All>();
    world.load::<Current>();
    world.shape = Shape::Revision;
    world.mutate::<SetTitle>(Op::Title(1, "one"));
    world.serve();
    assert_eq!(world.reads.len(), 2);
    for left in [1, 0] {
        let read = world.begin_read();
        world.end_read(read);
        assert_eq!(world.reads.len(), left);
    }
}

/// A stream that is open stays open when requests get through again; where there is none, none is
/// asked for.
#[test]
fn a_reconnect_leaves_the_stream_alone() {
    for config in [live(), Config::default()] {
        let (mut world, all) = World::loaded(config);
        world.input(Input::Hint { online: false });
        world.mutate::<SetTitle>(Op::Title(1, "one"));
        world.cut();
        assert!(!world.client.engine.online());
        world.input(Input::Hint { online: true });
        world.serve();
        world.pass(1_000);
        assert!(world.client.engine.online());
        assert_eq!(world.live, None);
        world.rest(&all);
    }
}

/// An operation that the server cannot do now is tried ever more rarely.
#[test]
fn an_operation_is_tried_ever_more_rarely() {
    let (mut world, _) = World::loaded(Config {
        backoff: Backoff {
            tries: 100,
            ..Backoff::DEFAULT
        },
        ..live()
    });
    world.mutate::<SetTitle>(Op::Title(1, "one"));
    let end = world.client.now.after(60_000);
    while world.client.now < end {
        while let Some(sent) = world.sends.pop() {
            world.end(sent.request, Err(server_error(None)));
        }
        world.pass(100);
    }
    let tries = world.history.len();
    assert!((4..=25).contains(&tries), "{tries} tries in a minute");
}

#[test]
fn a_stream_that_is_lost_again_and_again_is_asked_for_ever_more_rarely() {
    let (mut world, _) = World::loaded(live());
    let end = world.client.now.after(60_000);
    let mut asked = 0;
    world.input(Input::Live(Source::DEFAULT, LiveSignal::Lost));
    while world.client.now < end {
        world.pass(100);
        if world.live.take().is_some() {
            asked += 1;
            world.input(Input::Live(Source::DEFAULT, LiveSignal::Lost));
        }
    }
    assert!(
        (4..=25).contains(&asked),
        "asked for {asked} times in a minute"
    );
}
