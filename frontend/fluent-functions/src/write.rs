//! Texts as Rust.

use std::collections::BTreeMap;

use crate::message::{Key, Kind, Message, Part, Text};

type Variables = BTreeMap<String, Kind>;

/// The function for a message, whose text is given in each language.
pub fn function(id: &str, messages: &[(&str, &Message)]) -> String {
    let texts: Vec<_> = messages
        .iter()
        .map(|(code, it)| (*code, &it.text))
        .collect();
    let mut variables = Variables::new();
    for (_, text) in &texts {
        for (variable, kind) in text.variables() {
            let known = variables.entry(variable).or_insert(kind);
            *known = kind.max(*known);
        }
    }
    let parameters: Vec<_> = variables
        .iter()
        .map(|(variable, kind)| {
            let kind = match kind {
                Kind::Text => "&str",
                Kind::Number => "usize",
            };
            format!("{}: {kind}", name(variable))
        })
        .collect();
    let plain: Option<Vec<_>> = texts.iter().map(|(_, text)| text.plain()).collect();
    let (returned, body) = match plain {
        Some(plain) => ("&'static str", format!("pick({plain:?})")),
        None => ("String", by_language(&texts, &variables)),
    };
    let unused = match messages.iter().any(|(_, message)| message.is_part) {
        true => "#[allow(dead_code, reason = \"other messages refer to it\")]\n",
        false => "",
    };
    format!(
        "/// {id}\n{unused}pub(crate) fn {}({}) -> {returned} {{ {body} }}\n",
        name(id),
        parameters.join(", ")
    )
}

fn by_language(texts: &[(&str, &Text)], variables: &Variables) -> String {
    let arms = texts.iter().map(|(code, text)| {
        let (first, rest) = code.split_at(1);
        let variant = format!("{}{rest}", first.to_uppercase());
        format!("Language::{variant} => {}, ", owned(text, variables))
    });
    format!("match language() {{ {}}}", arms.collect::<String>())
}

/// An expression of type `String`.
fn owned(text: &Text, variables: &Variables) -> String {
    if let Some(plain) = text.plain() {
        return format!("{plain:?}.to_owned()");
    }
    match text.0.as_slice() {
        [Part::Value { variable, .. }] if variables[variable] == Kind::Number => {
            format!("number({})", name(variable))
        }
        [Part::Select { .. }] => part(&text.0[0], variables),
        parts => {
            let parts: Vec<_> = parts.iter().map(|it| borrowed(it, variables)).collect();
            format!("join(&[{}])", parts.join(", "))
        }
    }
}

/// An expression of type `&str`.
fn borrowed(it: &Part, variables: &Variables) -> String {
    match it {
        Part::Value { variable, .. } if variables[variable] == Kind::Text => name(variable),
        Part::Plain(_) => part(it, variables),
        Part::Value { .. } | Part::Select { .. } => format!("&{}", part(it, variables)),
    }
}

fn part(part: &Part, variables: &Variables) -> String {
    match part {
        Part::Plain(text) => format!("{text:?}"),
        Part::Value { variable, .. } => format!("number({})", name(variable)),
        Part::Select {
            variable,
            variants,
            default,
        } => {
            let arm = |key: &str, text| format!("{key} => {}, ", owned(text, variables));
            let is_number = variables[variable] == Kind::Number;
            let value = name(variable);
            let others: Vec<_> = variants
                .iter()
                .enumerate()
                .filter(|(at, _)| at != default)
                .map(|(_, variant)| variant)
                .collect();
            let exact = others.iter().filter_map(|(key, text)| match key {
                Key::Exactly(number) => Some(arm(number, text)),
                Key::Named(_) => None,
            });
            let exact: String = exact.collect();
            let named = others.iter().filter_map(|(key, text)| match key {
                Key::Exactly(_) => None,
                Key::Named(key) => Some(arm(&format!("{key:?}"), text)),
            });
            let named: String = named.collect();
            let rest = owned(&variants[*default].1, variables);
            match (is_number, exact.is_empty()) {
                (false, _) => format!("match {value} {{ {named}_ => {rest} }}"),
                (true, true) => format!("match plural({value}) {{ {named}_ => {rest} }}"),
                (true, false) if named.is_empty() => {
                    format!("match {value} {{ {exact}_ => {rest} }}")
                }
                (true, false) => format!(
                    "match {value} {{ {exact}_ => match plural({value}) {{ {named}_ => {rest} }} }}"
                ),
            }
        }
    }
}

/// A name of Fluent as Rust writes it.
fn name(fluent: &str) -> String {
    fluent.replace('-', "_").to_lowercase()
}
