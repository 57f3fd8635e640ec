//! A server that goes back to an earlier state, and revisions of more than one server.

use optimist_core::{
    Config, Event, Input, ItemState, Outcome, Query, QueryOptions, Source, Timeline,
};
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::{
    domain::{All, ELSEWHERE, Note, Notes, Op, Plain, SetDone, SetElsewhere, SetTitle},
    judge::tally,
    server::Server,
    world::World,
};

fn live() -> Config {
    Config {
        live: vec![Source::DEFAULT],
        ..Config::default()
    }
}

fn first() -> Option<Timeline> {
    Some(Timeline::new("first"))
}

fn second() -> Option<Timeline> {
    Some(Timeline::new("second"))
}

/// A page that has seen three changes, and the server as it was after the first.
fn page() -> (World, optimist_core::QueryKey, Server) {
    let mut world = World::new(live());
    world.client.timeline = first();
    let all = world.load::<All>();
    world.open_live();
    world.server.other(&Op::Title(1, "kept"));
    let backup = world.server.clone();
    world.server.other(&Op::Title(1, "lost"));
    world.server.other(&Op::Done(2, true));
    for revision in 1..=3 {
        world.event(revision);
    }
    world.shows(&all, 1, "lost", false);
    (world, all, backup)
}

fn restore(world: &mut World, backup: &Server) {
    world.server = backup.clone();
    world.client.timeline = second();
    world.act(|client| client.live(optimist_core::LiveSignal::Lost));
    world.pass(1_000);
}

/// The stream says that what the page knows is not part of the server's history.
#[test]
fn a_restored_server_is_believed_by_its_stream() {
    let (mut world, all, backup) = page();
    restore(&mut world, &backup);
    assert_eq!(world.live, Some(3));
    let head = world.client.head(1);
    world.act(|client| client.live(optimist_core::LiveSignal::Reset(head)));
    world.serve_reads();
    world.shows(&all, 1, "kept", false);
    world.shows(&all, 2, "note 2", false);
    assert_eq!(tally(&world.told())["history"], 1);
    world.rest(&all);
}

/// A read shows it first.
#[test]
fn a_restored_server_is_believed_by_a_read() {
    let (mut world, all, backup) = page();
    restore(&mut world, &backup);
    let plain = world.load::<Plain>();
    world.shows(&plain, 1, "kept", false);
    world.serve_reads();
    world.shows(&all, 1, "kept", false);
    world.rest(&all);
}

/// The author's own change is made after the restore: its answer has a smaller revision than what is
/// known, and the change stays on screen.
#[test]
fn a_change_after_the_restore_holds() {
    let (mut world, all, backup) = page();
    world.server = backup;
    world.client.timeline = second();
    world.mutate::<SetDone>(Op::Done(3, true));
    world.shows(&all, 3, "note 3", true);
    world.serve();
    world.shows(&all, 3, "note 3", true);
    world.serve_reads();
    world.shows(&all, 3, "note 3", true);
    world.shows(&all, 1, "kept", false);
    world.rest(&all);
}

/// What was answered before the restore and is not confirmed yet does not wait for a revision that
/// never comes.
#[test]
fn an_answer_of_the_history_that_was_left_settles_by_a_read() {
    let (mut world, all, backup) = page();
    world.shape = crate::client::Shape::Revision;
    world.mutate::<SetDone>(Op::Done(3, true));
    world.serve();
    assert_eq!(world.resource_counts().entries, 1);
    restore(&mut world, &backup);
    let head = world.client.head(1);
    world.act(|client| client.live(optimist_core::LiveSignal::Reset(head)));
    world.serve_reads();
    world.shows(&all, 3, "note 3", false);
    world.rest(&all);
}

/// An answer that was under way when the server was restored comes last: it says nothing about the
/// present.
#[test]
fn a_late_answer_of_the_history_that_was_left_is_no_truth() {
    let (mut world, all, backup) = page();
    world.mutate::<SetTitle>(Op::Title(4, "gone"));
    let dealt = world.deal();
    restore(&mut world, &backup);
    let head = world.client.head(1);
    world.act(|client| client.live(optimist_core::LiveSignal::Reset(head)));
    world.client.timeline = first();
    world.tell(&dealt);
    world.client.timeline = second();
    world.serve_reads();
    world.shows(&all, 4, "note 4", false);
    world.rest(&all);
}

/// A read that was under way when the server was restored is read again.
#[test]
fn a_late_read_of_the_history_that_was_left_is_dropped() {
    let (mut world, all, backup) = page();
    world.engine(|engine, now| engine.invalidate(now, &optimist_core::QueryKey::new([])));
    let old = world.begin_read();
    restore(&mut world, &backup);
    let plain = world.observe::<Plain>();
    let read = world.begin_read();
    world.end_read(read);
    world.shows(&plain, 1, "kept", false);
    world.client.timeline = first();
    world.end_read(old);
    world.client.timeline = second();
    world.serve_reads();
    world.shows(&all, 1, "kept", false);
    world.rest(&all);
}

