//! Whether requests reach the API. Only requests decide that; the browser's flag is a hint.

use crate::{
    alarms::Alarm,
    context::Context,
    outcome::{Failure, FailureKind, Reason},
    time::Moment,
};

/// So many requests in a row without an answer of the API mean that it cannot be reached.
const FAILURES: u32 = 3;
/// While operations alone do not get through, the answer to a read leads to a probe at most so often,
/// in milliseconds.
const PROBE_AGAIN_MS: u64 = 5_000;

/// One server, as requests find it.
pub(crate) struct Connection {
    /// Why the API cannot be reached; `None`: it can.
    down: Option<Failure>,
    /// It was a request with operations that found something else in the API's place: reads may
    /// get through all the same.
    sends_blocked: bool,
    /// When the last probe went out.
    probed_at: Option<Moment>,
    /// How many requests in a row had no answer of the API: all, and those with operations.
    failures: u32,
    send_failures: u32,
    /// Something else speaks against the connection too: one request without an answer is enough.
    doubted: bool,
    /// One request may go out to find out whether the API can be reached again.
    probe: bool,
    /// It has gone out, and nothing is known of it yet.
    probing: bool,
}

impl Connection {
    pub(crate) fn new() -> Self {
        Self {
            down: None,
            sends_blocked: false,
            probed_at: None,
            failures: 0,
            send_failures: 0,
            doubted: false,
            probe: false,
            probing: false,
        }
    }

    /// Does the API answer?
    pub(crate) fn reachable(&self) -> bool {
        self.down.is_none()
    }

    /// Does anything answer?
    pub(crate) fn online(&self) -> bool {
        let down = self.down.as_ref();
        down.is_none_or(|failure| failure.kind != FailureKind::Network)
    }

    /// Why the API does not answer.
    pub(crate) fn why_unreachable(&self) -> Option<&Reason> {
        self.down.as_ref().map(|failure| &failure.reason)
    }

    pub(crate) fn may_send(&self) -> bool {
        self.reachable() || self.probe
    }

    pub(crate) fn may_probe(&self) -> bool {
        self.probe
    }

    /// The API has answered; the request may have carried operations (`sends`). Returns whether the
    /// API could not be reached before.
    pub(crate) fn on_answer(&mut self, cx: &mut Context, sends: bool) -> bool {
        self.failures = 0;
        if sends {
            self.send_failures = 0;
        }
        self.doubted = false;
        if self.down.take().is_none() {
            return false;
        }
        self.sends_blocked = false;
        self.probe = false;
        self.probing = false;
        cx.alarms.clear(&Alarm::Probe);
        cx.outputs.operations_changed = true;
        true
    }

    /// Do requests with operations meet something else than the API? Then the answer to a read does
    /// not say that the API can be reached; it is a reason to try once more, now and then.
    pub(crate) fn sends_blocked(&self) -> bool {
        self.sends_blocked
    }

    /// Has the last probe been a while ago?
    pub(crate) fn may_probe_again(&self, cx: &Context) -> bool {
        let since = self.probed_at.map(|at| cx.now.since(at));
        since.is_none_or(|since| since >= PROBE_AGAIN_MS)
    }

    /// A request had no answer of the API; it may have carried operations (`sends`). Returns whether
    /// the API could be reached before.
    ///
    /// Each probe that fails makes the wait for the next one longer. Other requests that fail meanwhile
    /// do not: a page that opens without a server sends several at once.
    pub(crate) fn on_no_answer(
        &mut self,
        cx: &mut Context,
        failure: &Failure,
        sends: bool,
    ) -> bool {
        let blocked = sends && failure.kind == FailureKind::Elsewhere;
        let probed = std::mem::take(&mut self.probing);
        if self.reachable() || probed || !cx.alarms.is_set(&Alarm::Probe) {
            self.failures += 1;
            self.send_failures += u32::from(blocked);
            let failures = self.failures.max(self.send_failures);
            if self.reachable() && failures < FAILURES && !self.doubted {
                return false;
            }
            let wait = cx.backoff(failures, None);
            cx.alarm_in(wait.max(cx.config.backoff.base_ms), Alarm::Probe);
        }
        self.sends_blocked = blocked;
        let before = self.down.replace(failure.clone());
        let same =
            |before: &Failure| (before.kind, &before.reason) == (failure.kind, &failure.reason);
        if !before.as_ref().is_some_and(same) {
            cx.outputs.operations_changed = true;
        }
        before.is_none()
    }

    /// The next request may go out as a probe.
    pub(crate) fn allow_probe(&mut self) {
        self.probe = !self.reachable();
    }

    /// A request has gone out. While the API cannot be reached it is the probe, and no other
    /// follows it; returns whether that is so.
    pub(crate) fn sent(&mut self, cx: &mut Context) -> bool {
        if self.reachable() {
            return false;
        }
        self.probe = false;
        self.probing = true;
        self.probed_at = Some(cx.now);
        // Whatever becomes of this request, a next one goes out.
        cx.alarm_in(cx.config.timeout_ms, Alarm::Probe);
        true
    }

    /// The browser's belief. Returns whether it gives a reason to try now.
    pub(crate) fn hint(&mut self, online: bool) -> bool {
        self.doubted = !online;
        online
    }

    /// The event stream could not be opened again. That alone says little: not everything between here and the
    /// API lets streams pass.
    pub(crate) fn doubt(&mut self) {
        self.doubted = true;
    }
}
