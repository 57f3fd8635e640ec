//! What is stored before it counts, and what becomes of it over a crash.

use optimist_core::{Batching, Config, ItemState, ItemStatus, Source};
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::{
    domain::{All, Op, SetDone, SetTitle},
    judge::tally,
    server::REFUSED,
    world::World,
};

fn stored() -> Config {
    Config {
        store: true,
        live: vec![Source::DEFAULT],
        batch: Some(Batching {
            window_ms: 0,
            ..Batching::DEFAULT
        }),
        ..Config::default()
    }
}

/// One operation is on its way, and two titles wait behind it.
fn two_titles_behind_one_change() -> (World, optimist_core::QueryKey) {
    let (mut world, all) = World::loaded_from(stored());
    world.mutate::<SetDone>(Op::Done(1, true));
    world.store();
    world.mutate::<SetTitle>(Op::Title(1, "one"));
    world.mutate::<SetTitle>(Op::Title(1, "two"));
    world.store();
    assert_eq!(world.sends.len(), 1);
    (world, all)
}

fn sent(world: &World) -> Vec<Op> {
    let sent = world.history.iter().flat_map(|sent| &sent.operations);
    sent.map(|(_, op)| op.clone()).collect()
}

/// A crash between the answer and whatever write follows it: the older title never comes after the
/// newer one, and the newer one is what stays.
#[test]
fn a_superseded_operation_never_runs_after_its_successor() {
    for writes in 0..4 {
        let (mut world, _) = two_titles_behind_one_change();
        world.serve();
        for _ in 0..writes {
            world.act(crate::client::Client::write);
        }
        while !world.sends.is_empty() {
            world.serve();
        }
        world.reload();
        let all = world.load::<All>();
        world.rest_after_reload(&all);
        world.shows(&all, 1, "two", true);
        let titles: Vec<&str> = world
            .server
            .changes
            .iter()
            .filter_map(|change| change.note.as_ref().map(|note| note.title.as_str()))
            .collect();
        let last_one = titles.iter().rposition(|title| *title == "one");
        let first_two = titles.iter().position(|title| *title == "two");
        assert!(last_one < first_two, "after {writes} writes: {titles:?}");
    }
}

/// The successor goes out only when its row says what it stands for.
#[test]
fn what_supersedes_is_stored_before_it_is_sent() {
    let (mut world, all) = two_titles_behind_one_change();
    world.serve();
    assert!(world.sends.is_empty(), "the relation is not stored yet");
    world.store();
    assert_eq!(world.sends.len(), 1);
    let row = world
        .client
        .disk
        .rows
        .values()
        .find(|row| !row.supersedes.is_empty());
    assert_eq!(row.map(|row| row.supersedes.len()), Some(1));
    world.rest(&all);
    assert_eq!(sent(&world), [Op::Done(1, true), Op::Title(1, "two")]);
}

/// Ten quick changes of one field, with one on its way: two requests, one rewritten row.
#[test]
fn a_run_of_changes_is_superseded_at_once() {
    let (mut world, all) = World::loaded_from(stored());
    for step in 0..10 {
        world.mutate::<SetDone>(Op::Done(1, step % 2 == 0));
        world.store();
    }
    world.serve();
    assert_eq!(
        world.client.disk.late_by(),
        2,
        "one row is removed, one rewritten"
    );
    world.rest(&all);
    assert_eq!(sent(&world), [Op::Done(1, true), Op::Done(1, false)]);
    assert_eq!(tally(&world.told())["finished"], 10);
}

/// The page is loaded anew while the successor is on its way, and the server refuses it: what it
/// stood for is taken up again.
#[test]
fn a_refusal_after_a_reload_brings_back_what_was_superseded() {
    let (mut world, _) = World::loaded_from(stored());
    world.mutate::<SetDone>(Op::Done(1, true));
    world.store();
    world.mutate::<SetTitle>(Op::Title(1, "one"));
    world.mutate::<SetTitle>(Op::Title(1, REFUSED));
    world.store();
    world.serve();
    world.store();
    assert_eq!(world.sends[0].operations[0].1, Op::Title(1, REFUSED));
    world.reload();
    let all = world.load::<All>();
    world.rest_after_reload(&all);
    world.shows(&all, 1, "one", true);
    assert_eq!(tally(&world.told())["refused"], 1);
}

