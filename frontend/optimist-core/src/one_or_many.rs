//! A sorted small vector: the log holds ten thousand of them that have one element each.

use std::{cmp::Ordering, mem, slice};

/// A sorted vector that allocates only from its second element on. It saves an allocation and 24
/// bytes for each pending operation of a bulk.
#[derive(Default)]
pub(crate) enum OneOrMany<T> {
    #[default]
    None,
    One(T),
    /// It has, or once had, more than one.
    Many(Vec<T>),
}

impl<T> OneOrMany<T> {
    pub(crate) fn as_slice(&self) -> &[T] {
        match self {
            Self::None => &[],
            Self::One(one) => slice::from_ref(one),
            Self::Many(many) => many,
        }
    }

    pub(crate) fn iter(&self) -> slice::Iter<'_, T> {
        self.as_slice().iter()
    }

    pub(crate) fn len(&self) -> usize {
        self.as_slice().len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Inserts an element behind all that are `before` it and returns its index.
    pub(crate) fn insert(&mut self, element: T, before: impl Fn(&T) -> bool) -> usize {
        let at = self.as_slice().partition_point(before);
        match mem::take(self) {
            Self::None => *self = Self::One(element),
            Self::One(one) => {
                let pair = if at == 1 {
                    [one, element]
                } else {
                    [element, one]
                };
                *self = Self::Many(pair.into());
            }
            Self::Many(mut many) => {
                many.insert(at, element);
                *self = Self::Many(many);
            }
        }
        at
    }

    /// Removes the element that `probe` calls equal, as `slice::binary_search_by` does, and
    /// returns the index at which it was.
    pub(crate) fn remove(&mut self, probe: impl Fn(&T) -> Ordering) -> Option<usize> {
        let at = self.as_slice().binary_search_by(probe).ok()?;
        match self {
            Self::Many(many) => drop(many.remove(at)),
            _ => *self = Self::None,
        }
        Some(at)
    }
}

#[cfg(test)]
mod tests {
    #[cfg(target_family = "wasm")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;
    use crate::rng::SplitMix64;

    #[test]
    fn it_behaves_as_a_sorted_vector_does() {
        for seed in 0..64 {
            let mut rng = SplitMix64::new(seed);
            let (mut small, mut model) = (OneOrMany::<u64>::default(), Vec::new());
            for _ in 0..60 {
                let value = rng.at_most(5);
                match model.binary_search(&value) {
                    Ok(at) => {
                        assert_eq!(small.remove(|known| known.cmp(&value)), Some(at));
                        model.remove(at);
                    }
                    Err(at) => {
                        assert_eq!(small.remove(|known| known.cmp(&value)), None);
                        assert_eq!(small.insert(value, |known| *known < value), at);
                        model.insert(at, value);
                    }
                }
                assert!(small.iter().eq(&model));
                assert_eq!(
                    (small.len(), small.is_empty()),
                    (model.len(), model.is_empty())
                );
            }
        }
    }
}
