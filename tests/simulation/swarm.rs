//! Each run draws its own mix of faults, clients and settings ("swarm"): a run without a fault lets
//! another one show what it alone can do.

use optimist_core::{Backoff, Batching, Config, Source};
use shared::fault::{FaultPlan, Latency};

use super::{bytes::Bytes, domain::VideoListKind, server::Server};

/// Clocks may be wrong by so many milliseconds, in either direction: minutes, 60 days, two years.
const WRONG_BY: [i64; 4] = [
    0,
    7 * 60 * 1_000,
    60 * 24 * 60 * 60 * 1_000,
    2 * 365 * 24 * 60 * 60 * 1_000,
];

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
    pub(super) disk: DiskMix,
    /// What may befall anybody; what stands here twice does so twice as often.
    pub(super) troubles: Vec<Trouble>,
    /// Some titles cannot be stored.
    pub(super) unstorable: bool,
    /// The share of requests that something else answers, and of answers with a revision that no
    /// server comes to.
    pub(super) elsewhere: f64,
    pub(super) implausible: f64,
    /// How wrong the server's clock is at first.
    pub(super) server_clock: i64,
}

/// How the storages of a run behave. Waits are at most so many milliseconds.
pub(super) struct DiskMix {
    pub(super) write_ms: u64,
    pub(super) told_ms: u64,
    pub(super) removal_ms: u64,
    /// Rows in one transaction.
    pub(super) chunk: usize,
    /// The shares of openings that never end, that fail, and that are late.
    pub(super) opening: [f64; 3],
    /// Every opening succeeds.
    pub(super) sound: bool,
}

/// What befalls a client, the server, or what lies between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    Reload,
    RestartServer,
    Clog,
    Release,
    Offline,
    SignIn,
    Focus,
    Optimism,
    Invalidate,
    CutStream,
    OpenOther,
    BreakStorage,
    Hide,
    Clock,
    ServerClock,
    BackUp,
    PutBack,
    Proxy,
    BlockStream,
}

/// The settings of one client.
pub(super) struct ClientMix {
    pub(super) config: Config,
    pub(super) optimism: bool,
    /// The courses whose pages it has open.
    pub(super) courses: &'static [usize],
    /// The event stream cannot be had at all.
    pub(super) no_stream: bool,
    /// Its page is told the server's time.
    pub(super) hears_time: bool,
    /// How wrong its machine's clock is at first.
    pub(super) clock: i64,
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
        let mut mix = Self {
            plan,
            clients,
            videos: [videos - videos.min(27) / 3, videos.min(27) / 3],
            chunk: bytes.of(&[1, 2, 5, 64]),
            most: bytes.of(&[3, 40, 500, 500]),
            resets: bytes.one_in(4),
            patience: 5 + bytes.below(8),
            clicks: 11 + bytes.below(5),
            disk: DiskMix::draw(bytes),
            troubles: Vec::new(),
            unstorable: bytes.one_in(6),
            elsewhere: bytes.of(&[0.0, 0.0, 0.0, 0.0, 0.1, 0.3]),
            implausible: bytes.of(&[0.0, 0.0, 0.0, 0.0, 0.1, 0.5]),
            server_clock: 0,
        };
        mix.draw_troubles(bytes);
        mix
    }

    fn draw_troubles(&mut self, bytes: &mut Bytes<'_>) {
        use Trouble::*;
        self.troubles = vec![
            Reload,
            RestartServer,
            Clog,
            Release,
            Offline,
            Offline,
            SignIn,
            Focus,
            Optimism,
            Invalidate,
            CutStream,
            OpenOther,
        ];
        let sometimes: [(usize, &[Trouble]); 7] = [
            (3, &[Reload, Reload, Reload, Reload]),
            (3, &[BreakStorage, BreakStorage]),
            (3, &[BackUp, PutBack, BackUp, PutBack]),
            (3, &[Proxy, Proxy]),
            (3, &[BlockStream, BlockStream]),
            (3, &[Hide]),
            (3, &[Clock, ServerClock, Reload]),
        ];
        for (once_in, troubles) in sometimes {
            if bytes.one_in(once_in) {
                self.troubles.extend(troubles);
                if troubles.contains(&ServerClock) {
                    self.server_clock = wrong(bytes);
                    for client in &mut self.clients {
                        client.clock = wrong(bytes);
                    }
                }
            }
        }
    }

    /// The list of a course.
    pub(super) fn list(&self, server: &Server, course: usize) -> VideoListKind {
        VideoListKind::Course(server.courses[course].clone())
    }
}

impl DiskMix {
    fn draw(bytes: &mut Bytes<'_>) -> Self {
        Self {
            write_ms: bytes.of(&[1, 5, 50, 400, 4_000]),
            told_ms: bytes.of(&[1, 1, 30, 2_000]),
            removal_ms: bytes.of(&[1, 50, 5_000]),
            chunk: bytes.of(&[1, 64, 1_000]),
            opening: bytes.of(&[
                [0.0, 0.0, 0.0],
                [0.0, 0.0, 0.0],
                [0.0, 0.0, 0.3],
                [0.1, 0.3, 0.1],
            ]),
            sound: false,
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
        let (stored, batched) = (!bytes.one_in(3), !bytes.one_in(4));
        let requests = bytes.of(&[1, 2, 4]);
        let timeout_ms = bytes.of(&[3_000, 10_000, 30_000]);
        let live = !bytes.one_in(4);
        let source = || vec![Source::DEFAULT];
        Self {
            config: Config {
                // Several pages over one storage have schedules of their own, beside the engine.
                tabs: false,
                store: stored,
                storage_open_ms: 3_000,
                batch: Some(batching).filter(|_| batched),
                requests,
                timeout_ms,
                live: if live { source() } else { Vec::new() },
                live_silence_ms: bytes.of(&[20_000, 45_000]),
                poll: if bytes.one_in(3) {
                    Vec::new()
                } else {
                    source()
                },
                backoff: Backoff {
                    base_ms: 200,
                    longest_ms: bytes.of(&[2_000, 20_000]),
                    tries: bytes.of(&[2, 4, 12]),
                },
                keep_finished_bulks: bytes.one_in(2),
                // Tried with several windows, where it is listed.
                keep_refusals: false,
            },
            optimism: !bytes.one_in(6),
            courses: bytes.of(&[&[0, 1], &[1, 0], &[0], &[1]]),
            no_stream: bytes.one_in(10),
            hears_time: !bytes.one_in(3),
            clock: 0,
        }
    }
}

/// How wrong a clock is.
pub(super) fn wrong(bytes: &mut Bytes<'_>) -> i64 {
    let by = bytes.of(&WRONG_BY);
    if bytes.one_in(2) { -by } else { by }
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
