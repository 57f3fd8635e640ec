//! Points in time and the engine's alarms. The driver owns the clock.

use serde::{Deserialize, Serialize};

/// Milliseconds since the Unix epoch, by the driver's clock.
///
/// The engine never goes back: an input that is dated before an earlier one counts as
/// simultaneous with it.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Timestamp(pub u64);

impl Timestamp {
    /// The time `ms` milliseconds later.
    #[must_use]
    pub fn after(self, ms: u64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    /// Milliseconds from `earlier` to this, or 0.
    pub fn since(self, earlier: Self) -> u64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// Alarms in order of time; setting one again moves it.
#[derive(Debug)]
pub(crate) struct Alarms<A>(Vec<(Timestamp, A)>);

impl<A> Default for Alarms<A> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<A: Ord> Alarms<A> {
    pub(crate) fn set(&mut self, at: Timestamp, alarm: A) {
        self.clear(&alarm);
        let alarm = (at, alarm);
        let place = self.0.partition_point(|set| *set < alarm);
        self.0.insert(place, alarm);
    }

    /// Sets an alarm, unless it is set for an earlier time already.
    pub(crate) fn set_earlier(&mut self, at: Timestamp, alarm: A) {
        let set = self.0.iter().find(|(_, set)| *set == alarm);
        if set.is_none_or(|&(set, _)| at < set) {
            self.set(at, alarm);
        }
    }

    pub(crate) fn clear(&mut self, alarm: &A) {
        if let Some(at) = self.0.iter().position(|(_, set)| set == alarm) {
            self.0.remove(at);
        }
    }

    pub(crate) fn next(&self) -> Option<Timestamp> {
        self.0.first().map(|(at, _)| *at)
    }

    pub(crate) fn take_due(&mut self, now: Timestamp) -> Option<A> {
        let due = self.0.first().is_some_and(|(at, _)| *at <= now);
        due.then(|| self.0.remove(0).1)
    }

    pub(crate) fn is_set(&self, alarm: &A) -> bool {
        self.iter().any(|set| set == alarm)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &A> {
        self.0.iter().map(|(_, alarm)| alarm)
    }
}
