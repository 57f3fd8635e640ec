//! Refusals that outlive the page, until their user has handled them.

use optimist_core::{Config, Input, ItemState, ItemStatus, OperationId, Reason};
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::{
    domain::{All, Op, Secret, SetDone, SetTitle},
    server::REFUSED,
    world::World,
};

fn kept() -> Config {
    Config {
        store: true,
        keep_refusals: true,
        ..Config::default()
    }
}

fn is_refused(world: &World, operation: OperationId) -> bool {
    matches!(world.state(operation), Some(ItemState::Refused(_)))
}

/// A refused title, and a page that has been loaded anew since.
fn refused_before_a_reload() -> (World, OperationId) {
    let (mut world, _) = World::loaded_from(kept());
    let operation = world.mutate::<SetTitle>(Op::Title(1, REFUSED));
    world.settle();
    assert!(is_refused(&world, operation));
    world.told();
    world.reload();
    (world, operation)
}

#[test]
fn a_refusal_is_there_after_a_reload_and_nothing_is_sent_or_shown_of_it() {
    let (mut world, operation) = refused_before_a_reload();
    let sent = world.history.len();
    let all = world.load::<All>();
    assert!(is_refused(&world, operation));
    assert!(matches!(world.status_of(1), ItemStatus::Unhandled { .. }));
    world.shows(&all, 1, "note 1", false);
    world.settle();
    assert_eq!(world.history.len(), sent);
    assert!(world.told().is_empty(), "it was told before");
}

#[test]
fn a_refusal_that_was_dismissed_does_not_come_back() {
    let (mut world, operation) = refused_before_a_reload();
    world.engine(|engine, now| engine.dismiss(now, operation));
    world.settle();
    assert!(world.client.disk.rows.is_empty());
    world.reload();
    assert_eq!(world.state(operation), None);
    assert!(matches!(world.status_of(1), ItemStatus::Idle));
}

#[test]
fn a_refusal_is_tried_again_after_a_reload() {
    let (mut world, _) = World::loaded_from(kept());
    world.server.locked.insert(2);
    let operation = world.mutate::<SetDone>(Op::Done(2, true));
    world.settle();
    world.reload();
    let all = world.load::<All>();
    world.server.locked.clear();
    world.engine(|engine, now| engine.retry(now, operation));
    world.settle();
    world.shows(&all, 2, "note 2", true);
    assert_eq!(world.state(operation), None);
    assert!(world.client.disk.rows.is_empty());
}

/// Of many, those that were refused are there, each with its reason.
#[test]
fn what_was_refused_of_a_bulk_operation_is_there_after_a_reload() {
    let (mut world, _) = World::loaded_from(kept());
    world.server.locked.extend([2, 4]);
    let ops: Vec<Op> = (1..=5).map(|id| Op::Done(id, true)).collect();
    let operation = world.bulk::<SetDone>(&ops);
    world.settle();
    world.reload();
    let counts = world.counts(operation);
    assert_eq!((counts.total, counts.refused), (2, 2));
    world.engine(|engine, now| engine.dismiss_item(now, operation, 0));
    world.settle();
    world.reload();
    assert_eq!(world.counts(operation).refused, 1);
}

/// The crash comes between the answer and the write that marks the row: it is asked once more under its
/// key, and refused again.
#[test]
fn a_refusal_that_was_not_marked_in_time_is_learned_again() {
    let (mut world, _) = World::loaded_from(kept());
    let operation = world.mutate::<SetTitle>(Op::Title(1, REFUSED));
    world.store();
    world.serve();
    assert!(is_refused(&world, operation));
    world.reload();
    assert_eq!(world.counts(operation).under_way(), 1);
    world.settle();
    assert!(is_refused(&world, operation));
    world.reload();
    assert!(is_refused(&world, operation));
}

/// What the refused one stood for is done, and the refusal is kept with it.
#[test]
fn a_refusal_is_kept_beside_what_is_taken_up_again() {
    let (mut world, _) = World::loaded_from(kept());
    world.mutate::<SetDone>(Op::Done(1, true));
    world.store();
    world.mutate::<SetTitle>(Op::Title(1, "one"));
    let last = world.mutate::<SetTitle>(Op::Title(1, REFUSED));
    world.settle();
    world.reload();
    let all = world.load::<All>();
    world.shows(&all, 1, "one", true);
    assert!(is_refused(&world, last));
}

/// An app that lists no refusals has none kept.
#[test]
fn without_the_setting_nothing_is_left_of_a_refusal() {
    let (mut world, _) = World::loaded_from(Config {
        keep_refusals: false,
        ..kept()
    });
    world.mutate::<SetTitle>(Op::Title(1, REFUSED));
    world.settle();
    assert!(world.client.disk.rows.is_empty());
}

/// The storage is lost, and comes back.
fn lose_the_storage(world: &mut World, meanwhile: impl FnOnce(&mut World)) {
    world.input(Input::StorageFailed(Reason::new("lost", "It has gone.")));
    meanwhile(world);
    let rows = world.client.disk.reopen();
    world.input(Input::Restored(rows));
    world.store();
}

/// Neither as something to send nor as something to be told.
#[test]
fn what_must_not_be_on_the_device_is_not_written_for_having_been_refused() {
    let (mut world, _) = World::loaded_from(kept());
    let operation = world.mutate::<Secret>(Op::Title(1, REFUSED));
    world.serve();
    assert!(is_refused(&world, operation));
    lose_the_storage(&mut world, |_| {});
    assert_eq!(world.client.disk.rows.len(), 0);
    assert!(is_refused(&world, operation));
}

/// A title whose row is on disk as one that is pending, though it was refused: the storage was lost before that
/// could be written, twice.
fn refused_and_not_marked() -> (World, OperationId) {
    let (mut world, _) = World::loaded_from(kept());
    let operation = world.mutate::<SetTitle>(Op::Title(1, REFUSED));
    world.store();
    world.input(Input::StorageFailed(Reason::new("lost", "It has gone.")));
    world.serve();
    let rows = world.client.disk.reopen();
    world.input(Input::Restored(rows));
    world.input(Input::StorageFailed(Reason::new("lost", "It has gone.")));
    assert!(is_refused(&world, operation));
    assert_eq!(world.client.disk.reopen().len(), 1);
    (world, operation)
}

#[test]
fn what_is_handled_while_the_storage_is_out_does_not_come_back_with_it() {
    for again in [false, true] {
        let (mut world, operation) = refused_and_not_marked();
        let sent = world.history.len();
        world.engine(|engine, now| match again {
            true => engine.retry(now, operation),
            false => engine.dismiss(now, operation),
        });
        let rows = world.client.disk.reopen();
        world.input(Input::Restored(rows));
        world.settle();
        assert_eq!(world.history.len(), sent + usize::from(again));
        assert!(world.resolves.is_empty());
        assert_eq!(world.client.disk.rows.len(), usize::from(again), "{again}");
    }
}
