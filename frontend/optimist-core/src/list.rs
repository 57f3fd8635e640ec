//! The list that a query shows: ordered, cheap to clone, cheap to change in one place.

use std::{cell::OnceCell, cmp::Ordering, ops::Range, ptr, rc::Rc, slice};

/// Chunks are split above this many items.
const SPLIT_ABOVE: usize = 128;
/// A chunk and its neighbour are joined when both fit in this many items.
const JOIN_BELOW: usize = 48;

/// An ordered list of shared items.
///
/// A clone costs one reference count. A list that differs from another in one item shares all
/// other items with it, and all but one of its chunks, so that a renderer can tell by identity
/// (`Rc::ptr_eq`) what has changed.
pub struct List<T> {
    inner: Rc<Inner<T>>,
}

struct Inner<T> {
    chunks: Vec<Rc<Vec<Rc<T>>>>,
    /// The index in the list of each chunk's first item: counted when it is asked for, so that a
    /// thousand changes in a row count once.
    starts: OnceCell<Vec<usize>>,
    len: usize,
    /// The chunk and the place that the item was last taken from: what goes next is mostly there.
    hint: (usize, usize),
}

impl<T> List<T> {
    /// How many items there are.
    pub fn len(&self) -> usize {
        self.inner.len
    }

    /// Is there none?
    pub fn is_empty(&self) -> bool {
        self.inner.len == 0
    }

    /// The item at an index, counted from 0.
    pub fn get(&self, index: usize) -> Option<&Rc<T>> {
        let starts = self.inner.starts();
        let chunk = starts
            .partition_point(|&start| start <= index)
            .checked_sub(1)?;
        self.inner.chunks[chunk].get(index - starts[chunk])
    }

    /// All items in order.
    pub fn iter(&self) -> Items<'_, T> {
        Items {
            chunks: self.inner.chunks.iter(),
            chunk: [].iter(),
        }
    }

    /// The items at these indices, as far as there are any.
    pub fn range(&self, range: Range<usize>) -> impl Iterator<Item = &Rc<T>> {
        range.map_while(|index| self.get(index))
    }

    /// Is this the very same list, not only an equal one?
    pub fn same(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.inner, &other.inner)
    }

    /// The index of the first item that is not ordered before `probe` says so.
    ///
    /// `probe` tells how an item compares to what is sought, as for `slice::binary_search_by`.
    pub fn search(&self, mut probe: impl FnMut(&T) -> Ordering) -> Result<usize, usize> {
        let (chunk, place) = self.inner.locate(&mut probe);
        match place {
            Ok(at) => Ok(self.inner.starts()[chunk] + at),
            Err(at) => Err(self.inner.starts().get(chunk).map_or(0, |start| start + at)),
        }
    }

    /// A list of these items in the order that `order` gives to their places in `items`; equal ones
    /// as they come.
    pub fn ordered(items: &[Rc<T>], order: &dyn Fn(usize, usize) -> Ordering) -> Self {
        let places = crate::sort::places(items.len(), order);
        places.into_iter().map(|at| Rc::clone(&items[at])).collect()
    }

    pub(crate) fn from_sorted(items: &[Rc<T>]) -> Self {
        let chunks = items.chunks(SPLIT_ABOVE * 3 / 4);
        let inner = Inner {
            chunks: chunks.map(|chunk| Rc::new(chunk.to_vec())).collect(),
            starts: OnceCell::new(),
            len: items.len(),
            hint: (0, 0),
        };
        Self {
            inner: Rc::new(inner),
        }
    }

    /// Puts an item at its place, in exchange for one that compares equal.
    pub(crate) fn insert(&mut self, item: Rc<T>, order: impl Fn(&T, &T) -> Ordering) {
        let inner = Rc::make_mut(&mut self.inner);
        let (chunk, place) = inner.locate(&mut |other| order(other, &item));
        if inner.chunks.is_empty() {
            inner.chunks.push(Rc::default());
        }
        let items = Rc::make_mut(&mut inner.chunks[chunk]);
        match place {
            Ok(at) => {
                items[at] = item;
                return;
            }
            Err(at) => items.insert(at, item),
        }
        if items.len() > SPLIT_ABOVE {
            let rest = items.split_off(items.len() / 2);
            inner.chunks.insert(chunk + 1, Rc::new(rest));
        }
        inner.resize(inner.len + 1);
    }

    /// Takes out the item that compares equal to `item`.
    pub(crate) fn remove(&mut self, item: &T, order: impl Fn(&T, &T) -> Ordering) {
        let inner = Rc::make_mut(&mut self.inner);
        let (chunk, at) = inner.hint;
        let there = inner.chunks.get(chunk).and_then(|items| items.get(at));
        if !there.is_some_and(|there| ptr::eq(&raw const **there, item)) {
            let (chunk, Ok(at)) = inner.locate(&mut |other| order(other, item)) else {
                return;
            };
            inner.hint = (chunk, at);
        }
        let (chunk, at) = inner.hint;
        Rc::make_mut(&mut inner.chunks[chunk]).remove(at);
        let left = inner.chunks[chunk].len();
        if left == 0 {
            inner.chunks.remove(chunk);
        } else if inner
            .chunks
            .get(chunk + 1)
            .is_some_and(|next| next.len() + left < JOIN_BELOW)
        {
            let next = inner.chunks.remove(chunk + 1);
            Rc::make_mut(&mut inner.chunks[chunk]).extend(next.iter().cloned());
        }
        inner.resize(inner.len - 1);
    }
}

