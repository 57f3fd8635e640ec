//! The life of queries: when they are read, read again and forgotten.

use std::rc::Rc;

use optimist_core::{
    Config, DataStatus, Event, Failure, FailureKind, FetchStatus, Input, QueryKey, Reason,
    ResourceCounts,
};
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::{
    domain::{All, Brief, Current, Op, Plain, Polled, Remove, SetTitle},
    world::{World, server_error},
};

fn everything() -> QueryKey {
    QueryKey::new([])
}

fn refused() -> Failure {
    Failure {
        kind: FailureKind::Refused,
        reason: Reason::new("not-found", "There is no such list."),
        retry_after_ms: None,
    }
}

#[test]
fn a_query_has_two_statuses() {
    let mut world = World::new(Config::default());
    let all = world.observe::<All>();
    let status = |world: &World| {
        let status = world.client.engine.status(&all);
        (status.data, status.fetch)
    };
    assert_eq!(status(&world), (DataStatus::Pending, FetchStatus::Fetching));
    assert_eq!(world.client.view::<All>(&all), None);
    world.serve_reads();
    assert_eq!(status(&world), (DataStatus::Success, FetchStatus::Idle));
    world.engine(|engine, now| engine.invalidate(now, &everything()));
    assert_eq!(status(&world), (DataStatus::Success, FetchStatus::Fetching));
    world.serve_reads();
    assert_eq!(status(&world), (DataStatus::Success, FetchStatus::Idle));
}

#[test]
fn a_second_observer_shares_the_read_and_the_data() {
    let mut world = World::new(Config::default());
    world.observe::<All>();
    world.observe::<All>();
    assert_eq!(world.reads.len(), 1);
    world.serve_reads();
    world.observe::<All>();
    assert!(
        world.reads.is_empty(),
        "its data are never stale of themselves"
    );
}

#[test]
fn stale_data_are_read_again_when_somebody_looks() {
    let mut world = World::new(Config::default());
    let brief = world.load::<Brief>();
    world.observe::<Brief>();
    assert!(world.reads.is_empty());
    world.pass(1_000);
    world.input(Input::Focused);
    assert_eq!(world.reads.len(), 1);
    assert!(
        world.client.view::<Brief>(&brief).is_some(),
        "old data are shown meanwhile"
    );
}

#[test]
fn data_that_nobody_looks_at_are_forgotten() {
    let mut world = World::new(Config::default());
    let brief = world.load::<Brief>();
    world.engine(|engine, now| engine.unobserve(now, &brief));
    world.pass(4_999);
    assert!(world.client.view::<Brief>(&brief).is_some());
    world.pass(1);
    assert!(world.client.view::<Brief>(&brief).is_none());
    assert_eq!(world.resource_counts(), ResourceCounts::default());
    assert_eq!(world.client.engine.poll_timeout(), None);
}

#[test]
fn a_read_that_nobody_waits_for_any_more_is_given_up() {
    let mut world = World::new(Config::default());
    let brief = world.observe::<Brief>();
    world.engine(|engine, now| engine.unobserve(now, &brief));
    world.pass(5_000);
    assert_eq!((world.reads.len(), world.aborted.len()), (0, 1));
    assert_eq!(world.resource_counts(), ResourceCounts::default());
}

#[test]
fn a_prefix_invalidates_what_is_under_it() {
    let mut world = World::new(Config::default());
    world.load::<All>();
    world.load::<Current>();
    world.engine(|engine, now| engine.invalidate(now, &QueryKey::new(["all".to_owned()])));
    assert_eq!(world.reads.len(), 1);
    world.serve_reads();
    world.engine(|engine, now| engine.invalidate(now, &everything()));
    assert_eq!(world.reads.len(), 2);
}

