//! Notices above the page that stay until their cause has gone.

use yew::prelude::*;

use super::{button, click, icon::Icon};
use crate::l10n;

/// One notice, as it is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct BannerView {
    /// Its name in the page.
    pub kind: &'static str,
    /// What is the matter, and what it means for the user.
    pub text: AttrValue,
    /// What the button does that helps: its name in the page and its label.
    pub offer: Option<(&'static str, &'static str)>,
}

/// What the user does with a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BannerAction {
    /// Takes what the notice of this kind offers.
    Accept(&'static str),
    /// Takes the notice of this kind off the page.
    Dismiss(&'static str),
}

/// The notices. They are read out by the live region, not by themselves.
pub fn draw(banners: &[BannerView], on_action: &Callback<BannerAction>) -> Html {
    if banners.is_empty() {
        return Html::default();
    }
    html! {
        <section class="banners" aria-label={l10n::notice_lasting_region()}>
        for banner in banners {
            <div class="banner" role="note" data-role={role(banner.kind)} data-kind={banner.kind} onclick={on_click(banner.kind, on_action)}>
                { Icon::Alert.draw() }
                <p>{ &banner.text }</p>
                if let Some((action, label)) = banner.offer {
                    { button::labelled("button small", action, label) }
                }
                { button::with_icon("dismiss", l10n::dismiss(), Icon::Cross) }
            </div>
        }
        </section>
    }
}

/// The offer of a newer page is known by a name of its own.
fn role(kind: &'static str) -> &'static str {
    match kind {
        "update" => kind,
        _ => "banner",
    }
}

fn on_click(kind: &'static str, on_action: &Callback<BannerAction>) -> Callback<MouseEvent> {
    let on_action = on_action.clone();
    Callback::from(move |event: MouseEvent| {
        on_action.emit(match click::action(&event).as_deref() {
            Some("dismiss") => BannerAction::Dismiss(kind),
            Some(_) => BannerAction::Accept(kind),
            None => return,
        });
    })
}
