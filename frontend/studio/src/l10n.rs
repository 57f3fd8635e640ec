//! What the page says, in the reader's language: a function for each message of the Fluent files in
//! `frontend/studio/l10n`. A message that a language lacks, and one that nobody shows, fail the build.
//!
//! The page's first script chooses the language: what the address asks for, what the reader chose here, else the
//! browser's first that the page speaks. Plurals and numbers are the browser's ([`js_sys::Intl`]).

use std::cell::Cell;

include!(concat!(env!("OUT_DIR"), "/l10n.rs"));

/// A language of the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English.
    #[default]
    En,
    /// German.
    De,
}

impl Language {
    /// Its code, as in `lang="de"`.
    pub fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::De => "de",
        }
    }

    /// Its name in itself.
    pub fn name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::De => "Deutsch",
        }
    }

    /// The one to choose instead.
    pub fn other(self) -> Self {
        match self {
            Self::En => Self::De,
            Self::De => Self::En,
        }
    }
}

thread_local! {
    static LANGUAGE: Cell<Language> = const { Cell::new(Language::En) };
}

/// The reader's language.
pub fn language() -> Language {
    LANGUAGE.get()
}

/// Speaks this language from now on: what is drawn after it.
pub fn speak(language: Language) {
    LANGUAGE.set(language);
}

/// A number as the reader writes it: `12,345` or `12.345`.
pub fn number(value: usize) -> String {
    // No language here writes a sign between the digits of these.
    if value < 1_000 {
        return value.to_string();
    }
    intl::number(value, language())
}

/// A moment as the reader writes it, in milliseconds since the Unix epoch: its time of day, `17:05`, and
/// where it is `dated` its day before that.
pub fn time(ms: u64, dated: bool) -> String {
    intl::time(ms, dated, language())
}

fn plural(value: usize) -> &'static str {
    intl::plural(value, language())
}

fn pick<const N: usize>(texts: [&'static str; N]) -> &'static str {
    texts[language() as usize]
}

fn join(parts: &[&str]) -> String {
    parts.concat()
}

#[cfg(target_family = "wasm")]
mod intl {
    //! The browser's rules.

    use std::cell::RefCell;

    use js_sys::{
        Array, Date, Function,
        Intl::{DateTimeFormat, NumberFormat, PluralRules},
        Object, Reflect,
    };
    use wasm_bindgen::JsValue;

    use super::Language;

    /// The rules of one language, which are slow to make.
    struct Rules {
        language: Language,
        plurals: PluralRules,
        numbers: Function,
    }

    thread_local! {
        static RULES: RefCell<Option<Rules>> = const { RefCell::new(None) };
    }

    pub fn number(value: usize, language: Language) -> String {
        with_rules(language, |rules| {
            let text = rules.numbers.call1(&JsValue::UNDEFINED, &value.into());
            text.ok().and_then(|text| text.as_string())
        })
        .unwrap_or_else(|| value.to_string())
    }

    pub fn plural(value: usize, language: Language) -> &'static str {
        let category = with_rules(language, |rules| {
            rules.plurals.select(value as f64).as_string()
        });
        match category.as_deref() {
            Some("zero") => "zero",
            Some("one") => "one",
            Some("two") => "two",
            Some("few") => "few",
            Some("many") => "many",
            _ => "other",
        }
    }

    pub fn time(ms: u64, dated: bool, language: Language) -> String {
        // Of English, that whose words the page has.
        let locale = match language {
            Language::En => "en-GB",
            Language::De => "de",
        };
        let options = Object::new();
        let mut fields = vec![
            ("hour", "numeric"),
            ("minute", "2-digit"),
            ("hourCycle", "h23"),
        ];
        if dated {
            fields.extend([("day", "numeric"), ("month", "short")]);
        }
        for (field, form) in fields {
            // A new object takes any property.
            let _ = Reflect::set(&options, &field.into(), &form.into());
        }
        let format = DateTimeFormat::new(&Array::of1(&locale.into()), &options).format();
        let text = format.call1(&JsValue::UNDEFINED, &Date::new(&(ms as f64).into()));
        text.ok()
            .and_then(|text| text.as_string())
            .unwrap_or_default()
    }

    fn with_rules<T>(language: Language, ask: impl FnOnce(&Rules) -> T) -> T {
        RULES.with_borrow_mut(|known| {
            if known.as_ref().is_some_and(|it| it.language != language) {
                *known = None;
            }
            ask(known.get_or_insert_with(|| {
                let locales = Array::of1(&language.code().into());
                let options = Object::new();
                Rules {
                    language,
                    plurals: PluralRules::new(&locales, &options),
                    numbers: NumberFormat::new(&locales, &options).format(),
                }
            }))
        })
    }
}

#[cfg(not(target_family = "wasm"))]
mod intl {
    //! The rules of English and German, for tests that run outside a browser.

    use super::Language;

    pub fn number(value: usize, language: Language) -> String {
        let separator = match language {
            Language::En => ',',
            Language::De => '.',
        };
        let digits = value.to_string();
        let mut text = String::new();
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                text.push(separator);
            }
            text.push(digit);
        }
        text
    }

    /// In UTC, and without a day, which no test shows.
    pub fn time(ms: u64, _: bool, _: Language) -> String {
        let minutes = ms / 60_000 % 1_440;
        format!("{}:{:02}", minutes / 60, minutes % 60)
    }

    pub fn plural(value: usize, _: Language) -> &'static str {
        if value == 1 { "one" } else { "other" }
    }
}
