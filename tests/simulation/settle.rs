//! The second phase: the faults stop, and all must come to rest within a bounded time.

use std::collections::HashMap;

use optimist_core::{DataStatus, Held, Input, Key, OperationId};
use shared::{
    CourseId, Video,
    fault::{FaultPlan, Latency},
};

use super::{domain::CourseVideos, flight::uuid, op::State, world::World};

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

    /// What a user does in the end: tries once more what was refused or has failed, then lets it
    /// be. Two operations of which each waits for what has failed of the other are tried again.
    fn care_for(&mut self, number: usize, retried: bool) -> Result<(), String> {
        let client = &self.clients[number];
        if client.signed_out {
            self.sign_in(number)?;
        }
        let client = &self.clients[number];
        let held = client.engine.held();
        let stuck = retried && (held.requests, held.alarms) == (0, 0);
        let to_handle: Vec<(OperationId, bool)> = client
            .engine
            .operations()
            .filter(|known| known.counts().to_handle() > 0)
            .map(|known| (known.id, known.counts().under_way() > 0))
            .filter(|(_, open)| stuck || !open)
            .collect();
        for (at, (id, open)) in to_handle.into_iter().enumerate() {
            if open || !retried && at % 2 == 0 {
                self.retry(number, id)?
            } else {
                self.dismiss(number, id)?
            }
        }
        let client = &self.clients[number];
        let mut lists = client.model.lists.iter();
        let in_error = lists.any(|list| client.engine.status(&list.key).data == DataStatus::Error);
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
        let lists = self.lists();
        self.clients.iter().all(|client| shows(client, &lists))
    }

    /// The lists of the server.
    fn lists(&mut self) -> HashMap<CourseId, Vec<Video>> {
        let courses = self.server.courses.clone().into_iter();
        courses
            .map(|course| (course.clone(), self.server.list(&course).0))
            .collect()
    }

    /// What is not at rest.
    fn unrest(&mut self) -> String {
        let lists = self.lists();
        let mut text = format!("{} requests under way", self.flights.len());
        for (number, client) in self.clients.iter().enumerate() {
            let held = client.engine.held();
            let same = if shows(client, &lists) {
                "the server's lists"
            } else {
                "other lists than the server's"
            };
            let queries = client.model.lists.iter();
            let status: Vec<_> = queries
                .map(|list| client.engine.status(&list.key))
                .collect();
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

/// I4: does a client show exactly these lists?
fn shows(client: &super::client::Client, lists: &HashMap<CourseId, Vec<Video>>) -> bool {
    client.model.lists.iter().all(|list| {
        let view = client.engine.view::<CourseVideos>(&list.key);
        let wanted = &lists[&list.course];
        view.is_some_and(|view| {
            view.len() == wanted.len() && view.iter().zip(wanted).all(|(a, b)| **a == *b)
        })
    })
}
