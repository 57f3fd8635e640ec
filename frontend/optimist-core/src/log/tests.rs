//! The log alone: no store and no outbox, and every outcome is told by the test.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::*;
use crate::{
    alarms::Alarm,
    ids::Source,
    io::{Output, RowVersion, Stored},
    store::Ack,
    testing::{Op, call, context, scope},
};

struct Alone {
    cx: Context,
    log: Log,
    requests: u64,
}

impl Alone {
    fn new(store: bool) -> Self {
        let mut cx = context(Config {
            store,
            ..Config::default()
        });
        let mut log = Log::new(&mut cx);
        if store {
            log.restored(&mut cx, Vec::new());
        }
        Self {
            cx,
            log,
            requests: 0,
        }
    }

    fn issue(&mut self, ops: &[Op]) -> OperationId {
        let calls = ops.iter().map(|&op| call(op)).collect();
        self.log.issue(&mut self.cx, "change", calls, None)
    }

    /// Sends a batch and returns what was sent.
    fn send(&mut self) -> Vec<Key> {
        let mut redundant = |_: &[Rc<dyn AnyCall>], _: &[Rc<dyn AnyCall>], _: &dyn AnyCall| true;
        let mut keys = Vec::new();
        for bulk in [false, true] {
            let cx = &mut self.cx;
            keys.extend(
                self.log
                    .take_batch(cx, bulk, 100, usize::MAX, false, &mut redundant),
            );
        }
        self.requests += 1;
        let request = RequestId(self.requests);
        let sent = self.log.send(&mut self.cx, &keys, request);
        assert_eq!(sent.len(), keys.len());
        keys
    }

    fn answer(&mut self, key: Key) {
        let ack = Ack {
            source: Source::DEFAULT,
            revision: Some(1),
            after: RequestId(0),
        };
        self.log.answer(&mut self.cx, key, ack, None);
    }

    fn refuse(&mut self, key: Key) {
        self.log
            .refuse(&mut self.cx, key, &Reason::new("no", "No."));
    }

    fn written(&mut self) -> Vec<Stored> {
        let mut rows = Vec::new();
        while let Some(output) = self.cx.take_output() {
            if let Output::Store(entries) = output {
                rows.extend(entries);
            }
        }
        rows
    }

    fn store(&mut self) {
        for row in self.written() {
            let (key, write) = (row.key, row.write);
            self.log.stored(&mut self.cx, &[RowVersion { key, write }]);
        }
    }

    fn of(&self, id: u32) -> usize {
        self.log.of_item(&scope(id)).len()
    }
}

#[test]
fn one_operation_an_item_goes_out_at_a_time() {
    let mut alone = Alone::new(false);
    alone.issue(&[Op::Sort(1, 1)]);
    alone.issue(&[Op::Sort(2, 2)]);
    alone.issue(&[Op::Set(3, 3)]);
    let first = alone.send();
    assert_eq!(
        first.len(),
        2,
        "the second shares the order's scope with the first"
    );
    assert!(alone.send().is_empty());
    alone.answer(first[0]);
    assert_eq!(alone.send().len(), 1);
    assert_eq!(alone.log.unanswered(), 2);
    alone.log.check().expect("sound");
}

#[test]
fn only_the_latest_writing_of_a_row_counts() {
    let mut alone = Alone::new(true);
    alone.issue(&[Op::Set(1, 1)]);
    let first = alone.written();
    alone.issue(&[Op::Set(2, 1)]);
    // The storage has failed and come back in between: the row is written anew.
    alone
        .log
        .storage_failed(&mut alone.cx, Reason::new("x", "x"));
    let rows = first.clone();
    alone.log.restored(&mut alone.cx, rows);
    let again = alone.written();
    let of_first = again.iter().find(|row| row.key == first[0].key);
    assert!(of_first.is_some_and(|row| row.write > first[0].write));
    let stale = RowVersion {
        key: first[0].key,
        write: first[0].write,
    };
    alone.log.stored(&mut alone.cx, &[stale]);
    alone.log.check().expect("sound");
    assert_eq!(alone.send().len(), 2);
}

#[test]
fn a_successor_waits_for_its_row_and_a_refusal_reinstates() {
    let mut alone = Alone::new(true);
    let operation = alone.issue(&[Op::Set(1, 1)]);
    alone.issue(&[Op::Set(1, 2)]);
    alone.store();
    assert!(
        alone.send().is_empty(),
        "the relation is to be written first"
    );
    assert_eq!(alone.of(1), 2);
    alone.store();
    let sent = alone.send();
    assert_eq!((sent.len(), alone.of(1)), (1, 1));
    let first = alone
        .log
        .operations()
        .get(operation)
        .map(|known| known.counts());
    assert_eq!(first.map(|counts| counts.sending), Some(1));
    alone.refuse(sent[0]);
    let rows = alone.written();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].replaces, sent, "one transaction for both");
    let first = alone
        .log
        .operations()
        .get(operation)
        .map(|known| known.counts());
    assert_eq!(first.map(|counts| counts.queued), Some(1));
}

