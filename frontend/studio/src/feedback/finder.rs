//! What the user looks for in a list, and in which order it is shown.

use std::rc::Rc;

/// What is looked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Finder {
    /// Words, all of which must occur in a title, in either case.
    pub text: Rc<str>,
    /// Published ones, drafts, or both.
    pub status: StatusFilter,
    /// The order of what is found.
    pub sort: Sort,
}

/// The parameters of an address.
const NAMES: [&str; 3] = ["search", "filter", "sort"];

/// Published or not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StatusFilter {
    /// Either.
    #[default]
    All,
    /// What learners see.
    Published,
    /// What they do not.
    Drafts,
}

/// An order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// As learners see them.
    #[default]
    Position,
    /// By title.
    Title,
    /// The longest first.
    Duration,
    /// By title, the last first.
    TitleDown,
    /// The shortest first.
    Shortest,
    /// Drafts first.
    Drafts,
    /// Published ones first.
    Published,
}

impl Finder {
    /// What the parameters of an address look for; those that mean nothing are ignored.
    pub fn of(get: &dyn Fn(&str) -> Option<String>) -> Self {
        let [search, filter, sort] = NAMES.map(|name| get(name).unwrap_or_default());
        let status = [StatusFilter::Published, StatusFilter::Drafts];
        let sorts = &Sort::ALL[1..];
        Self {
            text: search.into(),
            status: named(&status, |status| status.name(), &filter),
            sort: named(sorts, |sort| sort.name(), &sort),
        }
    }

    /// The parameters of an address that looks for this; an empty one need not stand there.
    pub fn parameters(&self) -> [(&'static str, &str); 3] {
        let text = if self.text.trim().is_empty() {
            ""
        } else {
            &self.text
        };
        let [search, filter, sort] = NAMES;
        [
            (search, text),
            (filter, self.status.name()),
            (sort, self.sort.name()),
        ]
    }

    /// Does it leave anything out?
    pub fn narrows(&self) -> bool {
        !self.text.trim().is_empty() || self.status != StatusFilter::All
    }

    /// Is the whole list shown in its own order?
    pub fn is_plain(&self) -> bool {
        !self.narrows() && self.sort == Sort::Position
    }
}

impl StatusFilter {
    fn name(self) -> &'static str {
        match self {
            Self::All => "",
            Self::Published => "published",
            Self::Drafts => "drafts",
        }
    }
}

impl Sort {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 7] = [
        Self::Position,
        Self::Title,
        Self::Duration,
        Self::TitleDown,
        Self::Shortest,
        Self::Drafts,
        Self::Published,
    ];

    /// Is it by title, one way or the other?
    pub fn is_by_title(self) -> bool {
        matches!(self, Self::Title | Self::TitleDown)
    }

    /// Its name in an address and for messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Position => "",
            Self::Title => "title",
            Self::Duration => "longest",
            Self::TitleDown => "title-down",
            Self::Shortest => "shortest",
            Self::Drafts => "drafts",
            Self::Published => "published",
        }
    }
}

fn named<C: Copy + Default>(choices: &[C], name: fn(C) -> &'static str, wanted: &str) -> C {
    let found = choices.iter().find(|choice| name(**choice) == wanted);
    found.copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Finder {
        Finder::of(&|name| {
            let pair = pairs.iter().find(|(known, _)| *known == name);
            pair.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn an_address_looks_for_what_it_was_written_from() {
        let status = [
            StatusFilter::All,
            StatusFilter::Published,
            StatusFilter::Drafts,
        ];
        for (at, sort) in Sort::ALL.into_iter().enumerate() {
            assert_eq!(sort as usize, at);
            let status = status[at % 3];
            let text = "Übung & mehr".into();
            let finder = Finder { text, status, sort };
            assert_eq!(read(&finder.parameters()), finder);
        }
        assert!(
            Finder::default()
                .parameters()
                .iter()
                .all(|(_, value)| value.is_empty())
        );
    }

    #[test]
    fn what_means_nothing_in_an_address_is_ignored() {
        let finder = read(&[
            ("filter", "PUBLISHED"),
            ("sort", "1' or 1=1"),
            ("other", "x"),
        ]);
        assert_eq!(finder, Finder::default());
    }
}
