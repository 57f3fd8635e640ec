//! The event stream: opening it, taking its changes in, noticing what it left out.

use std::rc::Rc;

use crate::{
    call::{AnyTruth, Cache},
    engine::{Alarm, Engine},
    io::{Output, Revision},
    key::Key,
};

impl Engine {
    /// A change by anyone, from the event stream.
    pub(crate) fn event(&mut self, revision: Revision, key: Option<Key>, truth: &Rc<dyn AnyTruth>) {
        if revision > self.live.revision {
            self.take_event(revision, key, truth);
        }
        self.heard();
    }

    fn take_event(&mut self, revision: Revision, key: Option<Key>, truth: &Rc<dyn AnyTruth>) {
        if revision > self.live.revision + 1 {
            self.live.epoch += 1;
        }
        self.live.revision = revision;
        truth.learn(revision, true, &mut Cache(&mut self.shelves));
        self.shelves.step_others(revision, truth.kind());
        self.read_what_fell_behind(revision);
        if let Some(key) = key.filter(|&key| self.log.get(key).is_some_and(|e| !e.answered())) {
            self.done(key, Some(revision), Some(truth));
        }
        self.settle_awaiting(revision);
    }

    /// The stream goes on from `revision`; with `reset`, changes before it are lost.
    pub(crate) fn live_opened(&mut self, revision: Revision, reset: bool) {
        self.live.open = true;
        self.live.failures = 0;
        if reset || revision > self.live.revision {
            self.live.epoch += 1;
        }
        self.live.revision = revision;
        self.heard();
        self.read_what_fell_behind(revision);
    }

    /// The first data are there: from now on changes matter.
    pub(crate) fn want_live(&mut self) {
        if self.config.live && !self.live.wanted {
            self.open_live();
        }
    }

    pub(crate) fn open_live(&mut self) {
        self.live.open = false;
        self.live.wanted = true;
        let since = self.live_from();
        self.alarms
            .set(self.now.after(self.config.live_silence_ms), Alarm::OpenLive);
        self.outputs.queue.push_back(Output::OpenLive { since });
    }

    pub(crate) fn live_lost(&mut self) {
        self.live.open = false;
        self.chase_awaited();
        if !self.config.live {
            return;
        }
        self.live.failures += 1;
        let wait = self
            .config
            .backoff
            .wait(self.live.failures, None, &mut self.draws);
        self.alarms.set(
            self.now.after(wait.max(self.config.backoff.base_ms)),
            Alarm::OpenLive,
        );
    }

    /// The stream has brought something, so the server is there.
    fn heard(&mut self) {
        self.reached();
        if self.config.live {
            self.alarms
                .set(self.now.after(self.config.live_silence_ms), Alarm::OpenLive);
        }
    }
}
