//! An ordinary API: answers carry the item but no revision, and what nobody looks at is not read.

use optimist_core::{Config, Query, QueryKey, Source};
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::{
    client::Shape,
    domain::{
        Add, All, Approve, Note, Notes, Op, Plain, PlainTop, Remove, SetArchived, SetDone, SetTitle,
    },
    world::World,
};

/// Every note, and the top of them.
fn world(shape: Shape) -> (World, QueryKey, QueryKey) {
    let mut world = World::new(Config::default());
    world.shape = shape;
    let (plain, top) = (world.load::<Plain>(), world.load::<PlainTop>());
    (world, plain, top)
}

fn ids<Q: Query<Entity = Notes>>(world: &World, query: &QueryKey) -> Vec<u32> {
    let shown = world.client.view::<Q>(query).expect("it has data");
    shown.iter().map(|note| note.id).collect()
}

fn title(world: &World, query: &QueryKey, id: u32) -> Option<String> {
    let shown = world.client.view::<PlainTop>(query)?;
    let found: Option<Note> = shown.into_iter().find(|note| note.id == id);
    Some(found?.title)
}

#[test]
fn the_item_in_an_answer_spares_the_read() {
    let (mut world, plain, top) = world(Shape::Item);
    world.mutate::<SetTitle>(Op::Title(1, " about "));
    world.mutate::<SetArchived>(Op::Archived(2, true));
    world.mutate::<Remove>(Op::Remove(3));
    // Not at the top: a change of it says nothing of the list.
    world.mutate::<SetDone>(Op::Done(5, true));
    while !world.sends.is_empty() {
        world.serve();
    }
    assert_eq!(world.reads, [], "nothing is read again");
    assert_eq!(world.resource_counts().entries, 0);
    world.shows(&plain, 1, "about", false);
    assert_eq!(title(&world, &top, 1).as_deref(), Some("about"));
    assert_eq!(ids::<PlainTop>(&world, &top), [1, 2, 4]);
    assert_eq!(ids::<Plain>(&world, &plain), [1, 2, 4, 5]);
    world.shows(&plain, 5, "note 5", true);
}

/// Where it stands in a list as the server gives it, the server alone says: unless its mutation does.
#[test]
fn an_item_that_was_added_has_the_lists_read_that_do_not_hold_it() {
    let (mut world, plain, top) = world(Shape::Item);
    world.mutate::<Add>(Op::Add(7, "first"));
    world.serve();
    assert_eq!(world.reads, []);
    assert_eq!(ids::<PlainTop>(&world, &top), [7, 1, 2, 3, 4]);
    world.mutate::<Add>(Op::Add(6, "about"));
    world.serve();
    let reads: Vec<&str> = world
        .reads
        .iter()
        .map(|(_, query)| query.as_str())
        .collect();
    assert_eq!(reads, [top.to_string()]);
    assert_eq!(ids::<Plain>(&world, &plain), [1, 2, 3, 4, 5, 6, 7]);
    world.serve_reads();
    assert_eq!(ids::<PlainTop>(&world, &top), [6, 7, 1, 2]);
}

/// Which of the two is newer nobody can say: another read does.
#[test]
fn an_answer_does_not_hide_what_a_read_has_brought_meanwhile() {
    for under_way in [false, true] {
        let (mut world, plain, top) = world(Shape::Item);
        world.engine(|engine, now| engine.unobserve(now, &top));
        world.mutate::<SetTitle>(Op::Title(1, "mine"));
        let dealt = world.deal();
        world.server.other(&Op::Title(1, "theirs"));
        world.engine(|engine, now| engine.invalidate(now, &plain));
        let read = world.begin_read();
        if under_way {
            world.tell(&dealt);
            world.end_read(read);
        } else {
            world.end_read(read);
            world.tell(&dealt);
        }
        assert_eq!(world.reads.len(), 1, "it is read again");
        world.serve_reads();
        world.shows(&plain, 1, "theirs", false);
        world.rest(&plain);
    }
}

/// A repeat may be answered as the first time was, however long ago that is.
#[test]
fn a_repeated_answer_does_not_hide_what_was_read_since_it_was_first_sent() {
    let (mut world, plain, top) = world(Shape::Item);
    world.engine(|engine, now| engine.unobserve(now, &top));
    world.mutate::<SetTitle>(Op::Title(1, "mine"));
    world.lose_answer();
    world.server.other(&Op::Title(1, "theirs"));
    world.engine(|engine, now| engine.invalidate(now, &plain));
    world.serve_reads();
    world.settle();
    world.shows(&plain, 1, "theirs", false);
}

