//! The event stream: before and after answers, twice, with gaps, and reset.

use optimist_core::{Config, Input, LiveSignal, Source};
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::{
    client::Shape,
    domain::{All, Current, Op, SetArchived, SetDone, SetTitle},
    world::World,
};

fn live() -> Config {
    Config {
        live: vec![Source::DEFAULT],
        ..Config::default()
    }
}

#[test]
fn an_event_before_its_answer_settles() {
    for shape in [Shape::Truth, Shape::Revision] {
        let (mut world, all) = World::loaded(live());
        world.shape = shape;
        let operation = world.mutate::<SetTitle>(Op::Title(1, "one"));
        let dealt = world.deal();
        world.event(1);
        world.shows(&all, 1, "one", false);
        assert_eq!(world.resource_counts().entries, 0);
        assert!(world.client.engine.operation(operation).is_none());
        world.tell(&dealt);
        world.shows(&all, 1, "one", false);
        world.rest(&all);
    }
}

/// The request whose operation an event has settled is lost: there is nothing to be tried again.
#[test]
fn what_an_event_has_settled_is_not_tried_again() {
    let mut world = World::new(live());
    let all = world.load::<All>();
    let plain = world.load::<crate::domain::Plain>();
    world.open_live();
    world.mutate::<SetTitle>(Op::Title(1, "one"));
    let dealt = world.deal();
    world.event(1);
    assert_eq!(
        world.resource_counts().entries,
        1,
        "a query without revisions is still to be read"
    );
    world.end(dealt.request, Err(optimist_core::Failure::network()));
    world.pass(60_000);
    assert_eq!(world.history.len(), 1);
    world.shows(&plain, 1, "one", false);
    world.rest(&all);
}

/// Nothing that waited for another try stays when an event has settled it meanwhile.
#[test]
fn what_an_event_has_settled_sets_no_alarm() {
    let mut world = World::new(live());
    world.load::<All>();
    let plain = world.load::<crate::domain::Plain>();
    world.open_live();
    world.mutate::<SetTitle>(Op::Title(1, "one"));
    world.lose_answer();
    assert_eq!(world.resource_counts().alarms, 1);
    world.event(1);
    // What is left is the read's time limit.
    assert_eq!((world.resource_counts().alarms, world.reads.len()), (1, 1));
    world.serve_reads();
    world.shows(&plain, 1, "one", false);
    assert_eq!(
        world.resource_counts(),
        optimist_core::ResourceCounts::default()
    );
}

#[test]
fn repeated_events_change_nothing() {
    let (mut world, all) = World::loaded(live());
    world.server.other(&Op::Title(1, "first"));
    world.server.other(&Op::Title(1, "second"));
    for revision in [1, 1, 2, 1, 2] {
        world.event(revision);
    }
    world.shows(&all, 1, "second", false);
    assert!(world.reads.is_empty());
    world.rest(&all);
}

#[test]
fn a_gap_leads_to_a_read() {
    let (mut world, all) = World::loaded(live());
    world.server.other(&Op::Title(1, "one"));
    world.server.other(&Op::Title(2, "two"));
    world.event(2);
    world.shows(&all, 2, "two", false);
    assert_eq!(world.reads.len(), 1);
    world.rest(&all);
}

#[test]
fn a_heartbeat_reveals_what_was_lost() {
    let (mut world, all) = World::loaded(live());
    world.heartbeat();
    assert!(world.reads.is_empty());
    world.server.other(&Op::Title(1, "one"));
    world.heartbeat();
    assert_eq!(world.reads.len(), 1);
    world.rest(&all);
}

#[test]
fn a_reset_leads_to_a_read() {
    let (mut world, all) = World::loaded(live());
    world.mutate::<SetDone>(Op::Done(1, true));
    world.server.other(&Op::Title(1, "one"));
    let head = world.client.head(1);
    world.act(|client| client.live(LiveSignal::Reset(head)));
    world.serve_reads();
    world.shows(&all, 1, "one", true);
    world.rest(&all);
}

#[test]
fn a_lost_stream_goes_on_where_it_was() {
    let (mut world, all) = World::loaded(live());
    world.server.other(&Op::Title(1, "one"));
    world.event(1);
    world.input(Input::Live(Source::DEFAULT, LiveSignal::Lost));
    world.server.other(&Op::Title(2, "two"));
    world.pass(20_000);
    assert_eq!(world.live, Some(1));
    world.open_live();
    world.shows(&all, 2, "two", false);
    assert!(world.reads.is_empty());
    world.rest(&all);
}

#[test]
fn a_silent_stream_is_opened_again() {
    let (mut world, all) = World::loaded(live());
    world.pass(44_000);
    assert_eq!(world.live, None);
    world.heartbeat();
    world.pass(44_000);
    assert_eq!(world.live, None);
    world.pass(1_000);
    assert_eq!(world.live, Some(0));
    world.open_live();
    world.rest(&all);
}

