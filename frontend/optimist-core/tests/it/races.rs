//! The races that every design of this kind must pass.

use optimist_core::{Config, Source};
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::{
    client::Shape,
    domain::{All, Op, Plain, SetDone, SetTitle},
    server::REFUSED,
    world::World,
};

fn live() -> Config {
    Config {
        live: vec![Source::DEFAULT],
        ..Config::default()
    }
}

/// A: two writes in flight, the first is refused; other fields, other items.
#[test]
fn the_first_of_two_is_refused() {
    let (mut world, all) = World::loaded(live());
    world.mutate::<SetTitle>(Op::Title(1, REFUSED));
    world.mutate::<SetTitle>(Op::Title(2, "two"));
    world.shows(&all, 1, REFUSED, false);
    world.serve();
    world.shows(&all, 1, "note 1", false);
    world.shows(&all, 2, "two", false);
    world.rest(&all);
    world.shows(&all, 2, "two", false);
}

/// A, on one item: another field.
#[test]
fn the_first_of_two_on_one_note_is_refused() {
    let (mut world, all) = World::loaded(live());
    world.mutate::<SetTitle>(Op::Title(1, REFUSED));
    world.mutate::<SetDone>(Op::Done(1, true));
    world.shows(&all, 1, REFUSED, true);
    world.serve();
    world.shows(&all, 1, "note 1", true);
    world.rest(&all);
    world.shows(&all, 1, "note 1", true);
}

/// A, on one field: the second one stays shown.
#[test]
fn the_first_of_two_on_one_field_is_refused() {
    let (mut world, all) = World::loaded(live());
    world.mutate::<SetTitle>(Op::Title(1, REFUSED));
    world.mutate::<SetTitle>(Op::Title(1, "one"));
    world.shows(&all, 1, "one", false);
    world.serve();
    world.shows(&all, 1, "one", false);
    world.rest(&all);
    world.shows(&all, 1, "one", false);
}

/// B: as A, the second is refused.
#[test]
fn the_second_of_two_is_refused() {
    for same_field in [true, false] {
        let (mut world, all) = World::loaded(live());
        match same_field {
            true => world.mutate::<SetTitle>(Op::Title(1, "one")),
            false => world.mutate::<SetDone>(Op::Done(1, true)),
        };
        world.mutate::<SetTitle>(Op::Title(1, REFUSED));
        world.shows(&all, 1, REFUSED, !same_field);
        world.serve();
        world.shows(&all, 1, REFUSED, !same_field);
        world.serve();
        let kept = if same_field { "one" } else { "note 1" };
        world.shows(&all, 1, kept, !same_field);
        world.rest(&all);
        world.shows(&all, 1, kept, !same_field);
    }
}

/// B, answered out of order: the second's refusal first.
#[test]
fn the_second_of_two_is_refused_before_the_first_is_done() {
    let (mut world, all) = World::loaded(live());
    world.mutate::<SetDone>(Op::Done(1, true));
    world.mutate::<SetTitle>(Op::Title(2, REFUSED));
    let first = world.deal();
    world.serve();
    world.shows(&all, 1, "note 1", true);
    world.shows(&all, 2, "note 2", false);
    world.tell(&first);
    world.rest(&all);
}

/// C: a refetch while a write is pending, before and after the server has done it.
#[test]
fn a_refetch_while_a_write_is_pending() {
    for done_before in [false, true] {
        for shape in [Shape::Truth, Shape::Revision] {
            let (mut world, all) = World::loaded(Config::default());
            world.shape = shape;
            world.mutate::<SetTitle>(Op::Title(1, "one"));
            let dealt = done_before.then(|| world.deal());
            world.server.other(&Op::Title(2, "two"));
            world.engine(|engine, now| engine.invalidate(now, &all_of()));
            world.serve_reads();
            world.shows(&all, 1, "one", false);
            world.shows(&all, 2, "two", false);
            match dealt {
                Some(dealt) => world.tell(&dealt),
                None => world.serve(),
            }
            world.shows(&all, 1, "one", false);
            world.rest(&all);
            world.shows(&all, 1, "one", false);
        }
    }
}

