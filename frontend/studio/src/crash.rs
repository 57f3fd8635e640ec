//! What is shown when the program itself has failed.
//!
//! After a panic no code of ours can be trusted to run, so the way on is a plain link.

use wasm_bindgen::JsValue;
use web_sys::{Document, Element};

use crate::l10n;

/// From now on a panic covers the page with a way to go on.
pub fn install() {
    // Through Yew, which would put its own hook in the place of one that it does not know of.
    yew::set_custom_panic_hook(Box::new(|info| {
        web_sys::console::error_1(&JsValue::from_str(&info.to_string()));
        if let Some(document) = web_sys::window().and_then(|window| window.document()) {
            // Where even this fails, the console has said it.
            let _ = cover(&document);
        }
    }));
}

fn cover(document: &Document) -> Result<(), JsValue> {
    if document.query_selector("[data-role='crash']")?.is_some() {
        return Ok(());
    }
    let screen = element(document, "div", "crash", "")?;
    screen.set_attribute("role", "alert")?;
    screen.set_attribute("data-role", "crash")?;
    screen.append_child(&*element(document, "h1", "", l10n::crash_title())?)?;
    screen.append_child(&*element(document, "p", "", l10n::crash_text())?)?;
    let link = element(document, "a", "button primary", l10n::crash_go_on())?;
    let address = web_sys::window().and_then(|window| window.location().href().ok());
    link.set_attribute("href", address.as_deref().unwrap_or("/"))?;
    screen.append_child(&link)?;
    if let Some(body) = document.body() {
        body.append_child(&screen)?;
    }
    Ok(())
}

fn element(document: &Document, name: &str, class: &str, text: &str) -> Result<Element, JsValue> {
    let element = document.create_element(name)?;
    element.set_class_name(class);
    element.set_text_content(Some(text));
    Ok(element)
}
