//! The components in a browser: what they show, what they emit, and what they leave alone; and the
//! whole app over a server that each test plays itself.

#![cfg(target_family = "wasm")]

mod app;
mod clock;
mod lab;
mod list;
mod notices;
mod panel;
mod save_state;
mod server;
mod stage;
mod text;

use wasm_bindgen_test::wasm_bindgen_test_configure;

wasm_bindgen_test_configure!(run_in_browser);
