//! Random days of an author with several windows, which close, crash and freeze at any moment.

use std::collections::{BTreeMap, BTreeSet};

use optimist_core::{Event, Key, OperationId};
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::Browser;
use crate::{
    bytes::Bytes,
    domain::{Op, SetDone, SetTitle},
    server::REFUSED,
};

const STEPS: usize = 120;

/// What an author did in one window.
#[derive(Default)]
struct Record {
    /// Keys in the order of issue, by window.
    issued: BTreeMap<usize, Vec<Key>>,
    operations: Vec<OperationId>,
    keys: BTreeMap<OperationId, Key>,
    cancelled: BTreeSet<OperationId>,
}

#[test]
fn every_invariant_holds_with_several_windows() {
    let number = |name| std::env::var(name).ok().and_then(|text| text.parse().ok());
    let seeds = match number("OPTIMIST_SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..number("OPTIMIST_RUNS").unwrap_or(3_000),
    };
    // Each has once shown what no seed before it had.
    for seed in seeds.chain([
        19_670, 19_909, 39_339, 47_718, 50_851, 58_869, 66_832, 90_592, 122_634, 147_104, 162_312,
        252_621,
    ]) {
        run(seed).unwrap_or_else(|what| panic!("OPTIMIST_SEED={seed}: {what}"));
    }
}

fn run(seed: u64) -> Result<(), String> {
    let drawn = crate::bytes::from_seed(seed);
    let mut bytes = Bytes::new(&drawn);
    let mut browser = Browser::with_tabs(1 + bytes.below(3));
    let mut record = Record::default();
    for _ in 0..STEPS {
        step(&mut browser, &mut record, &mut bytes);
        note_ends(&browser, &mut record);
    }
    browser.tabs.values_mut().for_each(|tab| tab.frozen = false);
    browser.try_settle()?;
    // A storage that was done without is opened again, and rid of what has ended meanwhile.
    browser.pass(40_000);
    browser.try_settle()?;
    // A page that crashed right after a write has told nobody of it: the next page finds it.
    browser.open();
    browser.try_settle()?;
    note_ends(&browser, &mut record);
    browser.check_refusals()?;
    let operations = record.operations.clone();
    for operation in operations {
        let first = browser.numbers()[0];
        browser.act(first, |engine, now| engine.dismiss(now, operation));
    }
    // These pages have no event stream: what a page knew nothing of, it reads.
    for number in browser.numbers() {
        let all = browser.tabs[&number].all.clone();
        browser.act(number, |engine, now| engine.invalidate(now, &all));
    }
    browser.try_settle()?;
    browser.check_at_rest()?;
    if let Some(key) = browser.disk.keys().next() {
        return Err(format!("{key} is still on disk"));
    }
    judge(&browser, &record)
}

fn step(browser: &mut Browser, record: &mut Record, bytes: &mut Bytes<'_>) {
    let numbers = browser.numbers();
    let awake = |number: &usize| !browser.tabs[number].frozen;
    let numbers: Vec<usize> = numbers.into_iter().filter(awake).collect();
    if numbers.is_empty() {
        browser.open();
        return;
    }
    let number = numbers[bytes.below(numbers.len())];
    match bytes.below(32) {
        0..=5 => {
            let id = 1 + bytes.below(3) as u32;
            let operation = match bytes.below(4) {
                0 => browser.mutate::<SetDone>(number, Op::Done(id, bytes.one_in(2))),
                1 if bytes.one_in(3) => browser.mutate::<SetTitle>(number, Op::Title(id, REFUSED)),
                _ => {
                    let title = ["a", "b", "c", "d"][bytes.below(4)];
                    browser.mutate::<SetTitle>(number, Op::Title(id, title))
                }
            };
            let engine = &browser.tabs[&number].engine;
            if let Some(known) = engine.operation(operation) {
                let key = known.items()[0].key;
                record.issued.entry(number).or_default().push(key);
                record.keys.insert(operation, key);
            }
            record.operations.push(operation);
        }
        6 => {
            if let Some(&operation) = pick(&record.operations, bytes) {
                browser.act(number, |engine, now| engine.cancel(now, operation));
            }
        }
        7 => {
            if let Some(&operation) = pick(&record.operations, bytes) {
                browser.act(number, |engine, now| engine.retry(now, operation));
            }
        }
        8 => {
            if let Some(&operation) = pick(&record.operations, bytes) {
                browser.act(number, |engine, now| engine.dismiss(now, operation));
            }
        }
        9..=14 => drop(browser.write(number, true)),
        15 => {
            // It crashes before it hears of its write.
            if bytes.one_in(4) && browser.write(number, false) {
                browser.close(number);
            }
        }
        16..=21 => drop(browser.hear(number)),
        22..=25 => drop(browser.serve(number, !bytes.one_in(4))),
        26 => browser.pass(1 + 100 * bytes.below(40) as u64),
        27 => {
            if browser.tabs.len() < 4 {
                browser.open();
            }
        }
        28 => {
            if bytes.one_in(2) {
                browser.close(number);
            }
        }
        29 => {
            if let Some(tab) = browser.tabs.get_mut(&number) {
                tab.frozen = bytes.one_in(2);
            }
        }
        30 => browser.tabs.values_mut().for_each(|tab| tab.frozen = false),
        _ => browser.spread(),
    }
}

fn pick<'a, T>(from: &'a [T], bytes: &mut Bytes<'_>) -> Option<&'a T> {
    (!from.is_empty()).then(|| &from[bytes.below(from.len())])
}

fn note_ends(browser: &Browser, record: &mut Record) {
    for tab in browser.tabs.values() {
        for event in &tab.events {
            if let Event::Cancelled { operation, .. } = event {
                record.cancelled.insert(*operation);
            }
        }
    }
}

/// Nothing twice, nothing that was cancelled, nothing lost that was said to be stored, and what one window
/// did to an item in the order in which it was done there.
fn judge(browser: &Browser, record: &Record) -> Result<(), String> {
    if let Some((key, count)) = browser.server.effects.iter().find(|(_, count)| **count > 1) {
        return Err(format!("{key} was done {count} times"));
    }
    for operation in &record.cancelled {
        if let Some(key) = record.keys.get(operation)
            && browser.server.effects.contains_key(key)
        {
            return Err(format!("{key} is told as cancelled and was done"));
        }
    }
    // What nobody sent was taken back, or is done by a later change that stands for it.
    let is_lost = |key: &&Key| {
        let sent = browser.sent.iter().any(|(_, sent, _)| sent == *key);
        sent && !browser.server.knows(**key) && !browser.stood_for.contains(key)
    };
    if let Some(lost) = browser.told_stored.iter().find(is_lost) {
        return Err(format!("{lost} was stored and sent, and is lost"));
    }
    for (number, keys) in &record.issued {
        for id in 1..=3 {
            let changes = browser
                .server
                .changes
                .iter()
                .filter(|change| change.id == id);
            let done = changes.filter_map(|change| change.key);
            let places = done.filter_map(|key| keys.iter().position(|known| *known == key));
            let places: Vec<usize> = places.collect();
            if !places.is_sorted() {
                return Err(format!(
                    "what window {number} did to {id} was done out of turn"
                ));
            }
        }
    }
    Ok(())
}
