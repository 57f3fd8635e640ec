//! What an author with two windows sees.

use optimist_core::{Event, ItemState, Role};
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::{Browser, News};
use crate::{
    domain::{Op, SetDone, SetTitle},
    server::REFUSED,
};

fn is_cancelled(event: &Event) -> bool {
    matches!(event, Event::Cancelled { .. })
}

fn is_refused(event: &Event) -> bool {
    matches!(event, Event::Refused { .. })
}

/// Both windows show a change at once, the first one sends it, and only the second tells of its end.
#[test]
fn a_change_in_one_window_is_shown_in_all_and_sent_by_one() {
    let mut browser = Browser::with_tabs(2);
    browser.mutate::<SetTitle>(1, Op::Title(1, "one"));
    assert_eq!(browser.title(1, 1), "one");
    browser.spread();
    assert_eq!(browser.title(0, 1), "one");
    assert_eq!(browser.sent.len(), 1);
    assert_eq!(browser.sent[0].0, 0);
    browser.settle();
    browser.check_at_rest().expect("rest");
    let finished = |event: &Event| matches!(event, Event::Finished { .. });
    assert_eq!(browser.told(1, finished), 1);
    assert_eq!(browser.told(0, finished), 0);
    assert_eq!(browser.sent.len(), 1);
}

/// The window that sends is closed with one change on its way and others waiting, some of which were
/// made in it: the other window goes on at once, in order, and nothing is done twice.
#[test]
fn a_closed_sender_is_replaced() {
    let mut browser = Browser::with_tabs(2);
    browser.mutate::<SetTitle>(0, Op::Title(1, "one"));
    browser.spread();
    browser.mutate::<SetTitle>(0, Op::Title(1, "two"));
    browser.mutate::<SetTitle>(0, Op::Title(2, "second"));
    browser.mutate::<SetDone>(1, Op::Done(1, true));
    browser.spread();
    browser.serve(0, false);
    browser.close(0);
    browser.settle();
    browser.check_at_rest().expect("rest");
    assert_eq!(browser.title(1, 1), "two");
    assert_eq!(browser.title(1, 2), "second");
    assert!(browser.server.effects.values().all(|count| *count == 1));
}

/// The window that sends is frozen: another one takes its place within 15 s, and what it does when it
/// thaws changes nothing.
#[test]
fn a_frozen_sender_is_replaced() {
    let mut browser = Browser::with_tabs(3);
    browser.tabs.get_mut(&0).expect("open").frozen = true;
    browser.mutate::<SetTitle>(1, Op::Title(1, "one"));
    browser.spread();
    let before = browser.now;
    while browser.sent.is_empty() {
        browser.pass(500);
        browser.spread();
        assert!(browser.now.since(before) < 15_000);
    }
    assert_eq!(browser.taken, 1);
    browser.mutate::<SetTitle>(2, Op::Title(1, "two"));
    browser.tabs.get_mut(&0).expect("open").frozen = false;
    browser.settle();
    browser.check_at_rest().expect("rest");
    assert_eq!(browser.title(0, 1), "two");
    assert!(browser.server.effects.values().all(|count| *count == 1));
}

/// A window that hears nobody takes the lock once a minute at most.
#[test]
fn a_deaf_window_does_not_take_the_lock_again_and_again() {
    let mut browser = Browser::with_tabs(2);
    browser.mutate::<SetTitle>(1, Op::Title(1, "one"));
    browser.write(1, true);
    for _ in 0..600 {
        browser.tabs.get_mut(&1).expect("open").inbox.clear();
        browser.tabs.get_mut(&0).expect("open").inbox.clear();
        let now = browser.now.after(500);
        browser.now = now;
        browser.input(1, optimist_core::Input::Wake);
    }
    assert!((2..=6).contains(&browser.taken), "{} times", browser.taken);
}

/// Nobody asks for a sender while nothing is to be sent.
#[test]
fn idle_windows_say_nothing() {
    let mut browser = Browser::with_tabs(2);
    browser.pass(600_000);
    assert!(browser.tabs.values().all(|tab| tab.inbox.is_empty()));
    assert_eq!(browser.taken, 0);
}

/// Taken back in the window that does not send, while it waits: it is never done, and only the window
/// that asked is told.
#[test]
fn a_cancellation_holds_in_all_windows() {
    let mut browser = Browser::with_tabs(2);
    browser.mutate::<SetDone>(0, Op::Done(1, true));
    browser.spread();
    let operation = browser.mutate::<SetTitle>(1, Op::Title(1, "one"));
    browser.spread();
    browser.act(1, |engine, now| engine.cancel(now, operation));
    browser.spread();
    assert_eq!(browser.told(1, is_cancelled), 1);
    assert_eq!(browser.told(0, is_cancelled), 0);
    assert_eq!(
        (browser.title(0, 1), browser.title(1, 1)),
        ("note 1".into(), "note 1".into())
    );
    browser.settle();
    browser.check_at_rest().expect("rest");
    assert_eq!(browser.server.changes.len(), 1);
}

