//! How long to wait before another try.

use crate::rng::SplitMix64;

/// A server's `Retry-After` is obeyed up to so many milliseconds: what asks for more is mostly a
/// page for people, and an outage that ends early should not wait for it.
const LONGEST_RETRY_AFTER_MS: u64 = 5 * 60 * 1_000;

/// Exponential back-off with full jitter (M. Brooker, "Exponential Backoff and Jitter", 2015):
/// before the n-th try, anything from 0 to `base_ms · 2ⁿ`, at most `longest_ms`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    /// The longest wait before the first retry, in milliseconds.
    pub base_ms: u64,
    /// The longest wait before any retry, in milliseconds.
    pub longest_ms: u64,
    /// After so many answers by the server itself that it failed, the outcome counts as failed, and
    /// the user decides. Requests that did not reach the server do not count.
    pub tries: u32,
}

impl Backoff {
    /// 200 ms, doubling up to 20 s, 12 tries.
    pub const DEFAULT: Self = Self {
        base_ms: 200,
        longest_ms: 20_000,
        tries: 12,
    };

    /// The wait after `tries` tries, in milliseconds.
    pub(crate) fn wait(
        &self,
        tries: u32,
        retry_after_ms: Option<u64>,
        rng: &mut SplitMix64,
    ) -> u64 {
        let doubled = self
            .base_ms
            .saturating_mul(1 << tries.saturating_sub(1).min(20));
        let jitter = rng.at_most(doubled.min(self.longest_ms));
        let asked = retry_after_ms.unwrap_or(0).min(LONGEST_RETRY_AFTER_MS);
        asked + jitter
    }
}

#[cfg(test)]
mod tests {
    #[cfg(target_family = "wasm")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    #[test]
    fn waits_grow_to_the_longest_and_never_undercut_retry_after() {
        let mut rng = SplitMix64::new(1);
        let backoff = Backoff::DEFAULT;
        let longest = |tries, rng: &mut SplitMix64| {
            (0..1_000)
                .map(|_| backoff.wait(tries, None, rng))
                .max()
                .unwrap_or(0)
        };
        assert!((180..=200).contains(&longest(1, &mut rng)));
        assert!((360..=400).contains(&longest(2, &mut rng)));
        assert!((18_000..=20_000).contains(&longest(60, &mut rng)));
        assert!((0..1_000).all(|_| backoff.wait(1, Some(3_000), &mut rng) >= 3_000));
        assert!(backoff.wait(1, Some(86_400_000), &mut rng) <= 5 * 60 * 1_000 + 200);
    }
}
