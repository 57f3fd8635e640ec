//! How long a video runs, as people write and read it.

use crate::{format, l10n};

/// The largest unit first: its length in seconds, and how it is written, in whichever language.
const UNITS: [(i64, &[&str]); 3] = [
    (
        3_600,
        &[
            "h", "hr", "hrs", "hour", "hours", "std", "stunde", "stunden",
        ],
    ),
    (
        60,
        &["m", "min", "mins", "minute", "minutes", "'", "′", "minuten"],
    ),
    (
        1,
        &[
            "s", "sec", "secs", "second", "seconds", "\"", "″", "''", "sek", "sekunde", "sekunden",
        ],
    ),
];

/// `8:17`; a video of no length is one whose duration is not known, `–`.
pub fn shown(seconds: u32) -> String {
    match seconds {
        0 => "–".to_owned(),
        _ => format::clock(seconds),
    }
}

/// The same as a screen reader says it.
pub fn spoken(seconds: u32) -> String {
    match seconds {
        0 => l10n::duration_none().to_owned(),
        _ => format::clock(seconds),
    }
}

/// What `4:05`, `1:02:09`, `:30`, `1h2m`, `1m30`, `1.5 h`, `5 min` or `90` (seconds) stands for, in whole
/// seconds; the digits and signs of other scripts count as well.
///
/// # Errors
/// A sentence that says what to write.
pub fn seconds(text: &str) -> Result<i64, &'static str> {
    let text: String = text.trim().chars().map(latin).collect();
    let total = match text.contains(':') {
        true => by_colons(&text),
        false => by_units(&text),
    };
    let Some(total) = total else {
        return Err(match is_bare(&text, true) {
            true => l10n::duration_needs_unit(),
            false => l10n::duration_unread(),
        });
    };
    if total > i64::from(shared::course::DURATION_MAX_SECONDS) {
        return Err(l10n::duration_too_long());
    }
    Ok(total)
}

/// The same, where nothing stands for a duration that is not known.
///
/// # Errors
/// A sentence that says what to write.
pub fn seconds_or_none(text: &str) -> Result<i64, &'static str> {
    match text.trim() {
        "" | "–" | "-" => Ok(0),
        text => seconds(text),
    }
}

/// How a duration is understood that is being typed; nothing where it is empty or none.
pub fn reading(text: &str) -> Option<String> {
    let seconds = u32::try_from(seconds(text).ok()?).ok()?;
    let clock = format::clock(seconds);
    // Whoever means minutes is to see it.
    Some(match is_bare(text.trim(), false) {
        true => l10n::duration_from_seconds(&clock, seconds as usize, &seconds.to_string()),
        false => clock,
    })
}

/// A letter as a Latin keyboard has it.
fn latin(letter: char) -> char {
    let digit = |zero: char| char::from_digit(u32::from(letter) - u32::from(zero), 10);
    let found = match letter {
        '٠'..='٩' => digit('٠'),
        '۰'..='۹' => digit('۰'),
        '０'..='９' => digit('０'),
        '：' => Some(':'),
        ',' | '٫' | '．' | '，' => Some('.'),
        _ => letter.to_lowercase().next(),
    };
    found.unwrap_or(letter)
}

/// Is it a number alone, or one with a fraction?
fn is_bare(text: &str, fraction: bool) -> bool {
    let mut letters = text.chars().map(latin);
    !text.is_empty() && letters.all(|it| it.is_ascii_digit() || fraction && it == '.')
}

fn by_colons(text: &str) -> Option<i64> {
    let parts: Vec<&str> = text.split(':').collect();
    if parts.len() > 3 {
        return None;
    }
    let mut total = 0;
    for (at, part) in parts.iter().enumerate() {
        let value = match (at, part.trim()) {
            (0, "") => 0,
            (_, part) => digits(part)?,
        };
        if at > 0 && value > 59 {
            return None;
        }
        total = total * 60 + value;
    }
    Some(total)
}

