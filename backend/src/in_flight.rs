//! Which keys are being done right now.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
};

use uuid::Uuid;

/// The keys of all requests that have not been answered yet.
#[derive(Clone, Debug, Default)]
pub struct InFlight(Arc<Mutex<HashSet<Uuid>>>);

/// Keys that one request holds, until it is dropped.
#[derive(Debug)]
pub struct Claim {
    keys: Vec<Uuid>,
    all: InFlight,
}

impl InFlight {
    /// Claims keys; those that another request holds are returned beside the claim.
    pub fn claim(&self, keys: impl IntoIterator<Item = Uuid>) -> (Claim, HashSet<Uuid>) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut mine, mut busy) = (Vec::new(), HashSet::new());
        for key in keys {
            if all.insert(key) {
                mine.push(key);
            } else if !mine.contains(&key) {
                busy.insert(key);
            }
        }
        drop(all);
        (
            Claim {
                keys: mine,
                all: self.clone(),
            },
            busy,
        )
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        let mut all = self.all.0.lock().unwrap_or_else(PoisonError::into_inner);
        for key in &self.keys {
            all.remove(key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_held_by_one_request_until_that_ends() {
        let all = InFlight::default();
        let [a, b] = [1, 2].map(Uuid::from_u128);
        let (claim, busy) = all.claim([a, a]);
        assert!(busy.is_empty(), "a request's own repeats are no conflict");
        assert_eq!(all.claim([a, b]).1, HashSet::from([a]));
        drop(claim);
        assert!(all.claim([a, b]).1.is_empty());
    }
}
