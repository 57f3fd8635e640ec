//! Points in time and the engine's alarms. The driver owns the clock.

use std::collections::{BTreeMap, BTreeSet};

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
pub(crate) struct Alarms<A> {
    by_time: BTreeSet<(Timestamp, A)>,
    times: BTreeMap<A, Timestamp>,
}

impl<A> Default for Alarms<A> {
    fn default() -> Self {
        Self {
            by_time: BTreeSet::new(),
            times: BTreeMap::new(),
        }
    }
}

impl<A: Clone + Ord> Alarms<A> {
    pub(crate) fn set(&mut self, at: Timestamp, alarm: A) {
        self.clear(&alarm);
        self.times.insert(alarm.clone(), at);
        self.by_time.insert((at, alarm));
    }

    /// Sets an alarm, unless it is set for an earlier time already.
    pub(crate) fn set_earlier(&mut self, at: Timestamp, alarm: A) {
        if self.times.get(&alarm).is_none_or(|&set| at < set) {
            self.set(at, alarm);
        }
    }

    pub(crate) fn clear(&mut self, alarm: &A) {
        if let Some((alarm, at)) = self.times.remove_entry(alarm) {
            self.by_time.remove(&(at, alarm));
        }
    }

    pub(crate) fn next(&self) -> Option<Timestamp> {
        self.by_time.first().map(|(at, _)| *at)
    }

    pub(crate) fn take_due(&mut self, now: Timestamp) -> Option<A> {
        let (_, alarm) = self.by_time.first().filter(|(at, _)| *at <= now).cloned()?;
        self.clear(&alarm);
        Some(alarm)
    }

    pub(crate) fn is_set(&self, alarm: &A) -> bool {
        self.times.contains_key(alarm)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &A> {
        self.times.keys()
    }
}
