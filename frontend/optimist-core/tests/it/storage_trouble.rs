//! A storage that is late, lost, full, or back.

use optimist_core::{Config, Input, Key, OperationId, QueryKey, Reason, Source};
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::{
    client::Shape,
    domain::{All, Op, SetDone, SetTitle},
    judge::tally,
    server::REFUSED,
    world::World,
};

fn stored() -> Config {
    Config {
        store: true,
        live: vec![Source::DEFAULT],
        ..Config::default()
    }
}

fn lost() -> Reason {
    Reason::new("storage-lost", "The browser has closed the storage.")
}

fn sent(world: &World) -> Vec<Op> {
    let sent = world.history.iter().flat_map(|sent| &sent.operations);
    sent.map(|(_, op)| op.clone()).collect()
}

fn key_of(world: &World, operation: OperationId) -> Key {
    let known = world.client.engine.operation(operation);
    known
        .map(|known| known.items()[0].key)
        .expect("it is known")
}

/// A title that the server will refuse is stored as standing for another one, and waits for the
/// connection. Returns the operation of the other one.
fn one_title_stands_for_another() -> (World, QueryKey, OperationId) {
    let (mut world, all) = World::loaded_from(stored());
    world.mutate::<SetDone>(Op::Done(1, true));
    world.mutate::<SetDone>(Op::Done(2, true));
    world.store();
    let first = world.mutate::<SetTitle>(Op::Title(1, "one"));
    world.mutate::<SetTitle>(Op::Title(1, REFUSED));
    world.store();
    world.serve();
    world.input(Input::Hint { online: false });
    world.cut();
    world.store();
    assert!(world.sends.is_empty());
    let rows = world.client.disk.rows.values();
    assert_eq!(rows.map(|row| row.supersedes.len()).max(), Some(1));
    (world, all, first)
}

/// Nothing goes out for three seconds, and then everything does.
#[test]
fn a_storage_that_does_not_open_is_done_without() {
    let (mut world, all) = World::loaded(stored());
    world.mutate::<SetTitle>(Op::Title(1, "one"));
    world.pass(2_999);
    assert!(world.sends.is_empty());
    world.pass(1);
    assert_eq!(world.sends.len(), 1);
    assert_eq!(tally(&world.told())["storage"], 1);
    world.rest(&all);
}

/// What does not answer is not asked again and again.
#[test]
fn a_storage_that_does_not_open_is_opened_again_after_half_a_minute() {
    let (mut world, _) = World::loaded(stored());
    for _ in 0..2 {
        world.storage_wanted = false;
        world.pass(29_999);
        assert!(!world.storage_wanted);
        world.pass(3_001);
        assert!(world.storage_wanted);
    }
}

/// The storage opens after all: what waits is stored from then on.
#[test]
fn a_storage_that_opens_late_takes_in_what_it_missed() {
    let (mut world, all) = World::loaded(stored());
    world.pass(3_000);
    world.mutate::<SetTitle>(Op::Title(1, "one"));
    world.input(Input::Restored(Vec::new()));
    assert!(!tally(&world.told()).contains_key("storage-recovered"));
    world.store();
    assert_eq!(tally(&world.told())["storage-recovered"], 1);
    assert_eq!(world.client.disk.rows.len(), 1);
    world.rest(&all);
    assert!(world.client.disk.rows.is_empty());
}

/// The browser drops the database: the whole log is written anew when it is open again.
#[test]
fn a_storage_that_was_lost_gets_the_whole_log() {
    let (mut world, all) = World::loaded_from(stored());
    let ops: Vec<Op> = (1..=4).map(|id| Op::Done(id, true)).collect();
    world.bulk::<SetDone>(&ops);
    world.store();
    world.client.disk.rows.clear();
    world.input(Input::StorageFailed(lost()));
    world.mutate::<SetTitle>(Op::Title(5, "five"));
    world.pass(1_000);
    assert!(world.storage_wanted, "it is opened again");
    world.input(Input::Restored(Vec::new()));
    world.store();
    assert_eq!(world.client.disk.rows.len(), 5);
    world.rest(&all);
    assert!(world.client.disk.rows.is_empty());
}

/// What has ended while the storage was out of reach is not taken up again from it.
#[test]
fn what_ended_meanwhile_is_removed_when_the_storage_is_back() {
    let (mut world, all) = World::loaded_from(stored());
    world.mutate::<SetTitle>(Op::Title(1, "one"));
    world.store();
    world.input(Input::StorageFailed(lost()));
    world.serve();
    let rows = world.client.disk.reopen();
    assert_eq!(rows.len(), 1);
    world.input(Input::Restored(rows));
    assert!(world.sends.is_empty());
    assert!(!tally(&world.told()).contains_key("storage-recovered"));
    world.rest(&all);
    assert_eq!(tally(&world.told())["storage-recovered"], 1);
    assert!(world.client.disk.rows.is_empty());
}

