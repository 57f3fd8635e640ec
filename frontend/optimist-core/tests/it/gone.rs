//! A server that has gone, on a page on which nothing is done.

use optimist_core::{Config, Failure, Input, LiveSignal, Source};
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::{domain::All, world::World};

fn live() -> Config {
    Config {
        live: vec![Source::DEFAULT],
        poll: vec![Source::DEFAULT],
        ..Config::default()
    }
}

/// A server that is gone is noticed where nothing is to be sent: the stream cannot be opened again, and nothing
/// answers in its place.
#[test]
fn a_server_that_is_gone_is_noticed_within_seconds() {
    let mut world = World::new(live());
    let all = world.load::<All>();
    world.open_live();
    world.act(|client| client.live(LiveSignal::Lost));
    let start = world.client.now;
    while world.client.engine.online() {
        assert!(world.client.now.since(start) < 5_000);
        if world.live.take().is_some() {
            world.act(|client| client.live(LiveSignal::Lost));
        }
        for request in std::mem::take(&mut world.polls) {
            let result = Err(Failure::network());
            world.input(Input::Polled { request, result });
        }
        world.pass(100);
    }
    world.rest(&all);
    assert!(world.client.engine.online());
}

/// Not everything between a page and the API lets streams pass: that alone is no reason to wait.
#[test]
fn a_stream_that_cannot_be_had_says_nothing_of_the_server() {
    let mut world = World::new(live());
    let all = world.load::<All>();
    for _ in 0..600 {
        if world.live.take().is_some() {
            world.act(|client| client.live(LiveSignal::Lost));
        }
        for request in std::mem::take(&mut world.polls) {
            let result = Ok(world.client.head(world.server.revision()));
            world.input(Input::Polled { request, result });
        }
        world.pass(100);
        assert!(world.client.engine.reachable());
    }
    world.rest(&all);
}
