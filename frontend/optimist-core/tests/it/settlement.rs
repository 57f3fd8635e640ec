//! When an operation leaves the log: the settlement table, row by row.

use optimist_core::{
    Backoff, Batching, Config, Event, ItemState, ItemStatus, LiveSignal, Outcome, Policy, Source,
};
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::{
    client::Shape,
    domain::{Approve, Op, Plain, SetDone, SetTitle},
    judge::tally,
    server::REFUSED,
    world::{World, server_error, too_large},
};

fn live() -> Config {
    Config {
        live: vec![Source::DEFAULT],
        ..Config::default()
    }
}

fn batched() -> Config {
    Config {
        batch: Some(Batching::DEFAULT),
        ..live()
    }
}

fn impatient() -> Config {
    Config {
        backoff: Backoff {
            tries: 2,
            ..Backoff::DEFAULT
        },
        ..live()
    }
}

#[test]
fn answered_with_the_truth_it_retires_at_once() {
    let (mut world, all) = World::loaded(live());
    let operation = world.mutate::<SetTitle>(Op::Title(1, "one"));
    assert_eq!(world.state(operation), Some(ItemState::Sending));
    world.serve();
    let held = world.resource_counts();
    assert_eq!((held.entries, held.alarms, held.requests), (0, 0, 0));
    assert!(world.client.engine.operation(operation).is_none());
    world.event(1);
    world.rest(&all);
    assert_eq!(
        tally(&world.told()),
        [("finished", 1), ("issued", 1)].into()
    );
}

#[test]
fn answered_with_a_revision_it_waits_for_the_data() {
    let (mut world, all) = World::loaded(live());
    world.shape = Shape::Revision;
    world.mutate::<SetTitle>(Op::Title(1, "one"));
    world.serve();
    assert_eq!(
        (
            world.resource_counts().entries,
            world.client.engine.pending()
        ),
        (1, 0)
    );
    assert!(
        world.reads.is_empty(),
        "the event stream is going to bring it"
    );
    world.event(1);
    assert_eq!(world.resource_counts().entries, 0);
    world.rest(&all);
}

#[test]
fn a_lost_event_stream_leads_to_a_read_of_what_is_waited_for() {
    let (mut world, all) = World::loaded(live());
    world.shape = Shape::Revision;
    world.mutate::<SetTitle>(Op::Title(1, "one"));
    world.serve();
    world.input(optimist_core::Input::Live(
        Source::DEFAULT,
        LiveSignal::Lost,
    ));
    world.rest(&all);
}

#[test]
fn without_revisions_it_waits_for_a_read() {
    let mut world = World::new(Config::default());
    let plain = world.load::<Plain>();
    world.shape = Shape::Plain;
    world.mutate::<SetTitle>(Op::Title(1, "one"));
    world.serve();
    assert_eq!((world.resource_counts().entries, world.reads.len()), (1, 1));
    world.serve_reads();
    assert_eq!(world.resource_counts().entries, 0);
    world.rest(&plain);
}

#[test]
fn refused_it_is_told_once_and_can_be_dismissed() {
    let (mut world, all) = World::loaded(live());
    let operation = world.mutate::<SetTitle>(Op::Title(1, REFUSED));
    world.serve();
    world.shows(&all, 1, "note 1", false);
    assert!(matches!(world.status_of(1), ItemStatus::Unhandled { .. }));
    assert_eq!(world.counts(operation).refused, 1);
    let told = world.told();
    assert_eq!(
        tally(&told),
        [("finished", 1), ("issued", 1), ("refused", 1)].into()
    );
    world.engine(|engine, now| engine.dismiss(now, operation));
    assert!(matches!(world.status_of(1), ItemStatus::Idle));
    world.rest(&all);
    assert_eq!(world.resource_counts().operations, 0);
}

#[test]
fn refused_it_is_tried_again_with_a_new_key() {
    let (mut world, all) = World::loaded(live());
    world.server.locked.insert(1);
    let operation = world.mutate::<SetTitle>(Op::Title(1, "one"));
    world.serve();
    world.server.locked.clear();
    world.engine(|engine, now| engine.retry(now, operation));
    world.shows(&all, 1, "one", false);
    assert!(matches!(world.status_of(1), ItemStatus::Pending(_)));
    assert_ne!(
        world.history[0].operations[0].0,
        world.history[1].operations[0].0
    );
    world.rest(&all);
    world.shows(&all, 1, "one", false);
}

#[test]
fn unknown_it_is_sent_again_with_the_same_key() {
    let (mut world, all) = World::loaded(live());
    world.mutate::<SetTitle>(Op::Title(1, "one"));
    world.lose_answer();
    world.shows(&all, 1, "one", false);
    world.pass(200);
    assert_eq!(world.history[0].operations, world.history[1].operations);
    world.rest(&all);
    assert_eq!(world.server.effects.len(), 1);
}

