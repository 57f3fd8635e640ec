//! What an author has typed and not saved, kept by the browser over a reload: each tab its own.

use web_sys::Storage;

/// What was typed in some fields: where they are, and their texts.
pub type Typed = (String, Vec<String>);

/// Fields that are kept; the oldest make room.
const MOST: usize = 60;

const NAME: &str = "course-studio-typed";

/// Between two places, and between two texts of one: no field takes them in.
const ENDS: [char; 2] = ['\u{1e}', '\u{1f}'];

/// What is kept, oldest first.
pub fn all() -> Vec<Typed> {
    let text = storage().and_then(|storage| storage.get_item(NAME).ok().flatten());
    let text = text.unwrap_or_default();
    let kept = text.split(ENDS[0]).filter_map(|place| {
        let mut texts = place.split(ENDS[1]).map(str::to_owned);
        Some((texts.next()?, texts.collect()))
    });
    kept.collect()
}

/// The texts of the fields at a place, if they are kept.
pub fn get(place: &str) -> Option<Vec<String>> {
    let kept = all().into_iter().find(|(at, _)| at == place);
    kept.map(|(_, texts)| texts)
}

/// Keeps the texts of the fields at a place; `None`: they are saved, or given up.
pub fn keep(place: &str, texts: Option<Vec<String>>) {
    let mut kept = all();
    let before = kept.len();
    kept.retain(|(at, _)| at != place);
    if texts.is_none() && kept.len() == before {
        return;
    }
    kept.extend(texts.map(|texts| (place.to_owned(), texts)));
    let surplus = kept.len().saturating_sub(MOST);
    let mut text = String::new();
    for (at, (place, texts)) in kept.into_iter().skip(surplus).enumerate() {
        if at > 0 {
            text.push(ENDS[0]);
        }
        text.push_str(&place);
        for field in texts {
            text.push(ENDS[1]);
            text.extend(field.chars().filter(|c| !ENDS.contains(c)));
        }
    }
    if let Some(storage) = storage() {
        // Without room for it, it lasts as long as the page.
        let _ = storage.set_item(NAME, &text);
    }
}

fn storage() -> Option<Storage> {
    web_sys::window()?.session_storage().ok().flatten()
}
