//! Sorting, compiled once.
//!
//! The standard library's sort is compiled anew for each type that it sorts. This one sorts places,
//! whatever stands there. It saves a page four kilobytes in brotli.

use std::cmp::Ordering;

/// Sorts; equal items keep their order.
pub(crate) fn sort<T: Clone>(items: &mut Vec<T>, order: impl Fn(&T, &T) -> Ordering) {
    if items.is_sorted_by(|a, b| order(a, b).is_le()) {
        return;
    }
    let places = places(items.len(), &|a, b| order(&items[a], &items[b]));
    *items = places.into_iter().map(|at| items[at].clone()).collect();
}

/// The places of so many items in the items' order; equal ones as they come.
#[inline(never)]
pub(crate) fn places(len: usize, order: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..len).collect();
    places.sort_unstable_by(|&a, &b| order(a, b).then(a.cmp(&b)));
    places
}
