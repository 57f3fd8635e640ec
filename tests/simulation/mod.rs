//! The real engine and the real server logic in one thread, on one virtual clock.
//!
//! A run is a function of a byte string: its first bytes draw the mix of faults and clients
//! ([`swarm`]), the rest says step by step what users do, what goes wrong and when time passes
//! ([`user`], [`clicks`], [`trouble`]). Between clients and server lies a network that gives each
//! request and each event the fate of [`shared::fault::FaultPlan`] ([`network`], [`stream`],
//! [`delivery`]); below each client lies a storage that may be late or break ([`disk`]), and the
//! server may be put back to an earlier state ([`starts`], [`histories`]).
//!
//! After every step each client is compared, list by list and item by item, with a model that knows
//! only what the client was told ([`model`], [`facts`], [`commands`], [`rows`], [`lists`],
//! [`expect`]), and what its user was told with what had to be told ([`notices`]). Each effect at
//! the server is checked for its order and for being the only one, and in the end each must agree
//! with what the clients were told ([`ledger`]). Then the faults stop, and all must come to rest
//! ([`settle`]). `docs/simulation.md` says all that in words.
//!
//! A failing run prints its seed. `OPTIMIST_SEED=n cargo test -p tests simulation` runs it alone
//! and prints its last steps, `OPTIMIST_LINES=n` so many of them; `OPTIMIST_RUNS=n` runs that many
//! fresh seeds, `OPTIMIST_GATE=n` that many of the gate's.

mod bytes;
mod clicks;
mod client;
mod commands;
mod confirmed;
mod delivery;
mod disk;
mod domain;
mod driver;
mod expect;
mod facts;
mod flight;
mod histories;
mod ledger;
mod lists;
mod model;
mod network;
mod notices;
mod op;
mod reached;
mod rows;
mod server;
mod settle;
mod starts;
mod stream;
mod swarm;
mod trace;
mod trouble;
mod user;
mod world;

use std::{
    io::Write,
    sync::atomic::{AtomicU64, Ordering},
    time::{Instant, SystemTime, UNIX_EPOCH},
};

use backend::storage::{MemoryStorage, SqliteStorage};

use bytes::Bytes;
use reached::Reached;
use server::Data;
use swarm::Mix;
use world::World;

/// Steps of a run.
const STEPS: usize = 200;
/// Bytes of a run: enough for its steps.
const LEN: usize = 64 + 5 * STEPS;
/// The seeds that gate a change.
const GATE: u64 = 21_000;
/// Fresh seeds beside them.
const FRESH: u64 = 500;

/// What a run came to, or many together.
#[derive(Default)]
struct Report {
    hash: u64,
    steps: u64,
    checks: u64,
    reached: Reached,
}

impl Report {
    fn add(&mut self, other: &Self) {
        self.hash ^= other.hash;
        self.steps += other.steps;
        self.checks += other.checks;
        self.reached.add(&other.reached);
    }
}

/// What went wrong in a run, and the steps that led there.
struct Broken {
    what: String,
    steps: String,
}

/// Runs what the bytes say.
fn run(bytes: &[u8], data: Data, in_words: bool) -> Result<Report, Broken> {
    let mut bytes = Bytes::new(bytes);
    let mix = Mix::draw(&mut bytes);
    let mut world = World::new(mix, data, in_words);
    let mut steps = 0;
    let done = world.start().and_then(|()| {
        while steps < STEPS && !bytes.is_empty() {
            steps += 1;
            world.step(&mut bytes)?;
        }
        world.settle()
    });
    match done {
        Ok(()) => Ok(Report {
            hash: world.trace.hash(),
            steps: steps as u64,
            checks: world.checks,
            reached: world.reached,
        }),
        Err(what) => Err(Broken {
            what: format!("step {steps}: {what}"),
            steps: world.trace.in_words(),
        }),
    }
}

fn run_seed(seed: u64, in_words: bool) -> Result<Report, Broken> {
    run(
        &bytes::of_seed(seed, LEN),
        Data::Memory(MemoryStorage::new()),
        in_words,
    )
}

/// So many failing seeds are told of.
const TOLD: usize = 200;

