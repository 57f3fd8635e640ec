//! What users do, and what befalls their pages.

use optimist_core::{Input, OperationId};
use shared::{Operation, Video, VideoId};

use super::{
    bytes::Bytes,
    domain::{Change, ChangeVideo},
    op::State,
    world::World,
};

impl World {
    /// Somebody does something, or something goes wrong.
    pub(super) fn act(&mut self, bytes: &mut Bytes<'_>) -> Result<(), String> {
        let client = bytes.below(self.clients.len());
        if bytes.below(16) < self.mix.clicks {
            match bytes.below(16) {
                0..=7 => self.change_one(client, bytes),
                8 | 9 => self.change_many(client, bytes),
                10 | 11 => self.undo(client),
                12 => self.with_operation(client, bytes, Self::cancel),
                13 => self.with_operation(client, bytes, Self::retry),
                14 => self.with_operation(client, bytes, Self::dismiss),
                _ => {
                    let wait = bytes.of(&[1, 5, 30, 200, 1_000, 5_000, 31_000]);
                    self.pass_until(self.now + wait)
                }
            }
        } else {
            self.trouble(client, bytes)
        }
    }

    pub(super) fn issue(
        &mut self,
        number: usize,
        changes: Vec<Change>,
    ) -> Result<Option<OperationId>, String> {
        let deleted: Vec<VideoId> = changes
            .iter()
            .filter(|change| matches!(change.operation, Operation::Delete { .. }))
            .map(|change| change.operation.id())
            .collect();
        let lists = if deleted.is_empty() {
            0
        } else {
            self.clients[number].model.lists.len()
        };
        let views = (0..lists).flat_map(|list| self.view(number, list));
        let was: Vec<Video> = views
            .filter(|video| deleted.contains(&video.id))
            .map(|video| Video::clone(&video))
            .collect();
        let now = self.timestamp();
        let client = &mut self.clients[number];
        self.reached.issued += u64::from(changes.len() == 1);
        self.reached.bulk += u64::from(changes.len() > 1);
        self.reached.bulk_large += u64::from(changes.len() > 100);
        let overlap = changes.len() > 1 && client.model.has_bulk_on(&changes);
        self.reached.bulks_overlap += u64::from(overlap);
        self.reached.offline += u64::from(client.offline);
        self.reached.optimism_off += u64::from(!client.model.optimism);
        let id = client
            .engine
            .mutate::<ChangeVideo>(now, changes.iter().cloned());
        self.trace.note(
            [20, number as u64, changes.len() as u64, id.0.0 as u64],
            || format!("{number} issues {id}: {changes:?}"),
        );
        let Some(operation) = client.engine.operation(id) else {
            return if changes.is_empty() {
                self.drain(number).map(|()| None)
            } else {
                Err("an operation is forgotten at once".into())
            };
        };
        let keys = operation.items().iter().map(|item| item.key);
        let items = keys
            .zip(changes)
            .map(|(key, change)| (key, change, now))
            .collect();
        client.model.issued(id, items);
        if !was.is_empty() {
            client.undo.push((id, was));
        }
        self.drain(number).map(|()| Some(id))
    }

    fn with_operation(
        &mut self,
        client: usize,
        bytes: &mut Bytes<'_>,
        then: fn(&mut Self, usize, OperationId) -> Result<(), String>,
    ) -> Result<(), String> {
        let known: Vec<OperationId> = self.clients[client]
            .engine
            .operations()
            .map(|known| known.id)
            .collect();
        match known.get(bytes.below(known.len())) {
            Some(&id) => then(self, client, id),
            None => Ok(()),
        }
    }

    pub(super) fn cancel(&mut self, number: usize, id: OperationId) -> Result<(), String> {
        let now = self.timestamp();
        self.trace.note([21, number as u64, id.0.0 as u64], || {
            format!("{number} cancels {id}")
        });
        let client = &mut self.clients[number];
        let items = client.model.items[&id].clone();
        let open = items.iter().any(|(_, state)| *state == State::UnderWay);
        self.reached.cancelled_large += u64::from(open && items.len() > 100);
        for (key, state) in items {
            if state != State::UnderWay {
                continue;
            }
            self.reached.cancelled_unsent += u64::from(!client.model.ops[&key].sent);
            client.model.cancel(key);
        }
        client.engine.cancel(now, id);
        self.drain(number)
    }

