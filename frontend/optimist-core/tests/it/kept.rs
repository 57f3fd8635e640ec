//! Data that an earlier visit has kept: shown at once, never believed.

use optimist_core::{
    Config, DataStatus, Failure, FetchStatus, Input, LiveSignal, QueryKey, ResourceCounts, Source,
    Timeline, Timestamp,
};
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::{
    domain::{Add, All, Note, Op, Plain, Remove, SetPlace, SetTitle},
    server::Server,
    world::World,
};

const READ_AT: Timestamp = Timestamp(1_700_000_000_000);

fn stored() -> Config {
    Config {
        store: true,
        ..Config::default()
    }
}

fn live() -> Config {
    Config {
        live: vec![Source::DEFAULT],
        ..Config::default()
    }
}

/// Notes as a visit has kept them when it saw this server.
fn kept_of(server: &Server) -> Vec<Note> {
    server.notes.values().cloned().collect()
}

fn keep(world: &mut World, query: &QueryKey, items: Vec<Note>) {
    let (query, items) = (query.clone(), Box::new(items));
    world.input(Input::Kept {
        query,
        items,
        read_at: READ_AT,
    });
}

fn shown_len(world: &World, query: &QueryKey) -> Option<usize> {
    world.client.view::<All>(query).map(|list| list.len())
}

#[test]
fn kept_data_are_shown_with_their_age_until_the_query_is_read() {
    let mut world = World::new(Config::default());
    let kept = kept_of(&world.server);
    world.server.other(&Op::Title(1, "since"));
    let all = world.observe::<All>();
    keep(&mut world, &all, kept);
    world.shows(&all, 1, "note 1", false);
    let status = world.client.engine.status(&all);
    assert_eq!(
        (status.data, status.fetch, status.updated_at),
        (DataStatus::Success, FetchStatus::Fetching, Some(READ_AT))
    );
    world.serve_reads();
    world.shows(&all, 1, "since", false);
    assert_ne!(
        world.client.engine.status(&all).updated_at,
        Some(READ_AT),
        "the data are as old as the read"
    );
    world.rest(&all);
}

#[test]
fn kept_data_that_come_after_the_read_change_nothing() {
    let mut world = World::new(Config::default());
    let kept = kept_of(&world.server);
    world.server.other(&Op::Title(1, "since"));
    let all = world.load::<All>();
    keep(&mut world, &all, kept);
    world.shows(&all, 1, "since", false);
    assert_ne!(world.client.engine.status(&all).updated_at, Some(READ_AT));
}

#[test]
fn kept_data_of_a_query_that_nobody_observes_are_dropped() {
    let mut world = World::new(Config::default());
    let kept = kept_of(&world.server);
    keep(&mut world, &QueryKey::new(["all".into()]), kept);
    assert_eq!(world.resource_counts(), ResourceCounts::default());
}

#[test]
fn kept_data_that_are_no_items_of_the_query_are_dropped() {
    let mut world = World::new(Config::default());
    let all = world.observe::<All>();
    let (query, items) = (all.clone(), Box::new(vec!["no note"]));
    world.input(Input::Kept {
        query,
        items,
        read_at: READ_AT,
    });
    assert_eq!(shown_len(&world, &all), None);
    assert_eq!(world.client.engine.status(&all).data, DataStatus::Pending);
}

/// Without the stored operations, the page would show for a moment what the user has changed.
#[test]
fn kept_data_wait_for_the_stored_operations() {
    let mut world = World::new(stored());
    let kept = kept_of(&world.server);
    world.input(Input::Restored(Vec::new()));
    let all = world.load::<All>();
    world.mutate::<SetTitle>(Op::Title(1, "mine"));
    while world.act(|client| client.write()) {}
    // The page is loaded anew, and the storage is late.
    let rows = world.client.disk.reopen();
    let mut world = World::new(stored());
    world.observe::<All>();
    keep(&mut world, &all, kept.clone());
    assert_eq!(shown_len(&world, &all), None);
    world.input(Input::Restored(rows));
    world.shows(&all, 1, "mine", false);
    assert_eq!(shown_len(&world, &all), Some(5));

    let mut broken = World::new(stored());
    broken.observe::<All>();
    keep(&mut broken, &all, kept);
    broken.pass(3_000);
    broken.shows(&all, 1, "note 1", false);
}

#[test]
fn an_operation_over_kept_data_is_there_to_stay() {
    let mut world = World::new(live());
    let kept = kept_of(&world.server);
    let all = world.observe::<All>();
    keep(&mut world, &all, kept);
    let read = world.begin_read();
    world.mutate::<SetTitle>(Op::Title(1, "mine"));
    world.shows(&all, 1, "mine", false);
    // The answer overtakes the read, which does not contain it.
    world.serve();
    world.shows(&all, 1, "mine", false);
    world.end_read(read);
    world.shows(&all, 1, "mine", false);
    world.open_live();
    world.serve_reads();
    world.shows(&all, 1, "mine", false);
    world.rest(&all);
}

