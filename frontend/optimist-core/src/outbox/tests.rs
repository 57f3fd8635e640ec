//! The outbox alone.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::*;
use crate::{
    config::Batching,
    outcome::{Failure, Reason},
    testing::context,
};

fn batched() -> Config {
    Config {
        batch: Some(Batching {
            items: 8,
            ..Batching::DEFAULT
        }),
        ..Config::default()
    }
}

fn outbox(config: Config) -> (Context, Outbox) {
    let outbox = Outbox::new(&config);
    (context(config), outbox)
}

fn send(cx: &mut Context, outbox: &mut Outbox, keys: u128, bulk: bool) -> RequestId {
    let request = cx.next_request();
    let keys = (0..keys).map(Key).collect();
    outbox.send(cx, request, keys, Vec::new(), bulk);
    request
}

#[test]
fn bulk_requests_leave_one_to_single_operations() {
    let (mut cx, mut outbox) = outbox(Config::default());
    for _ in 0..3 {
        assert!(outbox.has_room(&cx, true));
        send(&mut cx, &mut outbox, 2, true);
    }
    assert!(!outbox.has_room(&cx, true));
    assert!(outbox.has_room(&cx, false));
    send(&mut cx, &mut outbox, 1, false);
    assert!(!outbox.has_room(&cx, false));
}

#[test]
fn single_operations_wait_for_others_to_join_and_bulk_ones_do_not() {
    let (mut cx, mut outbox) = outbox(batched());
    assert!(!outbox.window_is_over(&mut cx, false, 0));
    assert!(!cx.alarms.is_set(&Alarm::Flush), "nothing waits");
    assert!(!outbox.window_is_over(&mut cx, false, 1));
    assert!(cx.alarms.is_set(&Alarm::Flush));
    assert!(outbox.window_is_over(&mut cx, false, 8));
    assert!(outbox.window_is_over(&mut cx, true, 1));
    outbox.flush_now(true);
    assert!(outbox.window_is_over(&mut cx, false, 1));
}

#[test]
fn an_operation_after_a_pause_does_not_wait_for_more_than_its_turn() {
    let (mut cx, mut outbox) = outbox(batched());
    let waits = |cx: &mut Context, outbox: &mut Outbox| {
        cx.alarms.clear(&Alarm::Flush);
        assert!(!outbox.window_is_over(cx, false, 1));
        let next = cx.alarms.next().expect("it is sent at some time");
        next.since(cx.now)
    };
    let window = batched().batch.expect("batches").window_ms;
    assert_eq!(waits(&mut cx, &mut outbox), 1);
    let bulk = send(&mut cx, &mut outbox, 2, true);
    assert_eq!(waits(&mut cx, &mut outbox), 1, "bulk requests are others");
    outbox.end(&mut cx, bulk);
    let request = send(&mut cx, &mut outbox, 1, false);
    cx.now = cx.now.after(window + 1);
    assert_eq!(waits(&mut cx, &mut outbox), window, "one is under way");
    outbox.end(&mut cx, request);
    assert_eq!(waits(&mut cx, &mut outbox), 1);
}

#[test]
fn a_request_with_one_operation_ends_with_its_outcome() {
    let (mut cx, mut outbox) = outbox(batched());
    let request = send(&mut cx, &mut outbox, 1, false);
    assert!(outbox.is_single(request));
    assert!(outbox.take_outcome(&mut cx, request, Key(0)));
    assert_eq!(outbox.len(), 0);
    assert!(!cx.alarms.is_set(&Alarm::Timeout(request)));
    let request = send(&mut cx, &mut outbox, 3, true);
    assert!(outbox.take_outcome(&mut cx, request, Key(1)));
    assert!(!outbox.take_outcome(&mut cx, request, Key(1)), "told once");
    let ended = outbox.end(&mut cx, request).expect("it was under way");
    assert_eq!((ended.keys, ended.sent), (vec![Key(0), Key(2)], 3));
}

#[test]
fn batches_shrink_and_grow_within_the_limits() {
    let (mut cx, mut outbox) = outbox(batched());
    outbox.limit_batches(&batched(), 6, 1_000);
    assert_eq!(outbox.batch_size(), (6, 1_000));
    outbox.shrink_batches(&mut cx, 6);
    assert_eq!(outbox.batch_size().0, 3);
    outbox.shrink_batches(&mut cx, 1);
    assert_eq!(outbox.batch_size().0, 1);
    for size in [2, 4, 6, 6] {
        cx.alarms.clear(&Alarm::GrowBatches);
        outbox.grow_batches(&mut cx);
        assert_eq!(outbox.batch_size().0, size);
        assert_eq!(cx.alarms.is_set(&Alarm::GrowBatches), size < 6);
    }
    outbox.limit_batches(&batched(), 100, usize::MAX);
    assert_eq!(
        outbox.batch_size().0,
        6,
        "what was smaller stays until it grows"
    );
}

