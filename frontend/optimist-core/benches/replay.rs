//! What the engine takes for the steps that a user waits for.

#[cfg(not(target_family = "wasm"))]
mod loads;
#[cfg(not(target_family = "wasm"))]
mod native;

#[cfg(not(target_family = "wasm"))]
fn main() {
    native::all();
    criterion::Criterion::default()
        .configure_from_args()
        .final_summary();
}

/// Criterion is native only: `tests/timings.rs` measures the same loads here.
#[cfg(target_family = "wasm")]
fn main() {}
