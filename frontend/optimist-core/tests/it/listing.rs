//! Lists as the server gave them: its members in its order until the next read, with changes in place.

use optimist_core::{Config, Failure, Listing, Query, QueryKey, Source};
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::{
    client::Shape,
    domain::{Add, Note, Notes, Op, Plain, PlainTop, Remove, SetArchived, SetTitle, Top},
    server::REFUSED,
    world::World,
};

fn live() -> Config {
    Config {
        live: vec![Source::DEFAULT],
        ..Config::default()
    }
}

/// Five notes, of which the server puts four at the top.
fn world(config: Config) -> (World, QueryKey) {
    let is_live = !config.live.is_empty();
    let mut world = World::new(config);
    let top = world.load::<Top>();
    if is_live {
        world.open_live();
    }
    (world, top)
}

fn ids<Q: Query<Entity = Notes>>(world: &World, query: &QueryKey) -> Vec<u32> {
    let shown = world.client.view::<Q>(query).expect("it has data");
    shown.iter().map(|note| note.id).collect()
}

fn title(world: &World, query: &QueryKey, id: u32) -> String {
    let shown = world.client.view::<Top>(query).expect("it has data");
    let note = shown.into_iter().find(|note| note.id == id);
    note.expect("it is there").title
}

#[test]
fn a_change_shows_in_place_and_a_removal_at_once_until_the_server_gives_the_list_anew() {
    let (mut world, top) = world(Config::default());
    assert_eq!(ids::<Top>(&world, &top), [1, 2, 3, 4]);
    world.mutate::<SetTitle>(Op::Title(1, "zebra"));
    world.mutate::<SetArchived>(Op::Archived(2, true));
    world.mutate::<Remove>(Op::Remove(3));
    // Only the server knows that 1 and 2 are at the top no more, and what follows.
    assert_eq!(ids::<Top>(&world, &top), [1, 2, 4]);
    assert_eq!(title(&world, &top, 1), "zebra");
    world.settle();
    assert_eq!(ids::<Top>(&world, &top), [1, 2, 4]);
    world.engine(|engine, now| engine.invalidate(now, &QueryKey::new([])));
    world.settle();
    assert_eq!(ids::<Top>(&world, &top), [4, 5, 1]);
}

#[test]
fn what_others_do_shows_in_place_too() {
    let (mut world, top) = world(live());
    world.server.other(&Op::Title(4, "aardvark"));
    world.server.other(&Op::Remove(1));
    world.server.other(&Op::Add(6, "about"));
    (1..=3).for_each(|revision| world.event(revision));
    assert_eq!(ids::<Top>(&world, &top), [2, 3, 4]);
    assert_eq!(title(&world, &top, 4), "aardvark");
}

/// Where what is added stands is the mutation's to say: 7 comes first, 8 last, 6 with the next read.
#[test]
fn what_is_added_stands_where_its_mutation_says() {
    for shape in [Shape::Truth, Shape::Revision] {
        let (mut world, top) = world(live());
        world.shape = shape;
        for id in [6, 7, 8] {
            world.mutate::<Add>(Op::Add(id, "zoo"));
        }
        assert_eq!(ids::<Top>(&world, &top), [7, 1, 2, 3, 4, 8]);
        while !world.sends.is_empty() {
            world.serve();
        }
        (1..=3).for_each(|revision| world.event(revision));
        assert_eq!(ids::<Top>(&world, &top), [7, 1, 2, 3, 4, 8], "confirmed");
        world.mutate::<SetTitle>(Op::Title(7, "zoology"));
        assert_eq!(title(&world, &top, 7), "zoology");
        world.engine(|engine, now| engine.invalidate(now, &QueryKey::new([])));
        world.settle();
        assert_eq!(ids::<Top>(&world, &top), [1, 2, 3, 4]);
    }
}

#[test]
fn what_was_added_and_refused_goes_and_so_does_its_place() {
    let (mut world, top) = world(live());
    world.server.locked.insert(7);
    world.mutate::<Add>(Op::Add(7, "refused soon"));
    assert_eq!(ids::<Top>(&world, &top), [7, 1, 2, 3, 4]);
    world.serve();
    assert_eq!(ids::<Top>(&world, &top), [1, 2, 3, 4]);
    // Another author's note of that id is not at the top because of that.
    world.server.locked.clear();
    world.server.other(&Op::Add(7, "theirs"));
    world.event(1);
    assert_eq!(ids::<Top>(&world, &top), [1, 2, 3, 4]);
}

