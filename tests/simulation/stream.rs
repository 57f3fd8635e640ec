//! The event streams: opened, followed, cut.

use std::rc::Rc;

use shared::{Revision, fault::FaultAction};

use super::{
    flight::Delivery,
    network::NOTICED_MS,
    world::{Happening, World},
};

/// How often a server says how far it is.
const BEAT_MS: u64 = 10_000;

impl World {
    pub(super) fn ask_for_stream(
        &mut self,
        client: usize,
        since: Option<Revision>,
        history: Option<usize>,
    ) {
        self.requests += 1;
        let fate = self.plan.decide(self.requests);
        let (out, clogged) = (self.proxied, self.clogged.is_some());
        let asks = &mut self.clients[client];
        let stream = &mut asks.stream;
        stream.number += 1;
        stream.open = false;
        stream.ended = false;
        let number = stream.number;
        let at = self.now + 1 + fate.wait_ms;
        let cut = asks.offline || stream.blocked || out || clogged;
        if cut || fate.action != FaultAction::Pass {
            return self.deliver_at(at, client, Delivery::Lost { number });
        }
        self.at(
            at,
            Happening::Connect {
                client,
                number,
                since,
                history,
            },
        );
    }

    /// A stream reaches the server, which goes on from where the client is, or has it read again.
    pub(super) fn connect(
        &mut self,
        number: usize,
        wanted: u64,
        since: Option<Revision>,
        history: Option<usize>,
    ) {
        let present = self.server.revision();
        let since = since.unwrap_or(present);
        let goes_on = history.is_none_or(|history| self.server.goes_on(history, since));
        let resets = !goes_on || self.mix.resets && (since + wanted).is_multiple_of(3);
        let now = self.now;
        let client = &mut self.clients[number];
        if client.stream.number != wanted || client.offline {
            return;
        }
        client.stream.open = true;
        client.stream.ready_at = now + 1;
        client.stream.cursor = if resets { present } else { since };
        let mut hello = self.hello();
        hello.at.revision = self.clients[number].stream.cursor;
        self.reached.reset += u64::from(resets);
        self.reached.reset_by_history += u64::from(!goes_on);
        let other = history.is_some_and(|history| history != hello.at.history);
        self.reached.goes_on_in_another += u64::from(goes_on && other && !resets);
        self.deliver_at(
            now + 1,
            number,
            Delivery::Hello {
                number: wanted,
                hello,
                reset: resets,
            },
        );
        self.beat_later(number, wanted);
        self.publish();
    }

    pub(super) fn beat(&mut self, number: usize, wanted: u64) {
        let stream = &mut self.clients[number].stream;
        if stream.number != wanted || !stream.open {
            return;
        }
        stream.ready_at = stream.ready_at.max(self.now + 1);
        let (at, revision) = (stream.ready_at, stream.cursor);
        let mut hello = self.hello();
        hello.at.revision = revision;
        self.deliver_at(
            at,
            number,
            Delivery::Hello {
                number: wanted,
                hello,
                reset: false,
            },
        );
        self.beat_later(number, wanted);
    }

    fn beat_later(&mut self, client: usize, number: u64) {
        self.at(self.now + BEAT_MS, Happening::Beat { client, number });
    }

    /// Sends what is new to every open stream.
    pub(super) fn publish(&mut self) {
        let last = self.server.revision();
        for client in 0..self.clients.len() {
            let stream = &mut self.clients[client].stream;
            if !stream.open {
                continue;
            }
            let (wanted, from) = (stream.number, stream.cursor + 1);
            stream.cursor = stream.cursor.max(last);
            for revision in from..=last {
                let fate = self.plan.decide_event(client as u64, revision);
                let wait = 1 + fate.delay_ms + self.plan.seed.wrapping_mul(revision) % 7;
                let ready_at = &mut self.clients[client].stream.ready_at;
                *ready_at = (*ready_at).max(self.now + wait);
                let at = *ready_at;
                self.reached.event_lost += u64::from(fate.copies == 0);
                self.reached.event_repeated += u64::from(fate.copies > 1);
                for _ in 0..fate.copies {
                    let made = Rc::clone(self.server.made(revision));
                    let number = wanted;
                    self.deliver_at(at, client, Delivery::Event { number, made });
                }
            }
        }
    }

    /// Streams of a client cannot be had, or can be had again.
    pub(super) fn block_stream(&mut self, client: usize, blocked: bool) {
        self.clients[client].stream.blocked = blocked;
        if blocked {
            self.cut_stream(client, NOTICED_MS);
        }
    }

    /// The server's end of a stream is gone; the client hears of it after a while. What was sent
    /// before may still come first, or be lost.
    pub(super) fn cut_stream(&mut self, client: usize, after_ms: u64) {
        let stream = &mut self.clients[client].stream;
        if std::mem::replace(&mut stream.open, false) {
            let number = stream.number;
            let mut at = self.now + after_ms;
            if (number ^ self.now).is_multiple_of(2) {
                at = at.max(stream.ready_at);
            }
            self.deliver_at(at, client, Delivery::Lost { number });
        }
    }

    /// Something reaches a client, if its page is still there then.
    fn deliver_at(&mut self, at: u64, client: usize, delivery: Delivery) {
        let life = self.clients[client].life;
        self.at(
            at,
            Happening::Deliver {
                client,
                life,
                delivery,
            },
        );
    }
}
