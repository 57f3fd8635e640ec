//! Lists that are read page by page: one list with one log over it, however many reads it comes from.

use optimist_core::{
    Config, DataStatus, Failure, FetchStatus, Input, Part, QueryKey, RequestId, Revision, Source,
};
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::{
    client::Shape,
    domain::{Add, Note, Op, PlainTop, Remove, SetDone, SetTitle, Top},
    world::{World, server_error},
};

/// The notes of these ids, in this order, as the server has them.
fn page(world: &World, ids: &[u32]) -> Vec<Note> {
    let notes = &world.server.notes;
    ids.iter().filter_map(|id| notes.get(id).cloned()).collect()
}

/// The server answers a read that is under way.
fn give(world: &mut World, request: RequestId, notes: Vec<Note>, revision: Option<Revision>) {
    world.reads.retain(|(read, _)| *read != request);
    world.act(|client| client.fetched(request, notes, revision));
}

/// The one read under way, which is of this part.
#[track_caller]
fn read(world: &World, query: &QueryKey, part: Part) -> RequestId {
    let status = world.client.engine.status(query);
    assert_eq!((status.part, world.reads.len()), (part, 1));
    world.reads[0].0
}

fn more(world: &mut World, query: &QueryKey, part: Part) {
    world.engine(|engine, now| engine.read_more(now, query, part));
}

/// Nine notes, of which a page shows three; with revisions and an event stream, or without.
struct Paged {
    world: World,
    query: QueryKey,
    plain: bool,
}

impl Paged {
    fn new(plain: bool, first: &[u32]) -> Self {
        let live = match plain {
            true => Vec::new(),
            false => vec![Source::DEFAULT],
        };
        let mut world = World::with_notes(
            9,
            Config {
                live,
                ..Config::default()
            },
        );
        world.shape = if plain { Shape::Plain } else { Shape::Truth };
        let query = match plain {
            true => world.observe::<PlainTop>(),
            false => world.observe::<Top>(),
        };
        let mut paged = Self {
            world,
            query,
            plain,
        };
        paged.give(Part::Whole, first);
        if !plain {
            paged.world.open_live();
        }
        paged
    }

    /// The server answers the read under way with these notes as they are now.
    #[track_caller]
    fn give(&mut self, part: Part, ids: &[u32]) {
        let request = read(&self.world, &self.query, part);
        let notes = page(&self.world, ids);
        let revision = (!self.plain).then_some(self.world.server.revision());
        give(&mut self.world, request, notes, revision);
    }

    fn more(&mut self, part: Part) {
        more(&mut self.world, &self.query, part);
    }

    /// Reads one more page.
    #[track_caller]
    fn turn(&mut self, part: Part, ids: &[u32]) {
        self.more(part);
        self.give(part, ids);
    }

    fn shown(&self) -> Vec<Note> {
        let client = &self.world.client;
        let shown = match self.plain {
            true => client.view::<PlainTop>(&self.query),
            false => client.view::<Top>(&self.query),
        };
        shown.expect("it has data")
    }

    fn ids(&self) -> Vec<u32> {
        self.shown().iter().map(|note| note.id).collect()
    }

    fn title(&self, id: u32) -> String {
        let shown = self.shown();
        let note = shown.into_iter().find(|note| note.id == id);
        note.expect("it is shown").title
    }
}

fn both(mut check: impl FnMut(bool)) {
    [false, true].into_iter().for_each(&mut check);
}

#[test]
fn pages_follow_on_what_is_shown_in_the_servers_order() {
    both(|plain| {
        let mut paged = Paged::new(plain, &[9, 2, 5]);
        paged.turn(Part::Next, &[1, 8]);
        assert_eq!(paged.ids(), [9, 2, 5, 1, 8]);
        paged.turn(Part::Previous, &[4, 3]);
        assert_eq!(paged.ids(), [4, 3, 9, 2, 5, 1, 8]);
        paged.turn(Part::Next, &[7]);
        paged.turn(Part::Previous, &[6]);
        assert_eq!(paged.ids(), [6, 4, 3, 9, 2, 5, 1, 8, 7]);
    });
}

/// All pages are read again in one read, and change in one frame.
#[test]
fn a_refetch_is_one_read_and_one_swap() {
    both(|plain| {
        let mut paged = Paged::new(plain, &[1, 2, 3]);
        paged.turn(Part::Next, &[4, 5, 6]);
        let query = paged.query.clone();
        paged
            .world
            .engine(|engine, now| engine.invalidate(now, &query));
        assert_eq!(paged.ids(), [1, 2, 3, 4, 5, 6], "as it was until then");
        paged.give(Part::Whole, &[7, 1, 2, 3, 4]);
        assert_eq!(paged.ids(), [7, 1, 2, 3, 4]);
        paged.turn(Part::Next, &[9]);
        assert_eq!(paged.ids(), [7, 1, 2, 3, 4, 9]);
    });
}

