//! What goes out when: scopes, batches, and what makes a request needless.

use optimist_core::{Backoff, Batching, Config, Input, Source};
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::{
    domain::{Add, Approve, Op, Remove, SetArchived, SetDone, SetTitle, Sort},
    server::REFUSED,
    world::{Sent, World, server_error},
};

fn one_by_one() -> Config {
    Config {
        live: vec![Source::DEFAULT],
        ..Config::default()
    }
}

fn batched() -> Config {
    Config {
        batch: Some(Batching::DEFAULT),
        ..one_by_one()
    }
}

fn ids(sent: &Sent) -> Vec<u32> {
    sent.operations.iter().map(|(_, op)| op.id()).collect()
}

#[test]
fn operations_on_one_item_keep_their_order_and_others_do_not_wait() {
    let (mut world, all) = World::loaded(one_by_one());
    world.mutate::<SetTitle>(Op::Title(1, "one"));
    world.mutate::<SetDone>(Op::Done(1, true));
    world.mutate::<SetTitle>(Op::Title(2, "two"));
    let ops: Vec<&Op> = world
        .sends
        .iter()
        .map(|sent| &sent.operations[0].1)
        .collect();
    assert_eq!(ops, [&Op::Title(1, "one"), &Op::Title(2, "two")]);
    world.serve();
    assert_eq!(world.sends[1].operations[0].1, Op::Done(1, true));
    world.serve();
    world.serve();
    for revision in 1..=3 {
        world.event(revision);
    }
    world.rest(&all);
}

#[test]
fn operations_that_share_a_named_scope_keep_their_order() {
    let (mut world, all) = World::loaded(one_by_one());
    world.mutate::<Sort>(Op::Sort(1, 45));
    world.mutate::<Sort>(Op::Sort(2, 55));
    world.mutate::<SetTitle>(Op::Title(3, "three"));
    let sent: Vec<Vec<u32>> = world.sends.iter().map(ids).collect();
    assert_eq!(sent, [[1], [3]]);
    world.rest(&all);
    let order: Vec<u32> = world.view(&all).iter().map(|note| note.id).collect();
    assert_eq!(order, [3, 4, 1, 5, 2]);
}

#[test]
fn one_stuck_item_stops_no_other() {
    let (mut world, all) = World::loaded(one_by_one());
    world.mutate::<SetTitle>(Op::Title(1, "one"));
    for _ in 0..12 {
        let sent = world.sends.remove(0);
        world.end(sent.request, Err(server_error(None)));
        world.pass(20_000);
    }
    world.mutate::<SetDone>(Op::Done(1, true));
    world.mutate::<SetTitle>(Op::Title(2, "two"));
    assert_eq!(world.sends.len(), 1);
    world.serve();
    world.shows(&all, 1, "one", true);
    world.shows(&all, 2, "two", false);
    assert_eq!(world.client.engine.pending(), 2);
}

#[test]
fn ten_fast_toggles_are_two_requests() {
    for config in [one_by_one(), batched()] {
        let (mut world, all) = World::loaded(config);
        for step in 0..10 {
            world.mutate::<SetDone>(Op::Done(1, step % 2 == 0));
            world.shows(&all, 1, "note 1", step % 2 == 0);
        }
        world.rest(&all);
        assert!(world.history.len() <= 2, "{:?}", world.history);
        world.shows(&all, 1, "note 1", false);
    }
}

/// 0, 1, 0, 1: each is an operation of its own, and the last one counts.
#[test]
fn no_step_is_lost() {
    let (mut world, all) = World::loaded(one_by_one());
    let steps = [false, true, false, true];
    let operations = steps.map(|done| world.mutate::<SetDone>(Op::Done(1, done)));
    assert_eq!(world.sends[0].operations[0].1, Op::Done(1, false));
    assert!(
        operations
            .iter()
            .all(|&id| world.client.engine.operation(id).is_some())
    );
    world.serve();
    world.shows(&all, 1, "note 1", true);
    assert_eq!(world.sends[0].operations[0].1, Op::Done(1, true));
    world.event(1);
    world.rest(&all);
    world.shows(&all, 1, "note 1", true);
    assert_eq!(crate::judge::tally(&world.told())["finished"], 4);
}

/// What is done to other fields in between keeps its place, so nothing is sent out of turn.
#[test]
fn a_change_of_another_field_between_two_keeps_all_three() {
    let (mut world, all) = World::loaded(batched());
    let ops = [Op::Title(1, "one"), Op::Done(1, true), Op::Title(1, "two")];
    world.mutate::<SetTitle>(ops[0].clone());
    world.mutate::<SetDone>(ops[1].clone());
    world.mutate::<SetTitle>(ops[2].clone());
    world.rest(&all);
    let sent = world.history.iter().flat_map(|sent| &sent.operations);
    assert!(sent.map(|(_, op)| op).eq(&ops));
    world.shows(&all, 1, "two", true);
}

