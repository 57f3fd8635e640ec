//! What reaches a client: answers and events, told to its model and its engine.

use optimist_core::{
    self as core, Failure, FailureKind, Fetched, Head, Input, Key, LiveSignal, Reason, RequestId,
    Source, Timestamp, Truth,
};
use shared::{Refusal, Video};

use super::{
    domain::Videos,
    flight::{Delivery, Hello, Outcome, Said},
    histories::At,
    server::{Made, timeline},
    world::World,
};

impl World {
    pub(super) fn deliver(&mut self, number: usize, delivery: Delivery) -> Result<(), String> {
        let offline = self.clients[number].offline;
        let stream = self.clients[number].stream.number;
        match delivery {
            Delivery::Read(request, _) if offline => {
                self.read_done(number, request, Err(Failure::network()))
            }
            Delivery::Read(request, list) => self.read_done(number, request, list),
            Delivery::Said(request, ..) | Delivery::End(request, _) if offline => {
                self.end_of(number, request, Err(Failure::network()))
            }
            Delivery::Said(request, key, said) => self.said(number, request, key, said),
            Delivery::End(request, end) => self.end_of(number, request, end),
            Delivery::Head(request, _) if offline => {
                self.polled(number, request, Err(Failure::network()))
            }
            Delivery::Head(request, head) => self.polled(number, request, head),
            Delivery::Event { number: of, .. } | Delivery::Hello { number: of, .. }
                if offline || of != stream || self.clients[number].stream.ended =>
            {
                Ok(())
            }
            Delivery::Event { made, .. } => self.event(number, &made),
            Delivery::Hello { hello, reset, .. } => self.stream_opened(number, hello, reset),
            Delivery::Lost { number: of }
                if of == stream
                    && !std::mem::replace(&mut self.clients[number].stream.ended, true) =>
            {
                self.trace
                    .note([8, number as u64], || format!("{number}'s stream is lost"));
                self.clients[number].model.live.open = false;
                self.input(number, Input::Live(Source::DEFAULT, LiveSignal::Lost))
            }
            Delivery::Lost { .. } => Ok(()),
        }
    }

    fn read_done(
        &mut self,
        number: usize,
        request: RequestId,
        list: Result<(Vec<Video>, At), Failure>,
    ) -> Result<(), String> {
        let model = &mut self.clients[number].model;
        if model.open.remove(&request).is_none() {
            return Ok(());
        }
        let result = match list {
            Ok((items, at)) => {
                self.trace
                    .note([9, number as u64, request.0, at.revision], || {
                        format!("{number} reads {at:?} by {}", request.0)
                    });
                let left = at.history != self.server.history;
                self.reached.answer_of_left_history += u64::from(left);
                let stale = model.read_over(request, Some(at));
                self.reached.stale_read += u64::from(stale);
                Ok(Fetched {
                    items: Box::new(items),
                    revision: Some(at.revision),
                    timeline: Some(core_timeline(at.history)),
                })
            }
            Err(failure) => {
                model.read_over(request, None);
                self.reached.read_failed += 1;
                Err(failure)
            }
        };
        self.input(number, Input::Fetched { request, result })
    }

    fn end_of(
        &mut self,
        number: usize,
        request: RequestId,
        end: Result<(), Failure>,
    ) -> Result<(), String> {
        self.trace.note(
            [10, number as u64, request.0, u64::from(end.is_ok())],
            || format!("{number} hears no more of {}: {end:?}", request.0),
        );
        let model = &mut self.clients[number].model;
        let keys = model.open.remove(&request).unwrap_or_default();
        let kind = end.as_ref().err().map(|failure| failure.kind);
        if !matches!(kind, Some(FailureKind::Elsewhere | FailureKind::TooLarge)) {
            model.left_unknown(&keys);
        }
        self.input(number, Input::Ended { request, end })
    }

