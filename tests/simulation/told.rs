//! What reaches a client: answers and events, told to its model and its engine.

use std::rc::Rc;

use optimist_core::{Failure, Fetched, Input, Key, Outcome, Reason, RequestId, Truth};
use shared::{Operation, Refusal, Revision, Video};

use super::{
    domain::Videos,
    flight::{Delivery, Said},
    op::Op,
    world::World,
};

impl World {
    pub(super) fn deliver(&mut self, number: usize, delivery: Delivery) -> Result<(), String> {
        let offline = self.clients[number].offline;
        match delivery {
            Delivery::Read(request, list) => self.read_done(
                number,
                request,
                if offline {
                    Err(Failure::network())
                } else {
                    list
                },
            ),
            Delivery::Said(request, ..) if offline => {
                self.end_of(number, request, Err(Failure::network()))
            }
            Delivery::Said(request, key, said) => self.said(number, request, key, said),
            Delivery::End(request, end) => self.end_of(
                number,
                request,
                if offline {
                    Err(Failure::network())
                } else {
                    end
                },
            ),
            Delivery::Event {
                number: stream,
                revision,
            } => {
                if offline || self.clients[number].stream.number != stream {
                    return Ok(());
                }
                self.event(number, revision)
            }
            Delivery::Opened {
                number: stream,
                revision,
            }
            | Delivery::Reset {
                number: stream,
                revision,
            } => {
                if offline || self.clients[number].stream.number != stream {
                    return Ok(());
                }
                let reset = matches!(delivery, Delivery::Reset { .. });
                self.trace
                    .note([7, number as u64, revision, u64::from(reset)], || {
                        format!("{number}'s stream goes on from {revision}, reset: {reset}")
                    });
                let input = if reset {
                    Input::LiveReset { revision }
                } else {
                    Input::LiveOpened { revision }
                };
                self.input(number, input)
            }
            Delivery::Lost { number: stream } => {
                if self.clients[number].stream.number != stream {
                    return Ok(());
                }
                self.trace
                    .note([8, number as u64], || format!("{number}'s stream is lost"));
                self.input(number, Input::LiveLost)
            }
        }
    }

    fn read_done(
        &mut self,
        number: usize,
        request: RequestId,
        list: Result<(Vec<Video>, Revision), Failure>,
    ) -> Result<(), String> {
        let model = &mut self.clients[number].model;
        if model.open.remove(&request).is_none() {
            return Ok(());
        }
        let result = match list {
            Ok((items, revision)) => {
                self.trace
                    .note([9, number as u64, request.0, revision], || {
                        format!("{number} reads revision {revision} by {}", request.0)
                    });
                let stale = model.read_over(request, Some(revision));
                self.reached.stale_read += u64::from(stale);
                Ok(Fetched {
                    items: Box::new(items),
                    revision: Some(revision),
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
        self.clients[number].model.open.remove(&request);
        self.input(number, Input::Ended { request, end })
    }

    fn said(
        &mut self,
        number: usize,
        request: RequestId,
        key: Key,
        said: Said,
    ) -> Result<(), String> {
        let client = &mut self.clients[number];
        let heeded = client.model.take_named(request, key);
        let outcome = match said {
            Said::Done(revision, video) => {
                self.trace
                    .note([11, number as u64, request.0, revision], || {
                        format!(
                            "{number} hears by {} that {key} was done at {revision}",
                            request.0
                        )
                    });
                if heeded {
                    let op = &client.model.ops[&key];
                    self.reached.answer_before_event += 1;
                    self.reached.cancelled_done += u64::from(op.withdrawn);
                    self.reached.moved += u64::from(is_course_move(op));
                    let id = op.change.operation.id();
                    if video.is_some() {
                        client.model.told(id, revision);
                    }
                    client.model.done(key, revision, video.as_ref());
                } else {
                    self.reached.event_before_answer += 1;
                }
                let truth = video.map(|video| {
                    Rc::new(Truth::<Videos> {
                        id: video.id,
                        item: Some(video),
                    }) as _
                });
                Outcome::Done {
                    revision: Some(revision),
                    truth,
                }
            }
            Said::Refused(refusal) => {
                self.trace.note([12, number as u64, request.0], || {
                    format!(
                        "{number} hears by {} that {key} was refused: {refusal}",
                        request.0
                    )
                });
                if refusal == Refusal::KeyReused {
                    return Err(format!("{key} was sent with another request"));
                }
                if heeded {
                    let op = &client.model.ops[&key];
                    let later = client.model.of_item(op.change.operation.id()).last() > Some(&key);
                    self.reached.cancelled_sent += u64::from(op.withdrawn);
                    self.reached.refused += u64::from(!op.withdrawn);
                    self.reached.move_refused += u64::from(is_course_move(op));
                    self.reached.refused_while_waiting += u64::from(later);
                    self.reached.refused_by_domain += u64::from(refusal == Refusal::Deleted);
                    self.reached.taken_up_again += client.model.refused(key) as u64;
                }
                Outcome::Refused(Reason::new(refusal.code(), refusal.to_string()))
            }
            Said::Unknown(failure) => Outcome::Unknown(failure),
            Said::Paused => {
                self.reached.paused += 1;
                Outcome::Paused
            }
            Said::UpdateNeeded => Outcome::UpdateNeeded,
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

    fn event(&mut self, number: usize, revision: Revision) -> Result<(), String> {
        let index = (revision - self.server.start - 1) as usize;
        let event = &self.server.events[index];
        let key = event.key.map(|key| Key(key.as_u128()));
        self.trace.note([13, number as u64, revision], || {
            format!(
                "{number} hears of revision {revision} by {key:?}: {:?}",
                event.video
            )
        });
        let model = &mut self.clients[number].model;
        let id = event.video.id;
        let own = key.is_some_and(|key| model.ops.contains_key(&key));
        let before = self.server.truth(id, revision - 1);
        let left = before.is_some_and(|before| before.course_id != event.video.course_id);
        self.reached.moved_away += u64::from(left && !own);
        model.told(id, revision);
        if let Some(key) = key
            && let Some(op) = model.ops.get(&key)
            && op.done.is_none()
        {
            self.reached.cancelled_done += u64::from(op.withdrawn);
            self.reached.moved += u64::from(is_course_move(op));
            model.done(key, revision, Some(&event.video));
        }
        let truth = Rc::new(Truth::<Videos> {
            id,
            item: Some(event.video.clone()),
        });
        self.input(
            number,
            Input::Event {
                revision,
                key,
                truth,
            },
        )
    }
}

fn is_course_move(op: &Op) -> bool {
    matches!(op.change.operation, Operation::SetCourse { .. })
}
