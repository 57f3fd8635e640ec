//! A short list in order: the log holds ten thousands that have one element each.

use std::{cmp::Ordering, mem, slice};

/// A list that needs no memory of its own before it has a second element.
#[derive(Default)]
pub(crate) enum Few<T> {
    /// Nothing.
    #[default]
    None,
    /// One element.
    One(T),
    /// A list that has or had more.
    Many(Vec<T>),
}

impl<T> Few<T> {
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

    pub(crate) fn get(&self, at: usize) -> Option<&T> {
        self.as_slice().get(at)
    }

    pub(crate) fn len(&self) -> usize {
        self.as_slice().len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Puts an element behind all that are `before` it, and tells where.
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

    /// Takes out the element that `probe` calls equal, as for `slice::binary_search_by`; tells
    /// whether there was one.
    pub(crate) fn remove(&mut self, probe: impl Fn(&T) -> Ordering) -> bool {
        let Ok(at) = self.as_slice().binary_search_by(probe) else {
            return false;
        };
        match self {
            Self::Many(many) => drop(many.remove(at)),
            _ => *self = Self::None,
        }
        true
    }
}

#[cfg(test)]
mod tests {
    #[cfg(target_family = "wasm")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;
    use crate::draws::Draws;

    /// It behaves as a sorted vector does.
    #[test]
    fn a_few_are_a_sorted_vector() {
        for seed in 0..64 {
            let mut draws = Draws::new(seed);
            let (mut few, mut model) = (Few::<u64>::default(), Vec::new());
            for _ in 0..60 {
                let value = draws.up_to(5);
                match model.binary_search(&value) {
                    Ok(at) => {
                        assert!(few.remove(|known| known.cmp(&value)));
                        model.remove(at);
                    }
                    Err(at) => {
                        assert!(!few.remove(|known| known.cmp(&value)));
                        assert_eq!(few.insert(value, |known| *known < value), at);
                        model.insert(at, value);
                    }
                }
                assert!(few.iter().eq(&model));
                assert_eq!((few.len(), few.is_empty()), (model.len(), model.is_empty()));
                assert_eq!((few.get(0), few.get(1)), (model.first(), model.get(1)));
            }
        }
    }
}
