//! How it becomes known what has become of it: answers, the app's question, the user.

use optimist_core::{Event, Failure, FailureKind, Outcome, Reason, Verdict};
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::{at_rest, deeds, is_unsure, ordinary, settle, stays};
use crate::{
    domain::{Delete, Op, Pay, Plain, Put, Secret, Write, WriteAsked},
    judge::tally,
    world::server_error,
};

/// Taken back on its way, it is neither aborted nor sent to learn its outcome.
#[test]
fn cancelled_in_flight_it_is_what_its_answer_says() {
    let (mut world, plain) = ordinary(true);
    let operation = world.mutate::<Write>(Op::Title(1, "one"));
    world.store();
    world.engine(|engine, now| engine.cancel(now, operation));
    assert_eq!((world.aborted.len(), world.resolves.len()), (0, 0));
    world.serve();
    assert_eq!((deeds(&world), world.history.len()), (1, 1));
    at_rest(&mut world, &plain);
    world.shows(&plain, 1, "one", false);
}

#[test]
fn cancelled_in_flight_without_an_answer_it_is_unsure() {
    for idempotent in [false, true] {
        let (mut world, plain) = ordinary(true);
        let operation = match idempotent {
            true => world.mutate::<Delete>(Op::Remove(1)),
            false => world.mutate::<Write>(Op::Title(1, "one")),
        };
        world.store();
        world.engine(|engine, now| engine.cancel(now, operation));
        world.cut();
        is_unsure(&world, operation);
        stays(&mut world, 1);
        world.engine(|engine, now| engine.dismiss(now, operation));
        assert_eq!((deeds(&world), world.history.len()), (0, 1));
        at_rest(&mut world, &plain);
    }
}

/// Dismissed as often as one likes, it is not sent; what the server has is shown.
#[test]
fn dismissed_it_is_gone_and_the_screen_is_true() {
    for done in [false, true] {
        let (mut world, plain) = ordinary(true);
        let operation = world.mutate::<Write>(Op::Title(1, "one"));
        world.store();
        match done {
            true => world.lose_answer(),
            false => world.cut(),
        }
        world.engine(|engine, now| engine.dismiss(now, operation));
        world.engine(|engine, now| engine.dismiss(now, operation));
        stays(&mut world, 1);
        at_rest(&mut world, &plain);
        world.shows(&plain, 1, if done { "one" } else { "note 1" }, false);
        world.reload();
        assert_eq!(world.state(operation), None);
        stays(&mut world, 1);
    }
}

/// What is done to the same item later waits until it is known, and then goes out.
#[test]
fn what_follows_on_its_item_waits_for_it() {
    let (mut world, plain) = ordinary(false);
    let first = world.mutate::<Pay>(Op::Approve(1));
    world.lose_answer();
    world.mutate::<Pay>(Op::Approve(1));
    assert!(world.sends.is_empty(), "a second click pays twice");
    world.mutate::<Write>(Op::Title(2, "two"));
    assert_eq!(world.sends.len(), 1, "others go on");
    world.serve();
    let second = world
        .client
        .engine
        .operations()
        .last()
        .map(|known| known.id);
    world.engine(|engine, now| engine.cancel(now, second.expect("it waits")));
    settle(&mut world, first, Verdict::Done);
    assert_eq!(deeds(&world), 2);
    at_rest(&mut world, &plain);
}

/// The app can ask the server: what it says settles it, and the user is told.
#[test]
fn the_apps_own_question_settles_it() {
    for done in [false, true] {
        let (mut world, plain) = ordinary(true);
        let operation = world.mutate::<WriteAsked>(Op::Title(1, "one"));
        world.store();
        match done {
            true => world.lose_answer(),
            false => world.cut(),
        }
        is_unsure(&world, operation);
        let (request, key) = world.resolves.remove(0);
        // It cannot say yet: it is asked again.
        world.outcome(request, key, Outcome::Unknown(server_error(None)));
        is_unsure(&world, operation);
        world.pass(1_000);
        let (request, key) = world.resolves.remove(0);
        world.told();
        world.outcome(
            request,
            key,
            match done {
                true => Outcome::done(),
                false => Outcome::Refused(Reason::new("not-done", "It was not saved.")),
            },
        );
        let told = tally(&world.told());
        assert_eq!(told.contains_key("recovered"), done);
        assert_eq!(told.contains_key("refused"), !done);
        assert_eq!(world.history.len(), 1);
        if !done {
            // From here on it is a refusal as any other: another try is a new operation.
            world.engine(|engine, now| engine.retry(now, operation));
            world.store();
            world.serve();
        }
        assert_eq!(deeds(&world), 1);
        at_rest(&mut world, &plain);
    }
}

