//! Keyboard shortcuts, and their list for people.

use web_sys::{Element, KeyboardEvent};
use yew::{TargetCast, prelude::*};

use super::click;
use crate::{format, l10n, settings};

/// The code of a key that belongs to an input method.
const OF_INPUT_METHOD: u32 = 229;

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
    /// Choose none.
    Clear,
    /// Delete the video.
    Delete,
    /// Edit its title.
    Rename,
    /// Show it to learners, or hide it.
    Publish,
}

impl ListKey {
    /// Does it go on while the key is held? Going does; what changes something is meant once.
    pub fn repeats(self) -> bool {
        matches!(
            self,
            Self::Step(_) | Self::Page(_) | Self::Extend(_) | Self::Shift(_)
        )
    }
}

/// Does the key belong to an input method, which makes a letter of several? Safari ends the
/// composition before it sends the Enter that ended it, and only the code of the key tells.
pub fn is_composing(event: &KeyboardEvent) -> bool {
    event.is_composing() || event.key_code() == OF_INPUT_METHOD
}

/// What this key means: what the author's layout writes on it or, where the layout has no Latin
/// letters, what stands there on a Latin keyboard. `None` where the key is part of a text: in the
/// hands of an input method, or of AltGr.
fn meaning(event: &KeyboardEvent) -> Option<String> {
    if is_composing(event) || event.get_modifier_state("AltGraph") {
        return None;
    }
    Some(latin(event.key(), &event.code(), event.shift_key()))
}

fn latin(key: String, code: &str, shift: bool) -> String {
    let mut letters = key.chars();
    let (Some(letter), None) = (letters.next(), letters.next()) else {
        return key;
    };
    // Latin with all its accents.
    if matches!(letter, '\0'..='\u{24f}' | '\u{1e00}'..='\u{1eff}') {
        return key;
    }
    match (code.strip_prefix("Key"), code) {
        (Some(letter), _) => letter.to_ascii_lowercase(),
        (None, "Slash") => if shift { "?" } else { "/" }.to_owned(),
        _ => key,
    }
}

/// What this key does in the list. On a button, Space and Enter belong to the button.
pub fn in_list(event: &KeyboardEvent, on_button: bool) -> Option<ListKey> {
    let command = event.ctrl_key() || event.meta_key();
    let key = match (
        meaning(event)?.as_str(),
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
        ("Home", false, true, false) => ListKey::Shift(isize::MIN),
        ("End", false, true, false) => ListKey::Shift(isize::MAX),
        ("PageDown", false, false, false) => ListKey::Page(1),
        ("PageUp", false, false, false) => ListKey::Page(-1),
        ("Home", ..) => ListKey::First,
        ("End", ..) => ListKey::Last,
        (" ", false, false, _) if !on_button => ListKey::Toggle,
        ("a" | "A", true, false, false) => ListKey::SelectAll,
        ("Escape", false, false, false) => ListKey::Clear,
        ("Delete", false, false, false) => ListKey::Delete,
        ("F2", ..) => ListKey::Rename,
        ("p" | "P", false, false, _) if settings::are_single_keys_on() => ListKey::Publish,
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
        && meaning(event).is_some_and(|key| key.eq_ignore_ascii_case("z"))
}

/// Does this key do again what was taken back? On a Mac, ⌘Y is the browser's own.
pub fn is_redo(event: &KeyboardEvent, in_text: bool) -> bool {
    let command = event.ctrl_key() || event.meta_key();
    !in_text
        && command
        && !event.alt_key()
        && meaning(event).is_some_and(|key| match event.shift_key() {
            true => key.eq_ignore_ascii_case("z"),
            false => key.eq_ignore_ascii_case("y") && !is_mac(),
        })
}

/// Does this key ask for the list of keys?
pub fn is_help(event: &KeyboardEvent, in_text: bool) -> bool {
    !in_text
        && !event.ctrl_key()
        && !event.meta_key()
        && meaning(event).is_some_and(|key| key == "?")
        && settings::are_single_keys_on()
}

/// Does this key ask for the palette? On a Mac, Ctrl with K deletes the rest of a line.
pub fn is_palette(event: &KeyboardEvent) -> bool {
    let (command, other) = match is_mac() {
        true => (event.meta_key(), event.ctrl_key()),
        false => (event.ctrl_key(), event.meta_key()),
    };
    command
        && !other
        && !event.shift_key()
        && !event.alt_key()
        && meaning(event).is_some_and(|key| key.eq_ignore_ascii_case("k"))
}

/// Does this key lead to the search field?
pub fn is_search(event: &KeyboardEvent, in_text: bool) -> bool {
    !in_text
        && !event.ctrl_key()
        && !event.meta_key()
        && !event.alt_key()
        && meaning(event).is_some_and(|key| key == "/")
        && settings::are_single_keys_on()
}

/// The letter or sign that this key writes, as long as it is no part of a command.
pub fn letter(event: &KeyboardEvent) -> Option<String> {
    let command = event.ctrl_key() || event.meta_key() || event.alt_key();
    meaning(event).filter(|key| !command && key.chars().count() == 1)
}

fn is_mac() -> bool {
    let navigator = web_sys::window().map(|window| window.navigator());
    let platform = navigator.and_then(|navigator| navigator.platform().ok());
    // Phones and tablets of the same maker have the same keyboards.
    platform.is_some_and(|platform| platform.starts_with("Mac") || platform.starts_with("iP"))
}

/// A shortcut, as [`keys`] have it, in what is written on the author's keyboard.
pub fn label(keys: &'static str) -> AttrValue {
    written(keys, is_mac()).into()
}

fn written(keys: &str, mac: bool) -> String {
    let written = |key| match key {
        "Ctrl" => ctrl(mac),
        "Shift" => l10n::key_shift(),
        "Enter" => l10n::key_enter(),
        "Escape" => l10n::key_escape(),
        "Delete" => l10n::key_delete(),
        "Home" => l10n::key_home(),
        "End" => l10n::key_end(),
        key => key,
    };
    let keys: Vec<&str> = keys.split(' ').map(written).collect();
    keys.join(" ")
}

fn ctrl(mac: bool) -> &'static str {
    match mac {
        true => "⌘",
        false => l10n::key_ctrl(),
    }
}