/// Seeds that fail, with what is wrong.
type BrokenSeeds = Vec<(u64, String)>;

/// Runs seeds on all processors.
fn run_all(seeds: std::ops::Range<u64>) -> (Report, BrokenSeeds) {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let next = AtomicU64::new(seeds.start);
    let work = || {
        let mut all = Report::default();
        let mut broken = Vec::new();
        while broken.len() < TOLD {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= seeds.end {
                break;
            }
            match run_seed(seed, false) {
                Ok(report) => all.add(&report),
                Err(Broken { what, .. }) => broken.push((seed, what)),
            }
        }
        (all, broken)
    };
    let parts: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let ended = threads.into_iter().map(std::thread::ScopedJoinHandle::join);
        ended
            .map(|part| part.expect("a run tells what is wrong instead of panicking"))
            .collect()
    });
    let mut all = (Report::default(), Vec::new());
    for (report, broken) in parts {
        all.0.add(&report);
        all.1.extend(broken);
    }
    all.1.sort();
    all
}

/// Runs a failing seed once more, and tells its story.
fn explain(seed: u64) -> ! {
    match run_seed(seed, true) {
        Ok(_) => panic!("seed {seed} fails, but not twice"),
        Err(Broken { what, steps }) => panic!("{steps}\nOPTIMIST_SEED={seed}: {what}"),
    }
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// Every invariant holds after every step of every gate seed, and the seeds reach every situation.
#[test]
fn simulation_of_the_gate_seeds() {
    if let Some(seed) = number("OPTIMIST_SEED") {
        match run_seed(seed, true) {
            Ok(report) => println!("seed {seed}: {} steps hold", report.steps),
            Err(_) => explain(seed),
        }
        return;
    }
    let start = Instant::now();
    let runs = number("OPTIMIST_GATE").unwrap_or(GATE);
    let (report, broken) = run_all(0..runs);
    for (seed, what) in broken.iter().take(TOLD) {
        println!("OPTIMIST_SEED={seed}: {what}");
    }
    if let Some((seed, _)) = broken.first() {
        explain(*seed);
    }
    let Report {
        steps,
        checks,
        reached,
        ..
    } = report;
    println!(
        "{runs} runs, {steps} steps, {checks} checks in {:.1} s",
        start.elapsed().as_secs_f64()
    );
    for (what, count) in reached.all() {
        println!("{count:>9}  {what}");
    }
    let never: Vec<_> = reached
        .all()
        .into_iter()
        .filter(|(_, count)| *count == 0)
        .collect();
    assert!(never.is_empty(), "never reached: {never:?}");
}

/// Seeds that nobody has run before. What they find is told, and fails nothing: a change is judged
/// by the gate seeds alone.
#[test]
fn simulation_of_fresh_seeds() {
    if number("OPTIMIST_SEED").is_some() {
        return;
    }
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_micros() as u64);
    let (first, runs) = (now << 10, number("OPTIMIST_RUNS").unwrap_or(FRESH));
    let (_, broken) = run_all(first..first + runs);
    let mut text = format!("{runs} fresh seeds from {first}: {} fail\n", broken.len());
    for (seed, what) in broken.iter().take(TOLD) {
        text += &format!("OPTIMIST_SEED={seed} cargo test -p tests simulation: {what}\n");
    }
    // Not `eprintln`, which a passing test keeps to itself.
    let _ = std::io::stderr().write_all(text.as_bytes());
}

/// The same seed gives the same trace.
#[test]
fn a_simulation_can_be_repeated() {
    for seed in 0..200 {
        let hashes = [(); 2].map(|()| run_seed(seed, false).map(|report| report.hash).ok());
        assert_eq!(hashes[0], hashes[1], "seed {seed}");
    }
}

/// On the storage of a real server.
#[test]
fn simulation_on_sqlite() {
    for seed in 0..40 {
        let storage = SqliteStorage::in_memory().expect("a database in memory");
        if let Err(Broken { what, .. }) =
            run(&bytes::of_seed(seed, LEN), Data::Sqlite(storage), false)
        {
            panic!("seed {seed} on SQLite: {what}");
        }
    }
}
