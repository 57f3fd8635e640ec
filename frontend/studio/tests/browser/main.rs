//! The components in a browser: what they show, what they tell, and what they leave alone.

#![cfg(target_family = "wasm")]

mod lab;
mod list;
mod panel;
mod stage;
mod told;

use wasm_bindgen_test::wasm_bindgen_test_configure;

wasm_bindgen_test_configure!(run_in_browser);
