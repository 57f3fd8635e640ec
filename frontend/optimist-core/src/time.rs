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

/// What the time of day is believed to be at each moment: the device's, until the server has told its own.
///
/// What the server tells is late by however long it was on its way, so the latest that it can be is the
/// best that is known. All pages of a device come to the same time by that, and their keys sort as the
/// user clicked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WallClock {
    seen: Timestamp,
    at: Moment,
    /// The server has told it, and not the device.
    by_server: bool,
}

impl WallClock {
    pub(crate) fn new(seen: Timestamp, at: Moment) -> Self {
        Self {
            seen,
            at,
            by_server: false,
        }
    }

    /// The server's clock shows this.
    pub(crate) fn set(&mut self, time: Timestamp, now: Moment) {
        *self = Self {
            seen: time,
            at: now,
            by_server: true,
        };
    }

    /// The server's clock showed this when it began to answer, at most `late_ms` ago. What is earlier yet
    /// means that it was set back.
    pub(crate) fn hear(&mut self, time: Timestamp, now: Moment, late_ms: u64) {
        let believed = self.read(now).0;
        if !self.by_server || time.0 > believed || time.0.saturating_add(late_ms) < believed {
            self.set(time, now);
        }
    }

    /// The server's clock has shown this at an unknown moment.
    pub(crate) fn pass(&mut self, time: Timestamp, now: Moment) {
        if self.by_server && time > self.read(now) {
            self.set(time, now);
        }
    }

    /// What the server's clock shows, where the server has told it.
    pub(crate) fn by_server(&self, at: Moment) -> Option<Timestamp> {
        self.by_server.then(|| self.read(at))
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

    #[test]
    fn the_wall_clock_takes_the_latest_that_the_server_can_be_at() {
        let mut clock = WallClock::new(Timestamp(9_000_000), Moment(0));
        clock.pass(Timestamp(9_500_000), Moment(0));
        assert_eq!(clock.by_server(Moment(0)), None);
        assert_eq!(clock.read(Moment(0)), Timestamp(9_000_000), "a device's");
        clock.hear(Timestamp(1_000_000), Moment(300), 10_000);
        assert_eq!(clock.read(Moment(300)), Timestamp(1_000_000), "it is right");
        clock.hear(Timestamp(1_000_900), Moment(1_000), 10_000);
        assert_eq!(clock.read(Moment(1_000)), Timestamp(1_000_900), "less late");
        assert_eq!(clock.by_server(Moment(1_001)), Some(Timestamp(1_000_901)));
        clock.hear(Timestamp(1_000_950), Moment(2_000), 10_000);
        clock.pass(Timestamp(7), Moment(2_000));
        assert_eq!(clock.read(Moment(2_000)), Timestamp(1_001_900), "later");
        clock.pass(Timestamp(1_002_000), Moment(2_000));
        assert_eq!(clock.read(Moment(2_000)), Timestamp(1_002_000));
        clock.hear(Timestamp(990_000), Moment(2_000), 10_000);
        assert_eq!(clock.read(Moment(2_000)), Timestamp(990_000), "set back");
    }
}
