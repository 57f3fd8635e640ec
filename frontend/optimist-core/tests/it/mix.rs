//! Swarm: each schedule draws its own settings and its own mix of faults.

use optimist_core::{Backoff, Batching, Config, Source};

use crate::{bytes::Bytes, client::Shape};

/// Of 256 chances each, or a plain number.
#[derive(Clone, Copy, Debug, Default)]
pub struct Mix {
    pub cut: u8,
    pub lose_answer: u8,
    pub busy: u8,
    pub stall: u8,
    pub partial: u8,
    pub unknown_route: u8,
    pub lose_event: u8,
    pub repeat_event: u8,
    pub lose_live: u8,
    pub reset_live: u8,
    pub refuse_read: u8,
    /// The longest delay in each direction, in milliseconds.
    pub delay: u64,
    /// The server's own limit on a batch.
    pub limit: usize,
    pub users: usize,
    pub current: bool,
    pub plain: bool,
    /// Lists as the server gave them.
    pub served: bool,
    /// Nobody looks at what has no revisions, now and then.
    pub unseen: bool,
    pub reloads: bool,
    pub spells: bool,
    pub sessions: bool,
    pub switches: bool,
    pub others: bool,
    pub locks: bool,
}

impl Mix {
    pub fn draw(bytes: &mut Bytes<'_>) -> Self {
        let mut fault = |most: u8| match bytes.byte() {
            odd if odd % 2 == 1 => odd % most,
            _ => 0,
        };
        let mut mix = Self {
            cut: fault(60),
            lose_answer: fault(80),
            busy: fault(40),
            stall: fault(24),
            partial: fault(80),
            unknown_route: fault(24),
            lose_event: fault(60),
            repeat_event: fault(60),
            lose_live: fault(40),
            reset_live: fault(128),
            refuse_read: fault(24),
            ..Self::default()
        };
        mix.delay = bytes.pick(&[1, 20, 200, 1_500]);
        mix.limit = bytes.pick(&[1_000, 1_000, 3, 2]);
        mix.users = bytes.pick(&[1, 1, 1, 2]);
        let switches = bytes.byte();
        let on = |bit: u8| switches >> bit & 1 == 1;
        mix.current = on(0);
        mix.plain = on(1);
        mix.reloads = on(2);
        mix.spells = on(3);
        mix.sessions = on(4);
        mix.switches = on(5);
        mix.others = on(6);
        mix.locks = on(7);
        mix.served = bytes.one_in(2);
        mix.unseen = mix.plain && bytes.one_in(2);
        mix
    }
}

pub fn config(bytes: &mut Bytes<'_>) -> (Config, Shape) {
    let batch = Batching {
        window_ms: bytes.pick(&[0, 10, 100]),
        items: bytes.pick(&[2, 4, 500]),
        bytes: bytes.pick(&[usize::MAX, 300]),
    };
    let config = Config {
        store: bytes.one_in(2),
        batch: (!bytes.one_in(3)).then_some(batch),
        requests: bytes.pick(&[4, 1, 2]),
        timeout_ms: 5_000,
        live: match bytes.one_in(4) {
            true => Vec::new(),
            false => vec![Source::DEFAULT],
        },
        live_silence_ms: 15_000,
        backoff: Backoff {
            base_ms: 100,
            longest_ms: 3_000,
            tries: bytes.pick(&[8, 2, 4]),
        },
        ..Config::default()
    };
    let shape = bytes.pick(&[Shape::Truth, Shape::Revision, Shape::Item]);
    (config, shape)
}
