//! The library in a browser, over a server that each test plays itself.

#![cfg(target_family = "wasm")]

mod database;
mod fakes;
mod hooks;
mod live;
mod once;
mod pages;
mod paging;
mod queries;
mod records;
mod requests;
mod run;
mod server;
mod storage;
mod tabs;
mod values;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
