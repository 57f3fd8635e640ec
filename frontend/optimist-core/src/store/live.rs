//! The event stream of each source: opening it, noticing what it left out, and asking how far the
//! server is where it cannot be had.

use super::{QueryStore, Standing};
use crate::{
    alarms::Alarm,
    call::AnyTruth,
    context::Context,
    entity::QueryKey,
    ids::{MAX_REVISION, RequestId, Revision, Source},
    io::{Head, Output},
};

/// The stream may be missing for so long before the source is polled, in milliseconds.
const PATIENCE_MS: u64 = 10_000;
/// A source is polled so often, in milliseconds.
const POLL_MS: u64 = 5_000;
/// A source whose polls fail is polled at least so often, in milliseconds.
const LONGEST_POLL_MS: u64 = 30_000;

/// How changes by others come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LiveStatus {
    /// By the event stream, at once.
    Stream,
    /// By polling, some seconds late.
    Polling,
    /// Not at all, or not yet.
    None,
}

impl QueryStore {
    pub(crate) fn live_status(&self, source: Source) -> LiveStatus {
        let known = self.sources.iter().find(|known| known.source == source);
        match known {
            Some(known) if known.live.open => LiveStatus::Stream,
            Some(known) if known.polling.works => LiveStatus::Polling,
            _ => LiveStatus::None,
        }
    }

    /// The first data are there: from now on changes matter.
    pub(crate) fn want_live(&mut self, cx: &mut Context, source: Source) {
        if self.source(source).live.wanted {
            return;
        }
        if cx.config.live.contains(&source) {
            self.open_live(cx, source);
        } else {
            self.source(source).live.wanted = true;
            self.poll_later(cx, source, POLL_MS);
        }
    }

    pub(crate) fn open_live(&mut self, cx: &mut Context, source: Source) {
        let since = self.revision_of(source);
        let request = cx.next_request();
        let state = self.source(source);
        let timeline = state.timeline().cloned();
        let live = &mut state.live;
        live.missing_since.get_or_insert(cx.now);
        live.open = false;
        live.wanted = true;
        live.since = since;
        live.opened_by = request;
        self.poll_later(cx, source, PATIENCE_MS);
        cx.alarm_in(cx.config.live_silence_ms, Alarm::OpenLive(source));
        cx.outputs.operations_changed = true;
        cx.push(Output::OpenLive {
            request,
            source,
            since,
            timeline,
        });
    }

    /// The revision up to which every loaded query of a source has every change.
    fn revision_of(&mut self, source: Source) -> Option<Revision> {
        self.data()
            .filter(|(_, data)| data.source() == source)
            .filter_map(|(_, data)| data.revision())
            .min()
    }

    /// The stream says how far the server is; with `reset`, changes before that are lost. Returns
    /// whether the server's history turned out to be another one.
    pub(crate) fn live_opened(
        &mut self,
        cx: &mut Context,
        source: Source,
        head: &Head,
        reset: bool,
    ) -> bool {
        if head.revision > MAX_REVISION {
            return false;
        }
        let state = self.source(source);
        let request = state.live.opened_by;
        let standing = state.place(request, head.timeline.as_ref());
        if standing == Standing::Past {
            self.open_live(cx, source);
            return false;
        }
        let changed = standing == Standing::Changed;
        let since = self.source(source).live.since;
        if changed && reset {
            self.leave_timeline(cx, source, None);
        } else if changed {
            // What the stream was asked from is part of the new timeline; what is newer may not be.
            self.leave_timeline_after(source, since);
        }
        cx.alarms.clear(&Alarm::Poll(source));
        let state = self.source(source);
        state.saw_head(head.revision);
        state.polling.works = false;
        state.polling.failures = 0;
        let live = &mut state.live;
        if !live.open {
            cx.outputs.operations_changed = true;
        }
        live.open = true;
        live.wanted = true;
        live.missing_since = None;
        live.failures = 0;
        if changed || reset || head.revision > live.revision {
            live.epoch += 1;
        }
        live.revision = head.revision;
        self.heard(cx, source);
        changed
    }

    /// Takes in a change, and returns whether it is one that was not known.
    pub(crate) fn live_change(
        &mut self,
        cx: &mut Context,
        source: Source,
        revision: Revision,
        truth: &dyn AnyTruth,
    ) -> bool {
        self.heard(cx, source);
        let state = self.source(source);
        if revision <= state.live.revision || !state.is_plausible(revision) {
            return false;
        }
        if revision > state.live.revision + 1 {
            state.live.epoch += 1;
        }
        state.live.revision = revision;
        state.saw_head(revision);
        let kind = truth.kind();
        self.learn(truth, source, revision, true);
        for (known, store) in &mut self.stores {
            if *known != kind.id {
                let queries = store.queries().into_iter();
                let queries = queries.filter(|(_, data)| data.source() == source);
                queries.for_each(|(_, data)| data.step_to(revision));
            }
        }
        true
    }