/// What is answered is not stored anew: that the storage opens is all that it can show.
#[test]
fn a_storage_that_has_nothing_to_do_has_recovered_when_it_is_open() {
    let (mut world, all) = World::loaded_from(stored());
    world.shape = Shape::Revision;
    world.input(Input::StorageFailed(lost()));
    world.mutate::<SetTitle>(Op::Title(1, "one"));
    world.serve();
    assert_eq!(world.resource_counts().entries, 1);
    world.input(Input::Restored(Vec::new()));
    assert_eq!(world.client.disk.late_by(), 0);
    assert_eq!(tally(&world.told())["storage-recovered"], 1);
    world.event(1);
    world.rest(&all);
}

/// A row that cannot be removed would be sent after a reload, so the server is told.
#[test]
fn what_is_taken_back_while_its_row_is_out_of_reach_is_resolved() {
    let (mut world, all) = World::loaded_from(stored());
    world.mutate::<SetDone>(Op::Done(1, true));
    world.store();
    let operation = world.mutate::<SetTitle>(Op::Title(1, "one"));
    world.store();
    world.input(Input::StorageFailed(lost()));
    world.engine(|engine, now| engine.cancel(now, operation));
    assert_eq!(world.resolves.len(), 1);
    world.serve_resolve();
    world.reload();
    let again = world.load::<All>();
    assert_eq!(again, all);
    world.rest_after_reload(&all);
    world.shows(&all, 1, "note 1", true);
}

/// Arguments that cannot be written are no reason to keep an operation back, and not said to be
/// stored.
#[test]
fn what_cannot_be_stored_is_sent_and_said() {
    let (mut world, all) = World::loaded_from(stored());
    world.mutate::<SetTitle>(Op::Title(1, "one"));
    let key = world
        .client
        .engine
        .operations()
        .next()
        .map(|known| known.items()[0].key);
    world.client.disk.reopen();
    world.input(Input::NotStorable(key.into_iter().collect()));
    assert_eq!(world.sends.len(), 1);
    assert_eq!(tally(&world.told())["storage"], 1);
    world.rest(&all);
}

/// A full device opens the database and refuses every write: that is one failure, not one a second,
/// and it is tried ever more rarely.
#[test]
fn a_storage_that_opens_and_refuses_every_write_has_failed_once() {
    let (mut world, _) = World::loaded_from(stored());
    world.mutate::<SetTitle>(Op::Title(1, "one"));
    let mut opened = 0;
    let end = world.client.now.after(60_000);
    world.input(Input::StorageFailed(lost()));
    world.cut();
    while world.client.now < end {
        world.pass(100);
        if std::mem::take(&mut world.storage_wanted) {
            opened += 1;
            world.client.disk.reopen();
            world.input(Input::Restored(Vec::new()));
            world.client.disk.reopen();
            world.input(Input::StorageFailed(lost()));
        }
    }
    let told = tally(&world.told());
    assert_eq!(told["storage"], 1);
    assert!(!told.contains_key("storage-recovered"));
    assert!((3..=20).contains(&opened), "opened {opened} times");
}

/// The removal of a row was asked for and lost with the storage: what has ended does not come back.
#[test]
fn a_removal_that_the_storage_lost_is_asked_for_again() {
    let (mut world, all) = World::loaded_from(stored());
    world.mutate::<SetTitle>(Op::Title(1, "one"));
    world.store();
    world.serve();
    let rows = world.client.disk.reopen();
    assert_eq!(rows.len(), 1, "its removal was still to be done");
    world.input(Input::StorageFailed(lost()));
    world.input(Input::Restored(rows));
    assert!(world.sends.is_empty());
    assert_eq!(world.resource_counts().entries, 0);
    world.store();
    assert!(world.client.disk.rows.is_empty());
    world.rest(&all);
}

/// An earlier visit's clock was ahead: its change is still the older one, also where a newer one was
/// made before the storage was read.
#[test]
fn an_earlier_visit_comes_first_whatever_its_clock_said() {
    let (mut before, _) = World::loaded_from(stored());
    let ahead = optimist_core::Timestamp(2_000_000_000_000);
    before.input(Input::ServerTime(ahead));
    before.mutate::<SetTitle>(Op::Title(1, "old"));
    before.store();
    let rows = before.client.disk.reopen();
    let (mut world, all) = World::loaded(stored());
    world.mutate::<SetTitle>(Op::Title(1, "new"));
    world.mutate::<SetTitle>(Op::Title(2, "two"));
    world.input(Input::Restored(rows));
    world.shows(&all, 1, "new", false);
    world.rest(&all);
    world.shows(&all, 1, "new", false);
    let sent = sent(&world);
    let at = |op: &Op| sent.iter().position(|sent| sent == op);
    assert!(at(&Op::Title(1, "old")) < at(&Op::Title(1, "new")));
}

