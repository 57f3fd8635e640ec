//! What waits before it is sent: for a connection, or so that it can be taken back.

use optimist_core::{Failure, Input, ItemState, OperationId};
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::{at_rest, deeds, ordinary};
use crate::domain::{Comment, Delete, Op, Pay, Put};

/// Alone and offline it waits, is not told as refused, and goes out when the connection is back.
#[test]
fn alone_and_offline_it_waits() {
    let (mut world, plain) = ordinary(false);
    world.input(Input::Hint { online: false });
    let operation = world.mutate::<Comment>(Op::Add(9, "hello"));
    world.pass(600_000);
    assert_eq!(world.state(operation), Some(ItemState::Queued));
    assert!(world.history.is_empty());
    world.input(Input::Hint { online: true });
    // A read finds out first.
    world.serve_reads();
    assert_eq!(world.sends.len(), 1);
    world.serve();
    at_rest(&mut world, &plain);
}

/// The browser's flag may be wrong: once anything is answered, it goes out.
#[test]
fn an_answer_outweighs_the_browsers_flag() {
    let (mut world, plain) = ordinary(false);
    world.input(Input::Hint { online: false });
    world.mutate::<Comment>(Op::Add(9, "hello"));
    assert!(world.sends.is_empty());
    world.engine(|engine, now| engine.invalidate(now, &plain));
    world.serve_reads();
    assert_eq!(world.sends.len(), 1);
}

/// While nothing gets through, a read finds out when that is over, not the payment.
#[test]
fn it_is_no_probe_of_the_connection() {
    let (mut world, plain) = ordinary(false);
    world.input(Input::Hint { online: false });
    world.engine(|engine, now| engine.invalidate(now, &plain));
    world.fail_read(Failure::network());
    assert!(!world.client.engine.reachable());
    world.mutate::<Pay>(Op::Approve(1));
    // The flag says that there is a connection, and nothing gets through.
    world.input(Input::Hint { online: true });
    for _ in 0..20 {
        while !world.reads.is_empty() {
            world.fail_read(Failure::network());
        }
        world.pass(20_000);
    }
    assert!(world.history.is_empty());
    world.serve_reads();
    assert_eq!(world.sends.len(), 1);
    world.serve();
    assert_eq!(deeds(&world), 1);
}

/// Undo by waiting: it is shown, holds no request, and is gone without a trace when it is taken back.
#[test]
fn what_waits_to_be_sent_can_be_taken_back() {
    let (mut world, plain) = ordinary(true);
    let waiting: Vec<OperationId> = (1..=4)
        .map(|id| {
            world.act(|client| {
                let now = client.now;
                let operation = client
                    .engine
                    .mutate_after::<Delete>(now, 5_000, [Op::Remove(id)]);
                client.call(|_, _| {});
                operation
            })
        })
        .collect();
    world.store();
    assert_eq!(world.view(&plain).len(), 1, "all four are gone at once");
    world.mutate::<Put>(Op::Done(5, true));
    world.store();
    assert_eq!(world.sends.len(), 1, "others are not held up");
    world.serve();
    world.pass(4_000);
    world.engine(|engine, now| engine.cancel(now, waiting[0]));
    world.engine(|engine, now| engine.retry(now, waiting[1]));
    world.store();
    assert_eq!(world.history.len(), 2, "one is sent at once");
    world.pass(2_000);
    assert_eq!(world.history.len(), 4);
    while !world.sends.is_empty() {
        world.serve();
    }
    world.pass(60_000);
    at_rest(&mut world, &plain);
    assert_eq!(deeds(&world), 4);
    assert!(world.note(&plain, 1).is_some());
}

/// A reload while it waits: it goes on waiting, and is sent once.
#[test]
fn what_waits_to_be_sent_survives_a_reload() {
    let (mut world, _) = ordinary(true);
    world.act(|client| {
        let now = client.now;
        client
            .engine
            .mutate_after::<Comment>(now, 5_000, [Op::Add(9, "later")]);
        client.call(|_, _| {});
    });
    world.store();
    world.pass(2_000);
    world.reload();
    world.store();
    assert!(world.sends.is_empty());
    world.pass(3_100);
    world.store();
    assert_eq!(world.sends.len(), 1);
    world.serve();
    assert_eq!(deeds(&world), 1);
}
