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

/// What `4:05`, `1:02:09`, `1h2m`, `1m30` or `90` (seconds) stands for.
///
/// # Errors
/// A sentence that says what to write.
pub fn seconds(text: &str) -> Result<i64, &'static str> {
    const HELP: &str = "Write the duration as minutes:seconds, like 4:30, or like 4m30.";
    let text = text.trim();
    let total = match text.contains(':') {
        true => by_colons(text),
        false => by_units(text),
    };
    let total = total.ok_or(HELP)?;
    if total > i64::from(shared::course::DURATION_MAX_SECONDS) {
        return Err("A video runs at most 24 hours.");
    }
    Ok(total)
}

fn by_colons(text: &str) -> Option<i64> {
    let parts: Vec<&str> = text.split(':').collect();
    if parts.len() > 3 {
        return None;
    }
    let mut total = 0;
    for (at, part) in parts.iter().enumerate() {
        let value = digits(part)?;
        if at > 0 && value > 59 {
            return None;
        }
        total = total * 60 + value;
    }
    Some(total)
}

/// A number with its unit, the larger first; what follows the last has the next smaller one, and a
/// number alone is seconds.
fn by_units(text: &str) -> Option<i64> {
    const UNITS: [(char, i64); 3] = [('h', 3_600), ('m', 60), ('s', 1)];
    let (mut total, mut next, mut rest) = (0, 0, text);
    while !rest.is_empty() {
        let end = rest.find(|letter: char| !letter.is_ascii_digit());
        let (number, behind) = rest.split_at(end.unwrap_or(rest.len()));
        let value = digits(number)?;
        let behind = behind.trim_start();
        let Some(unit) = behind.chars().next() else {
            return match next {
                0 => Some(value),
                _ => Some(total + value * UNITS.get(next)?.1),
            };
        };
        let place = UNITS[next..]
            .iter()
            .position(|(letter, _)| *letter == unit.to_ascii_lowercase())?;
        total += value * UNITS[next + place].1;
        next += place + 1;
        rest = behind[unit.len_utf8()..].trim_start();
    }
    (next > 0).then_some(total)
}

fn digits(text: &str) -> Option<i64> {
    let fits = (1..=5).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    fits.then(|| text.parse().ok())?
}

/// How a duration is understood that is being typed; nothing where it is empty or none.
pub fn reading(text: &str) -> Option<String> {
    let seconds = seconds(text).ok()?;
    Some(clock(u32::try_from(seconds).ok()?))
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
    fn durations_are_read_as_they_are_written() {
        for (text, expected) in [
            ("4:05", Some(245)),
            (" 0:00 ", Some(0)),
            ("90", Some(90)),
            ("1:02:09", Some(3729)),
            ("75:00", Some(4500)),
            ("24:00:00", Some(86_400)),
            ("24:00:01", None),
            ("4:60", None),
            ("4:", None),
            (":30", None),
            ("", None),
            ("-1", None),
            ("1:2:3:4", None),
            ("٣", None),
            ("1:30:00", Some(5_400)),
            ("1m30", Some(90)),
            ("1h", Some(3_600)),
            ("1h2m9s", Some(3_729)),
            ("1 h 2 m", Some(3_720)),
            ("1H30", Some(5_400)),
            ("90s", Some(90)),
            ("1s30", None),
            ("30m1h", None),
            ("1m2m", None),
            ("1.5", None),
            ("5 minutes", None),
            ("h", None),
        ] {
            assert_eq!(seconds(text).ok(), expected, "{text}");
        }
    }

    #[test]
    fn a_duration_is_read_back_while_it_is_typed() {
        assert_eq!(reading("90").as_deref(), Some("1:30"));
        assert_eq!(reading("1h").as_deref(), Some("1:00:00"));
        assert_eq!([reading(""), reading("1.5")], [None, None]);
    }

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
