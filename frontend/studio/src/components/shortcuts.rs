//! Keyboard shortcuts, and their list for people.

use web_sys::KeyboardEvent;
use yew::prelude::*;

/// What a key does in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListKey {
    /// So many rows down.
    Step(isize),
    /// So many screens down.
    Page(isize),
    /// To the first row.
    First,
    /// To the last row.
    Last,
    /// Choose so many rows further down.
    Extend(isize),
    /// Move the video so many places down.
    Shift(isize),
    /// Choose the row, or let it go.
    Toggle,
    /// Choose all rows.
    SelectAll,
    /// Delete the video.
    Delete,
    /// Edit its title.
    Rename,
}

/// What this key does in the list. On a button, Space and Enter belong to the button.
pub fn in_list(event: &KeyboardEvent, on_button: bool) -> Option<ListKey> {
    let command = event.ctrl_key() || event.meta_key();
    let key = match (
        event.key().as_str(),
        command,
        event.alt_key(),
        event.shift_key(),
    ) {
        ("ArrowDown", false, false, false) => ListKey::Step(1),
        ("ArrowUp", false, false, false) => ListKey::Step(-1),
        ("ArrowDown", false, false, true) => ListKey::Extend(1),
        ("ArrowUp", false, false, true) => ListKey::Extend(-1),
        ("ArrowDown", false, true, false) => ListKey::Shift(1),
        ("ArrowUp", false, true, false) => ListKey::Shift(-1),
        ("PageDown", false, false, false) => ListKey::Page(1),
        ("PageUp", false, false, false) => ListKey::Page(-1),
        ("Home", ..) => ListKey::First,
        ("End", ..) => ListKey::Last,
        (" ", false, false, _) if !on_button => ListKey::Toggle,
        ("a" | "A", true, false, false) => ListKey::SelectAll,
        ("Delete", false, false, false) => ListKey::Delete,
        ("F2", ..) => ListKey::Rename,
        ("Enter", false, false, false) if !on_button => ListKey::Rename,
        _ => return None,
    };
    Some(key)
}

/// Does this key take back the last step? Not while a text is being edited: there it is the
/// browser's own.
pub fn is_undo(event: &KeyboardEvent, in_text: bool) -> bool {
    !in_text
        && (event.ctrl_key() || event.meta_key())
        && !event.shift_key()
        && !event.alt_key()
        && event.key().eq_ignore_ascii_case("z")
}

/// All keys, for people.
const LIST: [(&str, &str); 11] = [
    (
        "↑ ↓  Page Up  Page Down  Home  End",
        "Go from video to video",
    ),
    ("Space", "Select or deselect"),
    ("Shift + ↑ ↓", "Select more"),
    ("Shift + click", "Select from the last one to this one"),
    ("Ctrl + A", "Select all"),
    ("F2 or Enter", "Rename"),
    ("Enter / Escape", "Save the title / give it up"),
    ("Alt + ↑ ↓", "Move the video up or down"),
    ("Delete", "Delete"),
    ("Ctrl + Z", "Undo"),
    ("?", "Show these keys"),
];

/// The list of keys.
pub fn key_list() -> Html {
    html! {
        <dl class="keys">
            { for LIST.iter().map(|(key, what)| html! { <div><dt>{ *key }</dt><dd>{ *what }</dd></div> }) }
        </dl>
    }
}
