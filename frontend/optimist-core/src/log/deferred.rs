//! Operations that wait before they are sent, so that the user can still take them back: they are shown
//! and stored, hold no request, and leave no trace when they are cancelled.

use super::Log;
use crate::{alarms::Alarm, context::Context, key::Key};

impl Log {
    /// An entry waits until its time has come.
    pub(super) fn defer(&mut self, cx: &mut Context, key: Key) {
        let wall = cx.wall().0;
        if let Some(entry) = self.entries.get_mut(&key)
            && let Some(at) = entry.not_before.filter(|at| at.0 > wall)
        {
            entry.deferred = true;
            let at = cx.now.after(at.0 - wall);
            cx.alarms.set_earlier(at, Alarm::Due);
            // What is taken back meanwhile is not to be sent, and does not wait for that.
            self.ready.iter_mut().for_each(|ready| ready.remove(key));
        }
    }

    /// The time of some has come.
    pub(crate) fn let_go_due(&mut self, cx: &mut Context) {
        for key in self.keys() {
            if self.get(key).is_some_and(|entry| entry.deferred) {
                self.let_go(key);
                self.defer(cx, key);
            }
        }
    }

    /// An entry waits for nothing but its turn any more.
    pub(super) fn let_go(&mut self, key: Key) {
        if let Some(entry) = self.entries.get_mut(&key)
            && std::mem::take(&mut entry.deferred)
        {
            self.make_ready(key);
        }
    }
}
