//! When a waiting operation need not be sent, since a later one does all that it would have done.

use std::rc::Rc;

use crate::{
    call::{AnyCall, Cache},
    engine::Engine,
    entity::Entity,
    key::Key,
};

impl Engine {
    /// Does `later` do all that `key` would have done, whatever lies between?
    pub(crate) fn is_needless(&mut self, key: Key, later: Key) -> bool {
        let Some(entry) = self.log.get(key) else {
            return false;
        };
        let keys = self.log.of_item(&entry.scope);
        let at = keys.partition_point(|&known| known < key);
        let end = keys.partition_point(|&known| known <= later);
        let calls = |keys: &[Key]| -> Vec<Rc<dyn AnyCall>> {
            let entries = keys.iter().filter_map(|&key| self.log.get(key));
            entries.map(|entry| Rc::clone(&entry.call)).collect()
        };
        let (before, behind) = (calls(&keys[..at]), calls(&keys[at + 1..end]));
        let call = Rc::clone(&entry.call);
        call.needless(&before, &behind, &Cache(&mut self.shelves))
    }
}

/// Is the view the same without `call`, whatever becomes of those between it and the last one, which
/// is to stand for it? Others may bring the item into any state before the server sees these, and
/// any of those between may be refused. So of what is known of the item, and of every state that it
/// passes through, is asked: does the last one leave the same with `call` and without, does each one
/// between fit as well without it, and does none of them decide whether the last one fits?
pub(crate) fn needless<E: Entity>(
    known: impl Iterator<Item = Option<Rc<E::Item>>>,
    before: &[Rc<dyn AnyCall>],
    call: &dyn AnyCall,
    behind: &[Rc<dyn AnyCall>],
) -> bool {
    let Some((last, between)) = behind.split_last() else {
        return false;
    };
    let after = |call: &dyn AnyCall, start: &Option<Rc<E::Item>>| {
        let mut item = start.clone();
        let fits = call.step(&mut item);
        (item, fits)
    };
    let mut stands = false;
    for mut item in known {
        let mut starts = vec![None, item.clone()];
        let later = std::iter::once(call).chain(behind.iter().map(|call| &**call));
        for call in before.iter().map(|call| &**call).chain(later) {
            call.step(&mut item);
            starts.push(item.clone());
        }
        for start in &starts {
            let (with, fits) = after(call, start);
            let (end, last_fits) = after(&**last, start);
            if (fits || last_fits) && after(&**last, &with).0 != end {
                return false;
            }
            for other in between {
                let (next, fits) = after(&**other, start);
                let (next_with, fits_with) = after(&**other, &with);
                let (end, fits_then) = after(&**last, &next);
                if fits != fits_with
                    || last_fits != fits_then
                    || after(&**last, &next_with).0 != end
                {
                    return false;
                }
            }
            stands |= last_fits;
        }
    }
    stands
}
