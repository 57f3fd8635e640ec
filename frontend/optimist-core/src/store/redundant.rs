//! When waiting operations need not be sent, since a later one does all that they would have done.

use std::rc::Rc;

use crate::{call::AnyCall, entity::Entity};

/// Does `last` alone leave the same item as the calls of `run` followed by `last`?
///
/// Others may bring the item into another state before the server sees `last`. So this is asked of
/// what is `known` of the item, of no item, and of every state that the item passes through.
pub(crate) fn is_redundant<E: Entity>(
    known: impl Iterator<Item = Option<Rc<E::Item>>>,
    before: &[Rc<dyn AnyCall>],
    run: &[Rc<dyn AnyCall>],
    last: &dyn AnyCall,
) -> bool {
    let mut fits_somewhere = false;
    for mut item in known {
        let mut starts = vec![None, item.clone()];
        for call in before.iter().chain(run).map(|call| &**call).chain([last]) {
            call.apply(&mut item);
            starts.push(item.clone());
        }
        for start in starts {
            let (mut with, mut without) = (start.clone(), start);
            let mut fits = false;
            for call in run {
                fits |= call.apply(&mut with);
            }
            last.apply(&mut with);
            let last_fits = last.apply(&mut without);
            if (fits || last_fits) && with != without {
                return false;
            }
            fits_somewhere |= last_fits;
        }
    }
    fits_somewhere
}
