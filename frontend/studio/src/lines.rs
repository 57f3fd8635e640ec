//! Titles from a text of several lines: a list that was written elsewhere.

use crate::duration;

/// Most videos that are added from one text.
pub const MOST: usize = 1_000;

/// What stands before the lines of a list.
const BULLETS: [char; 13] = [
    '-', '*', '+', '•', '‣', '◦', '▪', '▫', '●', '○', '·', '–', '—',
];

/// What stands before a task, after such a sign or without one.
const BOXES: [&str; 6] = ["[ ]", "[x]", "[X]", "☐", "☑", "☒"];

/// The lines of a text, without blank ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines {
    /// The titles, without space around them and without the marks of a list.
    pub titles: Vec<String>,
    /// Their durations in seconds, one for each, 0 where a line has none; none where the text has no column of
    /// them.
    pub durations: Vec<i64>,
    /// The marks that were left out.
    pub marks: Marks,
}

/// Marks of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Marks {
    /// There are none, or what looks like one belongs to a title.
    #[default]
    None,
    /// A sign before each line.
    Bullets,
    /// A number before each line.
    Numbers,
}

impl Lines {
    /// The lines of a text.
    ///
    /// Marks make a list of lines, and no title: they are left out where every line has one, or most of
    /// them. Numbers are marks only where they count up one by one, so that “2024. A year” keeps its number. A
    /// last column, as a table has it, is one of durations where it can be nothing else: what is only a number may
    /// be another one. So is a time at the end of most lines, as a list of chapters has it: “Loops (3:20)”. A line
    /// without one is a title as it is. A line of nothing but a mark, as an editor begins the next one, has no
    /// title.
    pub fn of(text: &str) -> Self {
        let lines = text.split(is_break).map(trimmed);
        let lines: Vec<&str> = lines.filter(|line| !line.is_empty()).collect();
        let (lines, mut durations) = columns(lines);
        let (mut titles, marks) = if let Some(titles) = after_bullets(&lines) {
            (titles, Marks::Bullets)
        } else if let Some(titles) = after_numbers(&lines) {
            (titles, Marks::Numbers)
        } else {
            (lines, Marks::None)
        };
        let mut of_title = titles.iter().map(|title| !title.is_empty());
        durations.retain(|_| of_title.next() == Some(true));
        titles.retain(|title| !title.is_empty());
        Self {
            titles: titles.into_iter().map(str::to_owned).collect(),
            durations,
            marks,
        }
    }
}

/// Are so many of these lines alike that the others are their headings, or notes between them?
fn are_most(alike: usize, lines: usize) -> bool {
    alike >= 3 && alike * 3 >= lines * 2
}

/// The titles and the durations of lines of which some have both, with a tab between them, or most with a time
/// at the end. A line that has neither is a title as it is.
fn columns(lines: Vec<&str>) -> (Vec<&str>, Vec<i64>) {
    let known: Vec<Option<(&str, i64)>> = lines.iter().map(|line| column(line)).collect();
    let has_columns = known.iter().flatten().any(|(_, seconds)| *seconds > 0);
    let ends: Vec<Option<(&str, i64)>> = lines.iter().map(|line| time_at_end(line)).collect();
    let count = ends.iter().flatten().count();
    let have_ends = are_most(count, lines.len()) || count == lines.len() && count > 1;
    if !has_columns && !have_ends {
        return (lines, Vec::new());
    }
    let either = known.into_iter().zip(ends);
    let known = either.map(|(column, end)| match have_ends {
        true => column.or(end),
        false => column,
    });
    let both = lines.into_iter().zip(known);
    both.map(|(line, known)| known.unwrap_or((line, 0))).unzip()
}

/// The title and the time at the end of a line, in brackets or after a sign: `Loops 3:20`, `Loops – 4m30`,
/// `Loops (1:02:03)`.
fn time_at_end(line: &str) -> Option<(&str, i64)> {
    let bare = line.strip_suffix([')', ']']).unwrap_or(line);
    let start = bare.rfind(|c: char| c.is_whitespace() || matches!(c, '(' | '['))?;
    let (title, time) = bare.split_at(start);
    let time = time.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '(' | '['));
    // What is only a number is perhaps a part of the title.
    let is_time = time.contains(|c: char| c == ':' || c.is_alphabetic());
    let begins = time.starts_with(|c: char| c.is_ascii_digit());
    let seconds = duration::seconds(time).ok().filter(|_| is_time && begins)?;
    let signs = |c: char| {
        c.is_whitespace() || BULLETS.contains(&c) || matches!(c, ',' | ';' | '|' | '/' | '(' | '[')
    };
    let title = title.trim_end_matches(signs);
    (!title.is_empty()).then_some((title, seconds))
}