/// Taken back before it is stored: the sender hears of both, and never sends it.
#[test]
fn a_cancellation_before_the_row_is_written_holds_too() {
    let mut browser = Browser::with_tabs(2);
    browser.mutate::<SetDone>(0, Op::Done(1, true));
    browser.spread();
    let operation = browser.mutate::<SetTitle>(1, Op::Title(1, "one"));
    browser.act(1, |engine, now| engine.cancel(now, operation));
    browser.settle();
    browser.check_at_rest().expect("rest");
    assert_eq!(browser.server.changes.len(), 1);
    assert_eq!(browser.told(1, is_cancelled), 1);
}

/// The sender has stored a cancellation, told its user, and crashes before the other window hears of it:
/// that one does not do it after all.
#[test]
fn what_a_crashed_sender_cancelled_stays_cancelled() {
    let mut browser = Browser::with_tabs(2);
    browser.mutate::<SetDone>(0, Op::Done(1, true));
    let operation = browser.mutate::<SetTitle>(0, Op::Title(1, "one"));
    browser.spread();
    browser.act(0, |engine, now| engine.cancel(now, operation));
    while browser.write(0, true) {}
    assert_eq!(browser.told(0, is_cancelled), 1);
    browser.tabs.get_mut(&1).expect("open").inbox.clear();
    browser.close(0);
    browser.settle();
    browser.check_at_rest().expect("rest");
    assert_eq!(browser.title(1, 1), "note 1");
}

/// A refusal is told where the change was made, and listed in all windows; handled in one, it is gone in
/// all.
#[test]
fn a_refusal_is_told_once_and_handled_once() {
    let mut browser = Browser::with_tabs(2);
    let operation = browser.mutate::<SetTitle>(1, Op::Title(1, REFUSED));
    browser.settle();
    assert_eq!(
        (browser.told(0, is_refused), browser.told(1, is_refused)),
        (0, 1)
    );
    for number in [0, 1] {
        let engine = &browser.tabs[&number].engine;
        let known = engine.operation(operation).expect("it is listed");
        assert!(matches!(known.items()[0].state(), ItemState::Refused(_)));
    }
    browser.act(0, |engine, now| engine.dismiss(now, operation));
    browser.spread();
    assert!(
        browser
            .tabs
            .values()
            .all(|tab| tab.engine.operation(operation).is_none())
    );
    browser.check_at_rest().expect("rest");
}

/// What was refused is tried again in the other window: as the same item of the same operation.
#[test]
fn a_refused_change_is_tried_again_in_another_window() {
    let mut browser = Browser::with_tabs(2);
    browser.server.locked.insert(1);
    let operation = browser.mutate::<SetTitle>(0, Op::Title(1, "one"));
    browser.settle();
    browser.server.locked.clear();
    browser.act(1, |engine, now| engine.retry(now, operation));
    browser.settle();
    browser.check_at_rest().expect("rest");
    assert_eq!(browser.title(0, 1), "one");
    assert!(
        browser
            .tabs
            .values()
            .all(|tab| tab.engine.operation(operation).is_none())
    );
}

/// A window is opened after an answer and before the row is gone: it neither waits for that change nor
/// sends it again.
#[test]
fn a_window_that_opens_late_does_not_wait_for_what_is_done() {
    let mut browser = Browser::with_tabs(1);
    browser.mutate::<SetTitle>(0, Op::Title(1, "one"));
    browser.spread();
    browser.serve(0, true);
    assert_eq!(browser.disk.len(), 1);
    let number = browser.open();
    while browser.write(number, true) || browser.serve_read(number) {}
    browser.spread();
    assert_eq!(browser.pending(number), 0);
    browser.settle();
    browser.check_at_rest().expect("rest");
    assert_eq!(browser.sent.len(), 1);
}

/// The sender lets one title stand for another and is closed; the server refuses that title later, in
/// the other window, and the first one is taken up there.
#[test]
fn what_was_superseded_comes_back_in_another_window() {
    let mut browser = Browser::with_tabs(2);
    browser.mutate::<SetDone>(0, Op::Done(1, true));
    browser.spread();
    browser.mutate::<SetTitle>(0, Op::Title(1, "one"));
    browser.mutate::<SetTitle>(0, Op::Title(1, REFUSED));
    browser.spread();
    browser.serve(0, true);
    browser.spread();
    assert_eq!(browser.pending(1), 1, "one stands for the other");
    browser.close(0);
    browser.settle();
    browser.check_at_rest().expect("rest");
    assert_eq!(browser.title(1, 1), "one");
}

