//! What users of other query libraries have reported of optimistic changes: each as it should be.

use optimist_core::{Config, Input, QueryKey, Source};
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::{
    client::Shape,
    domain::{Add, Op, Remove, SetDone, SetTitle},
    world::World,
};

const SHAPES: [Shape; 2] = [Shape::Truth, Shape::Revision];

fn live() -> Config {
    Config {
        live: vec![Source::DEFAULT],
        ..Config::default()
    }
}

fn ids(world: &World, all: &QueryKey) -> Vec<u32> {
    world.view(all).iter().map(|note| note.id).collect()
}

/// Each of two additions is refused while the other is under way: neither leaves anything.
#[test]
fn two_additions_that_are_refused_leave_nothing() {
    for second_first in [false, true] {
        let (mut world, all) = World::loaded(live());
        let before = ids(&world, &all);
        world.server.locked.extend([10, 11]);
        world.mutate::<Add>(Op::Add(10, "ten"));
        world.mutate::<Add>(Op::Add(11, "eleven"));
        assert_eq!(ids(&world, &all).len(), before.len() + 2);
        if second_first {
            world.tell_second();
        }
        while !world.sends.is_empty() {
            world.serve();
        }
        assert_eq!(ids(&world, &all), before);
        world.rest(&all);
        assert_eq!(ids(&world, &all), before);
    }
}

/// The answer to *on* does not switch on once more what was switched off meanwhile.
#[test]
fn the_answer_to_a_click_does_not_undo_the_next_one() {
    for shape in SHAPES {
        let (mut world, all) = World::loaded(live());
        world.shape = shape;
        world.mutate::<SetDone>(Op::Done(1, true));
        let first = world.deal();
        world.mutate::<SetDone>(Op::Done(1, false));
        world.tell(&first);
        world.shows(&all, 1, "note 1", false);
        world.event(1);
        world.shows(&all, 1, "note 1", false);
        world.serve();
        world.shows(&all, 1, "note 1", false);
        world.event(2);
        world.rest(&all);
        world.shows(&all, 1, "note 1", false);
    }
}

/// A read that the server answered before a removal arrives after it was confirmed.
#[test]
fn what_was_removed_is_not_brought_back_by_an_older_read() {
    for shape in SHAPES {
        let (mut world, all) = World::loaded(Config::default());
        world.shape = shape;
        let query = all.clone();
        world.engine(|engine, now| engine.invalidate(now, &query));
        let stale = world.begin_read();
        world.mutate::<Remove>(Op::Remove(2));
        world.serve();
        world.end_read(stale);
        assert!(world.note(&all, 2).is_none());
        world.rest(&all);
        assert!(world.note(&all, 2).is_none());
    }
}

/// The connection comes and goes while what waits is tried: nothing is stuck, nothing goes out twice.
#[test]
fn a_connection_that_comes_and_goes_leaves_nothing_stuck() {
    let (mut world, all) = World::loaded(live());
    world.input(Input::Hint { online: false });
    for id in 1..=3 {
        world.mutate::<SetTitle>(Op::Title(id, "offline"));
    }
    for _ in 0..4 {
        world.input(Input::Hint { online: true });
        while !world.sends.is_empty() {
            world.cut();
        }
        world.input(Input::Hint { online: false });
        world.pass(1_000);
    }
    world.input(Input::Hint { online: true });
    world.settle();
    for id in 1..=3 {
        world.shows(&all, id, "offline", false);
    }
    assert_eq!(world.client.engine.pending(), 0);
    assert!(world.server.effects.values().all(|times| *times == 1));
    assert_eq!(world.server.effects.len(), 3);
}

/// The page comes into sight and the connection back, in one moment and more than once.
#[test]
fn several_reasons_to_go_on_send_once() {
    let (mut world, _) = World::loaded(live());
    world.mutate::<SetTitle>(Op::Title(1, "one"));
    world.mutate::<SetDone>(Op::Done(1, true));
    while !world.sends.is_empty() {
        world.cut();
        world.pass(1_000);
    }
    let before = world.history.len();
    for _ in 0..3 {
        world.input(Input::Visible(false));
        world.input(Input::Visible(true));
        world.input(Input::Hint { online: true });
    }
    assert!(world.history.len() <= before + 1, "one try at a time");
    world.settle();
    assert!(world.server.effects.values().all(|times| *times == 1));
    assert_eq!(world.server.effects.len(), 2);
}
