//! A server that knows no keys: what may have reached it is never sent again by itself, and its item is
//! unsure until somebody knows.

mod sending;
mod settling;
mod waiting;

use optimist_core::{Config, Input, ItemState, OperationId, QueryKey, Verdict};

use crate::{client::Shape, domain::Plain, world::World};

/// An ordinary API: no keys, no revisions, no events.
fn ordinary(store: bool) -> (World, QueryKey) {
    let config = Config {
        store,
        ..Config::default()
    };
    let mut world = World::new(config);
    world.server.keyless = true;
    world.shape = Shape::Plain;
    let plain = world.load::<Plain>();
    if store {
        world.input(Input::Restored(Vec::new()));
    }
    (world, plain)
}

/// How often the server has done anything at all.
fn deeds(world: &World) -> u32 {
    world.server.effects.values().sum()
}

#[track_caller]
fn is_unsure(world: &World, operation: OperationId) {
    let state = world.state(operation);
    assert!(matches!(state, Some(ItemState::Unsure(_))), "{state:?}");
}

/// Hours pass, everything works, and nothing more is sent.
#[track_caller]
fn stays(world: &mut World, sent: usize) {
    world.store();
    for _ in 0..100 {
        world.pass(60_000);
        world.serve_reads();
        world.store();
    }
    assert_eq!(world.history.len(), sent, "something was sent again");
}

fn settle(world: &mut World, operation: OperationId, verdict: Verdict) {
    world.engine(|engine, now| engine.settle(now, operation, 0, verdict));
}

/// Nothing is left of it, and the view is the server's.
#[track_caller]
fn at_rest(world: &mut World, query: &QueryKey) {
    world.store();
    world.serve_reads();
    world.store();
    let mut truth: Vec<_> = world.server.notes.values().cloned().collect();
    truth.sort_by_key(|note| (note.place, note.id));
    assert_eq!(world.view(query), truth);
    let counts = world.resource_counts();
    assert_eq!(
        (counts.entries, counts.operations, counts.requests),
        (0, 0, 0)
    );
    assert_eq!(world.client.disk.rows.len(), 0, "a row is left on disk");
}