#[test]
fn retry_after_is_obeyed() {
    let (mut world, all) = World::loaded(live());
    world.mutate::<SetTitle>(Op::Title(1, "one"));
    let sent = world.sends.remove(0);
    world.end(sent.request, Err(server_error(Some(3_000))));
    world.input(optimist_core::Input::Hint { online: true });
    world.pass(2_999);
    assert!(world.sends.is_empty());
    world.pass(201);
    assert_eq!(world.sends.len(), 1);
    world.rest(&all);
}

#[test]
fn a_request_that_brings_nothing_is_given_up() {
    let (mut world, all) = World::loaded(live());
    world.mutate::<SetTitle>(Op::Title(1, "one"));
    let request = world.sends[0].request;
    world.pass(30_000);
    assert_eq!(world.aborted, [request]);
    world.rest(&all);
    assert_eq!(world.history.len(), 2);
}

#[test]
fn paused_for_sign_in_it_goes_on_afterwards() {
    let (mut world, all) = World::loaded(live());
    let operation = world.mutate::<SetTitle>(Op::Title(1, "one"));
    let sent = world.sends.remove(0);
    world.outcome(sent.request, sent.operations[0].0, Outcome::Paused);
    world.end(sent.request, Ok(()));
    world.mutate::<SetTitle>(Op::Title(2, "two"));
    world.pass(60_000);
    assert!(world.sends.is_empty());
    assert_eq!(world.state(operation), Some(ItemState::Queued));
    world.shows(&all, 1, "one", false);
    assert!(world.told().contains(&Event::SignInNeeded));
    world.input(optimist_core::Input::SignedIn);
    assert_eq!(world.sends.len(), 2);
    world.rest(&all);
    world.shows(&all, 1, "one", false);
}

#[test]
fn too_large_a_batch_is_split_and_keeps_its_keys() {
    let (mut world, all) = World::loaded(batched());
    let ops: Vec<Op> = (1..=5).map(|id| Op::Done(id, true)).collect();
    let operation = world.bulk::<SetDone>(&ops);
    let sent = world.sends.remove(0);
    assert_eq!(sent.operations.len(), 5);
    world.end(sent.request, Err(too_large()));
    assert_eq!(world.counts(operation).under_way(), 5);
    let halves: Vec<_> = world
        .sends
        .iter()
        .flat_map(|sent| sent.operations.clone())
        .collect();
    assert_eq!(halves, sent.operations);
    assert!(world.sends.len() > 1);
    world.rest(&all);
}

#[test]
fn an_operation_that_the_server_does_not_know_asks_for_an_update() {
    let (mut world, all) = World::loaded(impatient());
    let operation = world.mutate::<SetTitle>(Op::Title(1, "one"));
    for _ in 0..2 {
        let sent = world.sends.remove(0);
        world.outcome(sent.request, sent.operations[0].0, Outcome::UpdateNeeded);
        world.end(sent.request, Ok(()));
        world.pass(1_000);
    }
    let Some(ItemState::Failed(reason)) = world.state(operation) else {
        panic!("it has not failed")
    };
    assert_eq!(reason.code, "update-needed");
    world.shows(&all, 1, "one", false);
}

#[test]
fn an_item_that_a_batch_does_not_name_is_unknown() {
    let (mut world, all) = World::loaded(batched());
    let ops: Vec<Op> = (1..=3).map(|id| Op::Done(id, true)).collect();
    let operation = world.bulk::<SetDone>(&ops);
    let mut dealt = world.deal();
    let missing = dealt.answers.remove(1).0;
    world.tell(&dealt);
    let counts = world.counts(operation);
    assert_eq!((counts.done, counts.queued), (2, 1));
    world.pass(1_000);
    assert_eq!(world.sends[0].operations, [(missing, ops[1].clone())]);
    world.rest(&all);
}

/// Fails one operation; its item keeps the effect, since nobody knows.
fn failed() -> (World, optimist_core::QueryKey, optimist_core::OperationId) {
    let (mut world, all) = World::loaded(impatient());
    let operation = world.mutate::<SetTitle>(Op::Title(1, "one"));
    for _ in 0..2 {
        let sent = world.sends.remove(0);
        world.end(sent.request, Err(server_error(None)));
        world.pass(1_000);
    }
    assert!(matches!(world.state(operation), Some(ItemState::Failed(_))));
    assert!(matches!(world.status_of(1), ItemStatus::Unhandled { .. }));
    world.shows(&all, 1, "one", false);
    (world, all, operation)
}

