//! Fluent files as texts whose references are resolved.

use std::collections::{BTreeMap, BTreeSet};

use fluent_syntax::{
    ast::{
        self, Entry, Expression, InlineExpression, Pattern, PatternElement, Term, Variant,
        VariantKey,
    },
    parser,
    unicode::unescape_unicode_to_string,
};

use crate::{
    Language,
    message::{Key, Message, Part, Text},
};

/// A Fluent file.
#[derive(Clone, Debug)]
pub struct Source {
    /// What problems call it, such as `de/rows.ftl`.
    pub name: String,
    /// What is in it.
    pub text: String,
}

/// The messages of a language, by their ids.
pub fn messages(language: &Language, problems: &mut Vec<String>) -> BTreeMap<String, Message> {
    let mut patterns = Patterns::default();
    for source in &language.sources {
        patterns.add(source, problems);
    }
    let mut all = BTreeMap::new();
    let mut parts = BTreeSet::new();
    for id in patterns.messages.keys() {
        let mut resolving = Resolving {
            patterns: &patterns,
            inside: Vec::new(),
            parts: &mut parts,
        };
        match resolving.reference(id) {
            Ok(text) => {
                let message = Message {
                    text,
                    is_part: false,
                };
                all.insert((*id).to_owned(), message);
            }
            Err(problem) => problems.push(format!("`{id}` in {}: {problem}", language.code)),
        }
    }
    for (id, message) in &mut all {
        message.is_part = parts.contains(id);
    }
    all
}

/// The patterns of messages and, with a hyphen before the name, of terms.
#[derive(Default)]
struct Patterns<'a> {
    messages: BTreeMap<&'a str, Pattern<&'a str>>,
    terms: BTreeMap<String, Pattern<&'a str>>,
}

impl<'a> Patterns<'a> {
    fn add(&mut self, source: &'a Source, problems: &mut Vec<String>) {
        let name = &source.name;
        let resource = match parser::parse(source.text.as_str()) {
            Ok(resource) => resource,
            Err((resource, errors)) => {
                problems.extend(errors.iter().map(|error| {
                    let line = source.text[..error.pos.start].lines().count().max(1);
                    format!("{name}, line {line}: {error}")
                }));
                resource
            }
        };
        for entry in resource.body {
            let (id, known, attributes) = match entry {
                Entry::Message(ast::Message {
                    id,
                    value: Some(value),
                    attributes,
                    ..
                }) => {
                    let known = self.messages.insert(id.name, value).is_some();
                    (id.name, known, !attributes.is_empty())
                }
                Entry::Term(Term {
                    id,
                    value,
                    attributes,
                    ..
                }) => {
                    let known = self.terms.insert(id.name.to_owned(), value).is_some();
                    (id.name, known, !attributes.is_empty())
                }
                Entry::Message(message) => (message.id.name, false, true),
                // Junk is among the errors already.
                Entry::Comment(_)
                | Entry::GroupComment(_)
                | Entry::ResourceComment(_)
                | Entry::Junk { .. } => continue,
            };
            if known {
                problems.push(format!("{name}: `{id}` is there twice"));
            }
            if attributes {
                problems.push(format!(
                    "{name}: `{id}` has attributes, which are not taken"
                ));
            }
        }
    }
}

/// A message whose references are being followed.
struct Resolving<'a> {
    patterns: &'a Patterns<'a>,
    /// The messages and terms that it is in.
    inside: Vec<String>,
    /// The messages that others refer to.
    parts: &'a mut BTreeSet<String>,
}

impl Resolving<'_> {
    fn reference(&mut self, id: &str) -> Result<Text, String> {
        let pattern = match id.strip_prefix('-') {
            Some(term) => self.patterns.terms.get(term),
            None => self.patterns.messages.get(id),
        };
        let pattern = pattern.ok_or_else(|| format!("there is no `{id}`"))?;
        if self.inside.iter().any(|outer| outer == id) {
            return Err(format!("`{id}` refers to itself"));
        }
        if !self.inside.is_empty() {
            self.parts.insert(id.to_owned());
        }
        self.inside.push(id.to_owned());
        let text = self.pattern(pattern);
        self.inside.pop();
        text
    }

    fn pattern(&mut self, pattern: &Pattern<&str>) -> Result<Text, String> {
        let mut text = Text::default();
        for element in &pattern.elements {
            match element {
                PatternElement::TextElement { value } => text.push_plain(value),
                PatternElement::Placeable { expression } => {
                    text.append(self.expression(expression)?);
                }
            }
        }
        Ok(text)
    }

    fn expression(&mut self, expression: &Expression<&str>) -> Result<Text, String> {
        match expression {
            Expression::Inline(inline) => self.inline(inline),
            Expression::Select { selector, variants } => self.select(selector, variants),
        }
    }

    fn select(
        &mut self,
        selector: &InlineExpression<&str>,
        variants: &[Variant<&str>],
    ) -> Result<Text, String> {
        let InlineExpression::VariableReference { id } = selector else {
            return Err("a selector is a variable".to_owned());
        };
        let texts = variants.iter().map(|variant| {
            let key = match variant.key {
                VariantKey::Identifier { name } => Key::Named(name.to_owned()),
                VariantKey::NumberLiteral { value } => Key::Exactly(value.to_owned()),
            };
            Ok((key, self.pattern(&variant.value)?))
        });
        let texts: Result<_, String> = texts.collect();
        Ok(Text(vec![Part::Select {
            variable: id.name.to_owned(),
            variants: texts?,
            default: variants.iter().position(|it| it.default).unwrap_or(0),
        }]))
    }

    fn inline(&mut self, inline: &InlineExpression<&str>) -> Result<Text, String> {
        let value = |variable: &str, number| {
            Text(vec![Part::Value {
                variable: variable.to_owned(),
                number,
            }])
        };
        match inline {
            InlineExpression::StringLiteral { value } => {
                let mut text = Text::default();
                text.push_plain(&unescape_unicode_to_string(value));
                Ok(text)
            }
            InlineExpression::NumberLiteral { value } => {
                let mut text = Text::default();
                text.push_plain(value);
                Ok(text)
            }
            InlineExpression::VariableReference { id } => Ok(value(id.name, false)),
            InlineExpression::FunctionReference { id, arguments } => {
                match (id.name, arguments.positional.as_slice()) {
                    ("NUMBER", [InlineExpression::VariableReference { id }])
                        if arguments.named.is_empty() =>
                    {
                        Ok(value(id.name, true))
                    }
                    (name, _) => Err(format!("`{name}` is not taken but as `NUMBER($x)`")),
                }
            }
            InlineExpression::MessageReference {
                id,
                attribute: None,
            } => self.reference(id.name),
            InlineExpression::TermReference {
                id,
                attribute: None,
                arguments: None,
            } => self.reference(&format!("-{}", id.name)),
            InlineExpression::Placeable { expression } => self.expression(expression),
            InlineExpression::MessageReference { .. } | InlineExpression::TermReference { .. } => {
                Err("attributes and arguments of terms are not taken".to_owned())
            }
        }
    }
}
