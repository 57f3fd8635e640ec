//! Failures, time-outs, lost answers, crashes: what they lead to.

use optimist_core::{Failure, Input, ItemState, ItemStatus, Outcome, Reason, Verdict};
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::{at_rest, deeds, is_unsure, ordinary, settle, stays};
use crate::{
    domain::{Comment, Op, Pay, Plain, Write},
    judge::tally,
    world::server_error,
};

/// A checkout that takes 35 seconds, with a time-out of 30: it is charged once. The user is told that it is
/// not known, and told so once more when the answer is there.
#[test]
fn a_slow_checkout_is_charged_once_and_its_late_answer_counts() {
    let (mut world, plain) = ordinary(false);
    let operation = world.mutate::<Pay>(Op::Approve(1));
    world.pass(30_500);
    is_unsure(&world, operation);
    assert!(matches!(world.status_of(1), ItemStatus::Unsure { .. }));
    assert!(world.aborted.is_empty(), "an abort undoes nothing");
    let told = tally(&world.told());
    assert_eq!((told.get("unsure"), told.get("failed")), (Some(&1), None));
    world.pass(4_500);
    world.serve();
    assert_eq!(tally(&world.told()).get("recovered"), Some(&1));
    assert_eq!((deeds(&world), world.history.len()), (1, 1));
    at_rest(&mut world, &plain);
    assert!(world.note(&plain, 1).is_some_and(|note| note.approved));
}

/// Requests that take too long hold up no others.
#[test]
fn late_requests_hold_up_no_others() {
    let (mut world, _) = ordinary(false);
    for id in 1..=4 {
        world.mutate::<Pay>(Op::Approve(id));
    }
    world.mutate::<Write>(Op::Title(5, "five"));
    assert_eq!(world.sends.len(), 4);
    world.pass(30_500);
    world.serve_reads();
    assert_eq!(world.sends.len(), 5, "the fifth has gone out");
    assert_eq!(world.history.len(), 5);
}

/// The server has done it and answers that it failed: it is not done again. What is shown is marked, and
/// the page reads what is true.
#[test]
fn an_error_after_the_deed_does_it_once() {
    let (mut world, plain) = ordinary(false);
    let operation = world.mutate::<Write>(Op::Title(1, "one"));
    let dealt = world.deal();
    world.end(dealt.request, Err(server_error(None)));
    is_unsure(&world, operation);
    world.shows(&plain, 1, "one", false);
    assert_eq!(world.reads.len(), 1, "what is true is read");
    stays(&mut world, 1);
    settle(&mut world, operation, Verdict::Done);
    assert_eq!(deeds(&world), 1);
    at_rest(&mut world, &plain);
}

/// With a wait that the server asks for, too: a gateway's 503 does not say that nothing was done.
#[test]
fn no_failure_leads_to_another_try() {
    for failure in [
        Failure::network(),
        server_error(None),
        server_error(Some(1_000)),
        Failure::elsewhere(Reason::new("gateway", "A gateway has waited too long.")),
        Failure::unreadable("The answer is no JSON."),
    ] {
        let (mut world, _) = ordinary(true);
        let operation = world.mutate::<Comment>(Op::Add(9, "hello"));
        world.store();
        let dealt = world.deal();
        world.end(dealt.request, Err(failure));
        is_unsure(&world, operation);
        world.input(Input::Hint { online: true });
        world.input(Input::Focused);
        world.input(Input::SignedIn);
        // A button for all that needs somebody says nothing of what may have been done.
        world.engine(|engine, now| engine.retry(now, operation));
        stays(&mut world, 1);
        is_unsure(&world, operation);
        assert_eq!(deeds(&world), 1);
    }
}

/// What certainly was not done goes out again: a limit of requests, a sign-in.
#[test]
fn what_was_not_done_is_sent_again() {
    for signs_in in [false, true] {
        let (mut world, plain) = ordinary(true);
        world.mutate::<Comment>(Op::Add(9, "hello"));
        world.store();
        let sent = world.sends.remove(0);
        let key = sent.operations[0].0;
        let busy = server_error(Some(2_000));
        let outcome = match signs_in {
            true => Outcome::Paused,
            false => Outcome::NotDone(busy),
        };
        world.outcome(sent.request, key, outcome);
        world.store();
        match signs_in {
            true => world.input(Input::SignedIn),
            false => world.pass(3_000),
        }
        world.store();
        assert_eq!(world.sends.len(), 1);
        world.serve();
        assert_eq!(deeds(&world), 1);
        at_rest(&mut world, &plain);
    }
}

