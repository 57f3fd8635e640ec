//! One schedule: users, a server and a faulty network on one clock, all of it read off a byte
//! string; every invariant is checked after every step.

use std::collections::BTreeMap;

use optimist_core::{Event, Input, Key, Moment, ResourceCounts};

use crate::{
    actions,
    bytes::Bytes,
    client::Asked,
    domain::{All, Current, Note, Op, Plain, PlainTop, Top},
    mix::{self, Mix},
    model::History,
    packet::Packet,
    server::Server,
    user::User,
    world::START,
};

pub const HEARTBEAT_MS: u64 = 5_000;
/// The second phase: so much simulated time without faults must bring everything to rest.
const REST_MS: u64 = 15 * 60 * 1_000;

pub struct Sim<'a> {
    pub bytes: Bytes<'a>,
    pub mix: Mix,
    pub now: Moment,
    pub server: Server,
    pub first: BTreeMap<u32, Note>,
    pub users: Vec<User>,
    pub signed_out: bool,
    packets: BTreeMap<(Moment, u64), (usize, u32, Packet)>,
    posted: u64,
    /// The page that the server answers now.
    replying: Option<u32>,
    faults: bool,
    counters: Counters,
    /// A digest of everything that the engines have asked for, where that is wanted.
    pub trace: Option<u64>,
    /// Each step is printed: `OPTIMIST_TRACE=1`, with `OPTIMIST_SEED`.
    verbose: bool,
}

/// What schedules have reached, and how often.
pub type Counters = BTreeMap<&'static str, u64>;

/// Plays one schedule; what it has reached, or what was wrong.
pub fn play(bytes: &[u8], traced: bool) -> Result<(Counters, u64), String> {
    let mut sim = Sim::new(Bytes::new(bytes), traced);
    sim.first_phase()?;
    sim.second_phase()?;
    Ok((sim.counters, sim.trace.unwrap_or(0)))
}

impl<'a> Sim<'a> {
    fn new(mut bytes: Bytes<'a>, traced: bool) -> Self {
        let mix = Mix::draw(&mut bytes);
        let server = Server::with_notes(5);
        let mut sim = Self {
            first: server.notes.clone(),
            server,
            mix,
            bytes,
            now: START,
            users: Vec::new(),
            signed_out: false,
            packets: BTreeMap::new(),
            posted: 0,
            replying: None,
            faults: true,
            counters: Counters::new(),
            trace: traced.then_some(0xcbf2_9ce4_8422_2325),
            verbose: std::env::var_os("OPTIMIST_TRACE").is_some(),
        };
        for index in 0..mix.users {
            let (config, shape) = mix::config(&mut sim.bytes);
            let store = config.store;
            sim.users.push(User::new(config, shape, index as u64));
            if store {
                sim.users[index].client.input(Input::Restored(Vec::new()));
            }
            sim.look(index);
        }
        sim
    }

    /// The queries that a page looks at.
    pub fn look(&mut self, user: usize) {
        let (current, plain, served) = (self.mix.current, self.mix.plain, self.mix.served);
        let user_ = &mut self.users[user];
        user_.client.observe::<All>();
        user_.current = current;
        if current {
            user_.client.observe::<Current>();
        }
        user_.plain = plain;
        if served {
            user_.client.observe::<Top>();
        }
        if plain {
            self.look_at_plain(user);
        }
        self.carry_out(user);
    }

    /// The queries of an API without revisions.
    pub fn look_at_plain(&mut self, user: usize) {
        let served = self.mix.served;
        let User { client, model, .. } = &mut self.users[user];
        let plain = client.observe::<Plain>();
        model.looks_at(&plain.to_string(), true);
        if served {
            let top = client.observe::<PlainTop>();
            model.looks_at(&top.to_string(), true);
        }
    }

    fn first_phase(&mut self) -> Result<(), String> {
        while !self.bytes.are_used_up() {
            if self.bytes.byte() < 200 {
                self.advance()?;
            } else {
                let user = self.bytes.below(self.mix.users);
                actions::act(self, user)?;
                self.after(user)?;
            }
        }
        Ok(())
    }

