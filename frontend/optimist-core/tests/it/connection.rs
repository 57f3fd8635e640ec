//! Without a connection, and over a reload of the page.

use optimist_core::{Batching, Config, Event, FetchStatus, Input, QueryKey, Reason, Source};
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::{
    domain::{All, Op, SetDone, SetTitle},
    judge::tally,
    world::World,
};

fn live() -> Config {
    Config {
        live: vec![Source::DEFAULT],
        ..Config::default()
    }
}

fn stored() -> Config {
    Config {
        store: true,
        ..live()
    }
}

/// Three requests in a row find nobody.
fn offline() -> (World, QueryKey) {
    let (mut world, all) = World::loaded(live());
    for id in 1..=3 {
        world.mutate::<SetTitle>(Op::Title(id, "offline"));
    }
    for _ in 0..3 {
        assert!(world.client.engine.online());
        world.cut();
    }
    assert!(!world.client.engine.online());
    (world, all)
}

#[test]
fn everything_waits_and_arrives_once_in_order() {
    let (mut world, all) = offline();
    world.mutate::<SetDone>(Op::Done(1, true));
    world.mutate::<SetTitle>(Op::Title(4, "offline"));
    world.shows(&all, 1, "offline", true);
    for _ in 0..100 {
        world.pass(1_000);
        assert!(
            world.sends.len() <= 1,
            "one request at a time sees whether there is a connection"
        );
        while !world.sends.is_empty() {
            world.cut();
        }
    }
    assert_eq!(
        world.client.engine.pending(),
        5,
        "without a connection nothing fails"
    );
    world.pass(20_000);
    assert_eq!(world.sends.len(), 1);
    world.serve();
    assert!(world.client.engine.online());
    assert!(world.sends.len() > 1, "everything else follows at once");
    world.rest(&all);
    assert_eq!(world.server.effects.len(), 5);
    let of_first = world.server.changes.iter().filter(|change| change.id == 1);
    let done: Vec<bool> = of_first
        .filter_map(|change| Some(change.note.as_ref()?.done))
        .collect();
    assert_eq!(done, [false, true]);
}

#[test]
fn the_browsers_hint_is_a_reason_to_try() {
    let (mut world, all) = offline();
    world.input(Input::Hint { online: true });
    assert_eq!(world.sends.len(), 1);
    world.rest(&all);
}

#[test]
fn after_a_hint_of_the_opposite_one_miss_is_enough() {
    let (mut world, all) = World::loaded(live());
    world.input(Input::Hint { online: false });
    world.mutate::<SetTitle>(Op::Title(1, "one"));
    assert_eq!(world.sends.len(), 1, "only requests decide");
    world.cut();
    assert!(!world.client.engine.online());
    world.rest(&all);
    assert!(world.client.engine.online());
}

/// A page on which nothing is done tells that it is offline all the same.
#[test]
fn a_hint_that_the_connection_is_gone_is_looked_into_at_once() {
    let (mut world, all) = World::loaded(live());
    world.input(Input::Hint { online: false });
    assert_eq!(world.reads.len(), 1, "only requests decide");
    assert!(world.client.engine.online());
    world.fail_read(optimist_core::Failure::network());
    assert!(!world.client.engine.online());
    assert!(world.sends.is_empty());
    world.input(Input::Hint { online: true });
    world.rest(&all);
    assert!(world.client.engine.online());
}

/// A hint that is wrong costs one read.
#[test]
fn a_hint_that_is_wrong_changes_nothing() {
    let (mut world, all) = World::loaded(live());
    world.input(Input::Hint { online: false });
    world.serve_reads();
    assert!(world.client.engine.online());
    world.rest(&all);
}

/// The request that is to see whether there is a connection is taken back.
#[test]
fn a_probe_that_is_taken_back_is_followed_by_another() {
    let (mut world, all) = World::loaded(live());
    let operation = world.mutate::<SetTitle>(Op::Title(1, "one"));
    world.input(Input::Hint { online: false });
    world.cut();
    while world.sends.is_empty() {
        world.pass(1_000);
    }
    world.engine(|engine, now| engine.cancel(now, operation));
    world.rest(&all);
    assert!(world.client.engine.online());
}

#[test]
fn the_log_goes_out_before_data_are_read_again() {
    let (mut world, all) = offline();
    world.engine(|engine, now| engine.invalidate(now, &QueryKey::new(["all".to_owned()])));
    let network = optimist_core::Failure::network();
    world.fail_read(network);
    assert_eq!(world.client.engine.status(&all).fetch, FetchStatus::Paused);
    world.input(Input::Hint { online: true });
    world.serve();
    while !world.sends.is_empty() {
        assert!(world.reads.is_empty());
        world.serve();
    }
    assert_eq!(world.reads.len(), 1);
    world.rest(&all);
}