/// Numbers with their units, the larger first; a number after the last one has the next smaller unit, and
/// a number alone is seconds.
fn by_units(text: &str) -> Option<i64> {
    let (mut total, mut next, mut rest) = (0, 0, text);
    while !rest.is_empty() {
        let (number, behind) = split(rest, |it| it.is_ascii_digit() || it == '.');
        let (word, behind) = split(behind.trim_start(), |it| {
            !it.is_ascii_digit() && it != '.' && !it.is_whitespace()
        });
        if word.is_empty() {
            let unit = match next {
                0 => 1,
                _ => UNITS.get(next)?.0,
            };
            return behind
                .is_empty()
                .then(|| digits(number))?
                .map(|it| total + it * unit);
        }
        let place = UNITS[next..]
            .iter()
            .position(|(_, words)| words.contains(&word))?;
        total += of_unit(number, UNITS[next + place].0)?;
        next += place + 1;
        rest = behind.trim_start();
    }
    (next > 0).then_some(total)
}

fn split(text: &str, inside: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(|it| !inside(it)).unwrap_or(text.len()))
}

/// So many of a unit, perhaps with a fraction, in whole seconds.
fn of_unit(number: &str, unit: i64) -> Option<i64> {
    let Some((whole, fraction)) = number.split_once('.') else {
        return Some(digits(number)? * unit);
    };
    let whole = if whole.is_empty() { 0 } else { digits(whole)? };
    let parts = 10_i64.pow(u32::try_from(fraction.len()).ok().filter(|it| *it <= 5)?);
    Some(whole * unit + (digits(fraction)? * unit + parts / 2) / parts)
}

fn digits(text: &str) -> Option<i64> {
    let fits = (1..=5).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    fits.then(|| text.parse().ok())?
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
            (":30", Some(30)),
            (":", None),
            ("", None),
            ("-1", None),
            ("1:2:3:4", None),
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
            ("1.30", None),
            ("1,5", None),
            ("h", None),
            ("soon", None),
            ("5 of 6", None),
            ("1e3", None),
            ("999999", None),
        ] {
            assert_eq!(seconds(text).ok(), expected, "{text}");
        }
    }

    #[test]
    fn units_are_written_in_many_ways() {
        for (text, expected) in [
            ("5 minutes", Some(300)),
            ("5 Min", Some(300)),
            ("1 hour 5 mins 3 secs", Some(3_903)),
            ("4'30", Some(270)),
            ("4′30″", Some(270)),
            ("1.5h", Some(5_400)),
            ("1,5 h", Some(5_400)),
            (".5m", Some(30)),
            ("0.01h", Some(36)),
            ("1.333 m", Some(80)),
            ("1.m", None),
            ("1.2.3m", None),
            ("1.123456m", None),
            ("5 months", None),
            ("1 Stunde 5 Minuten 3 Sekunden", Some(3_903)),
            ("2 Std", Some(7_200)),
            ("30 Sek", Some(30)),
        ] {
            assert_eq!(seconds(text).ok(), expected, "{text}");
        }
    }

    #[test]
    fn digits_of_other_scripts_count() {
        for (text, expected) in [
            ("１：３０", 90),
            ("٤:٣٠", 270),
            ("۹۰", 90),
            ("１，５h", 5_400),
        ] {
            assert_eq!(seconds(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn a_duration_is_read_back_while_it_is_typed() {
        assert_eq!(reading("90").as_deref(), Some("1:30, from 90 seconds"));
        assert_eq!(reading(" 1 ").as_deref(), Some("0:01, from 1 second"));
        assert_eq!(reading("1h").as_deref(), Some("1:00:00"));
        assert_eq!([reading(""), reading("1.5")], [None, None]);
    }

    #[test]
    fn what_is_wrong_says_what_to_write() {
        assert!(seconds("1.5").is_err_and(|why| why.contains("1.5h")));
        assert!(seconds("5 of").is_err_and(|why| why.contains("4:30")));
        assert!(seconds("25h").is_err_and(|why| why.contains("24 hours")));
    }

    #[test]
    fn nothing_stands_for_a_duration_that_is_not_known() {
        let nothing = ["", "  ", "–", "-"].map(seconds_or_none);
        assert_eq!(nothing, [Ok(0); 4]);
        assert_eq!([shown(0), shown(5)], ["–", "0:05"]);
        assert_eq!([spoken(0), spoken(5)], ["no duration", "0:05"]);
    }
}