impl<T> Inner<T> {
    /// The chunk that an item is or would be in, and where.
    fn locate(&self, probe: &mut dyn FnMut(&T) -> Ordering) -> (usize, Result<usize, usize>) {
        let after = self
            .chunks
            .partition_point(|chunk| probe(&chunk[0]) != Ordering::Greater);
        let chunk = after.saturating_sub(1);
        let place = self
            .chunks
            .get(chunk)
            .map_or(Err(0), |items| items.binary_search_by(|item| probe(item)));
        (chunk, place)
    }

    fn starts(&self) -> &[usize] {
        self.starts.get_or_init(|| {
            let mut next = 0;
            let starts = self.chunks.iter().map(|items| {
                let start = next;
                next += items.len();
                start
            });
            starts.collect()
        })
    }

    fn resize(&mut self, len: usize) {
        self.len = len;
        self.starts.take();
    }
}

impl<T> Clone for Inner<T> {
    fn clone(&self) -> Self {
        Self {
            chunks: self.chunks.clone(),
            starts: OnceCell::new(),
            len: self.len,
            hint: self.hint,
        }
    }
}

/// All items of a list in order.
pub struct Items<'a, T> {
    chunks: slice::Iter<'a, Rc<Vec<Rc<T>>>>,
    chunk: slice::Iter<'a, Rc<T>>,
}

impl<'a, T> Iterator for Items<'a, T> {
    type Item = &'a Rc<T>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(item) = self.chunk.next() {
                return Some(item);
            }
            self.chunk = self.chunks.next()?.iter();
        }
    }
}

impl<'a, T> IntoIterator for &'a List<T> {
    type Item = &'a Rc<T>;
    type IntoIter = Items<'a, T>;

    fn into_iter(self) -> Items<'a, T> {
        self.iter()
    }
}

impl<T> FromIterator<Rc<T>> for List<T> {
    /// A list of these items in the order in which they come.
    fn from_iter<I: IntoIterator<Item = Rc<T>>>(items: I) -> Self {
        Self::from_sorted(&items.into_iter().collect::<Vec<_>>())
    }
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self::from_sorted(&[])
    }
}

impl<T> Clone for List<T> {
    fn clone(&self) -> Self {
        Self {
            inner: Rc::clone(&self.inner),
        }
    }
}

impl<T: PartialEq> PartialEq for List<T> {
    fn eq(&self, other: &Self) -> bool {
        self.same(other)
            || self.len() == other.len()
                && self
                    .iter()
                    .zip(other.iter())
                    .all(|(a, b)| Rc::ptr_eq(a, b) || a == b)
    }
}

impl<T: std::fmt::Debug> std::fmt::Debug for List<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    #[cfg(target_family = "wasm")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;
    use crate::rng::SplitMix64;

    /// A list behaves as a sorted vector does.
    #[test]
    fn a_list_is_a_sorted_vector() {
        for seed in 0..64 {
            let mut rng = SplitMix64::new(seed);
            let start = rng.at_most(600) as u32;
            let mut model: Vec<u32> = (0..start).collect();
            let mut list = List::from_iter(model.iter().copied().map(Rc::new));
            let before = list.clone();
            // Some lists mostly grow, others mostly shrink.
            let grows = rng.at_most(3);
            for _ in 0..rng.at_most(1_500) {
                let value = rng.at_most(800) as u32;
                let place = model.binary_search(&value);
                if rng.at_most(3) <= grows {
                    list.insert(Rc::new(value), u32::cmp);
                    if let Err(at) = place {
                        model.insert(at, value);
                    }
                } else {
                    list.remove(&value, u32::cmp);
                    if let Ok(at) = place {
                        model.remove(at);
                    }
                }
                assert_eq!(list.len(), model.len());
                let found = list.search(|item| item.cmp(&value));
                assert_eq!(found, model.binary_search(&value));
            }
            assert!(list.iter().map(|item| **item).eq(model.iter().copied()));
            let by_index = (0..=model.len()).map(|at| list.get(at).map(|item| **item));
            assert!(by_index.eq((0..=model.len()).map(|at| model.get(at).copied())));
            assert!(before.iter().map(|item| **item).eq(0..start));
        }
    }
}
