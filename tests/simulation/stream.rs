//! The event streams: opened, followed, cut.

use shared::{Revision, fault::FaultAction};

use super::{
    flight::Delivery,
    world::{Happening, World},
};

/// How often a server says how far it is.
const BEAT_MS: u64 = 10_000;

impl World {
    pub(super) fn ask_for_stream(&mut self, client: usize, since: Revision) {
        self.requests += 1;
        let fate = self.plan.decide(self.requests);
        let stream = &mut self.clients[client].stream;
        stream.number += 1;
        stream.open = false;
        let number = stream.number;
        let at = self.now + 1 + fate.wait_ms;
        if self.clients[client].offline
            || self.clogged.is_some()
            || fate.action != FaultAction::Pass
        {
            let life = self.clients[client].life;
            let delivery = Delivery::Lost { number };
            return self.at(
                at,
                Happening::Deliver {
                    client,
                    life,
                    delivery,
                },
            );
        }
        self.at(
            at,
            Happening::Connect {
                client,
                number,
                since,
            },
        );
    }

    pub(super) fn connect(&mut self, number: usize, wanted: u64, since: Revision) {
        let resets =
            self.mix.resets && (since + wanted).is_multiple_of(3) || since < self.server.start;
        let (revision, now) = (self.server.revision(), self.now);
        let client = &mut self.clients[number];
        if client.stream.number != wanted || client.offline {
            return;
        }
        client.stream.open = true;
        client.stream.ready_at = now + 1;
        client.stream.cursor = if resets { revision } else { since };
        let (cursor, life) = (client.stream.cursor, client.life);
        let mut tell = |delivery| {
            self.at(
                now + 1,
                Happening::Deliver {
                    client: number,
                    life,
                    delivery,
                },
            )
        };
        tell(Delivery::Opened {
            number: wanted,
            revision: cursor,
        });
        if resets {
            tell(Delivery::Reset {
                number: wanted,
                revision: cursor,
            });
            self.reached.reset += 1;
        }
        self.at(
            now + BEAT_MS,
            Happening::Beat {
                client: number,
                number: wanted,
            },
        );
        self.publish();
    }

    pub(super) fn beat(&mut self, number: usize, wanted: u64) {
        let client = &mut self.clients[number];
        if client.stream.number != wanted || !client.stream.open {
            return;
        }
        let (revision, life) = (client.stream.cursor, client.life);
        client.stream.ready_at = client.stream.ready_at.max(self.now + 1);
        let at = client.stream.ready_at;
        let delivery = Delivery::Opened {
            number: wanted,
            revision,
        };
        self.at(
            at,
            Happening::Deliver {
                client: number,
                life,
                delivery,
            },
        );
        self.at(
            self.now + BEAT_MS,
            Happening::Beat {
                client: number,
                number: wanted,
            },
        );
    }

    /// Sends what is new to every open stream.
    pub(super) fn publish(&mut self) {
        let last = self.server.revision();
        for number in 0..self.clients.len() {
            let client = &mut self.clients[number];
            if !client.stream.open {
                continue;
            }
            let (life, stream) = (client.life, client.stream.number);
            let from = client.stream.cursor + 1;
            client.stream.cursor = client.stream.cursor.max(last);
            for revision in from..=last {
                let fate = self.plan.decide_event(number as u64, revision);
                let wait = 1 + fate.delay_ms + self.plan.seed.wrapping_mul(revision) % 7;
                let stream_ready = &mut self.clients[number].stream.ready_at;
                *stream_ready = (*stream_ready).max(self.now + wait);
                let at = *stream_ready;
                self.reached.event_lost += u64::from(fate.copies == 0);
                self.reached.event_repeated += u64::from(fate.copies > 1);
                for _ in 0..fate.copies {
                    let delivery = Delivery::Event {
                        number: stream,
                        revision,
                    };
                    self.at(
                        at,
                        Happening::Deliver {
                            client: number,
                            life,
                            delivery,
                        },
                    );
                }
            }
        }
    }

    /// The server's end of a stream is gone; the client hears of it after a while.
    pub(super) fn cut_stream(&mut self, number: usize, after_ms: u64) {
        let client = &mut self.clients[number];
        if !std::mem::replace(&mut client.stream.open, false) {
            return;
        }
        let (life, delivery) = (
            client.life,
            Delivery::Lost {
                number: client.stream.number,
            },
        );
        self.at(
            self.now + after_ms,
            Happening::Deliver {
                client: number,
                life,
                delivery,
            },
        );
    }
}
