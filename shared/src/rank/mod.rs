//! Where a video stands among the others, as a value of its own.
//!
//! A rank is a text compared byte by byte; between any two there is room for another. Moving a
//! video therefore sets one field of one video: no other video changes, two moves of two videos
//! never meet, and doing a move twice changes nothing. Positions (1, 2, 3 …) are counted from the
//! order, so they are always dense and unique.
//!
//! A rank is [`WHOLE`] base-36 digits, then a fraction of any length that does not end in `0`.
//! Adding at either end steps the whole part, so ranks stay short however many are added; only
//! putting things again and again into the same gap grows the fraction, by one digit for about
//! five times. (The idea of fractional indexing: D. Greenspan, "Implementing Fractional
//! Indexing", 2020.)

use std::{fmt, str::FromStr, sync::Arc};

use serde::{Deserialize, Deserializer, Serialize};

use crate::checked;

mod room;

pub use room::{Room, room};

/// Digits of the whole part.
const WHOLE: usize = 9;
/// Longest rank, in characters.
const MAX_LEN: usize = 255;
/// What adding at an end steps over; what lies between is room for later moves.
const STEP: u64 = 36 * 36 * 36;
/// One past the largest whole part.
const END: u64 = 36u64.pow(WHOLE as u32);

/// A place in an order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(into = "String")]
pub struct Rank(Arc<str>);

impl Rank {
    /// The rank of the first thing in an empty order: the middle.
    pub fn middle() -> Self {
        Self::whole(END / 2)
    }

    /// A rank between two others; `None` stands for an open end.
    ///
    /// Returns `None` where no room is left: `low` is not below `high`, or the rank would be
    /// longer than 255 characters.
    pub fn between(low: Option<&Self>, high: Option<&Self>) -> Option<Self> {
        match (low, high) {
            (None, None) => Some(Self::middle()),
            (Some(low), None) => match low.whole_part().checked_add(STEP) {
                Some(next) if next < END => Some(Self::whole(next)),
                _ => Self::fraction_between(low.as_str(), None),
            },
            (None, Some(high)) => match high.whole_part().checked_sub(STEP) {
                Some(next) if next > 0 => Some(Self::whole(next)),
                _ => Self::fraction_between("", Some(high.as_str())),
            },
            (Some(low), Some(high)) if low < high => {
                let (a, b) = (low.whole_part(), high.whole_part());
                if b - a >= 2 {
                    return Some(Self::whole(a + (b - a) / 2));
                }
                Self::fraction_between(low.as_str(), Some(high.as_str()))
            }
            _ => None,
        }
    }

    /// `count` ranks between two others, in order and evenly spread, or `None` as for
    /// [`Rank::between`].
    pub fn spread(low: Option<&Self>, high: Option<&Self>, count: usize) -> Option<Vec<Self>> {
        let mut ranks = Vec::with_capacity(count);
        match (low, high) {
            (_, None) => {
                let mut last = low.cloned();
                for _ in 0..count {
                    let next = Self::between(last.as_ref(), None)?;
                    ranks.push(next.clone());
                    last = Some(next);
                }
            }
            (None, Some(_)) => {
                let mut first = high.cloned();
                for _ in 0..count {
                    let next = Self::between(None, first.as_ref())?;
                    ranks.push(next.clone());
                    first = Some(next);
                }
                ranks.reverse();
            }
            (Some(low), Some(high)) => fill(low, high, count, &mut ranks)?,
        }
        Some(ranks)
    }

    /// The rank as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn whole(mut value: u64) -> Self {
        let mut digits = [b'0'; WHOLE];
        for digit in digits.iter_mut().rev() {
            *digit = to_digit((value % 36) as u8);
            value /= 36;
        }
        Self(
            digits
                .iter()
                .map(|&b| char::from(b))
                .collect::<String>()
                .into(),
        )
    }

    fn whole_part(&self) -> u64 {
        self.0
            .bytes()
            .take(WHOLE)
            .fold(0, |sum, byte| sum * 36 + u64::from(from_digit(byte)))
    }

    /// Treats both as fractions in base 36 and takes the shortest one near their middle.
    fn fraction_between(low: &str, high: Option<&str>) -> Option<Self> {
        let digit = |text: &str, at: usize| text.as_bytes().get(at).map_or(0, |&b| from_digit(b));
        let mut text = String::new();
        let mut below_high = high.is_none();
        for at in 0..MAX_LEN {
            let a = digit(low, at);
            let b = if below_high {
                36
            } else {
                high.map_or(36, |high| digit(high, at))
            };
            if b.saturating_sub(a) >= 2 {
                text.push(char::from(to_digit(a + (b - a) / 2)));
                while text.len() < WHOLE {
                    text.push('0');
                }
                return Some(Self(text.into()));
            }
            text.push(char::from(to_digit(a)));
            below_high |= a < b;
        }
        None
    }
}