/// The row on disk still says that it stands for what the user takes back, and cannot be written
/// now: the server is told, so that no later visit does it.
#[test]
fn what_is_taken_back_from_a_row_out_of_reach_is_resolved() {
    for (failed_first, twice) in [(true, false), (true, true), (false, false)] {
        let (mut world, _, first) = one_title_stands_for_another();
        if failed_first {
            world.input(Input::StorageFailed(lost()));
            world.engine(|engine, now| engine.cancel(now, first));
        } else {
            world.engine(|engine, now| engine.cancel(now, first));
            world.client.disk.reopen();
            world.input(Input::StorageFailed(lost()));
        }
        if twice {
            world.engine(|engine, now| engine.cancel(now, first));
        }
        assert!(!tally(&world.told()).contains_key("cancelled"));
        world.input(Input::Hint { online: true });
        assert_eq!(world.resolves.len(), 1);
        world.serve_resolve();
        assert_eq!(tally(&world.told())["cancelled"], 1);
        world.reload();
        let all = world.load::<All>();
        world.rest_after_reload(&all);
        world.shows(&all, 1, "note 1", true);
    }
}

/// What is taken back leaves the storage in the transaction that brings back what it stood for.
#[test]
fn what_is_taken_back_and_what_comes_back_are_one_write() {
    let (mut world, all, first) = one_title_stands_for_another();
    let known = world.client.engine.operations();
    let last = known.last().map(|known| known.id).expect("an operation");
    world.engine(|engine, now| engine.cancel(now, last));
    assert_eq!(world.client.disk.late_by(), 1);
    world.store();
    assert_eq!(tally(&world.told())["cancelled"], 1);
    let key = key_of(&world, first);
    assert!(world.client.disk.rows.contains_key(&key));
    world.input(Input::Hint { online: true });
    world.rest(&all);
    world.shows(&all, 1, "one", true);
}

/// The rewritten row cannot be written: what was to leave with it leaves by itself.
#[test]
fn what_is_taken_back_from_a_row_that_cannot_be_written_is_removed_first() {
    let (mut world, all) = World::loaded_from(stored());
    world.mutate::<SetDone>(Op::Done(1, true));
    world.store();
    let first = world.mutate::<SetTitle>(Op::Title(1, "one"));
    let second = world.mutate::<SetTitle>(Op::Title(1, "two"));
    world.store();
    world.serve();
    world.engine(|engine, now| engine.cancel(now, first));
    let key = key_of(&world, second);
    world.client.disk.reopen();
    world.client.disk.rows.remove(&key);
    world.input(Input::NotStorable(vec![key]));
    world.store();
    assert_eq!(tally(&world.told())["cancelled"], 1);
    assert!(
        world
            .client
            .disk
            .rows
            .values()
            .all(|row| row.operation != first)
    );
    world.rest(&all);
    world.shows(&all, 1, "two", true);
    assert!(!sent(&world).contains(&Op::Title(1, "one")));
}

/// Three titles, each in the place of the one before, and the storage fails while the last relation
/// is being written: the second still stands for the first, which comes back when the others are
/// refused.
#[test]
fn a_chain_that_the_storage_lost_keeps_its_first_link() {
    let (mut world, all, _) = one_title_stands_for_another();
    world.mutate::<SetTitle>(Op::Title(1, REFUSED));
    world.store();
    world.input(Input::Hint { online: true });
    world.serve();
    assert!(world.sends.is_empty(), "the relation is being written");
    let rows = world.client.disk.reopen();
    world.input(Input::StorageFailed(lost()));
    world.input(Input::Restored(rows));
    world.store();
    let rows = world.client.disk.rows.values();
    assert_eq!(rows.map(|row| row.supersedes.len()).max(), Some(1));
    world.rest(&all);
    world.shows(&all, 1, "one", true);
}

/// What a row says that it stands for is taken back before that row is stored: the removal of the
/// other row, which goes with it, does not make that count.
#[test]
fn what_is_taken_back_waits_for_the_row_that_says_so() {
    let (mut world, _) = World::loaded_from(stored());
    world.mutate::<SetDone>(Op::Done(1, true));
    world.store();
    let first = world.mutate::<SetTitle>(Op::Title(1, "one"));
    world.mutate::<SetTitle>(Op::Title(1, REFUSED));
    world.store();
    world.serve();
    world.engine(|engine, now| engine.cancel(now, first));
    while !tally(&world.told()).contains_key("cancelled") {
        assert!(
            world.act(crate::client::Client::write),
            "it counts in the end"
        );
    }
    world.reload();
    let all = world.load::<All>();
    world.rest_after_reload(&all);
    world.shows(&all, 1, "note 1", true);
}

/// The third of three such titles is taken back while its relation is being written: the second goes
/// on standing for the first, which is sent once.
#[test]
fn a_chain_whose_last_link_is_taken_back_is_as_before() {
    let (mut world, all, _) = one_title_stands_for_another();
    let third = world.mutate::<SetTitle>(Op::Title(1, "three"));
    world.store();
    world.input(Input::Hint { online: true });
    world.serve();
    world.engine(|engine, now| engine.cancel(now, third));
    world.rest(&all);
    let titles = sent(&world)
        .into_iter()
        .filter(|op| matches!(op, Op::Title(..)));
    let expected = [Op::Title(1, REFUSED), Op::Title(1, "one")];
    assert_eq!(titles.collect::<Vec<_>>(), expected);
    world.shows(&all, 1, "one", true);
}
