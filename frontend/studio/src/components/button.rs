//! Buttons that their part's listener knows by their action; see [`click`](super::click).

use yew::prelude::*;

use super::icon::Icon;

/// A button with a label.
pub fn labelled(class: &'static str, action: &'static str, label: impl Into<AttrValue>) -> Html {
    draw("button", class, action, None, label.into().into())
}

/// A button with a label, one of several: its name says what it is about.
pub fn named(class: &'static str, action: &'static str, name: String, label: &'static str) -> Html {
    html! {
        <button type="button" {class} data-action={action} aria-label={name}>{ label }</button>
    }
}

/// A button with an icon, and its label for those who do not see that.
pub fn with_icon(action: &'static str, label: &'static str, icon: Icon) -> Html {
    draw("button", "icon-button", action, Some(label), icon.draw())
}

/// A button that submits its form.
pub fn submitting(class: &'static str, action: &'static str, label: &'static str) -> Html {
    draw("submit", class, action, None, label.into())
}

fn draw(
    kind: &'static str,
    class: &'static str,
    action: &'static str,
    label: Option<&'static str>,
    content: Html,
) -> Html {
    html! {
        <button type={kind} {class} data-action={action} aria-label={label} title={label}>{ content }</button>
    }
}
