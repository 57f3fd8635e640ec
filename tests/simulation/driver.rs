//! The driver between an engine and its world: carries out what the engine asks for.

use optimist_core::{Event, Input, OperationId, Output};
use shared::VideoId;

use super::{
    domain::change_of, flight::Ask, model::StorageState, notices::Notice, op::State,
    server::timeline, world::World,
};

impl World {
    /// Tells a client's engine something, and carries out what it asks for.
    pub(super) fn input(&mut self, number: usize, input: Input) -> Result<(), String> {
        let now = self.moment();
        self.clients[number].engine.handle_input(now, input);
        self.drain(number)
    }

    pub(super) fn drain(&mut self, number: usize) -> Result<(), String> {
        self.clients[number].touched = true;
        while let Some(output) = self.clients[number].engine.poll_output() {
            self.carry_out(number, output)?;
        }
        Ok(())
    }

    fn carry_out(&mut self, number: usize, output: Output) -> Result<(), String> {
        let model = &mut self.clients[number].model;
        match output {
            Output::Fetch { request, query, .. } => {
                let Some(list) = model.reads(request, &query) else {
                    return Err(format!("{query} is read, and nobody looks at it"));
                };
                let list = list.kind.clone();
                self.launch(number, request, Ask::Read(list));
            }
            Output::Send {
                request,
                operations,
            } => {
                self.reached.replaced += model.sent(request, &operations)?;
                let mut asked = Vec::with_capacity(operations.len());
                for outgoing in &operations {
                    let entry = self.clients[number].model.entry_of(outgoing.key);
                    self.ledger.owners.insert(outgoing.key, (number, entry));
                    let change = change_of(&outgoing.call).clone();
                    self.clients[number].note_sent(outgoing.key, entry, change.operation.id());
                    asked.push((outgoing.key, change));
                }
                self.launch(number, request, Ask::Write(asked));
            }
            Output::Resolve { request, operation } => {
                model.resolves(request, &operation)?;
                self.launch(number, request, Ask::Resolve(operation.key));
            }
            Output::Poll { request, .. } => {
                self.reached.polled += 1;
                self.reached.polled_blocked += u64::from(self.clients[number].stream.blocked);
                let model = &mut self.clients[number].model;
                model.latest = request;
                model.open.insert(request, Vec::new());
                if !self.clients[number].visible {
                    return Err("a hidden page polls".into());
                }
                self.launch(number, request, Ask::Head);
            }
            Output::Abort(request) => {
                let keys = model.open.remove(&request).unwrap_or_default();
                model.left_unknown(&keys);
                model.read_over(request, None);
                self.trace.note([3, number as u64, request.0], || {
                    format!("{number} gives {} up", request.0)
                });
                if let Some(flight) = self.flight_of(number, request) {
                    flight.given_up = true;
                    self.reached.timed_out += 1;
                }
            }
            Output::OpenLive {
                request,
                since,
                timeline: known,
                ..
            } => {
                model.latest = request;
                model.live.open = false;
                model.live.since = since;
                model.live.opened_by = request;
                let history = model.present.map(|(history, _)| history);
                let named = history.map(|history| timeline(history).as_str().to_owned());
                if known.as_ref().map(optimist_core::Timeline::as_str) != named.as_deref() {
                    return Err(format!(
                        "the stream is asked for in {known:?}, not {named:?}"
                    ));
                }
                self.ask_for_stream(number, since, history);
            }
            Output::OpenStorage => self.open_storage(number),
            Output::CloseStorage => self.clients[number].disk.lose_the_rest(),
            Output::Store(rows) => {
                model.asks_to_store(&rows)?;
                return self.ask_to_put(number, rows);
            }
            Output::Unstore { keys, awaited } => self.ask_to_remove(number, keys, awaited),
            Output::Changed(_) | Output::OperationsChanged | Output::Forgotten(_) => {}
            Output::Notify(event) => return self.told(number, event),
            Output::Tell(_) | Output::TakeLock => return Err("it shares its storage".into()),
        }
        Ok(())
    }

