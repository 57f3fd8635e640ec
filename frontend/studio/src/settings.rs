//! What the page's address asks for, and what the browser remembers.

use std::cell::Cell;

use crate::{
    address,
    l10n::{self, Language},
};

/// What the address asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Show changes before the server's word: unless `?optimism=off`.
    pub optimism: bool,
    /// Gather changes into one request: unless `?batch=off`.
    pub batching: bool,
}

/// The colours to use; `None`: the system's.
pub type Theme = Option<&'static str>;

impl Settings {
    /// Reads the page's address.
    pub fn read() -> Self {
        let parameters = address::parameters();
        let on = |name: &str| {
            parameters
                .as_ref()
                .and_then(|all| all.get(name))
                .is_none_or(|value| value != "off")
        };
        Self {
            optimism: on("optimism"),
            batching: on("batch"),
        }
    }

    /// Writes itself into the page's address, so that a reload finds it there.
    pub fn write(self) {
        let Some(all) = address::parameters() else {
            return;
        };
        for (name, on) in [("optimism", self.optimism), ("batch", self.batching)] {
            if on {
                all.delete(name);
            } else {
                all.set(name, "off");
            }
        }
        address::replace(&all);
    }
}

/// Reads the page's colours as they were chosen before, and uses them.
pub fn restore_theme() {
    show_theme(match read(THEME).as_deref() {
        Some("dark") => Some("dark"),
        Some("light") => Some("light"),
        _ => None,
    });
}

/// Is the page dark now?
pub fn is_dark() -> bool {
    let window = web_sys::window();
    let chosen = document_element().and_then(|root| root.get_attribute("data-theme"));
    match chosen.as_deref() {
        Some(theme) => theme == "dark",
        None => window
            .and_then(|window| {
                window
                    .match_media("(prefers-color-scheme: dark)")
                    .ok()
                    .flatten()
            })
            .is_some_and(|query| query.matches()),
    }
}

/// Uses these colours from now on.
pub fn choose_theme(dark: bool) {
    let theme = if dark { "dark" } else { "light" };
    show_theme(Some(theme));
    remember(THEME, theme);
}

/// Takes over the language that the page's first script has chosen.
pub fn restore_language() {
    let code = document_element().and_then(|root| root.get_attribute("lang"));
    if code.as_deref() == Some(Language::De.code()) {
        l10n::speak(Language::De);
    }
}

/// Remembers the language, and says to browsers and screen readers what the page is in.
pub fn choose_language(language: Language) {
    remember(LANGUAGE, language.code());
    if let Some(all) = address::parameters()
        && all.has("lang")
    {
        // It asked for another one.
        all.delete("lang");
        address::replace(&all);
    }
    if let Some(root) = document_element() {
        // An element takes any attribute of a valid name.
        let _ = root.set_attribute("lang", language.code());
    }
}

/// Was the activity panel open when it was last opened or closed?
pub fn is_activity_open() -> bool {
    read(ACTIVITY).as_deref() == Some("open")
}

/// Remembers whether the activity panel is open.
pub fn remember_activity(open: bool) {
    remember(ACTIVITY, if open { "open" } else { "closed" });
}

/// Did the server have a network lab when it was last asked?
pub fn had_lab() -> bool {
    read(LAB).is_some()
}

/// Remembers whether the server has a network lab.
pub fn remember_lab(offered: bool) {
    if let Some(storage) = storage() {
        // Without storage the server is asked anew.
        let _ = match offered {
            true => storage.set_item(LAB, "offered"),
            false => storage.remove_item(LAB),
        };
    }
}

/// What was measured in this browser.
pub fn figures() -> String {
    read(FIGURES).unwrap_or_default()
}

/// Keeps what was measured in this browser; returns whether that worked.
pub fn keep_figures(all: &str) -> bool {
    storage().is_some_and(|storage| storage.set_item(FIGURES, all).is_ok())
}

/// Are the rows of lists low?
pub fn is_dense() -> bool {
    read(DENSITY).as_deref() == Some("dense")
}

/// Remembers whether the rows of lists are low.
pub fn remember_density(dense: bool) {
    remember(DENSITY, if dense { "dense" } else { "roomy" });
}

/// Do keys that are a single letter or sign act? Who dictates turns them off.
pub fn are_single_keys_on() -> bool {
    SINGLE_KEYS_ON.with(|on| {
        on.get().unwrap_or_else(|| {
            let stored = read(SINGLE_KEYS).as_deref() != Some("off");
            on.set(Some(stored));
            stored
        })
    })
}

thread_local! {
    /// The choice of this visit, also without a storage.
    static SINGLE_KEYS_ON: Cell<Option<bool>> = const { Cell::new(None) };
}

/// Turns keys that are a single letter or sign on or off.
pub fn choose_single_keys(on: bool) {
    SINGLE_KEYS_ON.set(Some(on));
    remember(SINGLE_KEYS, if on { "on" } else { "off" });
}

const SINGLE_KEYS: &str = "course-studio-single-keys";
const FIGURES: &str = "course-studio-figures";
const LAB: &str = "course-studio-lab";
const DENSITY: &str = "course-studio-density";
/// The page's first script reads it too.
const LANGUAGE: &str = "course-studio-language";
const THEME: &str = "course-studio-theme";
const ACTIVITY: &str = "course-studio-activity";

fn show_theme(theme: Theme) {
    if let (Some(root), Some(theme)) = (document_element(), theme) {
        let _ = root.set_attribute("data-theme", theme);
    }
}

fn document_element() -> Option<web_sys::Element> {
    web_sys::window()?.document()?.document_element()
}

fn read(name: &str) -> Option<String> {
    storage()?.get_item(name).ok().flatten()
}

fn remember(name: &str, choice: &str) {
    if let Some(storage) = storage() {
        // Without storage a choice holds until the page is left.
        let _ = storage.set_item(name, choice);
    }
}

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}
