//! Numbers and times as people read and write them.

use shared::text::{isolated, shortened};

use crate::l10n::{self, Language};

/// `true` or `false`, as attributes have it.
pub fn flag(on: bool) -> &'static str {
    if on { "true" } else { "false" }
}

/// Seconds as `4:05` or `1:02:09`.
pub fn clock(seconds: u32) -> String {
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes}:{seconds:02}")
    }
}

/// Seconds as `48 min` or `11 h 5 min`, for sums.
pub fn length(seconds: u64) -> String {
    let whole = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    let minutes = seconds.div_ceil(60);
    match (whole(minutes / 60), whole(minutes % 60)) {
        (0, minutes) => l10n::length_minutes(minutes),
        (hours, 0) => l10n::length_hours(hours),
        (hours, minutes) => l10n::length_hours_minutes(hours, minutes),
    }
}

/// How long ago something was, in words.
pub fn ago(ms: u64) -> String {
    let minutes = usize::try_from(ms / 60_000).unwrap_or(usize::MAX);
    match minutes {
        ..60 => l10n::minutes_ago(minutes),
        60..1_440 => l10n::hours_ago(minutes / 60),
        _ => l10n::days_ago(minutes / 1_440),
    }
}

/// The width of a part of a whole, as a style. (Whole numbers: writing fractions takes eleven
/// kilobytes of page.)
pub fn width(part: usize, whole: usize) -> String {
    let hundredths = part.saturating_mul(10_000) / whole.max(1);
    format!("width:{}.{:02}%", hundredths / 100, hundredths % 100)
}

/// A name in quotation marks, cut where it is long.
pub fn quoted(name: &str) -> String {
    const LONGEST: usize = 48;
    l10n::quoted(&isolated(&shortened(name, LONGEST)))
}

/// A sentence as it goes on after a colon: in English in lower case, in German as it is.
pub fn after_colon(sentence: &str) -> String {
    let mut text = sentence.to_owned();
    if let (Language::En, Some(first)) = (l10n::language(), text.get_mut(..1)) {
        first.make_ascii_lowercase();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        assert_eq!(
            [l10n::number(0), l10n::number(999), l10n::number(12_345)],
            ["0", "999", "12,345"]
        );
        assert_eq!(
            [clock(5), clock(245), clock(3729)],
            ["0:05", "4:05", "1:02:09"]
        );
        assert_eq!(
            [length(2_880), length(7_200), length(39_900)],
            ["48 min", "2 h", "11 h 5 min"]
        );
    }

    #[test]
    fn widths_are_shares() {
        let widths = [width(1, 3), width(0, 0), width(7, 7), width(1, 10_000)];
        assert_eq!(
            widths,
            [
                "width:33.33%",
                "width:0.00%",
                "width:100.00%",
                "width:0.01%"
            ]
        );
    }

    #[test]
    fn long_names_are_cut() {
        assert_eq!(quoted("Traits"), "“Traits”");
        assert_eq!(quoted(&"a".repeat(60)).chars().count(), 50);
        assert_eq!(quoted(&"🇩🇪".repeat(60)), format!("“{}…”", "🇩🇪".repeat(47)));
        assert_eq!(quoted("שיעור (א)"), "“\u{2068}שיעור (א)\u{2069}”");
    }

    #[test]
    fn after_a_colon_each_language_has_its_own_case() {
        assert_eq!(after_colon("The title."), "the title.");
        assert_eq!(after_colon("Öl"), "Öl");
        l10n::speak(Language::De);
        assert_eq!(after_colon("Der Titel."), "Der Titel.");
    }

    #[test]
    fn an_age_is_told_in_its_largest_unit() {
        for (ms, words) in [
            (60_000, "1 minute ago"),
            (59 * 60_000, "59 minutes ago"),
            (60 * 60_000, "1 hour ago"),
            (49 * 3_600_000, "2 days ago"),
        ] {
            assert_eq!(ago(ms), words);
        }
    }
}
