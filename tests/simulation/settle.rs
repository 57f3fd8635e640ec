//! The second phase: the faults stop, and all must come to rest within a bounded time.

use optimist_core::{DataStatus, Input, OperationId, ResourceCounts};
use shared::{
    Video,
    fault::{FaultPlan, Latency},
};

use super::{
    client::Client,
    domain::{CourseVideos, VideoListKind},
    world::World,
};

/// Everything has settled after so many simulated milliseconds without faults: some waits of the
/// first phase (stalls, back-off, `Retry-After`, a silent stream) reach into the second.
const WITHIN_MS: u64 = 8 * 60 * 1_000;
/// What takes more steps goes round in circles.
const MOST_STEPS: usize = 100_000;
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
        self.mix.elsewhere = 0.0;
        self.mix.implausible = 0.0;
        self.mix.disk.sound = true;
        self.release();
        self.set_proxied(false);
        for client in 0..self.clients.len() {
            let blocked = self.mix.clients[client].no_stream;
            self.block_stream(client, blocked);
            self.set_offline(client, false, true, 0)?;
            self.set_visible(client, true)?;
            self.sign_in(client)?;
        }
        let deadline = self.now + WITHIN_MS;
        let mut focus_at = self.now;
        let mut retried = false;
        let mut steps = 0;
        loop {
            steps += 1;
            if self.now > deadline || steps > MOST_STEPS {
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
        let held = client.engine.resource_counts();
        let stuck = retried && (held.requests, held.alarms) == (0, 0);
        let to_handle: Vec<(OperationId, bool)> = client
            .engine
            .operations()
            .filter(|known| known.counts().need_user() > 0 || known.counts().under_way() == 0)
            .map(|known| (known.id, known.counts().under_way() > 0))
            .filter(|(_, open)| stuck || !open)
            .collect();
        for (at, (id, open)) in to_handle.into_iter().enumerate() {
            if open || !retried && at % 2 == 0 {
                self.retry(number, id, None)?
            } else {
                self.dismiss(number, id)?
            }
        }
        let client = &self.clients[number];
        let mut lists = client.model.lists.iter();
        let in_error = lists.any(|list| client.engine.status(&list.key).data == DataStatus::Error);
        let live = !self.mix.clients[number].config.live.is_empty() && !client.stream.blocked;
        let polls = !self.mix.clients[number].config.poll.is_empty();
        // Without a stream, truths about single items are held until the next read.
        let kept = client.engine.resource_counts().extras > 0;
        if (live || polls && !kept) && !in_error {
            return Ok(());
        }
        self.input(number, Input::Focused)
    }

    fn is_at_rest(&mut self) -> bool {
        let rests = |client: &Client| {
            client.engine.resource_counts() == ResourceCounts::default() && client.disk.is_empty()
        };
        if !self.flights.is_empty() || !self.clients.iter().all(rests) {
            return false;
        }
        let read = |number| !self.lacks_storage(number) && !self.clients[number].model.unread;
        let stored = |number: usize| !self.mix.clients[number].config.store || read(number);
        if !(0..self.clients.len()).all(stored) {
            return false;
        }
        let lists = self.lists();
        self.clients.iter().all(|client| shows(client, &lists))
    }

    /// The lists of the server.
    fn lists(&mut self) -> Vec<(VideoListKind, Vec<Video>)> {
        let courses = 0..self.server.courses.len();
        let kinds: Vec<_> = courses.map(|at| self.mix.list(&self.server, at)).collect();
        let lists = kinds.into_iter();
        lists
            .map(|list| (list.clone(), self.server.list(&list)))
            .collect()
    }

    /// What is not at rest.
    fn unrest(&mut self) -> String {
        let lists = self.lists();
        let mut text = format!("{} requests under way", self.flights.len());
        for (number, client) in self.clients.iter().enumerate() {
            let held = client.engine.resource_counts();
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
            let rows = client.disk.rows.len();
            let storage = client.model.storage;
            text += &format!(", {rows} rows on disk, storage {storage:?}");
        }
        text
    }

    fn check_ends(&mut self) -> Result<(), String> {
        for (number, client) in self.clients.iter_mut().enumerate() {
            client.remember_ends();
            if !client.model.ops.is_empty() {
                let keys: Vec<_> = client.model.ops.keys().collect();
                return Err(format!("client {number} waits for {keys:?} at rest"));
            }
            self.ledger.check(number, client, &self.server)?;
        }
        Ok(())
    }
}

/// I4: does a client show exactly these lists?
fn shows(client: &Client, lists: &[(VideoListKind, Vec<Video>)]) -> bool {
    client.model.lists.iter().all(|list| {
        let view = client.engine.view::<CourseVideos>(&list.key);
        let wanted = lists.iter().find(|(kind, _)| *kind == list.kind);
        let Some((view, (_, wanted))) = view.zip(wanted) else {
            return false;
        };
        view.len() == wanted.len() && view.iter().zip(wanted).all(|(a, b)| **a == *b)
    })
}