#[test]
fn failed_it_is_tried_again_with_its_key() {
    let (mut world, all, operation) = failed();
    world.engine(|engine, now| engine.retry(now, operation));
    assert_eq!(world.history[0].operations, world.history[2].operations);
    world.rest(&all);
    world.shows(&all, 1, "one", false);
}

#[test]
fn given_up_its_outcome_is_asked_for_first() {
    for done in [false, true] {
        let (mut world, all, operation) = failed();
        let (key, op) = world.history[0].operations[0].clone();
        if done {
            world.server.submit(key, &op);
        }
        world.engine(|engine, now| engine.dismiss(now, operation));
        assert_eq!((world.sends.len(), world.resolves.len()), (0, 1));
        world.shows(&all, 1, "one", false);
        world.serve_resolve();
        world.shows(&all, 1, if done { "one" } else { "note 1" }, false);
        world.server.submit(key, &op);
        assert_eq!(world.server.effects.len(), usize::from(done));
        assert!(world.client.engine.operation(operation).is_none());
        world.rest(&all);
    }
}

/// The server had done it all along, and its event says so.
#[test]
fn failed_it_is_settled_by_its_event() {
    let (mut world, all, operation) = failed();
    let (key, op) = world.history[0].operations[0].clone();
    world.server.submit(key, &op);
    world.event(1);
    assert!(world.client.engine.operation(operation).is_none());
    assert!(matches!(world.status_of(1), ItemStatus::Idle));
    world.rest(&all);
    assert_eq!(tally(&world.told())["finished"], 1);
}

#[test]
fn a_bulk_has_one_state_for_each_item_and_tries_again_only_what_failed() {
    let (mut world, all) = World::loaded(batched());
    world.server.locked.extend([2, 4]);
    let ops: Vec<Op> = (1..=5).map(|id| Op::Done(id, true)).collect();
    let operation = world.bulk::<SetDone>(&ops);
    world.serve();
    let counts = world.counts(operation);
    assert_eq!((counts.total, counts.done, counts.refused), (5, 3, 2));
    world.shows(&all, 2, "note 2", false);
    world.shows(&all, 3, "note 3", true);
    world.server.locked.clear();
    world.engine(|engine, now| engine.retry(now, operation));
    assert_eq!(world.sends.len(), 1);
    let ids: Vec<u32> = world.sends[0]
        .operations
        .iter()
        .map(|(_, op)| op.id())
        .collect();
    assert_eq!(ids, [2, 4]);
    world.rest(&all);
    assert_eq!(tally(&world.told())["finished"], 2);
}

#[test]
fn a_correction_is_told_once() {
    let (mut world, all) = World::loaded(live());
    world.mutate::<SetTitle>(Op::Title(1, " one "));
    world.shows(&all, 1, " one ", false);
    let dealt = world.deal();
    world.event(1);
    world.shows(&all, 1, "one", false);
    world.tell(&dealt);
    world.rest(&all);
    let told = world.told();
    assert_eq!(tally(&told)["corrected"], 1);
    let correction = told.iter().find_map(|event| match event {
        Event::Corrected { correction, .. } => Some(correction.clone()),
        _ => None,
    });
    assert_eq!(
        correction.map(|told| (told.wanted, told.actual)),
        Some((" one ".into(), "one".into()))
    );
}

#[test]
fn what_needs_the_servers_word_is_shown_with_it() {
    assert_eq!(
        <Approve as optimist_core::Mutation>::POLICY,
        Policy::Confirmed
    );
    let (mut world, all) = World::loaded(live());
    world.mutate::<Approve>(Op::Approve(1));
    assert!(!world.note(&all, 1).is_some_and(|note| note.approved));
    assert!(matches!(world.status_of(1), ItemStatus::Pending(_)));
    world.serve();
    assert!(world.note(&all, 1).is_some_and(|note| note.approved));
    world.event(1);
    world.rest(&all);
}

#[test]
fn with_optimism_off_everything_still_works() {
    let (mut world, all) = World::loaded(live());
    world.mutate::<SetTitle>(Op::Title(1, "one"));
    world.engine(|engine, _| engine.set_optimism(false));
    assert!(!world.client.engine.optimism());
    world.shows(&all, 1, "note 1", false);
    world.mutate::<SetTitle>(Op::Title(2, "two"));
    world.shows(&all, 2, "note 2", false);
    world.serve();
    world.shows(&all, 1, "one", false);
    world.engine(|engine, _| engine.set_optimism(true));
    assert!(world.client.engine.optimism());
    world.shows(&all, 2, "two", false);
    world.event(1);
    world.rest(&all);
}
