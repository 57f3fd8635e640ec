//! How operations must have ended: each once, as the server's record says, and in the order of issue.

use std::collections::BTreeMap;

use optimist_core::Key;

use super::{Fate, Model};
use crate::{domain::Op, server::Server};

impl Model {
    /// I5: every operation has an end, and the server's record agrees with it.
    pub fn check_ends(&self, server: &Server) -> Result<(), String> {
        for (key, op) in &self.ops {
            let effects = server.effects.get(key).copied().unwrap_or(0);
            let wanted = match self.fates.get(key) {
                Some(Fate::Done) => 1,
                Some(Fate::Superseded) if !self.has_successor(*key, op) => {
                    let on_note = self.ops.iter().filter(|(_, other)| other.id() == op.id());
                    let ends: Vec<_> = on_note
                        .map(|(key, op)| (self.order[key], key, op, self.fates.get(key)))
                        .collect();
                    return Err(format!("{op:?} was dropped for nothing: {ends:?}"));
                }
                Some(_) => 0,
                None => return Err(format!("{op:?} has no end")),
            };
            if effects != wanted {
                let fate = &self.fates[key];
                return Err(format!("{op:?} is {fate:?}, and was done {effects} times"));
            }
        }
        Ok(())
    }

    /// The operations on one note, and those that share another scope, took effect in the order of
    /// issue.
    pub fn check_order(&self, server: &Server) -> Result<(), String> {
        let mut last = BTreeMap::new();
        for key in server.changes.iter().filter_map(|change| change.key) {
            let Some(op) = self.ops.get(&key) else {
                continue;
            };
            let order = matches!(op, Op::Sort(..)).then_some(0);
            for scope in [Some(op.id()), order].into_iter().flatten() {
                if last.insert(scope, self.order[&key]) > Some(self.order[&key]) {
                    let done = server.changes.iter().filter_map(|change| change.key);
                    let done = done.filter_map(|key| Some((key, self.ops.get(&key)?)));
                    let done = done.filter(|(_, other)| other.id() == op.id() || scope == 0);
                    let done: Vec<_> = done.collect();
                    return Err(format!("{op:?} was done out of turn: {done:?}"));
                }
            }
        }
        Ok(())
    }

    fn has_successor(&self, key: Key, op: &Op) -> bool {
        self.ops.iter().any(|(&other, successor)| {
            let later = self.order[&other] > self.order[&key];
            let replaces = later
                && successor.id() == op.id()
                && (std::mem::discriminant(successor) == std::mem::discriminant(op)
                    || matches!(successor, Op::Remove(_)));
            let vanished = matches!(op, Op::Remove(_))
                && !later
                && matches!(successor, Op::Add(..))
                && successor.id() == op.id();
            let fate = self.fates.get(&other);
            (replaces || vanished) && matches!(fate, Some(Fate::Done | Fate::Superseded))
        })
    }
}
