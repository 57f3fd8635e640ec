//! Keys and the clocks that date them.

use optimist_core::{Config, Input, Outcome, Reason, Source, Timestamp};
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::{
    client::wall,
    domain::{All, Op, SetDone, SetTitle},
    judge::tally,
    server::REFUSED,
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

fn expired() -> Reason {
    Reason::new("key-expired", "The key is too old.")
}

/// A page whose clock is sixty days slow: its key is refused as too old, it gets another one by the
/// server's time, which is stored before it is sent.
#[test]
fn an_operation_of_this_visit_gets_another_key() {
    let (mut world, all) = World::loaded_from(stored());
    let operation = world.mutate::<SetTitle>(Op::Title(1, "one"));
    world.mutate::<SetDone>(Op::Done(1, true));
    world.store();
    let sent = world.sends.remove(0);
    let old = sent.operations[0].0;
    let now = Timestamp(wall(world.client.now).0 + 60 * 24 * 60 * 60 * 1_000);
    let outcome = Outcome::KeyExpired {
        reason: expired(),
        server_time: Some(now),
    };
    world.outcome(sent.request, old, outcome);
    world.shows(&all, 1, "one", true);
    assert!(world.sends.is_empty(), "the new key is not stored yet");
    world.store();
    let new = world.sends[0].operations[0].0;
    assert!(new != old && new.made_at() >= now);
    assert_eq!(world.client.disk.rows[&old].sent_as, Some(new));
    assert!(world.state(operation).is_some());
    // The event names the key that the server has seen.
    let dealt = world.deal();
    world.event(1);
    assert!(world.state(operation).is_none());
    world.tell(&dealt);
    world.rest(&all);
    assert!(!tally(&world.told()).contains_key("refused"));
}

/// After a reload it goes out under the key that it was given last.
#[test]
fn the_new_key_outlives_a_reload() {
    let (mut world, _) = World::loaded_from(stored());
    world.mutate::<SetTitle>(Op::Title(1, "one"));
    world.store();
    let sent = world.sends.remove(0);
    let outcome = Outcome::KeyExpired {
        reason: expired(),
        server_time: None,
    };
    world.outcome(sent.request, sent.operations[0].0, outcome);
    world.store();
    let new = world.sends[0].operations[0].0;
    world.deal();
    world.reload();
    let all = world.load::<All>();
    assert_eq!(world.sends[0].operations[0].0, new);
    world.rest_after_reload(&all);
    assert_eq!(world.server.effects.len(), 1);
}

/// An operation of an earlier visit may have been done long ago: the author decides.
#[test]
fn an_operation_of_an_earlier_visit_is_refused() {
    let (mut world, _) = World::loaded_from(stored());
    world.mutate::<SetTitle>(Op::Title(1, "one"));
    world.store();
    world.reload();
    let all = world.load::<All>();
    let sent = world.sends.remove(0);
    let outcome = Outcome::KeyExpired {
        reason: expired(),
        server_time: None,
    };
    world.outcome(sent.request, sent.operations[0].0, outcome);
    assert_eq!(tally(&world.told())["refused"], 1);
    world.rest_after_reload(&all);
}

/// A server that holds every key for too old is not asked for ever.
#[test]
fn a_key_is_made_anew_a_few_times_only() {
    let (mut world, all) = World::loaded(live());
    world.mutate::<SetTitle>(Op::Title(1, "one"));
    let mut keys = 0;
    while let Some(sent) = world.sends.pop() {
        keys += 1;
        let outcome = Outcome::KeyExpired {
            reason: expired(),
            server_time: None,
        };
        world.outcome(sent.request, sent.operations[0].0, outcome);
    }
    assert_eq!(keys, 4);
    assert_eq!(tally(&world.told())["refused"], 1);
    world.rest(&all);
}

/// Keys are made by the server's time once it is known; what waits keeps its place.
#[test]
fn keys_follow_the_servers_time() {
    for (then, days) in [(2_u64 * 365, "slow"), (0, "fast")] {
        let (mut world, all) = World::loaded(live());
        let ahead = then * 24 * 60 * 60 * 1_000;
        let time = Timestamp(wall(world.client.now).0 + ahead);
        world.input(Input::ServerTime(time));
        world.mutate::<SetTitle>(Op::Title(1, "one"));
        let key = world.sends[0].operations[0].0;
        assert!(key.made_at().0.abs_diff(time.0) < 1_000, "{days}");
        world.rest(&all);
    }
}

/// The storage fails while a change's new key is being written: the change goes on standing for what
/// it stood for.
#[test]
fn what_a_change_stands_for_is_not_lost_with_the_storage() {
    let (mut world, all) = World::loaded_from(stored());
    world.mutate::<SetDone>(Op::Done(1, true));
    world.store();
    world.mutate::<SetTitle>(Op::Title(1, "one"));
    world.mutate::<SetTitle>(Op::Title(1, REFUSED));
    world.store();
    world.serve();
    world.store();
    let sent = world.sends.remove(0);
    let outcome = Outcome::KeyExpired {
        reason: expired(),
        server_time: None,
    };
    world.outcome(sent.request, sent.operations[0].0, outcome);
    world.client.disk.reopen();
    let lost = Reason::new("storage-lost", "The browser has closed the storage.");
    world.input(Input::StorageFailed(lost));
    world.rest(&all);
    world.shows(&all, 1, "one", true);
}