fn all_of() -> optimist_core::QueryKey {
    optimist_core::QueryKey::new(["all".to_owned()])
}

/// D: a read that the server answered before the commit arrives after the write's answer.
#[test]
fn a_stale_read_arrives_after_the_answer() {
    for shape in [Shape::Truth, Shape::Revision] {
        let (mut world, all) = World::loaded(Config::default());
        world.shape = shape;
        world.engine(|engine, now| engine.invalidate(now, &all_of()));
        let stale = world.begin_read();
        world.mutate::<SetTitle>(Op::Title(1, "one"));
        world.serve();
        world.shows(&all, 1, "one", false);
        world.end_read(stale);
        world.shows(&all, 1, "one", false);
        world.rest(&all);
        world.shows(&all, 1, "one", false);
    }
}

/// D, for an API without revisions: only a read that started after the answer counts.
#[test]
fn a_stale_read_without_revisions_arrives_after_the_answer() {
    let mut world = World::new(Config::default());
    let plain = world.load::<Plain>();
    world.shape = Shape::Plain;
    world.engine(|engine, now| engine.invalidate(now, &plain.clone()));
    let stale = world.begin_read();
    world.mutate::<SetTitle>(Op::Title(1, "one"));
    world.serve();
    world.end_read(stale);
    world.shows(&plain, 1, "one", false);
    assert_eq!(world.resource_counts().entries, 1);
    world.fail_read(crate::world::server_error(None));
    world.shows(&plain, 1, "one", false);
    assert_eq!(world.resource_counts().entries, 1);
    world.rest(&plain);
    world.shows(&plain, 1, "one", false);
}

/// E: two fast writes to one field never show the first one again.
#[test]
fn two_fast_writes_to_one_field() {
    for shape in [Shape::Truth, Shape::Revision] {
        let (mut world, all) = World::loaded(live());
        world.shape = shape;
        world.mutate::<SetTitle>(Op::Title(1, "first"));
        world.mutate::<SetTitle>(Op::Title(1, "second"));
        for _ in 0..2 {
            world.shows(&all, 1, "second", false);
            world.serve();
            world.shows(&all, 1, "second", false);
            world.event(world.server.revision());
        }
        world.rest(&all);
        world.shows(&all, 1, "second", false);
    }
}

/// F: the answer arrives, data are not read again yet.
#[test]
fn an_answer_before_its_data() {
    for config in [live(), Config::default()] {
        for shape in [Shape::Truth, Shape::Revision, Shape::Plain] {
            let (mut world, all) = World::loaded(config.clone());
            world.shape = shape;
            world.mutate::<SetTitle>(Op::Title(1, "one"));
            world.serve();
            world.shows(&all, 1, "one", false);
            if !config.live.is_empty() {
                world.event(1);
                world.shows(&all, 1, "one", false);
            }
            world.rest(&all);
            world.shows(&all, 1, "one", false);
        }
    }
}

/// G: a live change to another row, and to another field of the same row, while a write is pending.
#[test]
fn a_live_change_while_a_write_is_pending() {
    let (mut world, all) = World::loaded(live());
    world.mutate::<SetTitle>(Op::Title(1, "one"));
    world.server.other(&Op::Title(2, "two"));
    world.server.other(&Op::Done(1, true));
    world.event(1);
    world.shows(&all, 2, "two", false);
    world.shows(&all, 1, "one", false);
    world.event(2);
    world.shows(&all, 1, "one", true);
    world.serve();
    world.event(3);
    world.rest(&all);
    world.shows(&all, 1, "one", true);
}

/// All queries that hold an item follow, without being named.
#[test]
fn every_query_follows() {
    let (mut world, all) = World::loaded(live());
    let plain = world.load::<Plain>();
    world.mutate::<SetTitle>(Op::Title(1, "one"));
    world.shows(&all, 1, "one", false);
    world.shows(&plain, 1, "one", false);
    world.serve();
    // The query without revisions is read again before the operation leaves the log.
    assert_eq!((world.resource_counts().entries, world.reads.len()), (1, 1));
    world.event(1);
    world.shows(&plain, 1, "one", false);
    world.rest(&all);
    assert_eq!(world.client.view::<All>(&plain), Some(world.view(&all)));
}
