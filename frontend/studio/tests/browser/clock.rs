//! A clock that tests turn by hand, in place of the browser's.

use wasm_bindgen::prelude::*;

use crate::stage::drawn;

#[wasm_bindgen(module = "/tests/browser/clock.js")]
extern "C" {
    fn stop();
    fn advance(ms: u32);
    fn resume();
}

/// The browser's clock stands still while this lives.
pub struct Clock(());

impl Clock {
    /// Stops the clock.
    pub fn stop() -> Self {
        stop();
        Self(())
    }

    /// Lets so many milliseconds pass.
    pub async fn advance(&self, ms: u32) {
        advance(ms);
        drawn().await;
    }
}

impl Drop for Clock {
    fn drop(&mut self) {
        resume();
    }
}
