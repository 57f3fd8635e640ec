//! What is drawn: props in, callbacks out. Nothing here knows the library, the store or the API.

pub mod aim;
pub mod anchor;
pub mod banners;
pub mod bulk_bar;
pub mod button;
pub mod click;
pub mod dialog;
pub mod dock;
pub mod drag;
pub mod edit_form;
pub mod entry;
pub mod find_bar;
pub mod focus;
mod hold;
pub mod icon;
pub mod item_list;
pub mod lab;
pub mod move_form;
pub mod number;
pub mod palette;
pub mod paste_form;
pub mod place;
pub mod placeholder;
pub mod pointer;
pub mod progress;
pub mod rows;
pub mod shortcuts;
pub mod sync_status;
pub mod title_field;
pub mod toasts;
pub mod unsaved_video;
pub mod video_form;
pub mod video_list;
pub mod video_row;
pub mod window;

pub use rows::{RowAction, RowState, RowView, Rows, Unsaved};