#[test]
fn what_is_pending_shows_on_a_page_that_comes() {
    both(|plain| {
        let mut paged = Paged::new(plain, &[1, 2, 3]);
        paged.world.mutate::<SetTitle>(Op::Title(5, "mine"));
        paged.world.mutate::<Remove>(Op::Remove(6));
        paged.world.mutate::<Remove>(Op::Remove(2));
        paged.turn(Part::Next, &[4, 5, 6]);
        assert_eq!(paged.ids(), [1, 3, 4, 5]);
        assert_eq!(paged.title(5), "mine");
        paged.world.server.locked.extend([2, 5, 6]);
        while !paged.world.sends.is_empty() {
            paged.world.serve();
        }
        assert_eq!(paged.ids(), [1, 2, 3, 4, 5, 6], "each at its place");
        assert_eq!(paged.title(5), "note 5");
    });
}

/// Something was added before the first page: its last item is the first of the second.
#[test]
fn an_item_that_has_shifted_to_the_next_page_stands_once() {
    both(|plain| {
        let mut paged = Paged::new(plain, &[1, 2, 3]);
        paged.world.server.other(&Op::Title(3, "newer"));
        paged.turn(Part::Next, &[3, 4, 5]);
        assert_eq!(paged.ids(), [1, 2, 3, 4, 5]);
        assert_eq!(paged.title(3), "newer");
    });
}

#[test]
fn what_was_added_keeps_its_end_of_the_list_until_the_server_says_where_it_is() {
    both(|plain| {
        let mut paged = Paged::new(plain, &[1, 2, 3]);
        paged.world.mutate::<Add>(Op::Add(10, "first"));
        paged.world.mutate::<Add>(Op::Add(11, "last"));
        assert_eq!(paged.ids(), [10, 1, 2, 3, 11]);
        paged.turn(Part::Next, &[4, 5]);
        assert_eq!(paged.ids(), [10, 1, 2, 3, 4, 5, 11]);
        while !paged.world.sends.is_empty() {
            paged.world.deal();
        }
        paged.turn(Part::Next, &[10, 6]);
        assert_eq!(paged.ids(), [1, 2, 3, 4, 5, 10, 6, 11]);
    });
}

#[test]
fn what_others_do_while_a_page_is_read_is_known_when_it_comes() {
    let mut paged = Paged::new(false, &[1, 2, 3]);
    paged.more(Part::Next);
    let request = read(&paged.world, &paged.query, Part::Next);
    let (notes, revision) = (
        page(&paged.world, &[4, 5, 6]),
        paged.world.server.revision(),
    );
    paged.world.server.other(&Op::Title(4, "theirs"));
    paged.world.server.other(&Op::Remove(5));
    paged.world.server.other(&Op::Title(1, "too"));
    (1..=3).for_each(|revision| paged.world.event(revision));
    give(&mut paged.world, request, notes, Some(revision));
    assert_eq!(paged.ids(), [1, 2, 3, 4, 6]);
    assert_eq!(
        (paged.title(4), paged.title(1)),
        ("theirs".into(), "too".into())
    );
    assert_eq!(paged.world.reads, [], "nothing was missed");
}

/// It was read from a copy of the server that lags behind: between it and what is shown changes are missing.
#[test]
fn a_page_that_is_older_than_the_list_has_all_pages_read_again() {
    let mut paged = Paged::new(false, &[1, 2, 3]);
    let old = page(&paged.world, &[4, 5]);
    paged.world.server.other(&Op::Title(4, "theirs"));
    paged.world.event(1);
    paged.more(Part::Next);
    let request = read(&paged.world, &paged.query, Part::Next);
    give(&mut paged.world, request, old, Some(0));
    assert_eq!(paged.ids(), [1, 2, 3]);
    paged.give(Part::Whole, &[1, 2, 3]);
    paged.turn(Part::Next, &[4, 5]);
    assert_eq!(
        (paged.ids(), paged.title(4)),
        (vec![1, 2, 3, 4, 5], "theirs".into())
    );
}