    /// Without faults: I4, I5, I7 and I8 within bounded time.
    fn second_phase(&mut self) -> Result<(), String> {
        self.faults = false;
        self.signed_out = false;
        let end = self.now.after(REST_MS);
        for user in 0..self.users.len() {
            self.users[user].offline_until = self.now;
            self.users[user].client.now = self.now;
            self.users[user].client.input(Input::SignedIn);
            self.after(user)?;
        }
        while !self.is_at_rest()? {
            if self.now > end {
                let held: Vec<ResourceCounts> = self
                    .users
                    .iter()
                    .map(|user| user.client.resource_counts())
                    .collect();
                let states: Vec<_> = self
                    .users
                    .iter()
                    .map(|user| {
                        let known = user.client.engine.operations();
                        known
                            .map(|known| (known.name, user.states(known.id)))
                            .collect::<Vec<_>>()
                    })
                    .collect();
                return Err(format!("no rest: {held:?}, {states:?}"));
            }
            for user in 0..self.users.len() {
                actions::handle_what_failed(self, user);
                self.after(user)?;
            }
            self.advance()?;
        }
        for user in &self.users {
            user.model.check_ends(&self.server)?;
            user.model.check_order(&self.server)?;
        }
        if self.server.effects.values().any(|&times| times > 1) {
            return Err("something was done twice".into());
        }
        Ok(())
    }

    fn is_at_rest(&mut self) -> Result<bool, String> {
        if self
            .packets
            .values()
            .any(|(_, _, packet)| !matches!(packet, Packet::Heartbeat(_)))
        {
            return Ok(false);
        }
        for index in 0..self.users.len() {
            if !self.has_nothing_left(index) {
                return Ok(false);
            }
            let live = !self.users[index].config.live.is_empty();
            if live && self.users[index].model.live < self.server.revision() {
                return Ok(false);
            }
            // What no event stream brings is read once more. So is what its user has given up before there
            // was anything to show, and what the server has refused: the page says so, and its user tries
            // again.
            let shown = self.users[index].client.shown("all/()");
            let given_up = self.users[index].gave_reads_up && shown.is_none();
            let wanted = given_up || self.users[index].client.says_unread("all/()");
            if (!live || wanted) && shown != Some(self.truth()) {
                self.users[index].client.now = self.now;
                actions::invalidate(self, index);
                self.after(index)?;
                return Ok(false);
            }
        }
        for user in &self.users {
            if user.client.shown("all/()") != Some(self.truth()) {
                let shown = user.client.shown("all/()");
                return Err(format!(
                    "at rest {shown:?} is shown, not {:?}",
                    self.truth()
                ));
            }
        }
        Ok(true)
    }

    /// I8: nothing is held at rest but what queries hold that nobody looks at.
    fn has_nothing_left(&mut self, index: usize) -> bool {
        let user = &self.users[index];
        let mut held = user.client.resource_counts();
        if self.mix.current && !user.current || self.mix.plain && !user.plain {
            held.extras = 0;
        }
        if held == ResourceCounts::default() {
            return true;
        }
        let extras = held.extras;
        let only_extras = ResourceCounts {
            extras,
            ..ResourceCounts::default()
        };
        if user.config.live.is_empty() && held == only_extras {
            // Truths about single items stay until the next read.
            self.users[index].client.now = self.now;
            actions::invalidate(self, index);
            self.carry_out(index);
        }
        false
    }

    fn truth(&self) -> Vec<Note> {
        let mut notes: Vec<Note> = self.server.notes.values().cloned().collect();
        notes.sort_by_key(|note| (note.place, note.id));
        notes
    }

    /// The next thing that happens by itself: a packet arrives, or an alarm rings.
    fn advance(&mut self) -> Result<(), String> {
        let packet = self.packets.first_key_value().map(|(&key, _)| key);
        let alarms = self.users.iter().enumerate();
        let alarm = alarms
            .filter_map(|(index, user)| Some((user.client.engine.poll_timeout()?, index)))
            .min();
        match (packet, alarm) {
            (Some(key), alarm) if alarm.is_none_or(|(at, _)| key.0 <= at) => {
                let Some((user, page, packet)) = self.packets.remove(&key) else {
                    return Ok(());
                };
                self.now = self.now.max(key.0);
                // What is on its way to the server arrives, whatever has become of the page.
                let to_server = matches!(packet, Packet::Operations(..) | Packet::Resolve(..));
                if to_server || self.users[user].page == page {
                    self.users[user].client.now = self.now;
                    self.replying = to_server.then_some(page);
                    self.deliver(user, packet);
                    self.replying = None;
                    self.after(user)?;
                }
            }
            (_, Some((at, user))) => {
                self.now = self.now.max(at);
                self.users[user].client.now = self.now;
                self.users[user].client.input(Input::Wake);
                self.after(user)?;
            }
            (_, None) => self.now = self.now.after(1_000),
        }
        Ok(())
    }

