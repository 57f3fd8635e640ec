//! Two clocks: one that never jumps, for alarms and ages; one that people read, for keys.

use serde::{Deserialize, Serialize};

/// Milliseconds by a clock that never jumps (`performance.now()` in a browser), from any start.
///
/// The engine never goes back: an input that is dated before an earlier one counts as
/// simultaneous with it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(pub u64);

impl Moment {
    /// The moment `ms` milliseconds later.
    #[must_use]
    pub fn after(self, ms: u64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    /// Milliseconds from `earlier` to this moment, or 0.
    pub fn since(self, earlier: Self) -> u64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// Milliseconds since the Unix epoch, as the server's clock says where it is known, and as this
/// machine's says where it is not. It may be wrong and may jump.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Timestamp(pub u64);

/// What the time of day is believed to be at each moment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WallClock {
    seen: Timestamp,
    at: Moment,
}

impl WallClock {
    pub(crate) fn new(seen: Timestamp, at: Moment) -> Self {
        Self { seen, at }
    }

    pub(crate) fn read(&self, at: Moment) -> Timestamp {
        let seen = self.seen.0.saturating_add(at.0);
        Timestamp(seen.saturating_sub(self.at.0))
    }
}

#[cfg(test)]
mod tests {
    #[cfg(target_family = "wasm")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    #[test]
    fn the_wall_clock_goes_on_from_what_was_seen() {
        let clock = WallClock::new(Timestamp(1_000_000), Moment(500));
        assert_eq!(clock.read(Moment(700)), Timestamp(1_000_200));
        assert_eq!(clock.read(Moment(400)), Timestamp(999_900));
    }
}
