//! Whether requests get through, and what else holds the log back: storage and sign-in.

use crate::{
    engine::{Alarm, Engine},
    io::Event,
    key::Key,
    log::Phase,
};

/// So many requests in a row without any answer mean: there is no connection.
const STRIKES: u32 = 3;

impl Engine {
    /// The server was reached.
    pub(crate) fn reached(&mut self) {
        self.outbox.strikes = 0;
        self.outbox.browser_offline = false;
        if std::mem::replace(&mut self.outbox.online, true) {
            return;
        }
        self.outbox.probe = false;
        self.alarms.clear(&Alarm::Probe);
        self.outputs.operations_changed = true;
        self.stop_backing_off();
        self.outbox.flush_now = true;
        self.reconnected();
    }

    /// What holds a new try back need not: there may be a connection again.
    pub(crate) fn stop_backing_off(&mut self) {
        for key in std::mem::take(&mut self.log.backing_off).up_to(0) {
            self.alarms.clear(&Alarm::Retry(key));
            self.log.wait(key);
        }
    }

    /// One request may go out, to see whether there is a connection again.
    pub(crate) fn may_probe(&mut self) {
        self.outbox.probe = true;
        self.outbox.flush_now = true;
        self.stop_backing_off();
    }

    /// A request found nobody.
    pub(crate) fn missed(&mut self) {
        self.outbox.strikes += 1;
        if self.outbox.strikes < STRIKES && !self.outbox.browser_offline {
            return;
        }
        if std::mem::replace(&mut self.outbox.online, false) {
            self.outputs.operations_changed = true;
            self.queries_went_offline();
        }
        let wait = self
            .config
            .backoff
            .wait(self.outbox.strikes, None, &mut self.draws);
        self.alarms.set(
            self.now.after(wait.max(self.config.backoff.base_ms)),
            Alarm::Probe,
        );
    }

    /// The browser's belief about the connection: a reason to try, or to doubt sooner.
    pub(crate) fn hint(&mut self, online: bool) {
        self.outbox.browser_offline = !online;
        if online && !self.outbox.online {
            self.may_probe();
        } else if online {
            self.stop_backing_off();
        }
    }

    pub(crate) fn stored(&mut self, keys: &[Key]) {
        for &key in keys {
            if self
                .log
                .get(key)
                .is_some_and(|entry| matches!(entry.phase, Phase::Storing))
            {
                self.log.wait(key);
            }
        }
    }

    pub(crate) fn storage_failed(&mut self) {
        self.outbox.restoring = false;
        if std::mem::replace(&mut self.config.store, false) {
            self.tell(Event::StorageFailed);
        }
        let keys = self.log.keys();
        self.stored(&keys);
    }

    pub(crate) fn signed_in(&mut self) {
        if std::mem::take(&mut self.outbox.signed_out) {
            let keys = self.log.keys();
            for key in keys {
                if self
                    .log
                    .get(key)
                    .is_some_and(|entry| matches!(entry.phase, Phase::Paused))
                {
                    self.log.wait(key);
                }
            }
        }
        self.read_failed_again();
    }

    /// Was the request that has just gone out there to see whether there is a connection? Then no
    /// other follows it.
    pub(crate) fn was_probe(&mut self) -> bool {
        if self.outbox.online {
            return false;
        }
        self.outbox.probe = false;
        // Whatever becomes of this request, a next one goes out.
        self.alarms
            .set(self.now.after(self.config.timeout_ms), Alarm::Probe);
        true
    }
}