/// A read that is under way may not show what the invalidation is about.
#[test]
fn an_invalidation_during_a_read_leads_to_another() {
    let mut world = World::new(Config::default());
    let all = world.load::<All>();
    world.engine(|engine, now| engine.invalidate(now, &everything()));
    let read = world.begin_read();
    world.server.other(&Op::Title(1, "one"));
    world.engine(|engine, now| engine.invalidate(now, &all));
    world.end_read(read);
    assert_eq!(world.reads.len(), 1);
    world.rest(&all);
    world.shows(&all, 1, "one", false);
}

#[test]
fn a_read_that_is_cancelled_changes_nothing() {
    let mut world = World::new(Config::default());
    let all = world.load::<All>();
    world.engine(|engine, now| engine.invalidate(now, &everything()));
    let read = world.begin_read();
    world.server.other(&Op::Title(1, "one"));
    world.engine(|engine, now| engine.cancel_reads(now, &everything()));
    assert_eq!(world.aborted.len(), 1);
    world.end_read(read);
    world.shows(&all, 1, "note 1", false);
    assert_eq!(world.client.engine.status(&all).fetch, FetchStatus::Idle);
}

#[test]
fn failed_reads_are_tried_again_and_then_told() {
    let mut world = World::new(Config::default());
    let all = world.observe::<All>();
    for _ in 0..3 {
        world.fail_read(server_error(None));
        let status = world.client.engine.status(&all);
        assert_eq!(
            (status.data, status.fetch),
            (DataStatus::Pending, FetchStatus::Fetching)
        );
        world.pass(20_000);
    }
    world.fail_read(server_error(None));
    let status = world.client.engine.status(&all);
    assert_eq!(
        (status.data, status.fetch),
        (DataStatus::Error, FetchStatus::Idle)
    );
    assert_eq!(status.error.map(|reason| reason.code), Some("busy".into()));
    world.pass(60_000);
    assert!(world.reads.is_empty());
    world.input(Input::Focused);
    world.rest(&all);
    assert_eq!(world.client.engine.status(&all).data, DataStatus::Success);
}

#[test]
fn a_refused_read_is_not_tried_again() {
    let mut world = World::new(Config::default());
    let all = world.observe::<All>();
    world.fail_read(refused());
    assert_eq!(world.client.engine.status(&all).data, DataStatus::Error);
    world.pass(60_000);
    assert!(world.reads.is_empty());
    // After a sign-in it may be another matter.
    world.input(Input::SignedIn);
    // Who asks while it is under way is answered by another.
    world.engine(|engine, now| engine.invalidate(now, &everything()));
    world.fail_read(refused());
    world.rest(&all);
    assert_eq!(world.client.engine.status(&all).data, DataStatus::Success);
}

/// A thing that is deleted while its own page is open: the API answers "not found" from then on.
#[test]
fn what_cannot_be_read_any_more_holds_nothing_up() {
    let mut world = World::new(Config::default());
    let plain = world.load::<Plain>();
    world.mutate::<SetTitle>(Op::Title(1, "one"));
    world.mutate::<Remove>(Op::Remove(2));
    world.serve();
    world.mutate::<SetTitle>(Op::Title(1, "two"));
    while !world.sends.is_empty() {
        world.serve();
    }
    // What was answered while the first read was under way waits for one more.
    let mut reads = 0;
    for _ in 0..10 {
        while !world.reads.is_empty() {
            reads += 1;
            world.fail_read(refused());
        }
        world.pass(60_000);
    }
    assert_eq!(reads, 2);
    assert_eq!(world.resource_counts().entries, 0, "all of it has ended");
    world.pass(10 * 60_000);
    assert!(
        world.reads.is_empty(),
        "nothing is asked for again and again"
    );
    world.shows(&plain, 1, "two", false);
    assert_eq!(world.note(&plain, 2), None);

    // What is read again some day counts as always.
    world.server.other(&Op::Title(1, "theirs"));
    world.engine(|engine, now| engine.invalidate(now, &everything()));
    world.serve_reads();
    world.shows(&plain, 1, "theirs", false);
    world.rest(&plain);
}

