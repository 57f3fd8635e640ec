//! Each run draws its own mix of faults, clients and settings ("swarm"): a run without a fault lets
//! another one show what it alone can do.

use optimist_core::{Backoff, Batching, Config};
use shared::fault::{FaultPlan, Latency};

use super::bytes::Bytes;

/// The mix of one run.
pub(super) struct Mix {
    pub(super) plan: FaultPlan,
    pub(super) clients: Vec<ClientMix>,
    /// How many videos there are at the start, in each course.
    pub(super) videos: [usize; 2],
    /// Operations of a batch that are done and told together.
    pub(super) chunk: usize,
    /// Most operations that the server takes in a batch.
    pub(super) most: usize,
    /// Streams may be unable to go on.
    pub(super) resets: bool,
    /// Of 16 steps, how many let time pass rather than do something.
    pub(super) patience: usize,
    /// Of 16 steps of a user, how many are clicks rather than trouble.
    pub(super) clicks: usize,
    /// How long the storage takes, at most.
    pub(super) storage_ms: u64,
}

/// The settings of one client.
pub(super) struct ClientMix {
    pub(super) config: Config,
    pub(super) optimism: bool,
    /// The courses whose pages it has open.
    pub(super) courses: &'static [usize],
}

impl Mix {
    pub(super) fn draw(bytes: &mut Bytes<'_>) -> Self {
        let plan = plan(bytes);
        let clients = bytes.of(&[1, 1, 2, 2, 3]);
        let mut clients: Vec<_> = (0..clients).map(|_| ClientMix::draw(bytes)).collect();
        clients[0].courses = &[0, 1];
        let videos = if bytes.one_in(64) {
            120 + bytes.below(200)
        } else {
            1 + bytes.below(9)
        };
        Self {
            plan,
            clients,
            videos: [videos - videos.min(27) / 3, videos.min(27) / 3],
            chunk: bytes.of(&[1, 2, 5, 64]),
            most: bytes.of(&[3, 40, 500, 500]),
            resets: bytes.one_in(4),
            patience: 5 + bytes.below(8),
            clicks: 11 + bytes.below(5),
            storage_ms: bytes.of(&[1, 5, 50, 400]),
        }
    }
}

impl ClientMix {
    fn draw(bytes: &mut Bytes<'_>) -> Self {
        let batching = Batching {
            window_ms: bytes.of(&[0, 10, 50]),
            items: bytes.of(&[2, 10, 500]),
            bytes: bytes.of(&[600, 256 * 1_024]),
        };
        Self {
            config: Config {
                store: !bytes.one_in(3),
                batch: Some(batching).filter(|_| !bytes.one_in(4)),
                requests: bytes.of(&[1, 2, 4]),
                timeout_ms: bytes.of(&[3_000, 10_000, 30_000]),
                live: !bytes.one_in(4),
                live_silence_ms: bytes.of(&[20_000, 45_000]),
                backoff: Backoff {
                    base_ms: 200,
                    longest_ms: bytes.of(&[2_000, 20_000]),
                    tries: bytes.of(&[2, 4, 12]),
                },
            },
            optimism: !bytes.one_in(6),
            courses: bytes.of(&[&[0, 1], &[1, 0], &[0], &[1]]),
        }
    }
}

fn plan(bytes: &mut Bytes<'_>) -> FaultPlan {
    let shares = [0.0, 0.0, 0.0, 0.03, 0.1, 0.3];
    FaultPlan {
        seed: bytes.number(),
        latency: bytes.of(&[
            Latency::None,
            Latency::Fixed { ms: 20 },
            Latency::Uniform {
                min_ms: 5,
                max_ms: 800,
            },
            Latency::LongTail {
                median_ms: 80,
                max_ms: 8_000,
            },
        ]),
        refuse: bytes.of(&shares),
        refuse_status: bytes.of(&[0, 0, 403, 404, 412, 422, 500, 503, 401, 413]),
        cut: bytes.of(&shares),
        lose_answer: bytes.of(&shares),
        stall: bytes.of(&shares) / 2.0,
        stall_ms: bytes.of(&[2_000, 8_000, 40_000]),
        throttle: bytes.of(&shares) / 2.0,
        retry_after_seconds: bytes.of(&[0, 1, 10]),
        refuse_items: bytes.of(&shares),
        lose_events: bytes.of(&shares),
        repeat_events: bytes.of(&shares),
        delay_events_ms: bytes.of(&[0, 0, 100, 3_000]),
        clogged: false,
        offline: false,
    }
}
