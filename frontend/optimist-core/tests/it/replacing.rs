//! What may stand for what, and what an answer settles besides its own operation: found by the
//! simulator.

use optimist_core::{ChangedBy, Config, Effect, Footprint, Mutation, Repeat, Source, Timestamp};
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::{
    client::Shape,
    domain::{Note, Notes, Op, SetDone, SetTitle},
    world::World,
};

/// A title that comes to nothing where it is empty, as the server is going to refuse it.
struct SetAnyTitle;

impl Mutation for SetAnyTitle {
    type Entity = Notes;
    type Args = Op;
    const NAME: &'static str = "any-title";
    const REPEAT: Repeat = Repeat::WithKey;

    fn target(op: &Op) -> u32 {
        op.id()
    }

    fn predict(op: &Op, note: Option<&ChangedBy<Self>>, _: Timestamp) -> Effect<Note> {
        match op {
            Op::Title(_, "") => Effect::NotApplicable,
            _ => op
                .apply(note)
                .ok()
                .flatten()
                .map_or(Effect::NotApplicable, Effect::Put),
        }
    }

    fn footprint(_: &Op) -> Footprint {
        Footprint::Field("title")
    }
}

/// A waiting title is not dropped for a later one that comes to nothing.
#[test]
fn what_comes_to_nothing_stands_for_nothing() {
    let (mut world, all) = World::loaded(Config {
        live: vec![Source::DEFAULT],
        requests: 1,
        ..Config::default()
    });
    world.mutate::<SetDone>(Op::Done(2, true));
    world.mutate::<SetTitle>(Op::Title(1, "one"));
    world.mutate::<SetAnyTitle>(Op::Title(1, ""));
    world.shows(&all, 1, "one", false);
    world.serve();
    world.shows(&all, 1, "one", false);
    assert_eq!(world.sends[0].operations[0].1, Op::Title(1, "one"));
}

/// A bare answer waits for data; the next answer about the item brings them.
#[test]
fn an_answer_with_the_truth_settles_what_waits_for_it() {
    let (mut world, all) = World::loaded(Config::default());
    world.shape = Shape::Revision;
    world.mutate::<SetTitle>(Op::Title(1, "a"));
    world.mutate::<SetTitle>(Op::Title(1, "b"));
    world.serve();
    world.shape = Shape::Truth;
    world.serve();
    world.shows(&all, 1, "b", false);
    world.rest(&all);
}
