//! Items that a read leaves out while operations on them are under way.

use optimist_core::{Config, Outcome, Reason, Source};
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::{
    domain::{Current, Notes, Op, SetArchived},
    world::World,
};

/// The list does not hold a note that is being archived here: somebody has removed it. When the
/// archiving is refused, nothing of it is left, so that there is nothing to bring back.
#[test]
fn what_a_refused_operation_would_have_made_of_an_item_is_not_brought_back() {
    let mut world = World::new(Config::default());
    let current = world.load::<Current>();
    world.mutate::<SetArchived>(Op::Archived(1, true));
    world.server.other(&Op::Remove(1));
    world.engine(|engine, now| engine.invalidate(now, &current));
    world.serve_reads();
    let sent = world.sends.remove(0);
    let refused = Outcome::Refused(Reason::new("not-found", "There is no such note."));
    world.outcome(sent.request, sent.operations[0].0, refused);
    world.end(sent.request, Ok(()));
    world.mutate::<SetArchived>(Op::Archived(1, false));
    assert!(world.note(&current, 1).is_none());
    world.rest(&current);
}

/// The list does not hold it since it was archived here: taking that back shows it at once.
#[test]
fn what_an_operation_took_out_of_a_list_can_be_brought_back_at_once() {
    let mut world = World::new(Config::default());
    let current = world.load::<Current>();
    world.mutate::<SetArchived>(Op::Archived(1, true));
    let dealt = world.deal();
    world.engine(|engine, now| engine.invalidate(now, &current));
    world.serve_reads();
    world.tell(&dealt);
    world.mutate::<SetArchived>(Op::Archived(1, false));
    assert!(world.note(&current, 1).is_some());
    world.rest(&current);
}

/// The same where a read that is older than the answer still lists it, and a later one does not.
#[test]
fn what_an_older_read_still_lists_can_be_brought_back_after_the_next_one() {
    let mut world = World::new(Config {
        live: vec![Source::DEFAULT],
        ..Config::default()
    });
    let current = world.load::<Current>();
    world.open_live();
    world.mutate::<SetArchived>(Op::Archived(1, true));
    world.server.other(&Op::Done(2, true));
    world.engine(|engine, now| engine.invalidate(now, &current));
    let older = world.begin_read();
    world.serve();
    world.end_read(older);
    world.event(1);
    world.event(2);
    world.engine(|engine, now| engine.invalidate(now, &current));
    world.serve_reads();
    world.mutate::<SetArchived>(Op::Archived(1, false));
    assert!(world.note(&current, 1).is_some());
    world.rest(&current);
}

/// What a query no longer shows is still known by its id, with all that is pending.
#[test]
fn an_item_that_has_left_every_list_can_be_found() {
    let mut world = World::new(Config::default());
    let current = world.load::<Current>();
    let title = world.note(&current, 1).expect("a note").title.clone();
    world.mutate::<SetArchived>(Op::Archived(1, true));
    world.serve();
    assert!(world.note(&current, 1).is_none());
    world.engine(|engine, _| {
        let found = engine.find::<Notes>(&1).expect("it is known");
        assert_eq!((&found.title, found.archived), (&title, true));
        assert!(engine.find::<Notes>(&99).is_none());
    });
}