#[test]
fn a_read_obeys_retry_after() {
    let mut world = World::new(Config::default());
    let all = world.observe::<All>();
    world.fail_read(server_error(Some(5_000)));
    world.pass(4_999);
    assert!(world.reads.is_empty());
    world.pass(201);
    assert_eq!(world.reads.len(), 1);
    world.rest(&all);
}

#[test]
fn a_read_that_brings_nothing_is_given_up() {
    let mut world = World::new(Config::default());
    let all = world.observe::<All>();
    world.pass(30_000);
    assert_eq!(world.aborted.len(), 1);
    world.rest(&all);
}

#[test]
fn an_interval_reads_while_somebody_looks() {
    let mut world = World::new(Config::default());
    let polled = world.load::<Polled>();
    for _ in 0..3 {
        world.pass(9_999);
        assert!(world.reads.is_empty());
        world.pass(1);
        assert_eq!(world.reads.len(), 1);
        world.serve_reads();
    }
    // A refused read does not end it.
    world.pass(10_000);
    world.fail_read(Failure {
        kind: FailureKind::Refused,
        ..server_error(None)
    });
    world.pass(10_000);
    assert_eq!(world.reads.len(), 1);
    world.serve_reads();
    world.engine(|engine, now| engine.unobserve(now, &polled));
    world.pass(60_000);
    assert!(world.reads.is_empty());
    // And it goes on when somebody looks again.
    world.observe::<Polled>();
    world.pass(10_000);
    assert_eq!(world.reads.len(), 1);
}

#[test]
fn what_has_not_changed_keeps_its_identity() {
    let mut world = World::new(Config::default());
    let all = world.load::<All>();
    let view = |world: &World| world.client.engine.view::<All>(&all).expect("loaded");
    let before = view(&world);
    world.mutate::<SetTitle>(Op::Title(3, "three"));
    let shown = view(&world);
    let same: Vec<bool> = before
        .iter()
        .zip(shown.iter())
        .map(|(a, b)| Rc::ptr_eq(a, b))
        .collect();
    assert_eq!(same, [true, true, false, true, true]);
    world.serve();
    world.server.other(&Op::Title(5, "five"));
    world.engine(|engine, now| engine.invalidate(now, &everything()));
    world.serve_reads();
    let same: Vec<bool> = shown
        .iter()
        .zip(view(&world).iter())
        .map(|(a, b)| Rc::ptr_eq(a, b))
        .collect();
    assert_eq!(same, [true, true, true, true, false]);
    let before = view(&world);
    world.engine(|engine, now| engine.invalidate(now, &everything()));
    world.serve_reads();
    assert!(before.same(&view(&world)));
}

#[test]
fn a_change_names_the_queries_that_it_changes() {
    let (mut world, all) = World::loaded(Config::default());
    world.changed.clear();
    world.mutate::<SetTitle>(Op::Title(1, "one"));
    assert_eq!(world.changed, [all.to_string()]);
    world.changed.clear();
    world.mutate::<SetTitle>(Op::Title(77, "nobody"));
    assert!(world.changed.is_empty());
}

/// An operation on what is not there stays in the log, and the server decides.
#[test]
fn a_prediction_that_does_not_fit_is_sent_all_the_same() {
    let (mut world, all) = World::loaded(Config::default());
    let operation = world.mutate::<SetTitle>(Op::Title(77, "nobody"));
    assert_eq!(world.view(&all).len(), 5);
    world.serve();
    assert_eq!(world.counts(operation).refused, 1);
    world.rest(&all);
}

#[test]
fn a_prefetch_is_an_observer_that_does_not_stay() {
    let mut world = World::new(Config::default());
    let all = world.observe::<All>();
    world.engine(|engine, now| engine.unobserve(now, &all));
    let all = QueryKey::new(["all".to_owned(), "()".to_owned()]);
    world.serve_reads();
    assert!(world.client.view::<All>(&all).is_some());
    world.observe::<All>();
    assert!(world.reads.is_empty());
}

#[test]
fn nothing_is_told_without_reason() {
    let mut world = World::new(Config::default());
    world.load::<All>();
    assert_eq!(world.told(), Vec::<Event>::new());
}