#[test]
fn a_row_of_before_is_known_again_with_what_it_stands_for() {
    let mut alone = Alone::new(true);
    alone.issue(&[Op::Set(1, 1)]);
    alone.issue(&[Op::Set(1, 2)]);
    alone.store();
    alone.send();
    let rows = alone.written();
    let mut again = Alone::new(false);
    again.cx = context(Config {
        store: true,
        ..Config::default()
    });
    again.log = Log::new(&mut again.cx);
    again.log.restored(&mut again.cx, rows);
    let items = again
        .log
        .operations()
        .iter()
        .map(|known| known.counts().queued);
    assert_eq!(items.sum::<usize>(), 2);
    let sent = again.send();
    again.refuse(sent[0]);
    again.store();
    assert_eq!(again.send().len(), 1, "the first is taken up again");
}

#[test]
fn what_backs_off_waits_together_and_one_can_leave() {
    let mut alone = Alone::new(false);
    let operation = alone.issue(&[Op::Set(1, 1), Op::Set(2, 1)]);
    let sent = alone.send();
    let group = RequestId(1);
    alone
        .log
        .back_off(&mut alone.cx, sent.clone(), group, 100, false);
    assert!(alone.cx.alarms.is_set(&Alarm::Retry(group)));
    alone.answer(sent[0]);
    assert!(alone.cx.alarms.is_set(&Alarm::Retry(group)));
    alone.log.retry(&mut alone.cx, operation, Some(1));
    assert!(!alone.cx.alarms.is_set(&Alarm::Retry(group)));
    assert_eq!(alone.send(), sent[1..]);
}

#[test]
fn a_new_connection_ends_a_wait_that_the_server_did_not_ask_for() {
    for asked in [false, true] {
        let mut alone = Alone::new(false);
        alone.issue(&[Op::Set(1, 1)]);
        let (sent, group) = (alone.send(), RequestId(1));
        let log = &mut alone.log;
        log.back_off(&mut alone.cx, sent, group, 100, asked);
        log.stop_all_backing_off(&mut alone.cx);
        assert_eq!(alone.send().len(), usize::from(!asked));
    }
}

#[test]
fn an_item_that_was_refused_is_reported_until_it_is_handled() {
    let mut alone = Alone::new(false);
    let operation = alone.issue(&[Op::Set(1, 1), Op::Set(2, 2)]);
    let sent = alone.send();
    alone.refuse(sent[0]);
    let unhandled = |alone: &Alone| match alone.log.item_status(&scope(1)) {
        ItemStatus::Unhandled { item, .. } => Some(item),
        _ => None,
    };
    assert_eq!(unhandled(&alone), Some(0));
    alone.log.dismiss_item(&mut alone.cx, operation, 0);
    assert_eq!(unhandled(&alone), None);
    alone.answer(sent[1]);
    assert!(
        alone.log.operations().get(operation).is_some(),
        "the bulk is still shown"
    );
    alone.log.dismiss(&mut alone.cx, operation);
    assert!(alone.log.operations().get(operation).is_none());
}

#[test]
fn an_item_is_pending_until_its_operation_is_answered_or_taken_back() {
    let mut alone = Alone::new(true);
    let pending =
        |alone: &Alone| matches!(alone.log.item_status(&scope(1)), ItemStatus::Pending(_));
    alone.issue(&[Op::Set(1, 1)]);
    alone.store();
    let key = alone.send()[0];
    assert!(pending(&alone));
    alone.answer(key);
    assert!(!pending(&alone), "the entry waits for data alone");
    let operation = alone.issue(&[Op::Set(1, 2)]);
    alone.store();
    assert!(pending(&alone));
    alone.log.cancel(&mut alone.cx, operation);
    assert_eq!(alone.of(1), 2, "its row is to be removed first");
    assert!(!pending(&alone));
}

#[test]
fn what_needs_the_user_is_named_with_its_reason() {
    let mut alone = Alone::new(false);
    let bulk = alone.issue(&[Op::Set(1, 1), Op::Set(2, 2), Op::Set(3, 3)]);
    let sent = alone.send();
    alone.answer(sent[0]);
    alone.refuse(sent[1]);
    let busy = Reason::new("busy", "Busy.");
    alone.log.fail(&mut alone.cx, sent[2], &busy);
    let known = alone.log.operations().get(bulk).expect("it is kept");
    let reasons = known
        .need_user()
        .map(|(at, _, why)| (at, why.code.as_str()));
    assert_eq!(reasons.collect::<Vec<_>>(), [(1, "no"), (2, "busy")]);
    assert_eq!(known.counts().need_user(), 2);
    assert!(!known.dismissed());
    alone.log.dismiss(&mut alone.cx, bulk);
    let known = alone.log.operations().get(bulk).expect("one is asked for");
    assert!(known.dismissed());
}