/// Is Enter held on a button that must be pressed anew for each time? By itself the browser presses
/// it as often as the key repeats.
pub fn is_held(event: &KeyboardEvent) -> bool {
    let target: Option<Element> = event.target_dyn_into();
    event.repeat()
        && event.key() == "Enter"
        && target.is_some_and(|target| click::is_final(&target))
}

/// Keys as programs call them: [`label`] is for people.
pub mod keys {
    /// What finds and does everything.
    pub const PALETTE: &str = "Ctrl + K";
    /// To the search field.
    pub const SEARCH: &str = "/";
    /// Choose all.
    pub const SELECT_ALL: &str = "Ctrl + A";
    /// Choose none.
    pub const CLEAR: &str = "Escape";
    /// Edit the title.
    pub const RENAME: &str = "F2";
    /// Edit the duration.
    pub const DURATION: &str = "Shift + F2";
    /// Move up.
    pub const UP: &str = "Alt + ↑";
    /// Move down.
    pub const DOWN: &str = "Alt + ↓";
    /// Move to the top.
    pub const TOP: &str = "Alt + Home";
    /// Move to the bottom.
    pub const BOTTOM: &str = "Alt + End";
    /// Move to the top, or to the bottom.
    pub const ENDS: &str = "Alt + Home / End";
    /// Show to learners, or hide.
    pub const PUBLISH: &str = "P";
    /// Delete.
    pub const DELETE: &str = "Delete";
    /// Take back.
    pub const UNDO: &str = "Ctrl + Z";
    /// Do again.
    pub const REDO: &str = "Ctrl + Shift + Z";
    /// The list of keys.
    pub const HELP: &str = "?";
}

