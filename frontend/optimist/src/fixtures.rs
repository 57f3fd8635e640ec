//! Notes, and what can be done to them, for the tests of the stored log.

use std::{collections::BTreeMap, rc::Rc};

use optimist_core::{
    AnyCall, Call, Effect, Entity, Key, Mutation, OperationId, Outcome, Repeat, Stored, Superseded,
    Timestamp,
};
use web_sys::AbortSignal;

use crate::{registry::Registry, transport::Submit};

pub(crate) struct Notes;

impl Entity for Notes {
    type Item = u32;
    type Id = u32;
    const NAME: &'static str = "note";

    fn id(note: &u32) -> u32 {
        *note
    }
}

/// A mutation of notes that changes nothing that is shown.
macro_rules! mutation {
    ($type:ident, $name:literal, $args:ty, $target:expr) => {
        pub(crate) struct $type;

        impl Mutation for $type {
            type Entity = Notes;
            type Args = $args;
            const NAME: &'static str = $name;
            const REPEAT: Repeat = Repeat::WithKey;

            fn target(args: &$args) -> u32 {
                let target: fn(&$args) -> u32 = $target;
                target(args)
            }

            fn predict(_: &$args, _: Option<&u32>, _: Timestamp) -> Effect<u32> {
                Effect::NotApplicable
            }
        }

        impl Submit for $type {
            async fn submit(_: $args, _: Key, _: AbortSignal) -> Outcome {
                Outcome::done()
            }
        }
    };
}

mutation!(SetDone, "set-done", (u32, bool), |args| args.0);
mutation!(Rename, "rename", (u32, String), |args| args.0);
// JSON has no maps whose keys are lists.
mutation!(
    Unencodable,
    "unencodable",
    BTreeMap<Vec<u8>, u32>,
    |args| args.len() as u32
);

/// A registry that knows all of them.
pub(crate) fn registry() -> Registry {
    let mut registry = Registry::default();
    registry.add::<SetDone>();
    registry.add::<Rename>();
    registry.add::<Unencodable>();
    registry
}

pub(crate) const AT: Timestamp = Timestamp(1_790_000_000_000);

pub(crate) fn set_done(note: u32) -> Rc<dyn AnyCall> {
    Rc::new(Call::<SetDone>::new((note, true), AT))
}

pub(crate) fn rename(note: u32, name: &str) -> Rc<dyn AnyCall> {
    Rc::new(Call::<Rename>::new((note, name.to_owned()), AT))
}

pub(crate) fn unencodable() -> Rc<dyn AnyCall> {
    let args = BTreeMap::from([(vec![1], 1)]);
    Rc::new(Call::<Unencodable>::new(args, AT))
}

/// An entry as the engine asks to store it for the first time.
pub(crate) fn stored(operation: u128, key: u128, call: Rc<dyn AnyCall>) -> Stored {
    Stored {
        key: Key(key),
        sent_as: None,
        overtaken: false,
        refused: None,
        maybe_sent: false,
        unsent: false,
        not_before: None,
        operation: OperationId(Key(operation)),
        call,
        supersedes: Vec::new(),
        replaces: Vec::new(),
        write: 1,
    }
}

/// An entry that stands for another one from now on.
pub(crate) fn superseding(mut entry: Stored, other: &Stored) -> Stored {
    entry.supersedes.push(Superseded {
        key: other.key,
        operation: other.operation,
        call: Rc::clone(&other.call),
    });
    entry.replaces.push(other.key);
    entry.write += 1;
    entry
}
