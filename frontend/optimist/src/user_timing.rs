//! What the client measures, as the browser's user timing (W3C User Timing Level 3).

use std::cell::Cell;

use js_sys::{Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Performance;

/// From the moment in which a single operation is shown until it is stored.
const STORED: &str = "optimist:stored";
/// Most entries that are kept for somebody who reads them later.
const KEPT: u32 = 256;

/// Counts entries, so that they do not pile up.
#[derive(Default)]
pub(crate) struct UserTiming {
    entries: Cell<u32>,
}

impl UserTiming {
    /// A single operation that was shown at `start` is stored at `end`, in the page's time.
    pub(crate) fn stored(&self, start: f64, end: f64) {
        let performance = web_sys::window().and_then(|window| window.performance());
        let Some(performance) = performance else {
            return;
        };
        if self.entries.get() == KEPT {
            performance.clear_measures_with_measure_name(STORED);
            self.entries.set(0);
        }
        if measure(&performance, start, end).is_ok() {
            self.entries.set(self.entries.get() + 1);
        }
    }
}

/// Fails in a browser without such entries.
fn measure(performance: &Performance, start: f64, end: f64) -> Result<(), JsValue> {
    let measure: Function = Reflect::get(performance, &"measure".into())?.dyn_into()?;
    let options = Object::new();
    Reflect::set(&options, &"start".into(), &start.into())?;
    Reflect::set(&options, &"end".into(), &end.into())?;
    measure.call2(performance, &STORED.into(), &options)?;
    Ok(())
}
