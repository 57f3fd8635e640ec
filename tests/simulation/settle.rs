//! The second phase: the faults stop, and all must come to rest within a bounded time.

use std::collections::HashMap;

use optimist_core::{DataStatus, Held, Input, Key, OperationId};
use shared::{
    Video,
    fault::{FaultPlan, Latency},
};

use super::{domain::CourseVideos, flight::uuid, model::State, world::World};

/// Everything has settled after so many simulated milliseconds without faults: some waits of the
/// first phase (stalls, back-off, `Retry-After`, a silent stream) reach into the second.
const WITHIN_MS: u64 = 5 * 60 * 1_000;
/// How often a page without an event stream gets the focus.
const FOCUS_MS: u64 = 5_000;

impl World {
    /// Ends the faults, waits for rest, and checks what must hold then.
    pub(super) fn settle(&mut self) -> Result<(), String> {
        self.plan = FaultPlan {
            seed: self.plan.seed,
            latency: Latency::Fixed { ms: 15 },
            ..FaultPlan::default()
        };
        self.mix.resets = false;
        self.release();
        for client in 0..self.clients.len() {
            self.set_offline(client, false, true, 0)?;
            self.sign_in(client)?;
        }
        let deadline = self.now + WITHIN_MS;
        let mut focus_at = self.now;
        let mut retried = false;
        loop {
            if self.now > deadline {
                return Err(format!(
                    "no rest within {} s: {}",
                    WITHIN_MS / 1_000,
                    self.unrest()
                ));
            }
            if self.now >= focus_at {
                focus_at = self.now + FOCUS_MS;
                for client in 0..self.clients.len() {
                    self.care_for(client, retried)?;
                }
                retried = true;
                self.check()?;
            }
            if self.is_at_rest() {
                break;
            }
            match self.next() {
                Some(next) if next < focus_at => self.pass()?,
                _ => self.now = focus_at,
            }
            self.check()?;
        }
        self.server.check()?;
        self.check_ends()
    }

    /// What a user does in the end: tries once more what was refused or has failed, then lets it be.
    fn care_for(&mut self, number: usize, retried: bool) -> Result<(), String> {
        let client = &self.clients[number];
        if client.signed_out {
            self.sign_in(number)?;
        }
        let client = &self.clients[number];
        let over = |known: &&optimist_core::Operation| {
            known.counts().under_way() == 0 && known.counts().to_handle() > 0
        };
        let to_handle: Vec<OperationId> = client
            .engine
            .operations()
            .filter(over)
            .map(|known| known.id)
            .collect();
        for (at, id) in to_handle.into_iter().enumerate() {
            if !retried && at % 2 == 0 {
                self.retry(number, id)?
            } else {
                self.dismiss(number, id)?
            }
        }
        let client = &self.clients[number];
        let in_error = client.engine.status(&client.query).data == DataStatus::Error;
        if self.mix.clients[number].config.live && !in_error {
            return Ok(());
        }
        self.input(number, Input::Focused)
    }

    fn is_at_rest(&mut self) -> bool {
        if !self.flights.is_empty()
            || self
                .clients
                .iter()
                .any(|client| client.engine.held() != Held::default())
        {
            return false;
        }
        let list = self.server.list().0;
        self.clients.iter().all(|client| shows(client, &list))
    }

    /// What is not at rest.
    fn unrest(&mut self) -> String {
        let list = self.server.list().0;
        let mut text = format!("{} requests under way", self.flights.len());
        for (number, client) in self.clients.iter().enumerate() {
            let held = client.engine.held();
            let same = if shows(client, &list) {
                "the server's list"
            } else {
                "another list than the server's"
            };
            let status = client.engine.status(&client.query);
            text += &format!("; client {number} shows {same} and holds {held:?}, {status:?}");
        }
        text
    }

    /// I5: what was done took effect once, what was not took none.
    fn check_ends(&mut self) -> Result<(), String> {
        let mut effects = self.server.effects.clone();
        for (number, client) in self.clients.iter_mut().enumerate() {
            client.remember_ends();
            if !client.model.ops.is_empty() {
                return Err(format!("client {number} waits for something at rest"));
            }
            let mut ends: HashMap<Key, State> = client.past.clone();
            for key in client.lost.keys() {
                ends.remove(key);
            }
            for (key, state) in ends {
                let count = effects.remove(&uuid(key)).unwrap_or(0);
                if matches!(state, State::UnderWay | State::Failed) && count <= 1 {
                    // A storage that broke has not given it back.
                    continue;
                }
                let expected = u32::from(state == State::Done && !client.stood_for.contains(&key));
                let ended = matches!(state, State::Done | State::Refused | State::Cancelled);
                if count != expected || !ended {
                    return Err(format!(
                        "client {number}: {key} took effect {count} times and ended as {state:?}"
                    ));
                }
            }
            for (&key, &sent) in &client.lost {
                let count = effects.remove(&uuid(key)).unwrap_or(0);
                if count > u32::from(sent) {
                    return Err(format!(
                        "client {number}: {key} was lost by a reload, and took effect {count} times"
                    ));
                }
            }
        }
        match effects.into_keys().next() {
            Some(key) => Err(format!("nobody knows of {key}, which took effect")),
            None => Ok(()),
        }
    }
}

/// I4: does a client show exactly this list?
fn shows(client: &super::client::Client, list: &[Video]) -> bool {
    let view = client.engine.view::<CourseVideos>(&client.query);
    view.is_some_and(|view| {
        view.len() == list.len() && view.iter().zip(list).all(|(a, b)| **a == *b)
    })
}