#[test]
fn three_requests_without_an_answer_mean_that_the_server_is_out_of_reach() {
    let (mut cx, mut outbox) = outbox(Config::default());
    let cut = Failure::network();
    assert!(!outbox.connection.on_no_answer(&mut cx, &cut, false));
    assert!(!outbox.connection.on_no_answer(&mut cx, &cut, false));
    assert!(
        outbox.connection.on_no_answer(&mut cx, &cut, false),
        "that is new"
    );
    assert!(!outbox.may_send() && !outbox.connection.online());
    assert_eq!(outbox.batch_size().0, 1, "a probe takes one");
    assert!(
        !outbox.connection.on_no_answer(&mut cx, &cut, false),
        "that is known"
    );
    outbox.connection.allow_probe();
    assert!(outbox.may_send());
    assert!(outbox.connection.sent(&mut cx), "the next one is the probe");
    assert!(!outbox.may_send());
    outbox.connection.on_no_answer(&mut cx, &portal(), false);
    assert!(outbox.connection.online() && !outbox.connection.reachable());
    assert!(outbox.connection.on_answer(&mut cx, true));
    assert!(!cx.alarms.is_set(&Alarm::Probe));
    assert!(!outbox.connection.sent(&mut cx));
    assert!(!outbox.connection.on_answer(&mut cx, true), "that is known");
}

#[test]
fn the_browsers_doubt_makes_one_failure_enough() {
    let (mut cx, mut outbox) = outbox(Config::default());
    assert!(!outbox.connection.hint(false));
    assert!(
        outbox
            .connection
            .on_no_answer(&mut cx, &Failure::network(), false)
    );
    let probe = cx.alarms.next().expect("a probe is due");
    assert!(probe >= Moment(200));
}

/// A page that opens without a server sends several requests at once: all of them are one try.
#[test]
fn what_fails_beside_the_probe_does_not_put_the_next_one_off() {
    let (mut cx, mut outbox) = outbox(Config::default());
    let cut = Failure::network();
    let wait = |cx: &Context| cx.alarms.next().expect("a probe is due").since(cx.now);
    for _ in 0..9 {
        outbox.connection.on_no_answer(&mut cx, &cut, false);
    }
    assert!(wait(&cx) <= 800, "{} ms after the third failure", wait(&cx));
    for longest in [1_600, 3_200] {
        outbox.connection.allow_probe();
        assert!(outbox.connection.sent(&mut cx));
        outbox.connection.on_no_answer(&mut cx, &cut, false);
        outbox.connection.on_no_answer(&mut cx, &cut, false);
        let wait = wait(&cx);
        assert!(
            (longest / 4..=longest).contains(&wait),
            "{wait} of {longest} ms"
        );
    }
}

#[test]
fn a_browser_that_believes_in_the_connection_again_gives_it_its_three_tries() {
    let (mut cx, mut outbox) = outbox(Config::default());
    assert!(!outbox.connection.hint(false));
    assert!(outbox.connection.hint(true), "a reason to try");
    let cut = Failure::network();
    assert!(!outbox.connection.on_no_answer(&mut cx, &cut, false));
    outbox.connection.allow_probe();
    assert!(
        !outbox.connection.may_probe(),
        "there is nothing to find out"
    );
}

fn portal() -> Failure {
    Failure::elsewhere(Reason::new("not-the-api", "A portal answered."))
}

/// Reads that are answered in between do not unsay that operations meet something else.
#[test]
fn operations_that_meet_a_portal_are_counted_by_themselves() {
    let (mut cx, mut outbox) = outbox(Config::default());
    for third in [false, false, true] {
        assert!(!outbox.connection.on_answer(&mut cx, false));
        let down = outbox.connection.on_no_answer(&mut cx, &portal(), true);
        assert_eq!(down, third);
    }
    assert!(outbox.connection.sends_blocked());
}

/// What is not about operations, or is about the network as a whole, is unsaid by any answer.
#[test]
fn an_answer_in_between_says_that_the_network_works() {
    let (mut cx, mut outbox) = outbox(Config::default());
    for (failure, sends) in [(Failure::network(), true), (portal(), false)] {
        for _ in 0..4 {
            assert!(!outbox.connection.on_no_answer(&mut cx, &failure, sends));
            assert!(!outbox.connection.on_answer(&mut cx, false));
        }
    }
    assert!(outbox.may_send() && !outbox.connection.sends_blocked());
}

#[test]
fn why_the_server_is_out_of_reach_is_told_when_it_changes() {
    let (mut cx, mut outbox) = outbox(Config::default());
    outbox.connection.hint(false);
    let failures = [Failure::network(), Failure::network(), portal(), portal()];
    let told = failures.map(|failure| {
        outbox.connection.on_no_answer(&mut cx, &failure, false);
        let why = outbox.connection.why_unreachable();
        assert_eq!(why, Some(&failure.reason));
        std::mem::take(&mut cx.outputs.operations_changed)
    });
    assert_eq!(told, [true, false, true, false]);
}

#[test]
fn one_probe_follows_another_after_five_seconds() {
    let (mut cx, mut outbox) = outbox(Config::default());
    assert!(outbox.connection.may_probe_again(&cx));
    outbox.connection.hint(false);
    outbox.connection.on_no_answer(&mut cx, &portal(), true);
    assert!(outbox.connection.sent(&mut cx));
    assert!(!outbox.connection.may_probe_again(&cx));
    cx.now = cx.now.after(4_999);
    assert!(!outbox.connection.may_probe_again(&cx));
    cx.now = cx.now.after(1);
    assert!(outbox.connection.may_probe_again(&cx));
}

#[test]
fn nobody_signed_in_holds_everything_back() {
    let (_, mut outbox) = outbox(Config::default());
    assert!(outbox.sign_out());
    assert!(!outbox.sign_out() && !outbox.may_send());
    assert!(outbox.sign_in());
    assert!(!outbox.sign_in() && outbox.may_send());
}
