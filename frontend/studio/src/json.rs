//! JSON that is read field by field, by the browser: a derived reader of each small answer would be
//! some kilobytes of page.

use js_sys::{JSON, Reflect};
use wasm_bindgen::JsValue;

/// An object; `None` where the text is none.
pub fn object(text: &str) -> Option<JsValue> {
    JSON::parse(text).ok().filter(JsValue::is_object)
}

/// A field; undefined where there is none.
pub fn field(of: &JsValue, name: &str) -> JsValue {
    Reflect::get(of, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}

/// A field that holds a whole number.
pub fn whole(of: &JsValue, name: &str) -> Option<u64> {
    let number = field(of, name).as_f64()?;
    (number >= 0.0 && number.fract() == 0.0).then_some(number as u64)
}