    /// The stream has ended, or could not be opened. Returns whether it was lost and could then not be opened
    /// again: the source is asked at once then.
    pub(crate) fn live_lost(&mut self, cx: &mut Context, source: Source) -> bool {
        let live = &mut self.source(source).live;
        live.open = false;
        live.missing_since.get_or_insert(cx.now);
        live.failures += 1;
        let failures = live.failures;
        cx.outputs.operations_changed = true;
        if cx.config.live.contains(&source) {
            let base = cx.config.backoff.base_ms;
            let wait = cx.backoff(failures, None).max(base);
            cx.alarm_in(wait, Alarm::OpenLive(source));
        }
        let again = failures == 2;
        self.poll_later(cx, source, if again { 0 } else { PATIENCE_MS });
        again
    }

    /// The stream has brought something: it is silent from now on.
    fn heard(&mut self, cx: &mut Context, source: Source) {
        if cx.config.live.contains(&source) {
            cx.alarm_in(cx.config.live_silence_ms, Alarm::OpenLive(source));
        }
    }

    fn poll_later(&mut self, cx: &mut Context, source: Source, ms: u64) {
        let asked = self.source(source).polling.request.is_some();
        if cx.config.poll.contains(&source) && !asked {
            cx.alarms.set_earlier(cx.now.after(ms), Alarm::Poll(source));
        }
    }

    /// The server can be reached again, or perhaps: a stream that waits for another try does not
    /// wait any longer.
    pub(crate) fn open_live_soon(&mut self, cx: &mut Context) {
        for state in &mut self.sources {
            let live = &mut state.live;
            if live.wanted && !live.open && cx.config.live.contains(&state.source) {
                live.failures = 0;
                let alarm = Alarm::OpenLive(state.source);
                cx.alarms.set_earlier(cx.now, alarm);
            }
        }
    }

    /// The page can be seen, or the server reached, again: what could not be asked is asked now.
    pub(crate) fn poll_soon(&mut self, cx: &mut Context) {
        for source in cx.config.poll.clone() {
            let live = &self.source(source).live;
            let late = live
                .missing_since
                .is_none_or(|since| cx.now.since(since) >= PATIENCE_MS);
            if live.wanted && !live.open && late {
                self.poll_later(cx, source, 0);
            }
        }
    }

    /// Asks a source how far it is, while the stream cannot be had.
    pub(crate) fn poll(&mut self, cx: &mut Context, source: Source) {
        let state = self.source(source);
        if state.live.open || state.polling.request.is_some() {
            return;
        }
        let request = cx.next_request();
        state.polling.request = Some(request);
        cx.alarm_in(cx.config.timeout_ms, Alarm::Timeout(request));
        cx.push(Output::Poll { request, source });
    }

    /// A poll has ended; returns its source.
    pub(crate) fn end_poll(&mut self, cx: &mut Context, request: RequestId) -> Option<Source> {
        let asked = |state: &&mut super::SourceState| state.polling.request == Some(request);
        let state = self.sources.iter_mut().find(asked)?;
        state.polling.request = None;
        cx.alarms.clear(&Alarm::Timeout(request));
        Some(state.source)
    }

    /// A poll was answered. Returns whether the server's history turned out to be another one.
    pub(crate) fn polled(
        &mut self,
        cx: &mut Context,
        source: Source,
        request: RequestId,
        head: &Head,
    ) -> bool {
        let state = self.source(source);
        state.polling.failures = 0;
        if !std::mem::replace(&mut state.polling.works, !state.live.open) {
            cx.outputs.operations_changed = true;
        }
        let standing = state.place(request, head.timeline.as_ref());
        if standing != Standing::Past {
            state.saw_head(head.revision);
        }
        let changed = standing == Standing::Changed;
        if changed {
            self.leave_timeline(cx, source, None);
        }
        if !self.source(source).live.open {
            self.poll_later(cx, source, POLL_MS);
        }
        changed
    }

    pub(crate) fn poll_failed(&mut self, cx: &mut Context, source: Source) {
        let polling = &mut self.source(source).polling;
        polling.works = false;
        polling.failures = (polling.failures + 1).min(8);
        let wait = (POLL_MS << polling.failures).min(LONGEST_POLL_MS);
        cx.outputs.operations_changed = true;
        self.poll_later(cx, source, wait);
    }

    /// The server's history is another one: what is known of the source is read again, whatever
    /// its revision. The read of `except` is what showed that.
    pub(crate) fn leave_timeline(
        &mut self,
        cx: &mut Context,
        source: Source,
        except: Option<&QueryKey>,
    ) {
        self.leave_timeline_after(source, None);
        let state = self.source(source);
        state.live.revision = 0;
        state.live.epoch += 1;
        let reopen = state.live.open && cx.config.live.contains(&source);
        for query in self.keys_where(|key, state| state.source == source && Some(key) != except) {
            self.invalidate_one(cx, &query);
        }
        // A stream that is still open is of the history that was left. It is opened again once the
        // data are there that showed this.
        if reopen {
            self.source(source).live.open = false;
            cx.alarms.set(cx.now, Alarm::OpenLive(source));
        }
    }

    /// Of the queries of a source, those past `revision` may be of a history that was left.
    fn leave_timeline_after(&mut self, source: Source, revision: Option<Revision>) {
        for (_, data) in self.data() {
            let newer = data.revision().is_none_or(|known| Some(known) > revision);
            if data.source() == source && (newer || data.is_ahead()) {
                data.leave_timeline();
            }
        }
    }
}