/// What was kept may be of a history that the server has left, with higher revisions than it has now.
#[test]
fn a_restored_server_is_believed_in_spite_of_kept_data() {
    let mut world = World::new(live());
    let backup = world.server.clone();
    for title in ["one", "two", "three"] {
        world.server.other(&Op::Title(1, title));
    }
    let kept = kept_of(&world.server);
    world.server = backup;
    world.client.timeline = Some(Timeline::new("second"));
    let all = world.observe::<All>();
    keep(&mut world, &all, kept);
    world.shows(&all, 1, "three", false);
    world.mutate::<SetTitle>(Op::Title(2, "mine"));
    world.shows(&all, 2, "mine", false);
    world.serve_reads();
    world.shows(&all, 1, "note 1", false);
    world.serve();
    world.open_live();
    world.serve_reads();
    world.shows(&all, 2, "mine", false);
    assert!(
        world.told().is_empty() || !format!("{:?}", world.told()).contains("HistoryChanged"),
        "nobody has seen the server go back"
    );
    world.rest(&all);
}

/// Nothing of the server's has been seen, so that nothing of it is known to be late.
#[test]
fn a_change_that_comes_by_the_stream_of_another_query_is_taken_in() {
    let (mut world, all) = World::loaded(live());
    let kept = kept_of(&world.server);
    let current = world.observe::<crate::domain::Current>();
    keep(&mut world, &current, kept);
    world.server.other(&Op::Title(1, "since"));
    world.event(1);
    world.shows(&all, 1, "since", false);
    world.shows(&current, 1, "since", false);
    world.serve_reads();
    world.shows(&current, 1, "since", false);
    world.rest(&all);
}

#[test]
fn offline_kept_data_stay_and_are_read_when_the_server_is_back() {
    let mut world = World::new(live());
    let kept = kept_of(&world.server);
    let all = world.observe::<All>();
    world.fail_read(Failure::network());
    keep(&mut world, &all, kept);
    world.shows(&all, 1, "note 1", false);
    assert_eq!(world.client.engine.status(&all).data, DataStatus::Success);
    world.server.other(&Op::Title(1, "since"));
    world.input(Input::Hint { online: true });
    // The read that failed is tried again after its wait.
    world.pass(5_000);
    world.serve_reads();
    world.shows(&all, 1, "since", false);
    world.act(|client| client.live(LiveSignal::Lost));
}

#[test]
fn what_is_kept_is_what_the_server_has_said_and_nothing_else() {
    let mut world = World::new(Config::default());
    let all = world.observe::<All>();
    let confirmed = |world: &World| {
        let list = world.client.engine.confirmed::<All>(&all);
        list.map(|list| list.iter().map(|note| (**note).clone()).collect::<Vec<_>>())
    };
    assert_eq!(confirmed(&world), None, "nothing is known");
    let kept = kept_of(&world.server);
    keep(&mut world, &all, kept);
    assert_eq!(confirmed(&world), None, "it is kept already");
    world.serve_reads();
    let before = world.view(&all);
    assert_eq!((before.len(), confirmed(&world)), (5, Some(before.clone())));
    // Without what is pending, whatever that does.
    world.mutate::<SetTitle>(Op::Title(1, "mine"));
    world.mutate::<SetPlace>(Op::Place(2, 99));
    world.mutate::<Remove>(Op::Remove(3));
    world.mutate::<Add>(Op::Add(9, "new"));
    assert_eq!(world.view(&all).len(), 5);
    assert_eq!(confirmed(&world), Some(before));
    while !world.sends.is_empty() {
        world.serve();
    }
    assert_eq!(confirmed(&world), Some(world.view(&all)));
}

/// The log has forgotten it by then: what is kept must have it.
#[test]
fn what_lacks_an_answered_operation_is_not_kept() {
    let mut world = World::new(Config::default());
    let (plain, all) = (world.load::<Plain>(), world.load::<All>());
    let is_known = |world: &World| world.client.engine.confirmed::<Plain>(&plain).is_some();
    world.mutate::<SetTitle>(Op::Title(1, "mine"));
    assert!(is_known(&world));
    world.serve();
    assert!(!is_known(&world));
    // Another list of the same things has it by then.
    assert!(world.client.engine.confirmed::<All>(&all).is_some());
    world.serve_reads();
    assert!(is_known(&world));
}