/// A removal stands for a whole run of changes, whatever fields they set.
#[test]
fn a_removal_absorbs_the_changes_that_wait_before_it() {
    let (mut world, all) = World::loaded(batched());
    world.mutate::<SetTitle>(Op::Title(1, "one"));
    world.mutate::<SetTitle>(Op::Title(1, "two"));
    world.mutate::<SetDone>(Op::Done(1, true));
    world.mutate::<Remove>(Op::Remove(1));
    world.rest(&all);
    let sent = world.history.iter().flat_map(|sent| &sent.operations);
    assert!(sent.map(|(_, op)| op).eq([&Op::Remove(1)]));
    assert_eq!(crate::judge::tally(&world.told())["finished"], 4);
}

/// The later one is refused: what it replaced is taken up again.
#[test]
fn what_was_replaced_is_done_when_its_successor_is_refused() {
    let (mut world, all) = World::loaded(batched());
    let first = world.mutate::<SetTitle>(Op::Title(1, "one"));
    world.mutate::<SetTitle>(Op::Title(1, REFUSED));
    world.pass(10);
    world.serve();
    world.shows(&all, 1, "one", false);
    assert_eq!(world.counts(first).under_way(), 1);
    world.rest(&all);
    world.shows(&all, 1, "one", false);
    assert_eq!(crate::judge::tally(&world.told())["refused"], 1);
}

/// The earlier one is taken back after it was replaced: there is nothing to be taken back.
#[test]
fn what_was_replaced_can_be_taken_back() {
    let (mut world, all) = World::loaded(batched());
    let first = world.mutate::<SetTitle>(Op::Title(1, "one"));
    world.mutate::<SetTitle>(Op::Title(1, REFUSED));
    world.pass(10);
    world.engine(|engine, now| engine.cancel(now, first));
    assert!(world.client.engine.operation(first).is_none());
    world.rest(&all);
    world.shows(&all, 1, "note 1", false);
}

/// The later one is taken back, and that has failed: trying the earlier one again does not send it.
#[test]
fn trying_again_what_was_replaced_does_not_send_what_was_taken_back() {
    let config = Config {
        backoff: Backoff {
            tries: 1,
            ..Backoff::DEFAULT
        },
        ..batched()
    };
    let (mut world, all) = World::loaded(config);
    let first = world.mutate::<SetTitle>(Op::Title(1, "one"));
    let last = world.mutate::<SetTitle>(Op::Title(1, "two"));
    world.pass(10);
    world.engine(|engine, now| engine.cancel(now, last));
    let (request, _) = world.resolves.remove(0);
    world.end(request, Err(server_error(None)));
    assert_eq!(world.counts(first).failed, 1);
    world.engine(|engine, now| engine.retry(now, first));
    assert_eq!((world.sends.len(), world.resolves.len()), (0, 1));
    world.rest(&all);
    world.shows(&all, 1, "one", false);
}

#[test]
fn a_removal_absorbs_what_waits_before_it() {
    let (mut world, all) = World::loaded(batched());
    world.mutate::<SetTitle>(Op::Title(1, "one"));
    world.mutate::<SetDone>(Op::Done(1, true));
    world.mutate::<Remove>(Op::Remove(1));
    assert_eq!(world.note(&all, 1), None);
    world.rest(&all);
    assert_eq!(world.history.len(), 1);
    assert_eq!(world.history[0].operations[0].1, Op::Remove(1));
}

/// A refused removal gives the edits back that it had absorbed.
#[test]
fn a_refused_removal_loses_no_edit() {
    let (mut world, all) = World::loaded(batched());
    world.mutate::<SetTitle>(Op::Title(1, "one"));
    world.mutate::<SetDone>(Op::Done(1, true));
    world.mutate::<Remove>(Op::Remove(1));
    world.pass(10);
    world.server.locked.insert(1);
    world.serve();
    world.shows(&all, 1, "one", true);
    world.server.locked.clear();
    world.rest(&all);
    world.shows(&all, 1, "one", true);
}

#[test]
fn an_addition_and_its_removal_vanish_together() {
    let (mut world, all) = World::loaded(batched());
    let operation = world.mutate::<Add>(Op::Add(9, "nine"));
    world.mutate::<SetDone>(Op::Done(9, true));
    world.shows(&all, 9, "nine", true);
    world.mutate::<Remove>(Op::Remove(9));
    world.rest(&all);
    assert!(world.history.is_empty());
    assert!(world.client.engine.operation(operation).is_none());
}

/// What is not shown stands for nothing that is.
#[test]
fn what_waits_for_the_servers_word_replaces_nothing() {
    let (mut world, all) = World::loaded(batched());
    world.mutate::<SetDone>(Op::Done(1, true));
    world.mutate::<Approve>(Op::Approve(1));
    world.mutate::<SetDone>(Op::Done(1, false));
    world.rest(&all);
    let sent: usize = world.history.iter().map(|sent| sent.operations.len()).sum();
    assert_eq!(sent, 3);
}

