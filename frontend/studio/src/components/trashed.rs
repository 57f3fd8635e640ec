//! What the row of a deleted video says: where it came from, since when it lies in the trash, how long it
//! stays.

use js_sys::Date;
use shared::Video;
use wasm_bindgen::JsValue;
use yew::prelude::*;

use crate::{duration, format, json, l10n};

const MINUTE_MS: u64 = 60_000;
const DAY_MS: u64 = 24 * 60 * MINUTE_MS;

/// What is known of a deleted video.
pub struct Trashed<'a> {
    /// The video.
    pub video: &'a Video,
    /// Where a restore puts it.
    pub former: Option<Former>,
    /// How long the server keeps what is deleted, in seconds; `None`: it has not said.
    pub stays: Option<u64>,
    /// The time of day by the server's clock, in milliseconds since the Unix epoch.
    pub now: u64,
}

/// A place among the videos of a course, by the titles beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Former {
    /// Its number there, counted from 1.
    pub place: usize,
    /// The title before it.
    pub after: Option<String>,
    /// The title behind it.
    pub before: Option<String>,
}

impl Trashed<'_> {
    /// The cells of its row, which is to be described by the one of this [id](kept_id).
    pub fn draw(&self) -> Html {
        let former = self.former.as_ref().map(Former::says);
        let since = self.video.deleted_at.unwrap_or(self.now);
        let age = self.now.saturating_sub(since);
        let left = self
            .stays
            .map(|stays| left((stays * 1_000).saturating_sub(age)));
        html! {
            <>
                <span role="gridcell" class="cell-duration">{ duration::shown(self.video.duration_seconds) }</span>
                <span role="gridcell" class="cell-former" title={former.clone()} data-role="former">{ former.clone().unwrap_or_default() }</span>
                <span role="gridcell" class="cell-kept" id={kept_id(self.video)}>
                    <time datetime={iso(since)} title={exact(since)} data-role="deleted-at">{ since_when(age) }</time>
                    if let Some(left) = left { <span data-role="days-left">{ left }</span> }
                </span>
            </>
        }
    }
}

/// The id of the cell that says since when a video is deleted, and how long it stays.
pub fn kept_id(video: &Video) -> String {
    format!("kept-{}", video.id)
}

impl Former {
    /// Where it goes back to, as a sentence.
    fn says(&self) -> String {
        let named = |title: &Option<String>| title.as_deref().map(format::quoted);
        match (named(&self.after), named(&self.before)) {
            (Some(after), Some(before)) => l10n::trash_back_between(&after, &before, self.place),
            (Some(after), None) => l10n::trash_back_after(&after, self.place),
            (None, Some(before)) => l10n::trash_back_before(&before, self.place),
            (None, None) => l10n::trash_back_alone().to_owned(),
        }
    }
}

fn since_when(age: u64) -> String {
    match age {
        ..MINUTE_MS => l10n::trash_just_now().to_owned(),
        _ => format::ago(age),
    }
}

/// How long it stays, in days that are begun.
fn left(ms: u64) -> String {
    match ms.div_ceil(DAY_MS) {
        0 => l10n::trash_goes().to_owned(),
        1 => l10n::trash_last_day().to_owned(),
        days => l10n::trash_days_left(usize::try_from(days).unwrap_or(usize::MAX)),
    }
}

fn iso(at: u64) -> String {
    Date::new(&(at as f64).into()).to_iso_string().into()
}

/// The time of day with its date, as the page's language writes it.
fn exact(at: u64) -> String {
    let how = json::object(r#"{"dateStyle":"long","timeStyle":"short"}"#);
    let date = Date::new(&(at as f64).into());
    date.to_locale_string(l10n::language().code(), &how.unwrap_or(JsValue::UNDEFINED))
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_days_that_are_left_are_those_that_are_begun() {
        let hours = |hours: u64| left(hours * 60 * MINUTE_MS);
        assert_eq!(
            [hours(0), hours(3), hours(24), hours(25), hours(720)],
            [
                "Goes at any time",
                "Last day",
                "Last day",
                "2 days left",
                "30 days left"
            ]
        );
        assert_eq!(
            [since_when(59_000), since_when(60_000)],
            ["Just now", "1 minute ago"]
        );
    }

    #[test]
    fn a_place_is_told_by_what_stands_beside_it() {
        let former = |after: Option<&str>, before: Option<&str>| Former {
            place: 4,
            after: after.map(str::to_owned),
            before: before.map(str::to_owned),
        };
        assert_eq!(
            [
                former(Some("A"), Some("B")).says(),
                former(Some("A"), None).says(),
                former(None, Some("B")).says(),
                former(None, None).says(),
            ],
            [
                "Goes back to number 4, between “A” and “B”",
                "Goes back to number 4, after “A”",
                "Goes back to number 4, before “B”",
                "Goes back as the only video",
            ]
        );
    }
}
