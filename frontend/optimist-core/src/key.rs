//! Idempotency keys.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{Timestamp, rng::SplitMix64};

/// The idempotency key of one operation on one item: a UUID of version 7 (RFC 9562).
///
/// One client's keys sort in the order of issue, so a key is also the entry's place in the log.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Key(pub u128);

impl Key {
    /// When it was made.
    pub fn made_at(self) -> Timestamp {
        Timestamp((self.0 >> 80) as u64)
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let v = self.0;
        write!(
            f,
            "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
            v >> 96,
            (v >> 80) & 0xffff,
            (v >> 64) & 0xffff,
            (v >> 48) & 0xffff,
            v & 0xffff_ffff_ffff
        )
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({self})")
    }
}

impl From<Key> for String {
    fn from(key: Key) -> Self {
        key.to_string()
    }
}

/// A text that is no UUID.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAKey;

impl fmt::Display for NotAKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key is a UUID: 32 hexadecimal digits in groups of 8, 4, 4, 4 and 12")
    }
}

impl std::error::Error for NotAKey {}

impl FromStr for Key {
    type Err = NotAKey;

    fn from_str(text: &str) -> Result<Self, NotAKey> {
        let groups = [8, 4, 4, 4, 12];
        let parts: Vec<&str> = text.split('-').collect();
        let fits = parts.len() == groups.len()
            && parts.iter().zip(groups).all(|(part, len)| {
                part.len() == len && part.bytes().all(|b| b.is_ascii_hexdigit())
            });
        if !fits {
            return Err(NotAKey);
        }
        u128::from_str_radix(&parts.concat(), 16)
            .map(Self)
            .map_err(|_| NotAKey)
    }
}

impl TryFrom<String> for Key {
    type Error = NotAKey;

    fn try_from(text: String) -> Result<Self, NotAKey> {
        text.parse()
    }
}

/// Makes keys that rise, also within one millisecond and when the clock goes back.
#[derive(Debug)]
pub(crate) struct KeyMaker {
    rng: SplitMix64,
    /// Milliseconds and a 12-bit counter, as one number.
    last: u64,
}

impl KeyMaker {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            rng: SplitMix64::new(seed),
            last: 0,
        }
    }

    pub(crate) fn make(&mut self, now: Timestamp) -> Key {
        self.last = (now.0 << 12).max(self.last + 1);
        let (ms, count) = (self.last >> 12, self.last & 0xfff);
        let random = self.rng.next() >> 2;
        Key((u128::from(ms) & 0xffff_ffff_ffff) << 80
            | 0x7 << 76
            | u128::from(count) << 64
            | 0b10 << 62
            | u128::from(random))
    }

    /// Keys made from now on sort after `key`.
    pub(crate) fn pass(&mut self, key: Key) {
        let count = (key.0 >> 64) as u64 & 0xfff;
        self.last = self.last.max(key.made_at().0 << 12 | count);
    }
}

#[cfg(test)]
mod tests {
    #[cfg(target_family = "wasm")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    #[test]
    fn keys_rise_and_keep_their_time() {
        let mut maker = KeyMaker::new(1);
        let mut last = maker.make(Timestamp(1_790_000_000_000));
        assert_eq!(last.made_at(), Timestamp(1_790_000_000_000));
        for step in 0..10_000u64 {
            let key = maker.make(Timestamp(1_790_000_000_000 - step % 3));
            assert!(key > last);
            assert_eq!((key.0 >> 76) & 0xf, 7);
            last = key;
        }
    }

    #[test]
    fn a_key_survives_being_written() {
        let key = KeyMaker::new(2).make(Timestamp(1_790_000_000_000));
        assert_eq!(key.to_string().parse(), Ok(key));
        assert!("0190".parse::<Key>().is_err());
        assert!(
            "+1234567-0000-7000-8000-000000000000"
                .parse::<Key>()
                .is_err()
        );
    }
}