#[test]
fn what_nobody_looks_at_is_read_when_somebody_does() {
    for shape in [Shape::Plain, Shape::Item] {
        let (mut world, plain, top) = world(shape);
        world.engine(|engine, now| engine.unobserve(now, &top));
        world.mutate::<SetTitle>(Op::Title(1, "about"));
        world.mutate::<Add>(Op::Add(6, "added"));
        world.mutate::<Add>(Op::Add(7, "added"));
        while !world.sends.is_empty() || !world.reads.is_empty() {
            let of_top = world
                .reads
                .iter()
                .filter(|(_, query)| *query == top.to_string());
            assert_eq!(of_top.count(), 0, "it is not read");
            match world.sends.is_empty() {
                true => world.serve_reads(),
                false => world.serve(),
            }
        }
        assert_eq!(world.resource_counts().entries, 0);
        // What is known of it is shown at once, and then what the server says.
        world.observe::<PlainTop>();
        assert_eq!(title(&world, &top, 1).as_deref(), Some("about"));
        assert_eq!(ids::<PlainTop>(&world, &top), [7, 1, 2, 3, 4]);
        world.serve_reads();
        assert_eq!(ids::<PlainTop>(&world, &top), [1, 7, 6, 2]);
        world.rest(&plain);
    }
}

/// What was done to one item is taken in as it was done, whatever the answers said of it.
#[test]
fn what_was_answered_before_nobody_looked_is_foreseen_in_its_order() {
    let mut world = World::new(Config {
        live: vec![Source::DEFAULT],
        ..Config::default()
    });
    world.shape = Shape::Revision;
    let top = world.load::<PlainTop>();
    world.load::<All>();
    world.open_live();
    world.mutate::<SetTitle>(Op::Title(1, "mine"));
    world.serve();
    world.event(1);
    world.mutate::<Approve>(Op::Approve(1));
    world.serve();
    world.engine(|engine, now| engine.cancel_reads(now, &top));
    world.engine(|engine, now| engine.unobserve(now, &top));
    world.event(2);
    assert_eq!(world.resource_counts().entries, 0);
    world.observe::<PlainTop>();
    assert_eq!(title(&world, &top, 1).as_deref(), Some("mine"));
}

/// What needs the server's word is not foreseen where nobody looks either.
#[test]
fn what_is_not_optimistic_is_not_foreseen_unseen() {
    let (mut world, _, top) = world(Shape::Plain);
    world.engine(|engine, now| engine.unobserve(now, &top));
    world.mutate::<Approve>(Op::Approve(1));
    world.settle();
    world.observe::<PlainTop>();
    let approved = |world: &World| {
        let shown = world.client.view::<PlainTop>(&top).expect("it has data");
        shown.iter().any(|note| note.approved)
    };
    assert!(!approved(&world));
    world.serve_reads();
    assert!(approved(&world));
}

/// Every note, with an event stream, and with answers that carry no revision.
fn live() -> (World, QueryKey) {
    let (mut world, all) = World::loaded(Config {
        live: vec![Source::DEFAULT],
        ..Config::default()
    });
    world.shape = Shape::Item;
    (world, all)
}

/// An answer without a revision waits for a read; what followed on its item may be known before that.
#[test]
fn what_later_data_contain_does_not_lie_over_them() {
    let (mut world, all) = live();
    world.mutate::<SetDone>(Op::Done(1, true));
    world.serve();
    let late = world.begin_read();
    world.mutate::<SetDone>(Op::Done(1, false));
    world.deal();
    world.event(1);
    world.event(2);
    world.shows(&all, 1, "note 1", false);
    world.end_read(late);
    world.shows(&all, 1, "note 1", false);
}

/// The server had done it when it answered the read, and events have brought more than that since.
#[test]
fn a_read_that_is_older_than_events_says_what_is_done_nevertheless() {
    let (mut world, all) = live();
    world.mutate::<SetTitle>(Op::Title(1, "mine"));
    world.serve();
    let read = world.begin_read();
    world.server.other(&Op::Title(1, "theirs"));
    world.event(1);
    world.event(2);
    world.end_read(read);
    world.shows(&all, 1, "theirs", false);
    assert_eq!((world.reads.len(), world.resource_counts().entries), (0, 0));
}
