//! Unicode's tables as the browser has them.

use js_sys::{
    Array, JsString, Reflect,
    wasm_bindgen::{JsCast, JsValue},
};

/// The text with its letters composed (NFC).
pub(super) fn composed(text: &str) -> String {
    JsString::from(text).normalize("NFC").into()
}

/// Where each letter begins; for a browser that does not know, where each code point does.
pub(super) fn starts(text: &str) -> Vec<usize> {
    let intl = Reflect::get(&js_sys::global(), &"Intl".into());
    let known = intl.and_then(|intl| Reflect::has(&intl, &"Segmenter".into()));
    if !known.unwrap_or(false) {
        return text.char_indices().map(|(at, _)| at).collect();
    }
    let segments = js_sys::Intl::Segmenter::default().segment(text);
    let mut next = 0;
    let start = |segment: JsValue| {
        let letter = segment.unchecked_into::<js_sys::Intl::SegmentData>();
        let start = next;
        next += String::from(letter.segment()).len();
        start
    };
    Array::from(&segments).iter().map(start).collect()
}