/// Servers keep keys for thirty days: what is older may have been done under a forgotten one.
#[test]
fn an_operation_gets_another_key_while_servers_keep_the_first() {
    const DAY: u64 = 24 * 60 * 60 * 1_000;
    for (age, again) in [(30 * DAY - 1, true), (30 * DAY, false)] {
        let mut alone = Alone::new(false);
        alone.issue(&[Op::Set(1, 1)]);
        let key = alone.send()[0];
        alone.cx.now = alone.cx.now.after(age);
        let reason = Reason::new("key-expired", "The key is too old.");
        alone.log.key_expired(&mut alone.cx, key, &reason);
        assert_eq!(alone.send().len(), usize::from(again));
        assert_eq!(alone.log.open_failures(), usize::from(!again));
    }
}

/// The user waits for the removal of what is taken back, and nobody for that of what is done.
#[test]
fn a_removal_is_awaited_where_the_user_waits_for_it() {
    for cancel in [false, true] {
        let mut alone = Alone::new(true);
        let operation = alone.issue(&[Op::Set(1, 1)]);
        alone.store();
        if cancel {
            alone.log.cancel(&mut alone.cx, operation);
        } else {
            let key = alone.send()[0];
            alone.answer(key);
            alone.log.retire(&mut alone.cx, key);
        }
        let mut outputs = std::iter::from_fn(|| alone.cx.take_output());
        let unstore =
            |output| matches!(output, Output::Unstore { awaited, .. } if awaited == cancel);
        assert!(outputs.any(unstore));
    }
}

#[test]
fn the_check_notices_a_wrong_count_and_a_wrong_turn() {
    let mut alone = Alone::new(false);
    alone.issue(&[Op::Set(1, 1)]);
    alone.log.check().expect("sound");
    alone.log.unanswered += 1;
    assert!(alone.log.check().is_err());
    alone.log.unanswered -= 1;
    let key = alone.send()[0];
    alone.log.ready[0].insert(key);
    assert!(alone.log.check().is_err());
}

#[test]
fn a_finished_bulk_is_kept_where_the_app_lists_it() {
    for keep in [false, true] {
        let mut alone = Alone::new(false);
        alone.log.keep_finished_bulks = keep;
        let bulk = alone.issue(&[Op::Set(1, 1), Op::Set(2, 2)]);
        let single = alone.issue(&[Op::Set(3, 3)]);
        for key in alone.send() {
            alone.answer(key);
        }
        assert_eq!(alone.log.operations().get(bulk).is_some(), keep);
        assert!(alone.log.operations().get(single).is_none());
        alone.log.dismiss(&mut alone.cx, bulk);
        assert!(alone.log.operations().get(bulk).is_none());
    }
}

#[test]
fn answered_entries_wait_for_the_event_of_their_revision_once() {
    let mut alone = Alone::new(false);
    alone.issue(&[Op::Set(1, 1)]);
    let key = alone.send()[0];
    alone.answer(key);
    assert!(alone.log.awaiting_event(0).is_empty());
    assert_eq!(alone.log.awaiting_event(1), [key]);
    assert!(
        alone.log.awaiting_event(2).is_empty(),
        "it waits for a read from now on"
    );
    assert!(alone.log.awaits());
    alone.log.retire(&mut alone.cx, key);
    assert!(!alone.log.awaits());
    assert_eq!(alone.log.len(), 0);
}

#[test]
fn the_views_follow_what_the_log_says() {
    let mut alone = Alone::new(false);
    alone.issue(&[Op::Set(1, 1)]);
    let key = alone.send()[0];
    let kinds = |alone: &mut Alone| -> Vec<&'static str> {
        let name = |change: &ViewChange| match change {
            ViewChange::Show(..) => "show",
            ViewChange::Hide(..) => "hide",
            ViewChange::NotDone(..) => "not done",
            ViewChange::Doubted(..) => "doubted",
            ViewChange::Stale(..) => "stale",
        };
        alone.log.take_effects().iter().map(name).collect()
    };
    assert_eq!(kinds(&mut alone), ["show"]);
    alone.log.set_optimism(&mut alone.cx, false);
    assert_eq!(kinds(&mut alone), ["hide"]);
    alone.log.set_optimism(&mut alone.cx, true);
    alone.refuse(key);
    assert_eq!(kinds(&mut alone), ["show", "hide", "not done"]);
}
