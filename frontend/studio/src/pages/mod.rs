//! Pages: they bring the library, what the user is told, and what is drawn together.

pub mod activity;
pub mod catalogue;
pub mod course;
pub mod desk;
pub mod dialogs;
pub mod frame;
pub mod handlers;
pub mod history;
pub mod lab_dialog;
mod report;
pub mod rows;
mod sums;