/// Between two changes of different windows a third may be on its way: neither stands for the other.
#[test]
fn nothing_stands_for_what_another_window_has_issued() {
    let mut browser = Browser::with_tabs(2);
    browser.mutate::<SetDone>(0, Op::Done(1, true));
    browser.spread();
    browser.mutate::<SetTitle>(1, Op::Title(1, "one"));
    browser.spread();
    browser.mutate::<SetTitle>(0, Op::Title(1, "two"));
    browser.settle();
    browser.check_at_rest().expect("rest");
    assert_eq!(browser.sent.len(), 3);
    assert_eq!(browser.title(1, 1), "two");
}

/// A change of another window arrives with an older key than one that is on its way: it waits for that
/// one's end.
#[test]
fn a_late_change_of_another_window_waits_its_turn() {
    let mut browser = Browser::with_tabs(2);
    browser.mutate::<SetTitle>(1, Op::Title(1, "older"));
    browser.now = browser.now.after(5);
    browser.mutate::<SetTitle>(0, Op::Title(1, "newer"));
    while browser.write(0, true) {}
    assert_eq!(browser.sent.len(), 1);
    browser.spread();
    assert_eq!(browser.sent.len(), 1, "one at a time");
    browser.settle();
    browser.check_at_rest().expect("rest");
    assert_eq!(browser.sent.len(), 2);
    assert_eq!(browser.title(0, 1), browser.title(1, 1));
}

/// What has failed in the window that sends is retried from the other one.
#[test]
fn a_failed_change_is_tried_again_from_another_window() {
    let mut browser = Browser::with_tabs(2);
    let operation = browser.mutate::<SetTitle>(1, Op::Title(1, "one"));
    browser.spread();
    let failed = |event: &Event| matches!(event, Event::Failed { .. });
    while browser.told(1, failed) == 0 {
        browser.fail_next(0);
        browser.pass(60_000);
        browser.spread();
    }
    assert_eq!(browser.told(0, failed), 0);
    browser.act(1, |engine, now| engine.retry(now, operation));
    browser.settle();
    browser.check_at_rest().expect("rest");
    assert_eq!(browser.title(0, 1), "one");
}

/// A window loses the lock while its request is on its way: it gives the request up and sends nothing.
#[test]
fn a_window_that_loses_the_lock_stops_sending() {
    let mut browser = Browser::with_tabs(2);
    browser.mutate::<SetTitle>(0, Op::Title(1, "one"));
    browser.mutate::<SetTitle>(0, Op::Title(2, "two"));
    browser.spread();
    browser.lock.rotate_left(1);
    browser.tell(0, News::Role(Role::Follower));
    browser.tell(1, News::Role(Role::Sender));
    browser.spread();
    assert!(browser.tabs[&0].sends.is_empty());
    assert_eq!(browser.tabs[&1].sends.len(), 2);
    browser.settle();
    browser.check_at_rest().expect("rest");
    assert!(browser.server.effects.values().all(|count| *count == 1));
}

/// What was refused is listed in every window, also in one that is opened later; handled in one, it is
/// handled in all.
#[test]
fn a_refusal_is_handled_once_for_all_windows() {
    let mut browser = Browser::with_tabs(2);
    let operation = browser.mutate::<SetTitle>(1, Op::Title(1, REFUSED));
    browser.settle();
    let late = browser.open();
    browser.settle();
    let listed = |browser: &Browser, number: usize| {
        let known = browser.tabs[&number].engine.operation(operation);
        known.is_some_and(|known| known.counts().refused == 1)
    };
    assert!([0, 1, late].iter().all(|number| listed(&browser, *number)));
    assert_eq!(browser.disk.len(), 1);
    browser.act(late, |engine, now| engine.dismiss(now, operation));
    browser.settle();
    assert!(![0, 1, late].iter().any(|number| listed(&browser, *number)));
    assert!(browser.disk.is_empty());
}

/// The window that was told of a refusal is closed before it could mark it: the next one does.
#[test]
fn a_refusal_outlives_the_window_that_was_told_of_it() {
    let mut browser = Browser::with_tabs(2);
    browser.mutate::<SetTitle>(1, Op::Title(1, REFUSED));
    browser.spread();
    browser.serve(0, true);
    browser.close(0);
    browser.settle();
    browser.check_at_rest().expect("rest");
    let marked = browser.disk.values().filter(|row| row.refused.is_some());
    assert_eq!(marked.count(), 1);
}