#[test]
fn one_read_comes_after_the_other() {
    both(|plain| {
        let mut paged = Paged::new(plain, &[1, 2, 3]);
        let query = paged.query.clone();
        paged.more(Part::Next);
        paged.more(Part::Next);
        paged
            .world
            .engine(|engine, now| engine.invalidate(now, &query));
        paged.give(Part::Next, &[4, 5]);
        assert_eq!(paged.ids(), [1, 2, 3, 4, 5]);
        paged.more(Part::Next);
        paged.give(Part::Whole, &[2, 3, 4, 5]);
        paged.give(Part::Next, &[6]);
        assert_eq!(paged.ids(), [2, 3, 4, 5, 6]);
        assert_eq!(paged.world.reads, []);
    });
}

#[test]
fn a_page_that_fails_is_tried_again_and_the_list_stays() {
    both(|plain| {
        let mut paged = Paged::new(plain, &[1, 2, 3]);
        paged.more(Part::Next);
        for _ in 0..3 {
            read(&paged.world, &paged.query, Part::Next);
            paged.world.fail_read(server_error(None));
            assert_eq!(paged.ids(), [1, 2, 3]);
            paged.world.pass(25_000);
        }
        paged.give(Part::Next, &[4]);
        assert_eq!(paged.ids(), [1, 2, 3, 4]);
        paged.more(Part::Next);
        paged.world.fail_read(Failure::unreadable("No such page."));
        let status = paged.world.client.engine.status(&paged.query);
        assert_eq!(
            (status.data, status.fetch),
            (DataStatus::Error, FetchStatus::Idle)
        );
        assert_eq!(paged.ids(), [1, 2, 3, 4]);
        paged.turn(Part::Next, &[5]);
        assert_eq!(
            paged.ids(),
            [1, 2, 3, 4, 5],
            "asked for again, it is read again"
        );
    });
}

#[test]
fn a_page_that_waits_for_the_connection_is_read_when_it_is_back() {
    let mut paged = Paged::new(true, &[1, 2, 3]);
    paged.more(Part::Next);
    for _ in 0..3 {
        read(&paged.world, &paged.query, Part::Next);
        paged.world.fail_read(Failure::network());
        paged.world.pass(60_000);
    }
    assert!(!paged.world.client.engine.online());
    paged.world.input(Input::Hint { online: true });
    paged.give(Part::Next, &[4]);
    assert_eq!(paged.ids(), [1, 2, 3, 4]);
}

/// Without revisions a page says nothing of the others: what was answered waits for a read of all.
#[test]
fn a_page_does_not_settle_what_was_done_on_another() {
    let mut paged = Paged::new(true, &[1, 2, 3]);
    paged.more(Part::Next);
    paged.world.mutate::<SetTitle>(Op::Title(1, "mine"));
    paged.world.mutate::<SetDone>(Op::Done(4, true));
    while !paged.world.sends.is_empty() {
        paged.world.serve();
    }
    paged.give(Part::Next, &[4]);
    assert_eq!(paged.title(1), "mine");
    paged.give(Part::Whole, &[1, 2, 3, 4]);
    assert_eq!(
        (paged.title(1), paged.world.resource_counts().entries),
        ("mine".into(), 0)
    );
    assert!(paged.shown().iter().any(|note| note.id == 4 && note.done));
}

#[test]
fn the_servers_count_is_that_of_what_it_has_given() {
    both(|plain| {
        let mut paged = Paged::new(plain, &[1, 2, 3]);
        paged.world.mutate::<Remove>(Op::Remove(2));
        while !plain && !paged.world.sends.is_empty() {
            paged.world.serve();
        }
        paged.turn(Part::Next, &[3, 4]);
        paged.world.mutate::<Remove>(Op::Remove(1));
        paged.world.mutate::<Add>(Op::Add(10, "first"));
        let served = match plain {
            true => paged.world.client.engine.served::<PlainTop>(&paged.query),
            false => paged.world.client.engine.served::<Top>(&paged.query),
        };
        // What is not removed yet is among what the server counts.
        let wanted = if plain { 4 } else { 3 };
        assert_eq!((served, paged.ids()), (wanted, vec![10, 3, 4]));
    });
}

/// It is of a moment to which the events have not come yet: they do, and nothing is held besides the list.
#[test]
fn a_page_that_is_ahead_of_the_events_is_caught_up_with() {
    let mut paged = Paged::new(false, &[1, 2, 3]);
    paged.world.server.other(&Op::Title(4, "theirs"));
    paged.world.server.other(&Op::Title(1, "too"));
    paged.turn(Part::Next, &[4, 5]);
    assert_eq!(paged.title(4), "theirs");
    (1..=2).for_each(|revision| paged.world.event(revision));
    assert_eq!(paged.title(1), "too");
    assert_eq!(
        (paged.ids(), paged.world.resource_counts().extras),
        (vec![1, 2, 3, 4, 5], 0)
    );
    assert_eq!(paged.world.reads, []);
}
