//! The network of a schedule: what is on its way, and what becomes of it.

use optimist_core::{
    Failure, FailureKind, Input, Key, LiveSignal, Outcome, Part, RequestId, Revision,
};

use crate::{
    client::{Asked, Shape},
    domain::{Note, Op, PAGE, TOP, is_top},
    model::History,
    packet::{Fate, Packet},
    server::{Answer, Change},
    sim::{HEARTBEAT_MS, Sim},
    world::{server_error, too_large},
};

impl Sim<'_> {
    /// Takes up what the engine has asked for.
    pub fn carry_out(&mut self, user: usize) {
        for asked in std::mem::take(&mut self.users[user].client.asked) {
            self.note_down(user, &asked);
            match asked {
                Asked::Fetch(request, query, part) => {
                    let user_ = &mut self.users[user];
                    user_.parts.insert(request, part);
                    if user_.client.shown(&query).is_none() {
                        user_.listed.remove(&query);
                    }
                    self.read(user, request, query);
                }
                Asked::Send(request, operations) => self.send(user, request, operations),
                Asked::Resolve(request, key) => {
                    self.users[user].alive.insert(request, String::new());
                    match self.is_cut(user) {
                        true => self.fail(user, request),
                        false => self.post(user, Packet::Resolve(request, key)),
                    }
                }
                Asked::Abort(request) => {
                    if let Some(query) = self.users[user].alive.remove(&request) {
                        self.users[user].model.read_ended(&query);
                    }
                }
                Asked::OpenLive(since) => {
                    self.users[user].session += 1;
                    let session = self.users[user].session;
                    match self.is_cut(user) {
                        true => self.post(user, Packet::LiveLost(session)),
                        false => self.post(user, Packet::OpenLive(since)),
                    }
                }
                Asked::Poll(request) => self.post(user, Packet::Poll(request)),
                Asked::Write | Asked::OpenStorage | Asked::Changed(_) => {}
            }
        }
        // The disk does one write after another, each as late as it likes.
        while self.users[user].writes < self.users[user].client.disk.late_by() {
            self.users[user].writes += 1;
            self.post(user, Packet::Write);
        }
    }

    fn read(&mut self, user: usize, request: RequestId, query: String) {
        self.users[user].alive.insert(request, query.clone());
        self.users[user].model.read_started(&query);
        if self.is_cut(user) {
            return self.post(
                user,
                Packet::Fetched(request, query, Err(Failure::network())),
            );
        }
        if self.chance(self.mix.stall) {
            return self.reached("a read that never ends");
        }
        if self.chance(self.mix.refuse_read) {
            let failure = Failure {
                kind: FailureKind::Refused,
                ..server_error(None)
            };
            return self.post(user, Packet::Fetched(request, query, Err(failure)));
        }
        self.post(user, Packet::Read(request, query));
    }

    fn send(&mut self, user: usize, request: RequestId, operations: Vec<(Key, Op)>) {
        self.users[user].alive.insert(request, String::new());
        self.note_sent(user, &operations);
        if self.is_cut(user) {
            return self.fail(user, request);
        }
        let count = operations.len();
        let fate = if self.chance(self.mix.stall) {
            return self.reached("a request that never ends");
        } else if self.chance(self.mix.lose_answer) {
            Fate::AnswersLost(self.bytes.below(count))
        } else if self.chance(self.mix.busy) {
            Fate::Busy(self.bytes.pick(&[0, 500, 4_000]))
        } else if count > 1 && self.chance(self.mix.partial) {
            Fate::Partial(self.bytes.below(count))
        } else if self.chance(self.mix.unknown_route) {
            Fate::UnknownRoute
        } else {
            Fate::Arrives
        };
        self.post(user, Packet::Operations(request, operations, fate));
    }

    /// Does nothing get through now?
    fn is_cut(&mut self, user: usize) -> bool {
        self.users[user].offline_until > self.now || self.chance(self.mix.cut)
    }

    fn fail(&mut self, user: usize, request: RequestId) {
        self.post(user, Packet::Ended(request, Err(Failure::network())));
    }

    pub fn deliver(&mut self, user: usize, packet: Packet) {
        self.say(user, format_args!("gets {packet:?}"));
        match packet {
            Packet::Operations(request, operations, fate) => {
                self.serve(user, request, &operations, fate);
            }
            Packet::Resolve(request, key) => {
                let answer = match self.signed_out {
                    true => return self.pause(user, request, &[key]),
                    false => self.server.withdraw(key),
                };
                let id = self.users[user].model.ops[&key].id();
                let delay = self.delay();
                self.post_after(user, delay, Packet::Answered(request, key, id, answer));
                self.post_after(user, delay, Packet::Ended(request, Ok(())));
            }
            Packet::Read(request, query) => {
                let notes = match is_top(&query) {
                    true => {
                        let listed = self.users[user].listed(&query);
                        match self.users[user].parts[&request] {
                            Part::Whole => self.server.read_top(0, listed),
                            _ => self.server.read_top(listed, PAGE),
                        }
                    }
                    false => self.server.read(&query),
                };
                let data = (notes, self.server.revision());
                self.post(user, Packet::Fetched(request, query, Ok(data)));
            }
            Packet::OpenLive(since) => self.open_live(user, since),
            Packet::Answered(request, key, id, answer) => {
                if self.users[user].alive.contains_key(&request) {
                    self.answered(user, request, key, id, &answer);
                }
            }
            Packet::Outcome(request, key, outcome) => {
                if self.users[user].alive.contains_key(&request) {
                    self.users[user].client.outcome(request, key, outcome());
                }
            }
            Packet::Ended(request, end) => {
                if self.users[user].alive.remove(&request).is_some() {
                    self.users[user].client.end(request, end);
                }
            }
            Packet::Fetched(request, query, result) => {
                if self.users[user].alive.remove(&request).is_some() {
                    self.fetched(user, request, &query, result);
                }
            }
            Packet::Write => {
                self.users[user].writes -= 1;
                for told in self.users[user].client.disk.write().unwrap_or_default() {
                    let at = self
                        .now
                        .after(self.delay())
                        .max(self.users[user].last_written);
                    self.users[user].last_written = at;
                    self.post_after(user, at.since(self.now), Packet::Written(told));
                }
            }
            Packet::Written(told) => {
                if let Input::Stored(rows) = &told {
                    let keys = rows.iter().map(|row| row.key);
                    self.users[user].model.stored.extend(keys);
                }
                self.users[user].client.input(told);
            }
            Packet::Poll(request) => {
                let result = Ok(self.users[user].client.head(self.server.revision()));
                self.users[user]
                    .client
                    .input(Input::Polled { request, result });
            }
            Packet::Heartbeat(session) => self.heartbeat(user, session),
            Packet::Event(session, revision) => {
                if self.users[user].session == session {
                    self.event(user, revision);
                }
            }
            Packet::LiveOpened(session, revision) => {
                if self.users[user].session == session {
                    self.users[user].model.live = revision;
                    let head = self.users[user].client.head(revision);
                    self.users[user].client.live(LiveSignal::Opened(head));
                }
            }
            Packet::LiveReset(session, revision) => {
                if self.users[user].session == session {
                    self.users[user].model.live = revision;
                    let head = self.users[user].client.head(revision);
                    self.users[user].client.live(LiveSignal::Reset(head));
                }
            }
            Packet::LiveLost(session) => {
                if self.users[user].session == session {
                    self.users[user].session += 1;
                    self.users[user].client.live(LiveSignal::Lost);
                }
            }
        }
    }

    fn serve(&mut self, user: usize, request: RequestId, ops: &[(Key, Op)], fate: Fate) {
        let keys: Vec<Key> = ops.iter().map(|(key, _)| *key).collect();
        if self.signed_out {
            return self.pause(user, request, &keys);
        }
        if ops.len() > self.mix.limit {
            self.reached("a batch that was too large");
            return self.post(user, Packet::Ended(request, Err(too_large())));
        }
        let told = match fate {
            Fate::Busy(ms) => {
                let failure = server_error((ms > 0).then_some(ms));
                return self.post(user, Packet::Ended(request, Err(failure)));
            }
            Fate::UnknownRoute => {
                for key in keys {
                    let outcome = || Outcome::UpdateNeeded;
                    self.post_after(user, 0, Packet::Outcome(request, key, outcome));
                }
                return self.post_after(user, 1, Packet::Ended(request, Ok(())));
            }
            Fate::AnswersLost(told) => {
                self.reached_if(ops.len() > 1, "a lost answer inside a bulk");
                self.reached_if(ops.len() == 1, "a lost answer");
                told
            }
            Fate::Partial(told) => {
                self.reached("a batch that ended without an item");
                told
            }
            Fate::Arrives => ops.len(),
        };
        let mut delay = self.delay();
        for (at, (key, op)) in ops.iter().enumerate() {
            let answer = self.submit(*key, op);
            if at < told {
                delay += self.delay() / 4;
                let packet = Packet::Answered(request, *key, op.id(), answer);
                // A batch's answers may come in any order.
                let delay = if self.chance(64) { delay / 2 } else { delay };
                self.post_after(user, delay, packet);
            }
        }
        let end = match fate {
            Fate::AnswersLost(_) => Err(Failure::network()),
            _ => Ok(()),
        };
        self.post_after(user, delay, Packet::Ended(request, end));
    }

    fn pause(&mut self, user: usize, request: RequestId, keys: &[Key]) {
        self.reached("paused for sign-in");
        for &key in keys {
            self.post_after(user, 0, Packet::Outcome(request, key, || Outcome::Paused));
        }
        self.post_after(user, 1, Packet::Ended(request, Ok(())));
    }

    fn submit(&mut self, key: Key, op: &Op) -> Answer {
        let before = self.server.revision();
        let known = self.server.knows(key);
        let answer = self.server.submit(key, op);
        self.reached_if(
            known && matches!(answer, Answer::Done(..)),
            "a repeat of what was done",
        );
        let withdrawn = matches!(&answer, Answer::Refused(reason) if reason.code == "withdrawn");
        self.reached_if(
            known && withdrawn,
            "an operation that arrived after it was taken back",
        );
        self.publish(before);
        answer
    }

    /// Sends what the server has written since `before` to all who listen.
    pub fn publish(&mut self, before: Revision) {
        for revision in before + 1..=self.server.revision() {
            for user in 0..self.users.len() {
                let Some(session) = self.users[user].listens else {
                    continue;
                };
                if self.chance(self.mix.lose_event) {
                    self.reached("a lost event");
                    continue;
                }
                self.post_live(user, Packet::Event(session, revision));
                if self.chance(self.mix.repeat_event) {
                    self.post_live(user, Packet::Event(session, revision));
                }
            }
        }
    }

    fn open_live(&mut self, user: usize, since: Option<Revision>) {
        let session = self.users[user].session;
        self.users[user].listens = Some(session);
        let now = self.server.revision();
        let since = since.unwrap_or(now);
        if self.chance(self.mix.reset_live) {
            self.reached("an event stream that was reset");
            self.post_live(user, Packet::LiveReset(session, now));
        } else {
            self.post_live(user, Packet::LiveOpened(session, since.min(now)));
            for revision in since + 1..=now {
                self.post_live(user, Packet::Event(session, revision));
            }
        }
        self.post_after(user, HEARTBEAT_MS, Packet::Heartbeat(session));
    }

    /// The server says how far it is, in the event stream.
    fn heartbeat(&mut self, user: usize, session: u32) {
        if self.users[user].listens != Some(session) || self.users[user].session != session {
            return;
        }
        if self.users[user].offline_until > self.now || self.chance(self.mix.lose_live) {
            self.users[user].listens = None;
            return self.post(user, Packet::LiveLost(session));
        }
        let now = self.server.revision();
        self.post_live(user, Packet::LiveOpened(session, now));
        self.post_after(user, HEARTBEAT_MS, Packet::Heartbeat(session));
    }

    fn answered(&mut self, user: usize, request: RequestId, key: Key, id: u32, answer: &Answer) {
        let Self {
            users,
            server,
            first,
            ..
        } = self;
        let user = &mut users[user];
        let model = &mut user.model;
        let waited = model.awaits_answer(key);
        let mut reached = None;
        match answer {
            Answer::Done(revision, _) if waited => {
                if user.shape == Shape::Truth {
                    model.learned(id, *revision, &History { server, first });
                }
                let has_item = matches!(user.shape, Shape::Truth | Shape::Item);
                user.due.corrections += usize::from(has_item && model.corrects(key));
                let told = user.shape == Shape::Item;
                model.done(key, (!told).then_some(*revision));
                if told {
                    model.told(key, *revision);
                }
                reached = Some("an answer before its event");
            }
            Answer::Refused(reason) if waited => {
                let others = model.pending.iter();
                let behind = others.filter(|(k, p)| **k > key && p.op.id() == id).count();
                reached = (behind > 0).then_some("refused while another waits on the same item");
                if model.taken_back.contains(&key) && reason.code != "withdrawn" {
                    reached = Some("refused for its own sake while being taken back");
                }
                user.due.refusals += usize::from(!model.taken_back.contains(&key));
                user.refused.insert(key);
                model.refused(key);
            }
            Answer::Done(..) => reached = Some("an event before its answer"),
            Answer::Refused(_) => {}
        }
        user.client.answer(request, key, answer, id, user.shape);
        if let Some(reached) = reached {
            self.reached(reached);
        }
    }

    fn fetched(
        &mut self,
        user: usize,
        request: RequestId,
        query: &str,
        result: Result<(Vec<Note>, Revision), Failure>,
    ) {
        let Self {
            users,
            server,
            first,
            ..
        } = self;
        let user = &mut users[user];
        let is_part = user.parts.remove(&request) == Some(Part::Next);
        match result {
            Ok((notes, revision)) if is_part => {
                *user.listed.entry(query.to_owned()).or_insert(TOP) += PAGE;
                let ids: Vec<u32> = notes.iter().map(|note| note.id).collect();
                user.model.extended(query, revision, &ids);
                let told = (!query.starts_with("plain")).then_some(revision);
                user.client.fetched(request, notes, told);
                self.reached("one more page");
            }
            Ok((notes, revision)) => {
                user.model.listed = user.listed(query);
                let stale = user
                    .model
                    .loaded(query, revision, &History { server, first });
                let told = (!query.starts_with("plain")).then_some(revision);
                user.client.fetched(request, notes, told);
                self.reached_if(stale, "a read older than what is known");
            }
            Err(failure) => {
                match failure.kind {
                    FailureKind::Refused if !is_part => user.model.read_refused(query),
                    _ => user.model.read_ended(query),
                }
                let result = Err(failure);
                user.client.input(Input::Fetched { request, result });
            }
        }
    }

    fn event(&mut self, user: usize, revision: Revision) {
        let Self {
            users,
            server,
            first,
            ..
        } = self;
        let user = &mut users[user];
        let change: Change = server.changes[revision as usize - 1].clone();
        let mut gap = false;
        if revision > user.model.live {
            gap = revision > user.model.live + 1;
            user.model.live = revision;
            user.model
                .learned(change.id, revision, &History { server, first });
            if let Some(key) = change.key.filter(|&key| user.model.awaits_answer(key)) {
                user.due.corrections += usize::from(user.model.corrects(key));
                user.model.done(key, Some(revision));
            }
        }
        user.client.event(revision, &change);
        self.reached_if(gap, "a gap in the events");
    }
}
