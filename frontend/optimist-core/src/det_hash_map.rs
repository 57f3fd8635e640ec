//! A hash map without chance: the same inputs give the same trace.

use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
};

/// A map whose order of iteration depends on its history alone. A driver may use it too: each kind
/// of hasher costs a page a kilobyte.
pub type Map<K, V> = HashMap<K, V, BuildHasherDefault<Mixer>>;

/// Clears the tombstones of a map that has become empty: one that is filled and emptied again
/// and again would go through them each time. It keeps its memory for the next time.
pub(crate) fn clear_tombstones<K, V>(map: &mut Map<K, V>) {
    if map.is_empty() && map.capacity() > 64 {
        // Unlike `clear`, which leaves an empty map alone.
        drop(map.drain());
    }
}

/// Multiplies and folds each word: fast, and good enough for ids that an attacker gains nothing
/// by choosing, since a client's cache is that client's own.
#[derive(Clone, Copy, Debug, Default)]
pub struct Mixer(u64);

impl Hasher for Mixer {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks();
        for word in words {
            self.write_u64(u64::from_le_bytes(*word));
        }
        if !rest.is_empty() {
            let word = rest
                .iter()
                .fold(0, |word, &byte| word << 8 | u64::from(byte));
            self.write_u64(word ^ rest.len() as u64);
        }
    }

    fn write_u64(&mut self, word: u64) {
        let product = u128::from(self.0 ^ word ^ 0x9e37_79b9_7f4a_7c15)
            * u128::from(0xbf58_476d_1ce4_e5b9u64);
        self.0 = (product >> 64) as u64 ^ product as u64;
    }

    fn write_u32(&mut self, word: u32) {
        self.write_u64(u64::from(word));
    }

    fn write_usize(&mut self, word: usize) {
        self.write_u64(word as u64);
    }
}
