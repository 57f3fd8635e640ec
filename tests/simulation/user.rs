//! What users do with operations.

use std::rc::Rc;

use optimist_core::OperationId;
use shared::{Operation, Video, VideoId};

use super::{
    bytes::Bytes,
    domain::{Change, ChangeVideo},
    model::StorageState,
    op::{Op, State},
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
                12 => self.with_operation(client, bytes, |world, client, id, _| {
                    world.cancel(client, id)
                }),
                13 => self.with_operation(client, bytes, |world, client, id, item| {
                    world.retry(client, id, item)
                }),
                14 => self.with_operation(client, bytes, |world, client, id, item| match item {
                    Some(item) => world.dismiss_item(client, id, item),
                    None => world.dismiss(client, id),
                }),
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
        let now = self.moment();
        let client = &mut self.clients[number];
        let reached = &mut self.reached;
        reached.issued += u64::from(changes.len() == 1);
        reached.bulk += u64::from(changes.len() > 1);
        reached.bulk_large += u64::from(changes.len() > 100);
        let overlap = changes.len() > 1 && client.model.has_bulk_on(&changes);
        reached.bulks_overlap += u64::from(overlap);
        reached.offline += u64::from(client.offline);
        reached.optimism_off += u64::from(!client.model.optimism);
        reached.issued_unread +=
            u64::from(client.model.unread && client.model.storage == StorageState::Failed);
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
        let items = operation.items().iter().enumerate();
        let items: Vec<_> = items
            .map(|(index, item)| (item.key, Rc::clone(&item.call), index))
            .collect();
        let ops = items.into_iter().map(|(key, call, index)| {
            let issued = client.issue(key);
            (key, Op::new(call, (id, index), issued, true))
        });
        let ops = ops.collect();
        client.model.issued(ops);
        if !was.is_empty() {
            client.undo.push((id, was));
        }
        self.drain(number).map(|()| Some(id))
    }

    /// Chooses an operation, and one of its items or none.
    fn with_operation(
        &mut self,
        client: usize,
        bytes: &mut Bytes<'_>,
        then: fn(&mut Self, usize, OperationId, Option<usize>) -> Result<(), String>,
    ) -> Result<(), String> {
        let engine = &self.clients[client].engine;
        let known: Vec<_> = engine
            .operations()
            .map(|known| (known.id, known.items().len()))
            .collect();
        let Some(&(id, items)) = known.get(bytes.below(known.len())) else {
            return Ok(());
        };
        let item = bytes.one_in(2).then(|| bytes.below(items));
        then(self, client, id, item)
    }

    fn cancel(&mut self, number: usize, id: OperationId) -> Result<(), String> {
        let now = self.moment();
        self.trace.note([21, number as u64, id.0.0 as u64], || {
            format!("{number} cancels {id}")
        });
        let client = &mut self.clients[number];
        let items = client.model.items[&id].list.clone();
        let open = items.iter().any(|(_, state)| *state == State::UnderWay);
        self.reached.cancelled_large += u64::from(open && items.len() > 100);
        for (key, state) in items {
            if state == State::UnderWay {
                let by = client.model.ops.get(&key).and_then(|op| op.by);
                self.reached.cancelled_carried += u64::from(by.is_some());
                client.model.cancel(key);
            }
        }
        client.engine.cancel(now, id);
        self.drain(number)
    }

    /// Tries an operation again, or one item of it.
    pub(super) fn retry(
        &mut self,
        number: usize,
        id: OperationId,
        item: Option<usize>,
    ) -> Result<(), String> {
        let now = self.moment();
        self.trace.note([22, number as u64, id.0.0 as u64], || {
            format!("{number} retries {item:?} of {id}")
        });
        let client = &mut self.clients[number];
        let before = client.model.items[&id].list.clone();
        match item {
            Some(item) => client.engine.retry_item(now, id, item),
            None => client.engine.retry(now, id),
        }
        let Some(operation) = client.engine.operation(id) else {
            return Err(format!("{id} is forgotten by a retry"));
        };
        let items: Vec<_> = operation.items().iter().collect();
        let items: Vec<_> = items
            .into_iter()
            .map(|item| (item.key, Rc::clone(&item.call)))
            .collect();
        for (index, (old, state)) in before.into_iter().enumerate() {
            if item.is_some_and(|item| item != index) {
                continue;
            }
            let (key, call) = items[index].clone();
            let one = u64::from(item.is_some() && items.len() > 1);
            match state {
                State::Refused if key == old => {
                    return Err(format!("{old} was refused, and keeps its key"));
                }
                State::Refused => {
                    let issued = client.issue(key);
                    let op = Op::new(call, (id, index), issued, true);
                    client.model.retry_refused(key, op);
                    self.reached.retried_refused += 1;
                    self.reached.retried_item += one;
                }
                State::Failed => {
                    client.model.retry_failed(old);
                    self.reached.retried_failed += 1;
                    self.reached.retried_item += one;
                }
                _ => {}
            }
        }
        self.drain(number)
    }

    pub(super) fn dismiss(&mut self, number: usize, id: OperationId) -> Result<(), String> {
        let now = self.moment();
        self.trace.note([23, number as u64, id.0.0 as u64], || {
            format!("{number} dismisses {id}")
        });
        let client = &mut self.clients[number];
        if let Some(items) = client.model.items.get_mut(&id) {
            items.dismissed = true;
        }
        for (key, state) in client.model.items[&id].list.clone() {
            if state == State::Failed {
                self.reached.dismissed_failed += 1;
                client.model.give_up(key);
            }
        }
        client.engine.dismiss(now, id);
        self.drain(number)
    }

    /// Dismisses one item; that of an operation over one is the operation.
    fn dismiss_item(&mut self, number: usize, id: OperationId, index: usize) -> Result<(), String> {
        let now = self.moment();
        let client = &mut self.clients[number];
        if client.model.items[&id].list.len() == 1 {
            return self.dismiss(number, id);
        }
        self.trace.note([25, number as u64, id.0.0 as u64], || {
            format!("{number} dismisses item {index} of {id}")
        });
        let (key, state) = client.model.items[&id].list[index];
        if state == State::Failed {
            self.reached.dismissed_item += 1;
            client.model.give_up(key);
        }
        client.engine.dismiss_item(now, id, index);
        self.drain(number)
    }
}
