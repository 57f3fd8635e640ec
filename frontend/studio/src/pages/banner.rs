//! What the lasting notices say.

use crate::{components::banners::BannerView, feedback::Banner, format};

/// What it says and offers; nothing where the part that says so is missing itself.
pub fn banner(banner: &Banner) -> Option<BannerView> {
    let (text, offer) = match banner {
        Banner::NotStored(why) => (
            format!("{why} Leave this page open until all is saved."),
            None,
        ),
        Banner::SignedOut => (
            "You are signed out. Your changes wait until you are signed in again.".to_owned(),
            Some(("signed-in", "I am signed in again")),
        ),
        Banner::OtherVersion(count) => (
            format!(
                "{} of another version of this page {} kept on this device, and sent when that \
                 version is open.",
                format::counted(*count, "change"),
                if *count == 1 { "is" } else { "are" }
            ),
            None,
        ),
        Banner::NewVersion => (
            "A new version is ready.".to_owned(),
            Some(("update", "Reload")),
        ),
        // The frame says it, since this is in what is missing.
        Banner::Incomplete => return None,
    };
    Some(BannerView {
        kind: banner.kind(),
        text: text.into(),
        offer,
    })
}