/// The successor is taken back before what it stands for is stored: the earlier one goes on.
#[test]
fn what_was_superseded_is_done_when_its_successor_is_taken_back() {
    for writes in 0..3 {
        let (mut world, all) = two_titles_behind_one_change();
        let last = world
            .client
            .engine
            .operations()
            .last()
            .map(|known| known.id);
        world.serve();
        for _ in 0..writes {
            world.act(crate::client::Client::write);
        }
        if world.sends.is_empty() {
            world.engine(|engine, now| engine.cancel(now, last.expect("an operation")));
            world.shows(&all, 1, "one", true);
            world.rest(&all);
            world.shows(&all, 1, "one", true);
            assert_eq!(tally(&world.told())["cancelled"], 1);
        }
    }
}

/// An unsent operation counts as cancelled only when its row is gone: told earlier, a crash would
/// bring it back.
#[test]
fn cancelled_is_said_when_it_is_stored() {
    let (mut world, all) = World::loaded_from(stored());
    world.mutate::<SetDone>(Op::Done(1, true));
    world.store();
    let operation = world.mutate::<SetTitle>(Op::Title(1, "one"));
    world.store();
    world.engine(|engine, now| engine.cancel(now, operation));
    world.engine(|engine, now| engine.cancel(now, operation));
    assert_eq!(world.client.disk.late_by(), 1, "its row is removed once");
    world.shows(&all, 1, "note 1", true);
    assert!(!tally(&world.told()).contains_key("cancelled"));
    assert_eq!(world.state(operation), Some(ItemState::Queued));
    world.store();
    assert_eq!(tally(&world.told())["cancelled"], 1);
    assert!(world.state(operation).is_none());
    world.rest(&all);
    assert_eq!(sent(&world), [Op::Done(1, true)]);
}

/// What waits behind a cancelled operation is not sent before its row is gone.
#[test]
fn a_cancelled_row_keeps_its_place_until_it_is_gone() {
    let (mut world, all) = World::loaded_from(stored());
    let first = world.mutate::<SetTitle>(Op::Title(1, "one"));
    world.mutate::<SetDone>(Op::Done(1, true));
    world.engine(|engine, now| engine.cancel(now, first));
    world.act(crate::client::Client::write);
    assert!(world.sends.is_empty());
    world.rest(&all);
    assert_eq!(sent(&world), [Op::Done(1, true)]);
}

/// One of many is tried again: its new row is stored before it is sent, and its operation counts.
#[test]
fn an_item_that_is_tried_again_is_stored_first_and_counted() {
    let (mut world, all) = World::loaded_from(stored());
    world.server.locked.insert(2);
    let ops: Vec<Op> = (1..=3).map(|id| Op::Done(id, true)).collect();
    let operation = world.bulk::<SetDone>(&ops);
    world.store();
    world.serve();
    assert_eq!(world.counts(operation).refused, 1);
    let ItemStatus::Unhandled { item, .. } = world.status_of(2) else {
        panic!("the refusal is not known")
    };
    world.server.locked.clear();
    world.engine(|engine, now| engine.retry_item(now, operation, item));
    assert!(world.sends.is_empty());
    assert_eq!(world.counts(operation).under_way(), 1);
    world.store();
    assert_eq!(world.sends[0].operations.len(), 1);
    world.serve();
    assert!(world.state(operation).is_none(), "all of it is done");
    world.rest(&all);
    assert_eq!(tally(&world.told())["finished"], 2);
}

/// Another page, which the system has stopped, may keep the database to itself for good.
#[test]
fn a_storage_that_writes_nothing_for_ten_seconds_is_done_without() {
    let (mut world, all) = World::loaded_from(stored());
    world.mutate::<SetTitle>(Op::Title(1, "one"));
    world.pass(9_999);
    assert!(world.sends.is_empty());
    world.pass(1);
    assert_eq!(sent(&world).len() + world.sends.len(), 2, "sent, unstored");
    assert_eq!(tally(&world.told())["storage"], 1);
    world.pass(30_000);
    assert!(world.storage_wanted, "it is opened again");
    world.rest(&all);
}

#[test]
fn a_storage_that_is_slow_is_waited_for() {
    let (mut world, all) = World::loaded_from(stored());
    for id in 1..=3 {
        world.mutate::<SetTitle>(Op::Title(id, "one"));
    }
    for written in 1..=3 {
        world.pass(9_000);
        world.act(crate::client::Client::write);
        assert_eq!(world.client.disk.rows.len(), written);
    }
    world.pass(20_000);
    assert!(!tally(&world.told()).contains_key("storage"));
    assert_eq!(world.sends.len(), 3);
    world.rest(&all);
}
