//! Course Studio: what course authors work in.
//!
//! Layers, from the network to the screen:
//!
//! - [`api`]: the only file that knows the server's addresses.
//! - [`queries`] and [`mutations`]: what is read and changed, each a type; [`client`] puts them
//!   together.
//! - [`feedback`]: what the user is told and has chosen. It knows videos and operations by id alone.
//! - [`history`]: what was done, as data: what can be taken back, and by which changes.
//! - [`commands`]: what the user can do. They know nothing of what is drawn.
//! - [`components`]: what is drawn. Props in, callbacks out.
//! - [`pages`]: orchestrate all of them.

mod address;
mod answer;
pub mod api;
pub mod app;
pub mod client;
mod clipboard;
pub mod commands;
pub mod compare;
pub mod components;
pub mod crash;
pub mod duration;
pub mod early;
pub mod faults;
pub mod feedback;
pub mod figures;
pub mod format;
pub mod history;
pub mod hooks;
mod json;
pub mod l10n;
pub mod lab;
pub mod lines;
pub mod mutations;
pub mod pages;
pub mod queries;
pub mod ranking;
pub mod reasons;
pub mod request_log;
mod requests;
pub mod retitle;
pub mod route;
pub mod settings;
pub mod text;
mod typed;
pub mod version;
mod whereabouts;
