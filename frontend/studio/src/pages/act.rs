//! Something that can be done from the palette: a command with its words.

use super::handlers::{bulk, row};
use crate::{
    commands::Editor,
    components::{RowAction, bulk_bar::BulkAction, focus::focus_in_page},
    feedback::{Finder, Sort},
};

/// Something that can be done.
pub struct Action {
    /// What it does, as a command.
    pub label: String,
    /// Other words that it is looked for by.
    pub words: &'static str,
    /// Its shortcut; may be empty.
    pub keys: &'static str,
    /// Why it cannot be done now.
    pub why_not: String,
    /// The command.
    pub act: Act,
}

/// A command.
#[derive(Clone)]
pub enum Act {
    /// Go to this address.
    Go(String),
    /// To one video.
    Row(RowAction),
    /// To all that are chosen.
    Bulk(BulkAction),
    /// Focus the first element that this selector finds.
    Focus(&'static str),
    /// Change what is looked for.
    Find(fn(&mut Finder)),
    /// Show the list in this order.
    Sort(Sort),
    /// Anything else.
    Do(fn(&Editor)),
}

impl Act {
    /// Does it; what is being typed is saved before.
    pub fn run(self, editor: &Editor) {
        match self {
            Self::Row(action) => return row(editor, action),
            Self::Bulk(action) => return bulk(editor, action),
            _ => editor.commit(),
        };
        match self {
            Self::Focus(selector) => focus_in_page(selector),
            Self::Find(change) => editor.look_for(change),
            Self::Sort(sort) => editor.sort(sort),
            Self::Do(act) => act(editor),
            // The link itself leads there. Who goes elsewhere leaves what had the focus.
            Self::Go(_) => focus_in_page("main h1"),
            Self::Row(_) | Self::Bulk(_) => {}
        }
    }
}

pub(super) fn action(
    label: impl Into<String>,
    words: &'static str,
    keys: &'static str,
    act: Act,
) -> Action {
    Action {
        label: label.into(),
        words,
        keys,
        why_not: String::new(),
        act,
    }
}
