//! Numbers and times as people read and write them.

use shared::text::{isolated, shortened};

/// 12345 as `12,345`.
pub fn count(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1 video`, `2 videos`.
pub fn counted(number: usize, one: &str) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{} {one}{ending}", count(number))
}

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
    let minutes = seconds.div_ceil(60);
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{} h", count(usize::try_from(hours).unwrap_or(usize::MAX))),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

/// How long ago something was, in words.
pub fn ago(ms: u64) -> String {
    let minutes = ms / 60_000;
    let (number, one) = match minutes {
        ..60 => (minutes, "minute"),
        60..1_440 => (minutes / 60, "hour"),
        _ => (minutes / 1_440, "day"),
    };
    format!("{} ago", counted(number as usize, one))
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
    format!("“{}”", isolated(&shortened(name, LONGEST)))
}

/// A sentence as it goes on after a colon.
pub fn lower_first(sentence: &str) -> String {
    let mut chars = sentence.chars();
    match chars.next() {
        Some(first) => std::iter::once(first.to_ascii_lowercase())
            .chain(chars)
            .collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        assert_eq!(
            [count(0), count(999), count(12_345)],
            ["0", "999", "12,345"]
        );
        assert_eq!(
            [counted(1, "video"), counted(1_000, "video")],
            ["1 video", "1,000 videos"]
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
