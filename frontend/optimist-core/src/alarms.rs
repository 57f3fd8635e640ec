//! What the engine is to be woken for.

use crate::{
    entity::QueryKey,
    ids::{RequestId, Source},
    time::Moment,
};

/// One reason to wake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Alarm {
    /// Send what has waited for others to join it.
    Flush,
    /// Find out whether the server can be reached again.
    Probe,
    /// Try again what a request left unknown.
    Retry(RequestId),
    /// Let go what was to wait before it is sent.
    Due,
    /// Give a request up.
    Timeout(RequestId),
    /// Let batches grow again after one was too large.
    GrowBatches,
    /// Open the event stream of a source again.
    OpenLive(Source),
    /// Ask a source without an event stream how far it is.
    Poll(Source),
    /// Read a query again, after a failure or by its interval.
    Read(QueryKey),
    /// Forget a query that nobody observes.
    Forget(QueryKey),
    /// Go on without the storage, which has not opened.
    StorageLate,
    /// Open the storage again.
    OpenStorage,
    /// Ask whether the page is there that sends the log.
    Ping,
}

/// Alarms in order of time; setting one again moves it. There are few: one for each request, each
/// group of operations that wait together, and each query.
#[derive(Debug, Default)]
pub(crate) struct Alarms(Vec<(Moment, Alarm)>);

impl Alarms {
    pub(crate) fn set(&mut self, at: Moment, alarm: Alarm) {
        self.clear(&alarm);
        let place = self.0.partition_point(|(set, _)| *set <= at);
        self.0.insert(place, (at, alarm));
    }

    /// Sets an alarm, unless it is set for an earlier moment already.
    pub(crate) fn set_earlier(&mut self, at: Moment, alarm: Alarm) {
        let set = self.0.iter().find(|(_, set)| *set == alarm);
        if set.is_none_or(|&(set, _)| at < set) {
            self.set(at, alarm);
        }
    }

    pub(crate) fn clear(&mut self, alarm: &Alarm) {
        if let Some(at) = self.0.iter().position(|(_, set)| set == alarm) {
            self.0.remove(at);
        }
    }

    pub(crate) fn next(&self) -> Option<Moment> {
        self.0.first().map(|(at, _)| *at)
    }

    pub(crate) fn take_due(&mut self, now: Moment) -> Option<Alarm> {
        let due = self.next()? <= now;
        due.then(|| self.0.remove(0).1)
    }

    pub(crate) fn is_set(&self, alarm: &Alarm) -> bool {
        self.iter().any(|set| set == alarm)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Alarm> {
        self.0.iter().map(|(_, alarm)| alarm)
    }
}

#[cfg(test)]
mod tests {
    #[cfg(target_family = "wasm")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    #[test]
    fn alarms_ring_in_order_and_setting_one_again_moves_it() {
        let mut alarms = Alarms::default();
        alarms.set(Moment(30), Alarm::Probe);
        alarms.set(Moment(20), Alarm::Flush);
        alarms.set_earlier(Moment(25), Alarm::Flush);
        alarms.set_earlier(Moment(10), Alarm::Probe);
        assert_eq!(alarms.next(), Some(Moment(10)));
        assert_eq!(alarms.take_due(Moment(9)), None);
        assert_eq!(alarms.take_due(Moment(40)), Some(Alarm::Probe));
        assert!(!alarms.is_set(&Alarm::Probe));
        alarms.set(Moment(50), Alarm::Flush);
        assert_eq!(alarms.take_due(Moment(40)), None);
        alarms.clear(&Alarm::Flush);
        assert_eq!(alarms.next(), None);
    }
}
