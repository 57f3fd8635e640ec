//! New titles for many videos, from a pattern.

use shared::text::{checked_title, composed};

/// A pattern: first one text is replaced by another, then the rest is put around the title.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retitle {
    /// What to replace in each title; nothing where it is empty.
    pub find: String,
    /// What to put there.
    pub with: String,
    /// The whole: `{title}` stands for the title, `{n}` for a number that counts up.
    pub pattern: String,
    /// The first number.
    pub from: usize,
}

impl Retitle {
    /// The new title of each; `None` where it stays the same, or would be none.
    pub fn of<'a>(
        &self,
        titles: impl ExactSizeIterator<Item = &'a str>,
    ) -> impl Iterator<Item = Option<String>> {
        let last = self.from + titles.len().saturating_sub(1);
        let digits = last.to_string().len();
        // As titles are.
        let find = composed(&self.find);
        titles.zip(self.from..).map(move |(old, number)| {
            let kept = if find.is_empty() {
                old.to_owned()
            } else {
                old.replace(&*find, &self.with)
            };
            let number = format!("{number:0digits$}");
            // The title last, since it may hold a `{n}` of its own.
            let new = self.pattern.replace("{n}", &number);
            let new = checked_title(&new.replace("{title}", &kept)).ok()?;
            (new != old).then_some(new)
        })
    }
}

/// What stands in braces in a pattern, and stands for nothing.
pub fn unknown(pattern: &str) -> Vec<&str> {
    let in_braces = pattern.split('{').skip(1);
    let names = in_braces.filter_map(|rest| rest.split_once('}').map(|(name, _)| name));
    names
        .filter(|name| !["n", "title"].contains(name))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(find: &str, with: &str, pattern: &str, titles: &[&str]) -> Vec<Option<String>> {
        let retitle = Retitle {
            find: find.into(),
            with: with.into(),
            pattern: pattern.into(),
            from: 9,
        };
        retitle.of(titles.iter().copied()).collect()
    }

    #[test]
    fn titles_are_numbered_and_keep_their_text() {
        let new = of("", "", "{n}. {title}", &["Traits", "{n} ways"]);
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(new, [some("09. Traits"), some("10. {n} ways")]);
    }

    #[test]
    fn a_text_is_replaced_and_the_rest_stays() {
        let new = of(
            "Rust 2021",
            "Rust 2024",
            "{title}",
            &["Rust 2021: lets", "Loops"],
        );
        assert_eq!(new, [Some("Rust 2024: lets".to_owned()), None]);
    }

    #[test]
    fn what_stands_for_nothing_is_found() {
        assert_eq!(unknown("{nn} {Title}, {n} {title}"), ["nn", "Title"]);
        assert_eq!(unknown("a } b { c"), [""; 0]);
    }

    #[test]
    fn what_would_be_no_title_stays() {
        assert_eq!(of("Loops", " ", "{title}", &["Loops"]), [None]);
        assert_eq!(of("", "", &"x".repeat(201), &["Loops"]), [None]);
    }
}
