//! Pages: they bring the library, what the user is told, and what is drawn together.

pub mod activity;
pub mod catalogue;
pub mod course;
pub mod dialogs;
pub mod frame;
pub mod handlers;
pub mod lab_dialog;
pub mod rows;
mod save_state;
mod totals;