/// All keys, for people.
fn list() -> [(AttrValue, &'static str); 23] {
    [
        (label(keys::PALETTE), l10n::keys_palette()),
        (label(keys::SEARCH), l10n::keys_search()),
        (l10n::key_find_next().into(), l10n::keys_find_next()),
        (label("Ctrl + V"), l10n::keys_paste()),
        (l10n::key_go().into(), l10n::keys_go()),
        (l10n::key_toggle(ctrl(is_mac())).into(), l10n::keys_toggle()),
        (l10n::key_click().into(), l10n::keys_click()),
        (label("Shift + ↑ ↓"), l10n::keys_extend()),
        (l10n::key_range().into(), l10n::keys_range()),
        (label(keys::SELECT_ALL), l10n::keys_select_all()),
        (label(keys::CLEAR), l10n::keys_clear()),
        (l10n::key_rename().into(), l10n::keys_rename()),
        (label(keys::DURATION), l10n::keys_duration()),
        (label("Enter / Escape"), l10n::keys_save()),
        (l10n::key_menu().into(), l10n::keys_menu()),
        (label("Alt + ↑ ↓"), l10n::keys_move()),
        (label(keys::ENDS), l10n::keys_move_far()),
        (l10n::key_lift().into(), l10n::keys_lift()),
        (label(keys::PUBLISH), l10n::keys_publish()),
        (label(keys::DELETE), l10n::keys_delete()),
        (label(keys::UNDO), l10n::keys_undo()),
        (label(keys::REDO), l10n::keys_redo()),
        (label(keys::HELP), l10n::keys_help()),
    ]
}

/// The list of keys, and the switch of those that are a single letter or sign.
#[component]
pub fn KeyList() -> Html {
    let single = use_state_eq(settings::are_single_keys_on);
    let onclick = {
        let single = single.clone();
        move |_: MouseEvent| {
            settings::choose_single_keys(!*single);
            single.set(!*single);
        }
    };
    html! {
        <>
            <dl class="keys">
                { for list().into_iter().map(|(keys, what)| html! { <div><dt>{ keys }</dt><dd>{ what }</dd></div> }) }
            </dl>
            <hr />
            <button type="button" role="switch" class="switch" data-action="single-keys" aria-checked={format::flag(*single)} {onclick}>
                <span class="switch-label">{ l10n::keys_single() }</span>
            </button>
        </>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shortcut_is_told_in_what_is_written_on_the_keys() {
        let told = |mac| {
            [keys::REDO, keys::ENDS, keys::DELETE, "Enter / Escape", "↑"]
                .map(|keys| written(keys, mac))
        };
        assert_eq!(
            told(false),
            [
                "Ctrl + Shift + Z",
                "Alt + Home / End",
                "Delete",
                "Enter / Escape",
                "↑"
            ]
        );
        assert_eq!(told(true)[0], "⌘ + Shift + Z");
        l10n::speak(l10n::Language::De);
        assert_eq!(
            told(false),
            [
                "Strg + Umschalt + Z",
                "Alt + Pos1 / Ende",
                "Entf",
                "Eingabe / Esc",
                "↑"
            ]
        );
        assert_eq!(told(true)[0], "⌘ + Umschalt + Z");
    }

    #[test]
    fn a_key_means_what_its_layout_writes_on_it_where_that_is_latin() {
        for (key, code, shift, meant) in [
            // German and French have Z and A elsewhere, and Dvorak has the semicolon there.
            ("z", "KeyY", false, "z"),
            ("y", "KeyZ", false, "y"),
            ("a", "KeyQ", false, "a"),
            (";", "KeyZ", false, ";"),
            ("Z", "KeyZ", true, "Z"),
            ("ż", "KeyZ", false, "ż"),
            ("ế", "KeyZ", false, "ế"),
            ("?", "Digit7", true, "?"),
            ("Delete", "NumpadDecimal", false, "Delete"),
        ] {
            assert_eq!(latin(key.into(), code, shift), meant, "{key} on {code}");
        }
    }

    #[test]
    fn a_key_means_what_a_latin_keyboard_has_there_where_its_layout_has_no_latin() {
        for (key, code, shift, meant) in [
            ("я", "KeyZ", false, "z"),
            ("Я", "KeyZ", true, "z"),
            ("ф", "KeyA", false, "a"),
            ("ζ", "KeyZ", false, "z"),
            ("ז", "KeyZ", false, "z"),
            ("ئ", "KeyZ", false, "z"),
            ("ผ", "KeyZ", false, "z"),
            ("ｚ", "KeyZ", false, "z"),
            ("؟", "Slash", true, "?"),
            ("ظ", "Slash", false, "/"),
            // Russian has the slash elsewhere.
            (".", "Slash", false, "."),
            ("/", "Backslash", true, "/"),
            ("л", "KeyK", false, "k"),
            ("ё", "Backquote", false, "ё"),
            ("я", "", false, "я"),
        ] {
            assert_eq!(latin(key.into(), code, shift), meant, "{key} on {code}");
        }
    }
}
