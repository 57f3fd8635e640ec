//! What the lasting notices say.

use crate::{components::banners::BannerView, feedback::Banner, l10n, reasons};

/// What it says and offers; nothing where the part that says so is missing itself.
pub fn banner(banner: &Banner) -> Option<BannerView> {
    let (text, offer) = match banner {
        Banner::NotStored(why) => (l10n::notice_not_stored_why(&reasons::said(why)), None),
        Banner::SignedOut => (
            l10n::notice_signed_out().to_owned(),
            Some(("signed-in", l10n::notice_signed_in())),
        ),
        Banner::OtherVersion(count) => (l10n::notice_other_version(*count), None),
        Banner::NewVersion => (
            l10n::notice_new_version().to_owned(),
            Some(("update", l10n::notice_reload())),
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
