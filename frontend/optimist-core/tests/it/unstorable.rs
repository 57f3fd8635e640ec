//! Changes that cannot be written to the storage, each by itself.

use optimist_core::{Config, Input, Key, OperationId, Outcome, Reason, Source};
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::{
    domain::{Op, SetDone, SetTitle},
    world::World,
};

fn stored() -> Config {
    Config {
        store: true,
        live: vec![Source::DEFAULT],
        ..Config::default()
    }
}

/// The row of an operation that was just issued cannot be written. Returns its key.
fn not_storable(world: &mut World, operation: OperationId) -> Key {
    let known = world.client.engine.operation(operation);
    let key = known.expect("it is known").items()[0].key;
    world.client.disk.reopen();
    world.input(Input::NotStorable(vec![key]));
    key
}

/// That one change stands for another one has to be stored, so it stands for none, and none for it.
#[test]
fn what_cannot_be_stored_stands_for_nothing() {
    for which in 0..2 {
        let (mut world, all) = World::loaded_from(stored());
        world.mutate::<SetDone>(Op::Done(1, true));
        world.store();
        for (at, title) in ["one", "two"].into_iter().enumerate() {
            let operation = world.mutate::<SetTitle>(Op::Title(1, title));
            if at == which {
                not_storable(&mut world, operation);
            }
            world.store();
        }
        world.rest(&all);
        let sent = world.history.iter().flat_map(|sent| &sent.operations);
        let sent: Vec<Op> = sent.map(|(_, op)| op.clone()).collect();
        let ops = [Op::Done(1, true), Op::Title(1, "one"), Op::Title(1, "two")];
        assert_eq!(sent, ops);
    }
}

/// Under another key, it waits for its row as little as before.
#[test]
fn another_key_of_what_cannot_be_stored_is_sent_at_once() {
    let (mut world, all) = World::loaded_from(stored());
    let operation = world.mutate::<SetTitle>(Op::Title(1, "one"));
    let key = not_storable(&mut world, operation);
    let sent = world.sends.remove(0);
    let outcome = Outcome::KeyExpired {
        reason: Reason::new("key-expired", "The key is too old."),
        server_time: None,
    };
    world.outcome(sent.request, key, outcome);
    assert_eq!(world.client.disk.late_by(), 0);
    assert_ne!(world.sends[0].operations[0].0, key);
    world.rest(&all);
}

/// A row of an earlier visit that cannot be written anew goes all the same when its change is over.
#[test]
fn a_row_that_cannot_be_written_anew_goes_in_the_end() {
    let (mut before, _) = World::loaded_from(stored());
    let operation = before.mutate::<SetTitle>(Op::Title(1, "old"));
    before.store();
    let rows = before.client.disk.reopen();
    let (mut world, all) = World::loaded(stored());
    let on_disk = rows.iter().map(|row| (row.key, row.clone()));
    world.client.disk.rows.extend(on_disk);
    world.pass(3_000);
    world.mutate::<SetTitle>(Op::Title(1, "new"));
    world.serve();
    world.input(Input::Restored(rows));
    not_storable(&mut world, operation);
    world.rest(&all);
    world.shows(&all, 1, "new", false);
    assert!(world.client.disk.rows.is_empty());
}

/// No row has to go first, so it counts as taken back at once.
#[test]
fn what_cannot_be_stored_is_taken_back_at_once() {
    let (mut world, all) = World::loaded_from(stored());
    world.mutate::<SetDone>(Op::Done(1, true));
    world.store();
    let operation = world.mutate::<SetTitle>(Op::Title(1, "one"));
    not_storable(&mut world, operation);
    world.engine(|engine, now| engine.cancel(now, operation));
    assert!(world.client.engine.operation(operation).is_none());
    world.rest(&all);
    world.shows(&all, 1, "note 1", true);
}