/// The title and the duration of a line that has a column for it: 0 where that is empty.
fn column(line: &str) -> Option<(&str, i64)> {
    let (title, duration) = line.rsplit_once('\t')?;
    let (title, duration) = (trimmed(title), trimmed(duration));
    let is_number = duration.chars().all(|c| c.is_ascii_digit());
    let seconds = match duration.is_empty() {
        true => 0,
        false => duration::seconds(duration).ok().filter(|_| !is_number)?,
    };
    (!title.is_empty()).then_some((title, seconds))
}

/// A text as one line, as a field takes it.
pub fn joined(text: &str) -> String {
    let lines = text.split(is_break).map(trimmed);
    let lines: Vec<&str> = lines.filter(|line| !line.is_empty()).collect();
    lines.join(" ")
}

fn is_break(c: char) -> bool {
    matches!(c, '\n'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

fn trimmed(line: &str) -> &str {
    line.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}')
}

/// What follows the bullets, if every line has one, or most of them.
fn after_bullets<'a>(lines: &[&'a str]) -> Option<Vec<&'a str>> {
    let after = |line: &&'a str| {
        let bare = line.strip_prefix(BULLETS).and_then(after_mark);
        let rest = bare.unwrap_or(line);
        let mut boxes = BOXES.iter();
        let boxed = boxes.find_map(|known| after_mark(rest.strip_prefix(known)?));
        boxed.or(bare)
    };
    without(lines, lines.iter().map(after).collect())
}

/// What follows the numbers, if every line has one, or most of them, and they count up.
fn after_numbers<'a>(lines: &[&'a str]) -> Option<Vec<&'a str>> {
    let mut next = None;
    let after = |line: &&'a str| {
        let end = line.find(|c: char| !c.is_ascii_digit())?;
        let number: u32 = line[..end].parse::<u16>().ok()?.into();
        let rest = &line[end..];
        // A column of numbers, or numbers with a sign.
        let rest = match rest.strip_prefix(['.', ')', ':']) {
            Some(rest) => after_mark(rest)?,
            None => trimmed(rest.strip_prefix('\t')?),
        };
        let counts_up = next.is_none_or(|next| next == number);
        next = Some(number + 1);
        counts_up.then_some(rest)
    };
    without(lines, lines.iter().map(after).collect())
}

/// What follows a mark, after a space; `None` where something else follows, which is no mark then.
fn after_mark(text: &str) -> Option<&str> {
    let rest = text.trim_start();
    (rest.len() < text.len() || text.is_empty()).then_some(rest)
}

