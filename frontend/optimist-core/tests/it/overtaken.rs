//! A change of an earlier visit that the storage gives back after a newer one on its item was sent.

use optimist_core::{Config, Event, Input, Source, Timestamp};
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::{
    domain::{All, Op, SetDone, SetTitle},
    world::World,
};

fn stored() -> Config {
    Config {
        store: true,
        live: vec![Source::DEFAULT],
        ..Config::default()
    }
}

fn refusals(world: &mut World) -> Vec<String> {
    let code = |event| match event {
        Event::Refused { reason, .. } => Some(reason.code),
        _ => None,
    };
    world.told().into_iter().filter_map(code).collect()
}

/// An earlier visit's change is read after a newer one was sent: it is not done behind its back.
#[test]
fn what_is_restored_too_late_is_not_done_after_a_newer_change() {
    let (mut before, _) = World::loaded_from(stored());
    before.mutate::<SetTitle>(Op::Title(1, "old"));
    before.mutate::<SetTitle>(Op::Title(2, "untouched"));
    before.store();
    let rows = before.client.disk.reopen();
    let (mut world, all) = World::loaded(stored());
    world.pass(3_000);
    world.mutate::<SetTitle>(Op::Title(1, "new"));
    world.serve();
    world.input(Input::Restored(rows));
    world.settle();
    world.shows(&all, 1, "new", false);
    world.shows(&all, 2, "untouched", false);
    assert_eq!(refusals(&mut world), ["overtaken"]);
    world.rest(&all);
}

/// One visit leaves a change, the next one sends a newer one before it can read that, and ends before
/// the server has said what became of the older one: the third visit asks, and tells.
#[test]
fn what_was_overtaken_is_told_by_whatever_visit_hears_of_it() {
    let (mut before, _) = World::loaded_from(stored());
    before.mutate::<SetTitle>(Op::Title(1, "old"));
    before.store();
    let rows = before.client.disk.reopen();
    let (mut world, all) = World::loaded(stored());
    world
        .client
        .disk
        .rows
        .extend(rows.iter().map(|row| (row.key, row.clone())));
    world.pass(3_000);
    world.mutate::<SetTitle>(Op::Title(1, "new"));
    world.serve();
    world.input(Input::Restored(rows));
    world.shows(&all, 1, "new", false);
    assert!(world.resolves.is_empty(), "its row does not say so yet");
    world.store();
    assert_eq!(world.resolves.len(), 1);
    world.reload();
    let all = world.load::<All>();
    world.rest_after_reload(&all);
    world.shows(&all, 1, "new", false);
    assert_eq!(refusals(&mut world), ["overtaken"]);
    assert!(world.client.disk.rows.is_empty());
}

/// An earlier visit's clock was ahead, so that its key is the later one: overtaken all the same, it
/// is not shown over the newer change.
#[test]
fn what_was_overtaken_is_not_shown_whatever_its_clock_said() {
    let (mut before, _) = World::loaded_from(stored());
    before.input(Input::ServerTime(Timestamp(2_000_000_000_000)));
    before.mutate::<SetTitle>(Op::Title(1, "old"));
    before.store();
    let rows = before.client.disk.reopen();
    let (mut world, all) = World::loaded(stored());
    world.pass(3_000);
    world.mutate::<SetTitle>(Op::Title(1, "new"));
    world.input(Input::Restored(rows));
    world.shows(&all, 1, "new", false);
    world.engine(|engine, _| engine.set_optimism(false));
    world.engine(|engine, _| engine.set_optimism(true));
    world.shows(&all, 1, "new", false);
    world.rest(&all);
    world.shows(&all, 1, "new", false);
}

/// An overtaken change had itself taken the place of an older one: neither is done, both are told.
#[test]
fn what_an_overtaken_change_stood_for_is_refused_with_it() {
    let (mut before, _) = World::loaded_from(stored());
    before.mutate::<SetDone>(Op::Done(1, true));
    before.store();
    before.mutate::<SetTitle>(Op::Title(1, "older"));
    before.mutate::<SetTitle>(Op::Title(1, "old"));
    before.store();
    before.serve();
    before.store();
    let mut rows = before.client.disk.reopen();
    rows.retain(|row| !row.supersedes.is_empty());
    assert_eq!(rows.len(), 1);
    let (mut world, all) = World::loaded(stored());
    world.pass(3_000);
    world.mutate::<SetTitle>(Op::Title(1, "new"));
    world.input(Input::Restored(rows));
    world.settle();
    assert_eq!(refusals(&mut world), ["overtaken", "overtaken"]);
    world.shows(&all, 1, "new", false);
    world.rest(&all);
}

/// What is newer than all that the storage holds keeps its key.
#[test]
fn what_comes_after_an_earlier_visit_anyway_keeps_its_key() {
    let (mut before, _) = World::loaded_from(stored());
    before.mutate::<SetTitle>(Op::Title(1, "old"));
    before.store();
    let rows = before.client.disk.reopen();
    let (mut world, all) = World::loaded(stored());
    world.pass(5);
    let operation = world.mutate::<SetTitle>(Op::Title(1, "new"));
    let key = |world: &World| {
        let known = world.client.engine.operation(operation);
        known.map(|known| known.items()[0].key)
    };
    let before = key(&world);
    world.input(Input::Restored(rows));
    assert_eq!(key(&world), before);
    world.rest(&all);
    world.shows(&all, 1, "new", false);
}
