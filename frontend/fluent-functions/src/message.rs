//! A message whose references are resolved.

use std::collections::BTreeMap;

/// What a message says, in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Text(pub Vec<Part>);

/// A message of one language.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// What it says.
    pub text: Text,
    /// Do other messages refer to it?
    pub is_part: bool,
}

/// A part of a text.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    /// Letters as they are.
    Plain(String),
    /// The value of a variable.
    Value {
        /// Its name.
        variable: String,
        /// Whether `NUMBER` takes it.
        number: bool,
    },
    /// One of several texts.
    Select {
        /// The variable that decides.
        variable: String,
        /// The texts, each with its key.
        variants: Vec<(Key, Text)>,
        /// The place of the one that is taken when no key fits.
        default: usize,
    },
}

/// What a variable has to be for a variant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    /// This number.
    Exactly(String),
    /// This plural category or, for texts, this text.
    Named(String),
}

/// What a variable holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A text.
    Text,
    /// A whole number that is not below 0.
    Number,
}

const CATEGORIES: [&str; 5] = ["zero", "one", "two", "few", "many"];

impl Text {
    /// The text, where it has nothing but letters.
    pub fn plain(&self) -> Option<&str> {
        match self.0.as_slice() {
            [] => Some(""),
            [Part::Plain(text)] => Some(text),
            _ => None,
        }
    }

    /// Adds letters to the end.
    pub fn push_plain(&mut self, more: &str) {
        match self.0.last_mut() {
            Some(Part::Plain(text)) => text.push_str(more),
            _ => self.0.push(Part::Plain(more.to_owned())),
        }
    }

    /// Adds another text to the end.
    pub fn append(&mut self, other: Self) {
        for part in other.0 {
            match part {
                Part::Plain(text) => self.push_plain(&text),
                part => self.0.push(part),
            }
        }
    }

    /// What its variables are, by name.
    pub fn variables(&self) -> BTreeMap<String, Kind> {
        let mut all = BTreeMap::new();
        self.collect(&mut all);
        all
    }

    fn collect(&self, all: &mut BTreeMap<String, Kind>) {
        let mut add = |variable: &String, number: bool| {
            let kind = if number { Kind::Number } else { Kind::Text };
            let known = all.entry(variable.clone()).or_insert(kind);
            *known = kind.max(*known);
        };
        for part in &self.0 {
            match part {
                Part::Plain(_) => {}
                Part::Value { variable, number } => add(variable, *number),
                Part::Select {
                    variable, variants, ..
                } => add(variable, variants.iter().any(|(key, _)| key.is_of_number())),
            }
        }
        for part in &self.0 {
            if let Part::Select { variants, .. } = part {
                variants.iter().for_each(|(_, text)| text.collect(all));
            }
        }
    }
}

impl Key {
    fn is_of_number(&self) -> bool {
        match self {
            Self::Exactly(_) => true,
            Self::Named(name) => CATEGORIES.contains(&name.as_str()),
        }
    }
}