/// A removal that can be undone is a field, and what is brought back has its last edits.
#[test]
fn an_undone_removal_keeps_the_edits() {
    let (mut world, all) = World::loaded(batched());
    world.mutate::<SetTitle>(Op::Title(1, "one"));
    world.mutate::<SetArchived>(Op::Archived(1, true));
    world.mutate::<SetArchived>(Op::Archived(1, false));
    world.rest(&all);
    world.shows(&all, 1, "one", false);
}

#[test]
fn fast_operations_share_a_request() {
    let mut world = World::with_notes(100, batched());
    let all = world.load::<crate::domain::All>();
    world.open_live();
    for id in 1..=50 {
        world.mutate::<SetDone>(Op::Done(id, true));
    }
    assert!(world.sends.is_empty());
    world.pass(1);
    assert_eq!(world.sends.len(), 1, "after a pause, they go at once");
    assert_eq!(ids(&world.sends[0]), (1..=50).collect::<Vec<u32>>());
    for id in 51..=100 {
        world.mutate::<SetDone>(Op::Done(id, true));
    }
    world.pass(9);
    assert_eq!(world.sends.len(), 1);
    world.pass(1);
    assert_eq!(world.sends.len(), 2);
    assert_eq!(ids(&world.sends[1]), (51..=100).collect::<Vec<u32>>());
    world.rest(&all);
}

/// A request that can take no more operations waits for none.
#[test]
fn a_full_batch_goes_out_at_once() {
    let batch = Some(Batching {
        items: 3,
        ..Batching::DEFAULT
    });
    let (mut world, all) = World::loaded(Config { batch, ..batched() });
    for id in 1..=2 {
        world.mutate::<SetDone>(Op::Done(id, true));
        assert!(world.sends.is_empty());
    }
    world.mutate::<SetDone>(Op::Done(3, true));
    assert_eq!(ids(&world.sends[0]), [1, 2, 3]);
    world.rest(&all);
}

#[test]
fn batches_keep_to_their_limits() {
    for (items, bytes, sizes) in [
        (2, usize::MAX, [2, 2, 1]),
        (500, 300, [2, 2, 1]),
        (500, 256, [2, 2, 1]),
    ] {
        let batch = Some(Batching {
            items,
            bytes,
            ..Batching::DEFAULT
        });
        let (mut world, all) = World::loaded(Config { batch, ..batched() });
        let ops: Vec<Op> = (1..=5).map(|id| Op::Done(id, true)).collect();
        world.bulk::<SetDone>(&ops);
        let sent: Vec<usize> = world
            .sends
            .iter()
            .map(|sent| sent.operations.len())
            .collect();
        assert_eq!(sent, sizes);
        world.rest(&all);
    }
}

/// What the server says that it takes holds from then on, and never allows more than the settings.
#[test]
fn batches_keep_to_what_the_server_takes() {
    for (items, bytes, sizes) in [
        (2, usize::MAX, vec![2, 2, 1]),
        (0, usize::MAX, vec![1; 4]),
        (1_000, 300, vec![2, 2, 1]),
        (1_000, usize::MAX, vec![3, 2]),
    ] {
        let batch = Some(Batching {
            items: 3,
            ..Batching::DEFAULT
        });
        let (mut world, all) = World::loaded(Config { batch, ..batched() });
        world.engine(|engine, _| engine.limit_batches(items, bytes));
        let ops: Vec<Op> = (1..=5).map(|id| Op::Done(id, true)).collect();
        world.bulk::<SetDone>(&ops);
        let sent = world.sends.iter().map(|sent| sent.operations.len());
        assert_eq!(
            sent.take(4).collect::<Vec<_>>(),
            sizes[..sizes.len().min(world.sends.len())]
        );
        world.rest(&all);
    }
}

#[test]
fn single_operations_go_before_those_of_a_bulk() {
    let config = Config {
        requests: 2,
        ..one_by_one()
    };
    let (mut world, all) = World::loaded(config);
    let ops: Vec<Op> = (1..=4).map(|id| Op::Done(id, true)).collect();
    world.bulk::<SetDone>(&ops);
    assert_eq!(
        world.sends.len(),
        1,
        "one request is left to single operations"
    );
    world.mutate::<SetTitle>(Op::Title(5, "five"));
    assert_eq!(ids(&world.sends[1]), [5]);
    world.mutate::<SetDone>(Op::Done(5, true));
    world.tell_second();
    assert_eq!(ids(&world.sends[1]), [5]);
    world.rest(&all);
}

#[test]
fn the_limit_of_requests_is_kept() {
    let (mut world, all) = World::loaded(one_by_one());
    for id in 1..=5 {
        world.mutate::<SetDone>(Op::Done(id, true));
    }
    assert_eq!(world.sends.len(), 4);
    world.input(Input::Wake);
    assert_eq!(world.sends.len(), 4);
    world.serve();
    assert_eq!(world.sends.len(), 4);
    world.rest(&all);
}