    /// The user of a client is told something.
    fn told(&mut self, number: usize, event: Event) -> Result<(), String> {
        self.trace.note([44, number as u64], || {
            format!("{number} is told {event:?}")
        });
        let client = &mut self.clients[number];
        let model = &mut client.model;
        match event {
            Event::Refused {
                operation, target, ..
            } => model
                .notices
                .told(Notice::Refused, operation, id_of(&target)?),
            Event::Cancelled { operation, target } => {
                let id = id_of(&target)?;
                if model.revocation_is_over(operation, id) {
                    self.reached.cancelled_unsent += 1;
                } else {
                    model.notices.told(Notice::Cancelled, operation, id);
                }
            }
            Event::Corrected {
                operation, target, ..
            } => {
                self.reached.corrected += 1;
                model
                    .notices
                    .told(Notice::Corrected, operation, id_of(&target)?);
            }
            Event::Recovered { operation, target } => {
                self.reached.recovered += 1;
                model
                    .notices
                    .told(Notice::Recovered, operation, id_of(&target)?);
            }
            Event::Failed {
                operation, target, ..
            }
            | Event::Unsure {
                operation, target, ..
            } => return self.failed(number, operation, id_of(&target)?),
            Event::Finished {
                operation, counts, ..
            } => {
                let ends = [counts.done, counts.refused, counts.failed, counts.cancelled];
                if counts.total > 0 {
                    model.notices.told_finished(operation, ends)?;
                }
            }
            Event::SignInNeeded => client.signed_out = true,
            Event::HistoryChanged(_) => {
                self.reached.history_changed += 1;
                model.notices.told_history();
            }
            Event::StorageFailed(reason) if reason.code == "not-storable" => {
                client.untold_unstorable = match client.untold_unstorable.checked_sub(1) {
                    Some(left) => left,
                    None => return Err("an entry is said not to be storable twice".into()),
                };
            }
            Event::StorageFailed(reason) => {
                if std::mem::replace(&mut model.failure_told, true) {
                    return Err("the storage is said to have failed twice".into());
                }
                self.reached.storage_late += u64::from(reason.code == "storage-late");
                if model.storage != StorageState::Failed {
                    model.storage_failed();
                }
            }
            Event::StorageRecovered => {
                if !std::mem::take(&mut model.failure_told) {
                    return Err("the storage is said to be back, and had not failed".into());
                }
                self.reached.storage_recovered += 1;
            }
            Event::Repaired { what } => return Err(format!("client {number}: {what}")),
            Event::Issued { .. } => {}
        }
        Ok(())
    }

    /// An item has failed: it was sent, and the server itself or a cut connection has used up its
    /// budget. What something else answers uses none of it.
    fn failed(&mut self, number: usize, operation: OperationId, id: VideoId) -> Result<(), String> {
        let model = &mut self.clients[number].model;
        let mut keys = model.of_item(id).iter();
        let failed = keys.find(|key| {
            let op = &model.ops[key];
            op.place.0 == operation && op.done.is_none() && op.by.is_none()
        });
        let Some(&key) = failed else {
            return Err(format!("{id} of {operation} failed and was not under way"));
        };
        let op = &model.ops[&key];
        if !op.sent {
            return Err(format!("{key} failed without having been sent"));
        }
        if op.failures < model.tries {
            return Err(format!("{key} failed after {} tries", op.failures));
        }
        self.reached.failed += 1;
        self.reached.failed_overtaken += u64::from(op.overtaken);
        model.set_with_carried(key, State::Failed);
        Ok(())
    }
}

fn id_of(target: &str) -> Result<VideoId, String> {
    target
        .parse()
        .map_err(|_| format!("the user is told of {target}, which is no video"))
}