/// The lines without their marks, where all have one, or most of them; unless nothing is left of any.
fn without<'a>(lines: &[&'a str], bare: Vec<Option<&'a str>>) -> Option<Vec<&'a str>> {
    let marked = bare.iter().flatten();
    let says_something = marked.clone().any(|title| !title.is_empty());
    let count = marked.count();
    let enough = count == lines.len() || are_most(count, lines.len());
    let titles = lines
        .iter()
        .zip(bare)
        .map(|(line, bare)| bare.unwrap_or(line));
    (says_something && enough).then(|| titles.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> (Vec<String>, Marks) {
        let Lines { titles, marks, .. } = Lines::of(text);
        (titles, marks)
    }

    fn titles<const N: usize>(titles: [&str; N]) -> Vec<String> {
        titles.map(str::to_owned).to_vec()
    }

    #[test]
    fn each_line_is_a_title_and_blank_ones_are_none() {
        for text in [
            "Loops\nTraits\nMacros",
            "\u{feff}Loops\r\nTraits\r\nMacros\r\n",
            "  Loops\t\r\r \tTraits\u{2028}\u{a0}\u{2029}Macros\n\n",
        ] {
            let expected = titles(["Loops", "Traits", "Macros"]);
            assert_eq!(of(text), (expected, Marks::None), "{text:?}");
        }
        assert_eq!(of(" \n\n\t"), (vec![], Marks::None));
        assert_eq!(joined(" Loops\r\n\r\nTraits \n"), "Loops Traits");
    }

    #[test]
    fn marks_that_all_lines_have_are_left_out() {
        let expected = titles(["Loops", "Traits"]);
        for (text, marks) in [
            ("- Loops\n- Traits", Marks::Bullets),
            ("•\tLoops\n\n•\tTraits", Marks::Bullets),
            ("* Loops\n  – Traits", Marks::Bullets),
            ("- [ ] Loops\n- [x] Traits", Marks::Bullets),
            ("[ ] Loops\n[x] Traits", Marks::Bullets),
            ("☐ Loops\n☑ Traits", Marks::Bullets),
            ("1\tLoops\n2\tTraits", Marks::Numbers),
            ("1. Loops\n2. Traits", Marks::Numbers),
            ("09) Loops\n10) Traits", Marks::Numbers),
            ("1. Loops\n2.\n3. Traits\n4. ", Marks::Numbers),
            ("- Loops\n-\n- [ ] Traits\n- [ ]", Marks::Bullets),
        ] {
            assert_eq!(of(text), (expected.clone(), marks), "{text:?}");
        }
    }

    #[test]
    fn a_last_column_of_durations_is_no_part_of_the_titles() {
        let Lines {
            titles: found,
            durations,
            marks,
        } = Lines::of("1. Loops\t3:20\r\n2. Traits \t 1h\n");
        assert_eq!(found, titles(["Loops", "Traits"]));
        assert_eq!(durations, [200, 3_600]);
        assert_eq!(marks, Marks::Numbers);
        let of_titles = Lines::of("1. Loops\t3:20\n2.\t1:00\n3. Traits\t1h");
        assert_eq!(of_titles.durations, [200, 3_600]);
        let some = |text: &str| {
            let Lines {
                titles, durations, ..
            } = Lines::of(text);
            (titles.join("|"), durations)
        };
        // A line without one costs the others nothing.
        for (text, titles, durations) in [
            ("Loops\t3:20\nTraits", "Loops|Traits", vec![200, 0]),
            (
                "Loops\t3:20\nTraits\t\nMacros\t1h",
                "Loops|Traits|Macros",
                vec![200, 0, 3_600],
            ),
            (
                "Title\tLength\nTraits\t3:20",
                "Title\tLength|Traits",
                vec![0, 200],
            ),
            (
                "1\tLoops\t3:20\n2\tTraits\t4:00",
                "Loops|Traits",
                vec![200, 240],
            ),
            ("Loops\t3\nTraits\t4", "Loops\t3|Traits\t4", vec![]),
            ("Loops\t\nTraits\t", "Loops|Traits", vec![]),
        ] {
            assert_eq!(some(text), (titles.to_owned(), durations), "{text:?}");
        }
    }

    #[test]
    fn a_time_at_the_end_of_most_lines_is_a_duration() {
        let read = |text: &str| {
            let Lines {
                titles, durations, ..
            } = Lines::of(text);
            (titles.join("|"), durations)
        };
        for (text, titles, durations) in [
            ("Loops 2:10\nTraits 12:05", "Loops|Traits", vec![130, 725]),
            (
                "1. Loops (2:10)\n2. Traits [1:02:03]",
                "Loops|Traits",
                vec![130, 3_723],
            ),
            (
                "Loops – 4m30\nTraits, 2:10\nMacros 1h",
                "Loops|Traits|Macros",
                vec![270, 130, 3_600],
            ),
            (
                "Part one\nLoops 2:10\nTraits 3:00\nMacros 4:00",
                "Part one|Loops|Traits|Macros",
                vec![0, 130, 180, 240],
            ),
            // One of several is a title, and so is what is only a number.
            (
                "Loops\nTraits\nMeet at 9:30",
                "Loops|Traits|Meet at 9:30",
                vec![],
            ),
            ("Meet at 9:30", "Meet at 9:30", vec![]),
            (
                "Lesson 1\nLesson 2\nLesson 3",
                "Lesson 1|Lesson 2|Lesson 3",
                vec![],
            ),
            ("2:10\n3:10", "2:10|3:10", vec![]),
        ] {
            assert_eq!(read(text), (titles.to_owned(), durations), "{text:?}");
        }
    }

    /// A heading, or a note in between, keeps no other line from being read.
    #[test]
    fn marks_that_most_lines_have_are_left_out() {
        for (text, expected, marks) in [
            (
                "Week 1\n1. Loops\n2. Traits\n3. Macros",
                "Week 1|Loops|Traits|Macros",
                Marks::Numbers,
            ),
            (
                "- Loops\n- Traits\n- Macros\nsee notes",
                "Loops|Traits|Macros|see notes",
                Marks::Bullets,
            ),
            (
                "Week 1\n- Loops\n- Traits",
                "Week 1|- Loops|- Traits",
                Marks::None,
            ),
            (
                "Week 1\n1. Loops\n2. Traits\n2. Macros",
                "Week 1|1. Loops|2. Traits|2. Macros",
                Marks::None,
            ),
        ] {
            let (titles, found) = of(text);
            assert_eq!(
                (titles.join("|").as_str(), found),
                (expected, marks),
                "{text:?}"
            );
        }
    }

    #[test]
    fn what_may_belong_to_a_title_stays() {
        for text in [
            "1. Loops\nTraits",
            "2023. A year\n2025. A year",
            "1. Loops\n1. Traits",
            "1.1 Loops\n1.2 Traits",
            "3 ways\n4 ways",
            "-5 degrees\n-6 degrees",
            "- Loops\nTraits",
            "-\n-",
            "1.\n2.",
            "4294967295. Loops\n0. Traits",
        ] {
            let (kept, marks) = of(text);
            assert_eq!((kept.join("\n").as_str(), marks), (text, Marks::None));
        }
    }
}
