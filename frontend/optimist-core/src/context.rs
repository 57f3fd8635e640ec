//! What the engine's owners share: time, chance, alarms and the outputs that are to come.

use std::collections::VecDeque;

use crate::{
    alarms::{Alarm, Alarms},
    config::Config,
    entity::QueryKey,
    event::Event,
    ids::RequestId,
    io::{Output, Stored},
    key::{Key, KeyMaker},
    rng::SplitMix64,
    sort::sort,
    tabs::TabMessage,
    time::{Moment, Timestamp, WallClock},
};

pub(crate) struct Context {
    pub(crate) config: Config,
    pub(crate) now: Moment,
    pub(crate) clock: WallClock,
    pub(crate) rng: SplitMix64,
    pub(crate) keys: KeyMaker,
    pub(crate) alarms: Alarms,
    pub(crate) outputs: Outputs,
    next_request: u64,
}

/// Outputs that have been asked for and not been taken.
#[derive(Default)]
pub(crate) struct Outputs {
    queue: VecDeque<Output>,
    pub(crate) store: Vec<Stored>,
    /// Entries whose rows are to go: those that have time, and those that are awaited.
    pub(crate) unstore: [Vec<Key>; 2],
    /// What other pages are to be told.
    pub(crate) tell: Vec<TabMessage>,
    pub(crate) operations_changed: bool,
    /// Queries whose status has changed.
    pub(crate) queries_changed: Vec<QueryKey>,
}

impl Context {
    pub(crate) fn new(config: Config, seed: u64, now: Moment, wall: Timestamp) -> Self {
        let mut rng = SplitMix64::new(seed);
        Self {
            config,
            now,
            clock: WallClock::new(wall, now),
            keys: KeyMaker::new(rng.next()),
            rng,
            alarms: Alarms::default(),
            outputs: Outputs::default(),
            next_request: 1,
        }
    }

    /// The time of day.
    pub(crate) fn wall(&self) -> Timestamp {
        self.clock.read(self.now)
    }

    pub(crate) fn make_key(&mut self) -> Key {
        let wall = self.wall();
        self.keys.make(wall)
    }

    pub(crate) fn next_request(&mut self) -> RequestId {
        self.next_request += 1;
        RequestId(self.next_request)
    }

    /// The request that was started last.
    pub(crate) fn latest_request(&self) -> RequestId {
        RequestId(self.next_request)
    }

    pub(crate) fn alarm_in(&mut self, ms: u64, alarm: Alarm) {
        self.alarms.set(self.now.after(ms), alarm);
    }

    /// The wait before another try: random, and longer after each.
    pub(crate) fn backoff(&mut self, tries: u32, retry_after_ms: Option<u64>) -> u64 {
        let backoff = self.config.backoff;
        backoff.wait(tries, retry_after_ms, &mut self.rng)
    }

    pub(crate) fn push(&mut self, output: Output) {
        self.outputs.queue.push_back(output);
    }

    /// Tells the other pages over the same storage, if there can be any.
    pub(crate) fn tell(&mut self, message: TabMessage) {
        if self.config.tabs {
            self.outputs.tell.push(message);
        }
    }

    pub(crate) fn notify(&mut self, event: Event) {
        self.push(Output::Notify(event));
    }

    /// The next output besides those about views.
    pub(crate) fn take_output(&mut self) -> Option<Output> {
        if let Some(output) = self.outputs.queue.pop_front() {
            return Some(output);
        }
        if !self.outputs.store.is_empty() {
            return Some(Output::Store(std::mem::take(&mut self.outputs.store)));
        }
        for awaited in [true, false] {
            let mut keys = std::mem::take(&mut self.outputs.unstore[usize::from(awaited)]);
            if !keys.is_empty() {
                sort(&mut keys, Key::cmp);
                return Some(Output::Unstore { keys, awaited });
            }
        }
        if !self.outputs.tell.is_empty() {
            return Some(Output::Tell(std::mem::take(&mut self.outputs.tell)));
        }
        None
    }
}