/// While it waits for that, a reload finds that it was not done.
#[test]
fn what_was_not_done_survives_a_reload_unsent() {
    let (mut world, _) = ordinary(true);
    let operation = world.mutate::<Comment>(Op::Add(9, "hello"));
    world.store();
    let sent = world.sends.remove(0);
    let key = sent.operations[0].0;
    world.outcome(
        sent.request,
        key,
        Outcome::NotDone(server_error(Some(60_000))),
    );
    world.store();
    world.reload();
    world.store();
    assert_eq!(world.state(operation), Some(ItemState::Sending));
    world.serve();
    assert_eq!(deeds(&world), 1);
}

/// The budget of tries is for what was not done, too; then it is refused, not unsure.
#[test]
fn what_is_never_done_is_refused_in_the_end() {
    let (mut world, plain) = ordinary(false);
    let operation = world.mutate::<Comment>(Op::Add(9, "hello"));
    for _ in 0..12 {
        let sent = world.sends.remove(0);
        let key = sent.operations[0].0;
        world.outcome(sent.request, key, Outcome::NotDone(server_error(None)));
        world.pass(21_000);
    }
    let state = world.state(operation);
    assert!(matches!(state, Some(ItemState::Refused(_))), "{state:?}");
    assert_eq!(world.note(&plain, 9), None);
}

/// A reload while the request is on its way: the deed is done once, and the next visit says so.
#[test]
fn a_reload_in_flight_sends_nothing_again() {
    for done in [true, false] {
        let (mut world, _) = ordinary(true);
        let operation = world.mutate::<Comment>(Op::Add(9, "hello"));
        world.store();
        assert_eq!(world.sends.len(), 1);
        if done {
            world.deal();
        }
        world.told();
        world.reload();
        let plain = world.load::<Plain>();
        is_unsure(&world, operation);
        assert_eq!(tally(&world.told()).get("unsure"), Some(&1));
        stays(&mut world, 1);
        assert!(world.note(&plain, 9).is_some(), "it stays shown");
        match done {
            true => settle(&mut world, operation, Verdict::Done),
            false => settle(&mut world, operation, Verdict::SendAgain),
        }
        world.store();
        if !done {
            world.serve();
        }
        assert_eq!(deeds(&world), 1);
        at_rest(&mut world, &plain);
    }
}

/// The mark is on disk before the request goes out; a crash between the two sends nothing.
#[test]
fn it_is_marked_before_it_is_sent() {
    let (mut world, _) = ordinary(true);
    let operation = world.mutate::<Comment>(Op::Add(9, "hello"));
    assert!(world.act(crate::client::Client::write), "its row");
    assert!(world.client.disk.rows.values().all(|row| row.unsent));
    assert_eq!(world.sends.len(), 0);
    // A crash here finds it unsent.
    let (rows, now) = (world.client.disk.reopen(), world.client.now);
    world.input(Input::StorageFailed(Reason::new("lost", "")));
    assert_eq!(
        world.sends.len(),
        0,
        "unmarked, a reload would send it again"
    );
    world.client.now = now;
    world.input(Input::Restored(rows));
    world.store();
    assert!(world.client.disk.rows.values().all(|row| !row.unsent));
    assert_eq!(world.sends.len(), 1);
    world.reload();
    is_unsure(&world, operation);
    assert_eq!(world.history.len(), 1);
}

/// What waited without a connection goes out after a reload, once.
#[test]
fn what_was_not_sent_goes_out_after_a_reload() {
    let (mut world, _) = ordinary(true);
    world.input(Input::Hint { online: false });
    world.mutate::<Comment>(Op::Add(9, "hello"));
    world.store();
    assert!(world.sends.is_empty());
    for _ in 0..3 {
        world.reload();
        world.input(Input::Hint { online: false });
        world.pass(1_000);
    }
    world.store();
    let sent = world.history.len();
    assert!(sent <= 1);
    world.input(Input::Hint { online: true });
    world.store();
    while !world.sends.is_empty() {
        world.serve();
    }
    assert_eq!(deeds(&world), 1);
}
