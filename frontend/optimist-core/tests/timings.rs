//! The measured loads in WebAssembly, as a table.
#![cfg(target_family = "wasm")]

#[path = "../benches/loads/mod.rs"]
mod loads;

use loads::Page;
use optimist_core::Batching;
use wasm_bindgen_test::{console_log, wasm_bindgen_test};

#[wasm_bindgen_test]
#[ignore = "it measures: `cargo xtask bench engine`"]
fn prints_what_each_step_takes() {
    console_log!("{:48}{:>10}{:>10}", "step", "median", "95 %");
    for waiting in [0, 1_000] {
        let mut page = Page::new(waiting, None);
        let name = format!("one operation, {waiting} waiting");
        measure(&name, 200, &mut page, Page::toggle, Page::take_back);
    }
    let mut page = Page::new(0, None);
    for _ in 0..100 {
        page.toggle_many(1_000);
        page.settle();
    }
    let name = "one operation, after 100000 have settled";
    measure(name, 200, &mut page, Page::toggle, Page::take_back);
    let mut page = Page::new(1_000, None);
    let again = |page: &mut Page, ()| {
        page.dismiss();
        page.toggle();
    };
    let name = "one of 1000 waiting is refused";
    measure(name, 200, &mut page, Page::refuse, again);
    let mut page = Page::new(0, Some(Batching::DEFAULT));
    let bulk = |page: &mut Page| {
        page.toggle_many(1_000);
    };
    let settle = |page: &mut Page, ()| page.settle();
    measure("a bulk of 1000", 40, &mut page, bulk, settle);

    let mut page = Page::new(1_000, None);
    let mut times = Vec::new();
    for _ in 0..40 {
        page.invalidate();
        let videos = page.videos();
        let start = now();
        page.load(videos);
        times.push(now() - start);
    }
    print("1000 waiting on a new revision of the list", times);

    let mut times = Vec::new();
    let mut page = Page::new(0, Some(Batching::DEFAULT));
    page.toggle_many(10_000);
    for _ in 0..60 {
        page.busy(|call| {
            let start = now();
            call();
            times.push(now() - start);
        });
    }
    print("10000 waiting against 503, each call", times);
}

fn measure<T>(
    name: &str,
    times: usize,
    page: &mut Page,
    step: impl Fn(&mut Page) -> T,
    reset: impl Fn(&mut Page, T),
) {
    let mut all = Vec::new();
    for _ in 0..times {
        let start = now();
        let result = step(page);
        all.push(now() - start);
        reset(page, result);
    }
    print(name, all);
}

fn print(name: &str, mut times: Vec<f64>) {
    times.sort_by(f64::total_cmp);
    let at = |part: usize| times[times.len() * part / 100] * 1_000.0;
    console_log!("{name:48}{:>7.0} µs{:>7.0} µs", at(50), at(95));
}

/// Milliseconds, by the same clock that pages have.
fn now() -> f64 {
    let performance = js_sys::Reflect::get(&js_sys::global(), &"performance".into());
    let performance = performance.expect("every engine has it");
    let now = js_sys::Reflect::get(&performance, &"now".into()).expect("it tells the time");
    let now = js_sys::Function::from(now).call0(&performance);
    now.ok().and_then(|now| now.as_f64()).expect("a number")
}