/// The list that a read brings may hold what the present one does not, as it was changed meanwhile.
#[test]
fn what_changes_during_a_read_is_known_when_the_list_comes() {
    let (mut world, top) = world(live());
    world.server.other(&Op::Title(5, "aardvark"));
    world.event(1);
    world.engine(|engine, now| engine.invalidate(now, &top));
    let read = world.begin_read();
    world.server.other(&Op::Title(5, "zebra"));
    world.server.other(&Op::Remove(1));
    world.event(2);
    world.event(3);
    world.end_read(read);
    assert_eq!(ids::<Top>(&world, &top), [5, 2, 3]);
    assert_eq!(title(&world, &top, 5), "zebra");
    world.settle();
    assert_eq!(world.reads.len(), 0, "nothing was missed");
}

/// An API without revisions: a read tells what is so, and until it has, what was answered stays.
#[test]
fn without_revisions_the_next_read_decides() {
    let mut world = World::new(Config::default());
    world.shape = Shape::Plain;
    let top = world.load::<PlainTop>();
    world.mutate::<Add>(Op::Add(7, "zoo"));
    world.mutate::<SetTitle>(Op::Title(1, REFUSED));
    assert_eq!(ids::<PlainTop>(&world, &top), [7, 1, 2, 3, 4]);
    while !world.sends.is_empty() {
        world.serve();
    }
    assert_eq!(ids::<PlainTop>(&world, &top), [7, 1, 2, 3, 4]);
    world.serve_reads();
    assert_eq!(ids::<PlainTop>(&world, &top), [1, 2, 3, 4]);
}

/// What an earlier visit has kept is in the server's order.
#[test]
fn what_is_kept_is_a_list_as_the_server_gave_it() {
    let (mut world, top) = world(Config::default());
    world.mutate::<SetTitle>(Op::Title(1, "zebra"));
    world.settle();
    let kept = world.client.engine.confirmed::<Top>(&top);
    let kept: Vec<Note> = kept
        .expect("it is confirmed")
        .iter()
        .map(|it| (**it).clone())
        .collect();
    assert_eq!(
        kept.iter().map(|note| note.id).collect::<Vec<_>>(),
        [1, 2, 3, 4]
    );
}

/// The open ones of a list as the server gave it: what is archived leaves at once.
struct Open;

impl Query for Open {
    type Entity = Notes;
    type Args = ();
    const NAME: &'static str = "top-open";

    fn listing((): &()) -> Listing<Note> {
        Listing::served().only(|note: &Note| !note.archived)
    }
}

#[test]
fn a_list_as_the_server_gave_it_can_let_go_of_what_does_not_belong_any_more() {
    let mut world = World::new(Config::default());
    let open = world.load::<Open>();
    let archived = world.mutate::<SetArchived>(Op::Archived(2, true));
    assert_eq!(ids::<Open>(&world, &open), [1, 3, 4]);
    world.engine(|engine, now| engine.cancel(now, archived));
    world.settle();
    assert_eq!(ids::<Open>(&world, &open), [1, 2, 3, 4], "in its place");
}

/// The latest that is put first is the first, the latest that is put last is the last.
#[test]
fn several_additions_stand_in_the_order_of_issue() {
    let (mut world, top) = world(Config::default());
    for id in [7, 10, 8, 11] {
        world.mutate::<Add>(Op::Add(id, "new"));
    }
    assert_eq!(ids::<Top>(&world, &top), [10, 7, 1, 2, 3, 4, 8, 11]);
}

/// What was answered before a read that is refused stays where it was put, also when nothing is pending any more.
#[test]
fn what_was_added_stays_where_the_list_cannot_be_read_again() {
    let mut world = World::new(Config::default());
    world.shape = Shape::Plain;
    let (top, _) = (world.load::<PlainTop>(), world.load::<Plain>());
    world.mutate::<Add>(Op::Add(7, "zoo"));
    world.serve();
    let at = world
        .reads
        .iter()
        .position(|(_, query)| *query == top.to_string());
    world.reads.swap(0, at.expect("it is read again"));
    world.fail_read(Failure::unreadable("It is gone."));
    assert_eq!(ids::<PlainTop>(&world, &top), [7, 1, 2, 3, 4]);
    world.serve_reads();
    assert_eq!(ids::<PlainTop>(&world, &top), [7, 1, 2, 3, 4]);
}