/// Ranks between two others by halving, so that none is longer than it must be.
fn fill(low: &Rank, high: &Rank, count: usize, into: &mut Vec<Rank>) -> Option<()> {
    if count == 0 {
        return Some(());
    }
    let middle = Rank::between(Some(low), Some(high))?;
    fill(low, &middle, (count - 1) / 2, into)?;
    into.push(middle.clone());
    fill(&middle, high, count - 1 - (count - 1) / 2, into)
}

fn to_digit(value: u8) -> u8 {
    if value < 10 {
        b'0' + value
    } else {
        b'a' + value - 10
    }
}

fn from_digit(byte: u8) -> u8 {
    if byte.is_ascii_digit() {
        byte - b'0'
    } else {
        byte - b'a' + 10
    }
}

/// A text that is no rank.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotARank;

impl fmt::Display for NotARank {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "a rank has 9 to 255 digits of 0-9 and a-z, and what follows the ninth does not end in 0",
        )
    }
}

impl std::error::Error for NotARank {}

impl<'de> Deserialize<'de> for Rank {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        checked::read(from, str::parse)
    }
}

impl FromStr for Rank {
    type Err = NotARank;

    fn from_str(text: &str) -> Result<Self, NotARank> {
        let fits = (WHOLE..=MAX_LEN).contains(&text.len())
            && text
                .bytes()
                .all(|b| b.is_ascii_digit() || b.is_ascii_lowercase())
            && (text.len() == WHOLE || !text.ends_with('0'));
        if fits {
            Ok(Self(text.into()))
        } else {
            Err(NotARank)
        }
    }
}

impl From<Rank> for String {
    fn from(rank: Rank) -> Self {
        rank.0.as_ref().to_owned()
    }
}

impl fmt::Display for Rank {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn adding_at_the_ends_keeps_ranks_short() {
        let mut last = Rank::middle();
        let mut first = Rank::middle();
        for _ in 0..100_000 {
            last = Rank::between(Some(&last), None).unwrap();
            first = Rank::between(None, Some(&first)).unwrap();
        }
        assert_eq!((first.as_str().len(), last.as_str().len()), (WHOLE, WHOLE));
    }

    #[test]
    fn the_same_gap_takes_hundreds_of_moves_and_then_says_no() {
        let low = Rank::middle();
        let mut high = Rank::between(Some(&low), None).unwrap();
        let mut count = 0;
        while let Some(next) = Rank::between(Some(&low), Some(&high)) {
            assert!(low < next && next < high);
            high = next;
            count += 1;
        }
        assert!(count > 1_000, "{count}");
    }

    #[test]
    fn spread_gives_an_ordered_run_inside_the_gap() {
        let low = Rank::middle();
        let high = Rank::between(Some(&low), None).unwrap();
        for (low, high) in [
            (None, None),
            (Some(&low), None),
            (None, Some(&high)),
            (Some(&low), Some(&high)),
        ] {
            let ranks = Rank::spread(low, high, 1_000).unwrap();
            assert_eq!(ranks.len(), 1_000);
            assert!(ranks.is_sorted_by(|a, b| a < b));
            assert!(low.is_none_or(|low| low < &ranks[0]));
            assert!(high.is_none_or(|high| high > &ranks[999]));
            assert!(ranks.iter().all(|rank| rank.as_str().len() < WHOLE + 4));
        }
    }

    #[test]
    fn between_needs_an_order() {
        let rank = Rank::middle();
        assert_eq!(Rank::between(Some(&rank), Some(&rank)), None);
    }

    proptest! {
        /// Any sequence of insertions at any places keeps the order that the author made.
        #[test]
        fn insertions_anywhere_stay_in_order(places in prop::collection::vec(any::<u16>(), 1..300)) {
            let mut order: Vec<Rank> = Vec::new();
            for place in places {
                let at = usize::from(place) % (order.len() + 1);
                let low = at.checked_sub(1).map(|at| &order[at]);
                let rank = Rank::between(low, order.get(at)).unwrap();
                let read = rank.as_str().parse().ok();
                prop_assert_eq!(read.as_ref(), Some(&rank));
                order.insert(at, rank);
            }
            prop_assert!(order.is_sorted_by(|a, b| a < b));
        }
    }
}