    /// After each step: what was asked for is on its way, and every invariant holds.
    pub fn after(&mut self, user: usize) -> Result<(), String> {
        let told = std::mem::take(&mut self.users[user].client.told);
        for event in &told {
            self.say(user, format_args!("is told {event:?}"));
        }
        self.users[user].check_told(&told)?;
        if told.contains(&Event::SignInNeeded) && !self.signed_out {
            // It was asked for before the user signed in.
            self.users[user].client.input(Input::SignedIn);
        }
        self.carry_out(user);
        if !self.users[user].client.engine.online() {
            self.reached("offline");
        }
        let history = History {
            server: &self.server,
            first: &self.first,
        };
        let User { client, model, .. } = &mut self.users[user];
        let before = model.fates.len();
        model.check(client, &history)?;
        let reached = std::mem::take(&mut model.reached);
        if model.fates.len() > before {
            let superseded = model.fates.values();
            let superseded = superseded.filter(|fate| **fate == crate::model::Fate::Superseded);
            let any = superseded.count() > 0;
            self.reached_if(any, "replaced while it waited");
        }
        reached.into_iter().for_each(|what| self.reached(what));
        Ok(())
    }

    pub fn delay(&mut self) -> u64 {
        match self.faults {
            true => u64::from(self.bytes.byte()) * self.mix.delay / 255,
            false => 5,
        }
    }

    pub fn chance(&mut self, parts: u8) -> bool {
        self.faults && self.bytes.chance(parts)
    }

    pub fn post(&mut self, user: usize, packet: Packet) {
        let delay = self.delay();
        self.post_after(user, delay, packet);
    }

    pub fn post_after(&mut self, user: usize, ms: u64, packet: Packet) {
        self.posted += 1;
        let at = (self.now.after(ms), self.posted);
        let page = self.replying.unwrap_or(self.users[user].page);
        self.packets.insert(at, (user, page, packet));
    }

    /// The event stream keeps its order.
    pub fn post_live(&mut self, user: usize, packet: Packet) {
        let replying = self.replying.take();
        let at = self.now.after(self.delay()).max(self.users[user].last_live);
        self.users[user].last_live = at;
        self.post_after(user, at.since(self.now), packet);
        self.replying = replying;
    }

    pub fn reached(&mut self, what: &'static str) {
        *self.counters.entry(what).or_default() += 1;
    }

    pub fn reached_if(&mut self, really: bool, what: &'static str) {
        if really {
            self.reached(what);
        }
    }

    /// Prints a step, where that is wanted.
    pub fn say(&self, user: usize, what: std::fmt::Arguments<'_>) {
        if self.verbose {
            println!("{:>8} user {user}: {what}", self.now.0);
        }
    }

    pub fn note_down(&mut self, user: usize, asked: &Asked) {
        self.say(user, format_args!("asks {asked:?}"));
        if let Some(trace) = &mut self.trace {
            for byte in format!("{user} {} {asked:?}", self.now.0).bytes() {
                *trace = (*trace ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
            }
        }
    }

    /// Notes what leaves for the server.
    pub fn note_sent(&mut self, user: usize, operations: &[(Key, Op)]) {
        let user = &mut self.users[user];
        let mut taken_up = false;
        for (key, op) in operations {
            let ops = &user.model.ops;
            let later = user
                .refused
                .range(*key..)
                .any(|later| ops[later].id() == op.id());
            taken_up |= user.sent.insert(*key) && later;
            user.model.note_sent(*key);
        }
        self.reached_if(taken_up, "taken up again after its successor was refused");
    }
}