    fn said(
        &mut self,
        number: usize,
        request: RequestId,
        key: Key,
        said: Said,
    ) -> Result<(), String> {
        let Said { outcome, history } = said;
        let entry = self.clients[number].model.entry_of(key);
        let heeded = self.clients[number].model.take_outcome(request, entry);
        self.trace
            .note([11, number as u64, request.0, u64::from(heeded)], || {
                let what = match &outcome {
                    Outcome::Done(revision, _) => format!("was done at {revision} of {history}"),
                    Outcome::Refused(refusal) => format!("was refused: {refusal}"),
                    Outcome::KeyExpired(time) => format!("is too old at {time:?}"),
                    Outcome::Unknown(failure) => format!("is unknown: {failure:?}"),
                    Outcome::Paused => "waits for a sign-in".to_owned(),
                    Outcome::UpdateNeeded => "is unheard of".to_owned(),
                };
                format!("{number} hears by {} that {key} {what}", request.0)
            });
        if heeded && history != self.server.history {
            self.reached.answer_of_left_history += 1;
        }
        let outcome = match outcome {
            Outcome::Done(revision, video) => {
                if heeded {
                    self.heed_done(number, request, entry, At { history, revision }, &video);
                } else {
                    self.reached.event_before_answer += 1;
                }
                let truth = video.map(|video| Truth::<Videos>::shared(video.id, Some(video)));
                core::Outcome::Done {
                    revision: Some(revision),
                    timeline: Some(core_timeline(history)),
                    truth,
                }
            }
            Outcome::Refused(Refusal::KeyReused) => {
                return Err(format!("{key} was sent with another request"));
            }
            Outcome::Refused(refusal) => {
                if heeded {
                    self.heed_refusal(number, entry, refusal, history);
                }
                core::Outcome::Refused(Reason::new(refusal.code(), refusal.to_string()))
            }
            Outcome::KeyExpired(time) => {
                if heeded {
                    let client = &mut self.clients[number];
                    client.record.expired_keys.insert(key, history);
                    let again = client.model.key_expired(entry, history);
                    self.reached.rekeyed += u64::from(again);
                    self.reached.expired_for_good += u64::from(!again);
                }
                core::Outcome::KeyExpired {
                    reason: Reason::new("key-expired", "Too old."),
                    server_time: time.map(Timestamp),
                }
            }
            Outcome::Unknown(failure) => {
                self.clients[number].model.left_unknown(&[entry]);
                core::Outcome::Unknown(failure)
            }
            Outcome::Paused => {
                self.reached.paused += 1;
                core::Outcome::Paused
            }
            Outcome::UpdateNeeded => {
                self.clients[number].model.left_unknown(&[entry]);
                core::Outcome::UpdateNeeded
            }
        };
        self.input(
            number,
            Input::Answered {
                request,
                key,
                outcome,
            },
        )
    }

    fn heed_done(
        &mut self,
        number: usize,
        request: RequestId,
        key: Key,
        at: At,
        video: &Option<Video>,
    ) {
        let model = &mut self.clients[number].model;
        let op = &model.ops[&key];
        self.reached.answer_before_event += 1;
        self.reached.cancelled_done += u64::from(op.withdrawn);
        self.reached.moved += u64::from(op.is_course_move());
        self.reached.rekeyed_done += u64::from(op.rekeyed > 0);
        self.reached.overtaken_done += u64::from(op.overtaken);
        model.answered(request, key, at, video.as_ref());
    }

    fn heed_refusal(&mut self, number: usize, key: Key, refusal: Refusal, history: usize) {
        let client = &mut self.clients[number];
        let op = &client.model.ops[&key];
        let later = client.model.of_item(op.id()).last() > Some(&key);
        let restored = client.restored.contains(&key);
        let reached = &mut self.reached;
        reached.cancelled_sent += u64::from(op.withdrawn && !op.overtaken);
        reached.refused += u64::from(!op.withdrawn);
        reached.overtaken_refused += u64::from(op.overtaken);
        reached.move_refused += u64::from(op.is_course_move());
        reached.refused_while_waiting += u64::from(later);
        reached.refused_by_domain += u64::from(refusal == Refusal::Deleted);
        reached.refused_by_condition += u64::from(refusal == Refusal::Changed);
        let again = client.model.refused(key, history) as u64;
        reached.taken_up_again += again;
        reached.taken_up_after_reload += if restored { again } else { 0 };
    }