    pub(super) fn retry(&mut self, number: usize, id: OperationId) -> Result<(), String> {
        let now = self.timestamp();
        self.trace.note([22, number as u64, id.0.0 as u64], || {
            format!("{number} retries {id}")
        });
        let client = &mut self.clients[number];
        let before = client.model.items[&id].clone();
        let Some(operation) = client.engine.operation(id) else {
            return Ok(());
        };
        let calls: Vec<_> = operation
            .items()
            .iter()
            .map(|item| std::rc::Rc::clone(&item.call))
            .collect();
        client.engine.retry(now, id);
        let Some(operation) = client.engine.operation(id) else {
            return Err(format!("{id} is forgotten by a retry"));
        };
        let keys: Vec<_> = operation.items().iter().map(|item| item.key).collect();
        for (index, (old, state)) in before.into_iter().enumerate() {
            match state {
                State::Refused => {
                    let (key, call) = (keys[index], &calls[index]);
                    let change = super::domain::change_of(call).clone();
                    client.past.insert(old, State::Refused);
                    client
                        .model
                        .insert(key, change, call.at(), (id, index), false);
                    if let Some(items) = client.model.items.get_mut(&id) {
                        items[index] = (key, State::UnderWay);
                    }
                    self.reached.retried_refused += 1;
                }
                State::Failed => {
                    let by = client.model.ops[&old].by;
                    if let (None, Some(op)) = (by, client.model.ops.get_mut(&old)) {
                        // Wanted again; whoever wants what it stands for does not ask for this.
                        op.withdrawn = false;
                    }
                    let by = by.unwrap_or(old);
                    client.model.set_with_carried(by, State::UnderWay);
                    self.reached.retried_failed += 1;
                }
                _ => {}
            }
        }
        self.drain(number)
    }

    pub(super) fn dismiss(&mut self, number: usize, id: OperationId) -> Result<(), String> {
        let now = self.timestamp();
        self.trace.note([23, number as u64, id.0.0 as u64], || {
            format!("{number} dismisses {id}")
        });
        let client = &mut self.clients[number];
        for (key, state) in client.model.items[&id].clone() {
            if state != State::Failed {
                continue;
            }
            self.reached.dismissed_failed += 1;
            let Some(op) = client.model.ops.get_mut(&key) else {
                continue;
            };
            if op.by.is_some() {
                op.sent = false;
                client.model.cancel(key);
                continue;
            }
            op.withdrawn = true;
            client.model.set_with_carried(key, State::UnderWay);
        }
        client.engine.dismiss(now, id);
        self.drain(number)
    }

    fn trouble(&mut self, number: usize, bytes: &mut Bytes<'_>) -> Result<(), String> {
        let kind = bytes.below(13);
        self.trace.note([24, number as u64, kind as u64], || {
            format!("trouble {kind} of {number}")
        });
        match kind {
            0 => self.reload(number),
            1 => {
                self.restart();
                Ok(())
            }
            2 if self.clogged.is_none() => {
                self.clogged = Some(Vec::new());
                Ok(())
            }
            2 | 3 => {
                self.release();
                Ok(())
            }
            4 | 5 => {
                let offline = !self.clients[number].offline;
                let told = bytes.one_in(2);
                self.set_offline(number, offline, told, bytes.of(&[10, 4_000, 30_000]))
            }
            6 => self.sign_in(number),
            7 => self.input(number, Input::Focused),
            8 => {
                let client = &mut self.clients[number];
                client.model.optimism = !client.model.optimism;
                client.engine.set_optimism(client.model.optimism);
                self.drain(number)
            }
            9 => {
                let now = self.timestamp();
                let lists = self.clients[number].model.lists.len();
                let client = &mut self.clients[number];
                let query = client.model.lists[bytes.below(lists)].key.clone();
                client.engine.invalidate(now, &query);
                self.drain(number)
            }
            10 => {
                self.cut_stream(number, bytes.of(&[10, 30_000]));
                Ok(())
            }
            11 if self.clients[number].model.lists.len() == 1 => {
                let course = 1 - self.mix.clients[number].courses[0];
                let under_way = !self.clients[number].model.ops.is_empty();
                self.reached.opened_later += u64::from(under_way);
                self.look_at(number, course);
                self.drain(number)
            }
            _ if bytes.one_in(4) && self.clients[number].stores => {
                self.clients[number].stores = false;
                self.reached.storage_failed += 1;
                self.input(number, Input::StorageFailed)
            }
            _ => Ok(()),
        }
    }

    pub(super) fn set_offline(
        &mut self,
        number: usize,
        offline: bool,
        told: bool,
        after_ms: u64,
    ) -> Result<(), String> {
        self.clients[number].offline = offline;
        if offline {
            self.cut_stream(number, after_ms);
        }
        if told {
            self.input(number, Input::Hint { online: !offline })
        } else {
            Ok(())
        }
    }

    pub(super) fn sign_in(&mut self, number: usize) -> Result<(), String> {
        self.clients[number].signed_out = false;
        self.input(number, Input::SignedIn)
    }
}