/// A question that has no answer is given up within the budget; the user can have it asked again.
#[test]
fn a_question_without_an_answer_comes_to_rest() {
    let (mut world, _) = ordinary(false);
    let operation = world.mutate::<WriteAsked>(Op::Title(1, "one"));
    world.lose_answer();
    world.serve_reads();
    let mut asked = 0;
    for _ in 0..40 {
        while let Some((request, key)) = world.resolves.pop() {
            asked += 1;
            world.outcome(request, key, Outcome::Unknown(server_error(None)));
        }
        world.pass(20_000);
    }
    assert!((2..=12).contains(&asked), "asked {asked} times");
    is_unsure(&world, operation);
    assert_eq!(world.resource_counts().alarms, 0);
    assert_eq!(tally(&world.told()).get("unsure"), Some(&1), "told once");
    settle(&mut world, operation, Verdict::Ask);
    assert_eq!(world.resolves.len(), 1);
    let (request, key) = world.resolves.remove(0);
    let useless = Failure {
        kind: FailureKind::Refused,
        ..server_error(None)
    };
    world.outcome(request, key, Outcome::Unknown(useless));
    assert_eq!(
        world.resource_counts().alarms,
        0,
        "another question is useless"
    );
    is_unsure(&world, operation);
}

/// Of many, each has its own state; those that may be sent again are.
#[test]
fn each_of_many_is_unsure_for_itself() {
    let (mut world, _) = ordinary(false);
    let ops: Vec<Op> = (1..=3).map(|id| Op::Title(id, "all")).collect();
    let operation = world.bulk::<Write>(&ops);
    world.serve();
    world.lose_answer();
    let sent = world.sends.remove(0);
    let key = sent.operations[0].0;
    let refused = Outcome::Refused(Reason::new("no", "No."));
    world.outcome(sent.request, key, refused);
    let counts = world.counts(operation);
    assert_eq!((counts.done, counts.unsure, counts.refused), (1, 1, 1));
    assert_eq!((counts.under_way(), counts.need_user()), (0, 2));
    let finished = |event: &Event| matches!(event, Event::Finished { .. });
    assert_eq!(
        world.told().iter().filter(|event| finished(event)).count(),
        1
    );
    world.engine(|engine, now| engine.settle(now, operation, 1, Verdict::Done));
    let counts = world.counts(operation);
    assert_eq!((counts.done, counts.unsure), (2, 0));
    assert_eq!(counts.total, 3);
}

/// `PUT` and `DELETE` are sent again, over lost answers and reloads.
#[test]
fn what_may_be_repeated_is() {
    let (mut world, plain) = ordinary(true);
    world.mutate::<Put>(Op::Done(1, true));
    world.store();
    world.lose_answer();
    world.pass(1_000);
    assert_eq!(world.sends.len(), 1);
    world.lose_answer();
    world.reload();
    let plain_again = world.load::<Plain>();
    assert_eq!(plain_again, plain);
    assert_eq!(world.sends.len(), 1);
    world.serve();
    at_rest(&mut world, &plain);
    world.shows(&plain, 1, "note 1", true);
}

/// What must not be on the device is not written, and is sent all the same.
#[test]
fn what_is_not_to_be_stored_is_not() {
    let (mut world, plain) = ordinary(true);
    world.mutate::<Secret>(Op::Title(1, "secret"));
    world.store();
    assert!(world.client.disk.rows.is_empty());
    assert_eq!(world.sends.len(), 1);
    world.serve();
    at_rest(&mut world, &plain);
    // Nor is it while the storage is being opened.
    world.mutate::<Secret>(Op::Title(2, "secret"));
    world.cut();
    world.reload();
    assert!(world.client.disk.rows.is_empty());
    assert_eq!(world.resource_counts().entries, 0);
}