/// An operation that still waits for others to join it goes out before data are read again, too.
#[test]
fn what_waits_for_company_goes_out_before_data_are_read_again() {
    let (mut world, all) = World::loaded(Config {
        batch: Some(Batching::DEFAULT),
        ..live()
    });
    world.input(Input::Hint { online: false });
    world.mutate::<SetTitle>(Op::Title(1, "one"));
    world.pass(10);
    world.cut();
    world.engine(|engine, now| engine.invalidate(now, &QueryKey::new([])));
    world.fail_read(optimist_core::Failure::network());
    world.input(Input::Hint { online: true });
    world.mutate::<SetTitle>(Op::Title(2, "two"));
    world.serve();
    world.mutate::<SetTitle>(Op::Title(3, "three"));
    world.serve();
    assert_eq!((world.sends.len(), world.reads.len()), (0, 0));
    world.pass(10);
    assert_eq!((world.sends.len(), world.reads.len()), (1, 0));
    world.serve();
    assert_eq!(world.reads.len(), 1);
    world.rest(&all);
}

#[test]
fn with_nothing_to_send_a_read_sees_whether_there_is_a_connection() {
    let mut world = World::new(Config::default());
    let all = world.observe::<All>();
    for _ in 0..3 {
        world.fail_read(optimist_core::Failure::network());
        world.pass(1_000);
    }
    assert!(!world.client.engine.online());
    world.pass(30_000);
    world.rest(&all);
    assert!(world.client.engine.online());
}

#[test]
fn what_is_not_stored_is_not_sent() {
    let (mut world, all) = World::loaded_from(stored());
    world.mutate::<SetTitle>(Op::Title(1, "one"));
    world.shows(&all, 1, "one", false);
    assert!(world.sends.is_empty());
    world.store();
    assert_eq!(world.sends.len(), 1);
    world.rest(&all);
    assert!(world.client.disk.rows.is_empty());
}

#[test]
fn nothing_is_sent_before_the_storage_has_told_what_it_held() {
    let mut world = World::new(stored());
    world.mutate::<SetTitle>(Op::Title(1, "one"));
    world.store();
    assert!(world.sends.is_empty());
    world.input(Input::Restored(Vec::new()));
    assert!(world.sends.is_empty());
    world.store();
    assert_eq!(world.sends.len(), 1);
}

#[test]
fn a_reload_goes_on_with_the_same_keys_in_the_same_order() {
    let (mut world, _) = World::loaded_from(stored());
    world.mutate::<SetDone>(Op::Done(1, true));
    world.store();
    world.mutate::<SetDone>(Op::Done(1, false));
    world.mutate::<SetTitle>(Op::Title(2, "two"));
    world.store();
    let before: Vec<_> = world.client.disk.rows.keys().copied().collect();
    // The server has done the first one, but nobody has heard of it.
    world.deal();
    world.history.clear();
    world.reload();
    let all = world.load::<All>();
    world.shows(&all, 1, "note 1", false);
    world.shows(&all, 2, "two", false);
    world.rest_after_reload(&all);
    let mut sent: Vec<_> = world
        .history
        .iter()
        .flat_map(|sent| &sent.operations)
        .collect();
    sent.sort_by_key(|(key, _)| *key);
    // What may have been sent is not replaced, although a later one sets the same field.
    assert_eq!(sent.iter().map(|(key, _)| *key).collect::<Vec<_>>(), before);
    world.shows(&all, 1, "note 1", false);
    assert_eq!(world.server.effects.len(), 3);
}

/// What the storage held comes before what was issued meanwhile.
#[test]
fn what_is_restored_late_still_goes_first() {
    let (mut world, _) = World::loaded_from(stored());
    world.mutate::<SetTitle>(Op::Title(1, "before"));
    world.store();
    let rows = world.client.disk.reopen();
    let mut page = World::new(stored());
    page.client.now = world.client.now.after(5);
    let all = page.load::<All>();
    page.mutate::<SetTitle>(Op::Title(1, "after"));
    page.store();
    page.input(Input::Restored(rows));
    page.shows(&all, 1, "after", false);
    assert_eq!(page.sends.len(), 1);
    assert_eq!(page.sends[0].operations[0].1, Op::Title(1, "before"));
    page.rest_after_reload(&all);
    page.shows(&all, 1, "after", false);
}

fn full() -> Reason {
    Reason::new("storage-full", "There is no room left.")
}

#[test]
fn without_storage_everything_is_sent_all_the_same() {
    let (mut world, all) = World::loaded_from(stored());
    world.mutate::<SetTitle>(Op::Title(1, "one"));
    world.input(Input::StorageFailed(full()));
    world.input(Input::StorageFailed(full()));
    assert_eq!(tally(&world.told())["storage"], 1);
    assert_eq!(world.sends.len(), 1);
    world.mutate::<SetTitle>(Op::Title(2, "two"));
    assert_eq!(world.sends.len(), 2);
    world.rest(&all);
}

#[test]
fn a_bulk_that_is_restored_in_parts_has_one_state_for_each_item() {
    let config = Config {
        batch: Some(Batching {
            items: 2,
            ..Batching::DEFAULT
        }),
        ..stored()
    };
    let (mut world, _) = World::loaded_from(config);
    let ops: Vec<Op> = (1..=5).map(|id| Op::Done(id, true)).collect();
    let operation = world.bulk::<SetDone>(&ops);
    world.store();
    world.serve();
    world.store();
    world.reload();
    let all = world.load::<All>();
    assert_eq!(world.counts(operation).under_way(), 3);
    world.rest_after_reload(&all);
    let finished = world
        .told()
        .into_iter()
        .filter(|event| matches!(event, Event::Finished { .. }));
    assert_eq!(finished.count(), 1);
}
