//! Entries that wait for another try, in the groups in which their requests left them.

use super::{ItemState, Log, Phase};
use crate::{alarms::Alarm, context::Context, ids::RequestId, key::Key};

/// Entries that wait for another try.
#[derive(Default)]
pub(super) struct Group {
    keys: Vec<Key>,
    /// The server has asked for the wait: only the user ends it before its time.
    asked: bool,
}

impl Log {
    /// Entries whose outcome is unknown wait for an alarm; the server may have `asked` for that.
    pub(crate) fn back_off(
        &mut self,
        cx: &mut Context,
        keys: Vec<Key>,
        group: RequestId,
        ms: u64,
        asked: bool,
    ) {
        for &key in &keys {
            self.not_ready(key);
            self.set_phase(key, Phase::BackingOff(group));
            self.set_items(cx, key, &ItemState::Queued);
        }
        self.backing_off.insert(group, Group { keys, asked });
        cx.alarm_in(ms, Alarm::Retry(group));
    }

    /// What a request left unknown is tried again.
    pub(crate) fn stop_backing_off(&mut self, cx: &mut Context, group: RequestId) {
        cx.alarms.clear(&Alarm::Retry(group));
        let group = self.backing_off.remove(&group).unwrap_or_default();
        group.keys.into_iter().for_each(|key| self.wait(key));
    }

    /// What waits for another try is tried again, since there may be a connection; but not before
    /// the time that the server has asked for.
    pub(crate) fn stop_all_backing_off(&mut self, cx: &mut Context) {
        let groups = self.backing_off.iter();
        let groups = groups.filter(|(_, group)| !group.asked);
        let groups: Vec<RequestId> = groups.map(|(id, _)| *id).collect();
        for group in groups {
            self.stop_backing_off(cx, group);
        }
    }

    pub(super) fn leave_group(&mut self, cx: &mut Context, group: RequestId, key: Key) {
        if let Some(known) = self.backing_off.get_mut(&group) {
            known.keys.retain(|&known| known != key);
            if known.keys.is_empty() {
                self.backing_off.remove(&group);
                cx.alarms.clear(&Alarm::Retry(group));
            }
        }
    }
}
