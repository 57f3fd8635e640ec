//! The loads, measured by Criterion.

use std::time::{Duration, Instant};

use crate::loads::Page;
use criterion::{Criterion, criterion_group};
use optimist_core::Batching;

fn replay(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("replay");
    group
        .sample_size(20)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(3));
    for waiting in [0, 1_000] {
        let name = format!("one operation, {waiting} waiting");
        group.bench_function(name, |bencher| {
            let mut page = Page::new(waiting, None);
            bencher.iter_custom(|times| {
                timed(times, &mut page, Page::toggle, |page, operation| {
                    page.take_back(operation)
                })
            });
        });
    }
    group.bench_function("one operation, after 100000 have settled", |bencher| {
        let mut page = Page::new(0, None);
        for _ in 0..100 {
            page.toggle_many(1_000);
            page.settle();
        }
        bencher.iter_custom(|times| {
            timed(times, &mut page, Page::toggle, |page, operation| {
                page.take_back(operation)
            })
        });
    });
    group.bench_function("one of 1000 waiting is refused", |bencher| {
        let mut page = Page::new(1_000, None);
        bencher.iter_custom(|times| {
            timed(times, &mut page, Page::refuse, |page, ()| {
                page.dismiss();
                page.toggle();
            })
        });
    });
    group.bench_function("a bulk of 1000", |bencher| {
        let mut page = Page::new(0, Some(Batching::DEFAULT));
        bencher.iter_custom(|times| {
            timed(
                times,
                &mut page,
                |page| page.toggle_many(1_000),
                |page, _| page.settle(),
            )
        });
    });
    group.bench_function("1000 waiting on a new revision of the list", |bencher| {
        let mut page = Page::new(1_000, None);
        bencher.iter_custom(|times| {
            let mut total = Duration::ZERO;
            for _ in 0..times {
                page.invalidate();
                let videos = page.videos();
                total += timed_once(&mut page, |page| page.load(videos)).0;
            }
            total
        });
    });
    group.bench_function("10000 waiting against 503, the slowest call", |bencher| {
        bencher.iter_custom(|times| {
            let mut total = Duration::ZERO;
            for _ in 0..times {
                let mut page = Page::new(0, Some(Batching::DEFAULT));
                page.toggle_many(10_000);
                let mut slowest = Duration::ZERO;
                for _ in 0..60 {
                    page.busy(|call| slowest = slowest.max(time(call)));
                }
                total += slowest;
            }
            total
        });
    });
    group.finish();
}

/// The time that the first step takes; the second one makes the page ready for the next time.
fn timed<T>(
    times: u64,
    page: &mut Page,
    step: impl Fn(&mut Page) -> T,
    reset: impl Fn(&mut Page, T),
) -> Duration {
    let mut total = Duration::ZERO;
    for _ in 0..times {
        let (took, result) = timed_once(page, &step);
        total += took;
        reset(page, result);
    }
    total
}

#[expect(clippy::disallowed_methods, reason = "a benchmark looks at the clock")]
fn timed_once<T>(page: &mut Page, step: impl FnOnce(&mut Page) -> T) -> (Duration, T) {
    let start = Instant::now();
    let result = step(page);
    (start.elapsed(), result)
}

#[expect(clippy::disallowed_methods, reason = "a benchmark looks at the clock")]
fn time(call: &mut dyn FnMut()) -> Duration {
    let start = Instant::now();
    call();
    start.elapsed()
}

criterion_group!(all, replay);