    fn event(&mut self, number: usize, made: &Made) -> Result<(), String> {
        let (event, at) = (&made.event, made.at);
        let key = event.key.map(|key| Key(key.as_u128()));
        self.trace.note([13, number as u64, event.revision], || {
            format!(
                "{number} hears of revision {} by {key:?}: {:?}",
                event.revision, event.video
            )
        });
        let left = !self.server.histories.holds(self.server.now(), at);
        self.reached.event_of_left_history += u64::from(left);
        let model = &mut self.clients[number].model;
        let id = event.video.id;
        let entry = key.map(|key| model.entry_of(key));
        let own = entry.and_then(|key| model.ops.get(&key));
        let own = own.filter(|op| op.done.is_none());
        let (withdrawn, moved) =
            own.map_or((false, false), |op| (op.withdrawn, op.is_course_move()));
        let own = own.is_some();
        let before = At {
            revision: at.revision - 1,
            ..at
        };
        let before = self.server.truth(id, before);
        let away = before.is_some_and(|before| before.course_id != event.video.course_id);
        if model.event(at, entry, &event.video) {
            self.reached.moved_away += u64::from(away && !own);
            self.reached.cancelled_done += u64::from(withdrawn);
            self.reached.moved += u64::from(moved);
        }
        let signal = LiveSignal::Change {
            revision: event.revision,
            key,
            truth: Truth::<Videos>::shared(id, Some(event.video.clone())),
        };
        self.input(number, Input::Live(Source::DEFAULT, signal))
    }

    fn stream_opened(&mut self, number: usize, hello: Hello, reset: bool) -> Result<(), String> {
        let at = hello.at;
        self.trace
            .note([7, number as u64, at.revision, u64::from(reset)], || {
                format!("{number}'s stream goes on from {at:?}, reset: {reset}")
            });
        self.hears_time(number, hello.time)?;
        let model = &mut self.clients[number].model;
        model.stream_opened(at, reset);
        let head = head_of(at);
        let signal = match reset {
            true => LiveSignal::Reset(head),
            false => LiveSignal::Opened(head),
        };
        self.input(number, Input::Live(Source::DEFAULT, signal))?;
        self.clients[number].model.live.turning = false;
        Ok(())
    }

    fn polled(
        &mut self,
        number: usize,
        request: RequestId,
        head: Result<Hello, Failure>,
    ) -> Result<(), String> {
        let model = &mut self.clients[number].model;
        if model.open.remove(&request).is_none() {
            return Ok(());
        }
        self.trace.note(
            [14, number as u64, request.0, u64::from(head.is_ok())],
            || format!("{number} hears by {} where the server is", request.0),
        );
        let result = match head {
            Ok(Hello { at, time }) => {
                // The page hears the time first, and does what is due then.
                self.hears_time(number, time)?;
                self.clients[number].model.polled(request, at);
                Ok(head_of(at))
            }
            Err(failure) => Err(failure),
        };
        self.input(number, Input::Polled { request, result })
    }

    fn hears_time(&mut self, number: usize, time: u64) -> Result<(), String> {
        match self.mix.clients[number].hears_time {
            true => self.input(number, Input::ServerTime(Timestamp(time))),
            false => Ok(()),
        }
    }
}

fn head_of(at: At) -> Head {
    Head {
        revision: at.revision,
        timeline: Some(core_timeline(at.history)),
    }
}

fn core_timeline(history: usize) -> core::Timeline {
    core::Timeline::new(timeline(history).as_str())
}
