//! Makes a Rust function of each message in [Fluent](https://projectfluent.org) files, when a program is
//! built: a text that is missing in a language, or a value that is not given to it, fails the build, and
//! the program carries neither a parser nor an interpreter of texts.
//!
//! `fluent-syntax`, the parser of Project Fluent itself, reads the files. Of the syntax this takes: messages
//! and terms with references to each other, variables, string literals, `NUMBER($x)`, and selectors over a
//! variable. Attributes, arguments of terms and other functions are problems.
//!
//! A variable is a number where a selector has plural categories or numbers as its keys, or where `NUMBER`
//! takes it: its parameter is a `usize`. Each other one is a `&str`. Parameters come in the order of the
//! alphabet, so that a text that is worded anew does not swap them.
//!
//! A function that nobody calls is dead code, which the compiler tells; but for messages that others refer to.
//!
//! The functions use what stands beside them, as the program sees fit:
//!
//! | name | meaning |
//! | --- | --- |
//! | `enum Language` | a variant for each language, in the order of [`functions`]: `En`, `De` |
//! | `fn language() -> Language` | the reader's language |
//! | `fn pick<const N: usize>(texts: [&'static str; N]) -> &'static str` | the text in the reader's language |
//! | `fn join(parts: &[&str]) -> String` | the parts as one text |
//! | `fn number(value: usize) -> String` | a number as the reader writes it |
//! | `fn plural(value: usize) -> &'static str` | its [category](https://cldr.unicode.org/index/cldr-spec/plural-rules) in the reader's language: `one`, `other` … |

mod message;
mod read;
mod write;

use std::{collections::BTreeMap, fmt};

use message::Message;
pub use read::Source;

/// A language: its code, such as `de`, and the Fluent files with its texts.
#[derive(Clone, Debug)]
pub struct Language {
    /// The code, of letters alone.
    pub code: String,
    /// Its files.
    pub sources: Vec<Source>,
}

/// Why no functions could be made, a sentence for each problem.
#[derive(Debug, PartialEq, Eq)]
pub struct Problems(pub Vec<String>);

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("\n"))
    }
}

impl std::error::Error for Problems {}

/// The functions for the messages of these languages, as Rust. The first language is the one that the
/// others are translated from: they have the messages that it has.
pub fn functions(languages: &[Language]) -> Result<String, Problems> {
    let mut problems = Vec::new();
    let read: Vec<_> = languages
        .iter()
        .map(|language| read::messages(language, &mut problems))
        .collect();
    let Some((first, others)) = read.split_first() else {
        return Ok(String::new());
    };
    for (language, messages) in languages[1..].iter().zip(others) {
        compare(first, messages, language, &mut problems);
    }
    if !problems.is_empty() {
        return Err(Problems(problems));
    }
    let code = first.keys().map(|id| {
        let texts: Vec<_> = languages
            .iter()
            .zip(&read)
            .map(|(language, messages)| (language.code.as_str(), &messages[id]))
            .collect();
        write::function(id, &texts)
    });
    Ok(code.collect())
}

/// What a translation lacks, or has too much.
fn compare(
    first: &BTreeMap<String, Message>,
    other: &BTreeMap<String, Message>,
    language: &Language,
    problems: &mut Vec<String>,
) {
    let code = &language.code;
    for (id, message) in first {
        match other.get(id) {
            None => problems.push(format!("`{id}` is missing in {code}")),
            Some(translated) => {
                let known = message.text.variables();
                let strange = translated
                    .text
                    .variables()
                    .into_keys()
                    .filter(|variable| !known.contains_key(variable));
                problems.extend(
                    strange.map(|it| format!("`{id}` has `${it}` in {code}, but not in the first")),
                );
            }
        }
    }
    let strange = other.keys().filter(|id| !first.contains_key(*id));
    problems.extend(strange.map(|id| format!("`{id}` is only in {code}")));
}

#[cfg(test)]
mod tests;