/// An ordinary restart begins a timeline too: the stream goes on, and nothing is read again.
#[test]
fn a_restart_of_the_server_costs_no_read() {
    let (mut world, all, _) = page();
    world.client.timeline = second();
    world.act(|client| client.live(optimist_core::LiveSignal::Lost));
    world.pass(1_000);
    world.open_live();
    assert!(world.reads.is_empty());
    assert!(!tally(&world.told()).contains_key("history"));
    world.server.other(&Op::Title(5, "five"));
    world.event_next();
    world.shows(&all, 5, "five", false);
    world.rest(&all);
}

/// A query that has read past the point from which the stream goes on may be of the history that was
/// left.
#[test]
fn what_is_newer_than_the_stream_is_read_again() {
    let mut world = World::new(live());
    world.client.timeline = first();
    let all = world.load::<All>();
    world.server.other(&Op::Title(1, "lost"));
    let plain = world.load::<crate::domain::Brief>();
    world.shows(&plain, 1, "lost", false);
    world.live = None;
    world.act(|client| client.live(optimist_core::LiveSignal::Lost));
    world.pass(1_000);
    world.server.changes.clear();
    world.server.notes.insert(1, Note::new(1));
    world.client.timeline = second();
    assert_eq!(world.live, Some(0));
    world.open_live();
    world.serve_reads();
    world.shows(&plain, 1, "note 1", false);
    world.shows(&all, 1, "note 1", false);
    world.rest(&all);
}

/// A revision that no server comes to hides no later truth.
#[test]
fn a_broken_revision_is_not_believed() {
    for broken in [1 << 40, 1 << 63, u64::MAX] {
        let (mut world, all) = World::loaded(live());
        world.mutate::<SetTitle>(Op::Title(1, "one"));
        let sent = world.sends.remove(0);
        let (key, op) = sent.operations[0].clone();
        world.server.submit(key, &op);
        let truth = optimist_core::Truth::<Notes>::shared(1, Some(Note::new(1)));
        let outcome = Outcome::done_at(broken, None).with_truth(truth);
        world.outcome(sent.request, key, outcome);
        world.serve_reads();
        world.server.other(&Op::Title(1, "later"));
        world.event(1);
        world.event(2);
        world.shows(&all, 1, "later", false);
        world.rest(&all);
    }
}

/// The same kind of item from another server, which counts for itself.
struct Elsewhere;

impl Query for Elsewhere {
    type Entity = Notes;
    type Args = ();
    const NAME: &'static str = "plain-elsewhere";
    const OPTIONS: QueryOptions = QueryOptions {
        stale_ms: u64::MAX,
        ..QueryOptions::DEFAULT
    };
    const SOURCE: Source = ELSEWHERE;
}

/// Two servers count apart: the revision of one says nothing about the other's data.
#[test]
fn a_revision_counts_in_its_own_source_only() {
    let (mut world, all) = World::loaded(live());
    let request = {
        world.observe::<Elsewhere>();
        world.reads.remove(0).0
    };
    world.input(Input::Fetched {
        request,
        result: Ok(optimist_core::Fetched {
            items: Box::new(vec![Note::new(1)]),
            revision: Some(1_000),
            timeline: None,
        }),
    });
    world.mutate::<SetElsewhere>(Op::Done(1, true));
    let sent = world.sends.remove(0);
    let done = Note {
        done: true,
        ..Note::new(1)
    };
    let truth = optimist_core::Truth::<Notes>::shared(1, Some(done));
    let outcome = Outcome::done_at(1_001, None).with_truth(truth);
    world.outcome(sent.request, sent.operations[0].0, outcome);
    assert_eq!(
        world.reads.len(),
        1,
        "the default server's list is to be read"
    );
    world.serve_reads();
    world.shows(&all, 1, "note 1", false);
    world.server.other(&Op::Title(1, "one"));
    world.event_next();
    world.shows(&all, 1, "one", false);
}

/// An event settles nothing that was sent to another server, whatever key it names.
#[test]
fn an_event_settles_what_its_own_server_was_asked_for() {
    let (mut world, all) = World::loaded(live());
    let operation = world.mutate::<SetElsewhere>(Op::Done(1, true));
    let key = world.sends[0].operations[0].0;
    world.server.submit(key, &Op::Title(1, "one"));
    world.event(1);
    assert_eq!(world.state(operation), Some(ItemState::Sending));
    world.shows(&all, 1, "one", true);
}

/// A stream of a server whose data carry no revisions starts now, not at the beginning of time.
#[test]
fn without_revisions_the_stream_starts_from_now_on() {
    let mut world = World::new(live());
    world.server.other(&Op::Title(1, "before"));
    world.load::<Plain>();
    let since = world.client.asked_since.clone();
    assert_eq!(since, [None]);
    let told = world.told();
    assert!(
        !told
            .iter()
            .any(|event| matches!(event, Event::Repaired { .. }))
    );
}
