//! Buttons that their part's listener knows by their action; see [`click`](super::click).

use yew::prelude::*;

use super::icon::Icon;

/// A button with a label.
pub fn labelled(class: &'static str, action: &'static str, label: impl Into<AttrValue>) -> Html {
    draw(class, action, None, label.into().into())
}

/// A button with an icon, and its label for those who do not see that.
pub fn with_icon(action: &'static str, label: &'static str, icon: Icon) -> Html {
    draw("icon-button", action, Some(label.into()), icon.draw())
}

fn draw(
    class: &'static str,
    action: &'static str,
    label: Option<AttrValue>,
    content: Html,
) -> Html {
    html! {
        <button type="button" {class} data-action={action} aria-label={label}>{ content }</button>
    }
}