/// A read that was under way while events came is not older than they are.
#[test]
fn events_during_a_read_are_kept() {
    let mut world = World::new(live());
    world.load::<All>();
    world.open_live();
    let current = world.observe::<Current>();
    let read = world.begin_read();
    world.server.other(&Op::Title(1, "one"));
    world.event(1);
    world.end_read(read);
    assert_eq!(
        world
            .client
            .view::<Current>(&current)
            .map(|notes| notes[0].title.clone()),
        Some("one".into())
    );
    assert!(world.reads.is_empty());
}

/// A read that was under way while events were lost is followed by another.
#[test]
fn a_gap_during_a_read_leads_to_another() {
    let (mut world, all) = World::loaded(live());
    world.engine(|engine, now| engine.invalidate(now, &all));
    let read = world.begin_read();
    world.server.other(&Op::Title(1, "one"));
    world.server.other(&Op::Title(2, "two"));
    world.event(2);
    world.end_read(read);
    assert_eq!(world.reads.len(), 1);
    world.rest(&all);
}

/// A heartbeat during a read costs another read only where it says that a change was lost.
#[test]
fn a_heartbeat_during_a_read_costs_nothing() {
    for lost in [false, true] {
        let mut world = World::new(live());
        world.load::<All>();
        world.open_live();
        let current = world.observe::<Current>();
        let read = world.begin_read();
        world.server.other(&Op::Title(1, "one"));
        if !lost {
            world.event(1);
        }
        world.heartbeat();
        world.serve_reads();
        world.end_read(read);
        assert_eq!(world.reads.len(), usize::from(lost));
        world.serve_reads();
        let shown = world.client.view::<Current>(&current);
        assert_eq!(shown.expect("it has data")[0].title, "one");
    }
}

/// Taken away and brought back before the first of both is done: the row never goes again.
#[test]
fn an_undo_does_not_flicker() {
    for refetch in [false, true] {
        for shape in [Shape::Truth, Shape::Revision] {
            let mut world = World::new(live());
            world.shape = shape;
            let current = world.load::<Current>();
            world.open_live();
            world.mutate::<SetArchived>(Op::Archived(1, true));
            world.shows_in_current(&current, false);
            world.mutate::<SetArchived>(Op::Archived(1, false));
            world.shows_in_current(&current, true);
            let dealt = world.deal();
            if refetch {
                // It contains the first one, of which nobody has heard.
                world.engine(|engine, now| engine.invalidate(now, &current));
                world.serve_reads();
                world.shows_in_current(&current, true);
            }
            world.tell(&dealt);
            world.shows_in_current(&current, true);
            world.event(1);
            world.shows_in_current(&current, true);
            world.serve();
            world.shows_in_current(&current, true);
            world.event(2);
            world.shows_in_current(&current, true);
            world.settle();
            assert_eq!(
                world.resource_counts(),
                optimist_core::ResourceCounts::default()
            );
        }
    }
}

/// Brought back long after it was taken away: shown at once all the same.
#[test]
fn a_late_undo_is_shown_at_once() {
    let mut world = World::new(live());
    let current = world.load::<Current>();
    world.open_live();
    world.mutate::<SetArchived>(Op::Archived(1, true));
    world.serve();
    world.event(1);
    world.settle();
    world.engine(|engine, now| engine.invalidate(now, &current));
    world.serve_reads();
    world.shows_in_current(&current, false);
    world.mutate::<SetArchived>(Op::Archived(1, false));
    world.shows_in_current(&current, true);
}

/// Somebody else takes a note away under a pending operation: it goes.
#[test]
fn what_others_take_away_goes() {
    for by_event in [false, true] {
        let mut world = World::new(live());
        let current = world.load::<Current>();
        world.open_live();
        world.mutate::<SetTitle>(Op::Title(1, "one"));
        world.server.other(&Op::Archived(1, true));
        if by_event {
            world.event(1);
        } else {
            world.engine(|engine, now| engine.invalidate(now, &current));
            world.serve_reads();
        }
        world.shows_in_current(&current, false);
    }
}

/// An event shows that the server can be reached, and settles an operation: the reads that it leads to
/// come after it, so nothing waits for them.
#[test]
fn a_read_that_an_event_leads_to_comes_after_it() {
    let mut world = World::new(live());
    let all = world.load::<All>();
    world.open_live();
    world.observe::<crate::domain::Plain>();
    world.input(Input::Hint { online: false });
    while !world.reads.is_empty() {
        world.fail_read(optimist_core::Failure::network());
    }
    world.mutate::<SetTitle>(Op::Title(1, " one"));
    world.input(Input::Hint { online: true });
    world.deal();
    world.event(1);
    assert_eq!(world.reads.len(), 1);
    world.shows(&all, 1, "one", false);
    assert_eq!(world.resource_counts().entries, 0);
}
