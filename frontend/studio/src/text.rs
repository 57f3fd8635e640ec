//! Text as people look for it and as they sort it. The browser knows Unicode's rules and those of the
//! reader's language; what is here asks it as seldom as that goes.

use std::cmp::Ordering;

use js_sys::{Array, Function, Intl::Collator, JsString, Object, Reflect};
use shared::text::{is_accent, is_ignorable};
use wasm_bindgen::{JsCast, JsValue};

/// What a number begins with in a key, so that numbers stand where digits do.
const FIRST_DIGIT: char = '0';

/// Lines without what a reader does not look for: the case of letters, accents, joiners, the form of
/// quotation marks. The same goes for what is looked for.
pub fn folded(lines: &str) -> String {
    if lines.is_ascii() {
        return lines.to_ascii_uppercase();
    }
    let apart = JsString::from(lines).normalize("NFKD").to_upper_case();
    plain(&String::from(apart))
}

/// Text that is taken apart and in upper case, without accents.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        plain.push_str(match c {
            // Most are these.
            '\0'..='\u{7f}' => {
                plain.push(c);
                continue;
            }
            _ if is_accent(c) || is_ignorable(c) => continue,
            'ẞ' => "SS",
            'Æ' => "AE",
            'Œ' => "OE",
            'Þ' => "TH",
            'Ø' => "O",
            'Ł' => "L",
            'Đ' | 'Ð' => "D",
            'Ħ' => "H",
            // Letters that one keyboard has for Arabic and another for Persian.
            'ي' | 'ى' => "ی",
            'ك' => "ک",
            '\u{2018}' | '\u{2019}' | 'ʼ' => "'",
            '\u{201c}' | '\u{201d}' => "\"",
            '\u{2010}'..='\u{2015}' => "-",
            _ => {
                plain.push(c);
                continue;
            }
        });
    }
    plain
}

/// What folded titles are nearly in order by, numbers by their value.
///
/// The browser's collator takes a microsecond for a comparison, which is too long for many. It ranks
/// the few letters that occur; by these ranks the titles come close to their places, and
/// [`ordered`] has little left to do.
pub fn keys(folded: &[&str]) -> Vec<Vec<u16>> {
    let ranks = ranks(folded, &Collation::new());
    folded.iter().map(|title| key(title, &ranks)).collect()
}

/// Titles, a line each, in the order of their keys.
pub fn nearly_ordered(titles: &[&str], keys: &[Vec<u16>]) -> String {
    let places = sorted(keys.len(), &|a, b| keys[a].cmp(&keys[b]));
    let lines: Vec<&str> = places.into_iter().map(|at| titles[at]).collect();
    lines.join("\n")
}

/// Lines in the order of the reader's language: the browser's own sort compares each once, if all
/// are at their places.
pub fn ordered(lines: &str) -> String {
    let lines = JsString::from(lines).split("\n");
    let sort = Reflect::get(&lines, &"sort".into()).map(JsCast::unchecked_into);
    // Every array has it, and a collator compares whatever there is.
    let _ = sort.and_then(|sort: Function| sort.call1(&lines, &Collation::new().0));
    lines.join("\n").into()
}

/// The places of a few titles in the order of the reader's language.
pub fn order_few(titles: &[&str]) -> Vec<usize> {
    let collation = Collation::new();
    let values: Vec<JsValue> = titles.iter().map(|&title| title.into()).collect();
    sorted(values.len(), &|a, b| {
        collation.compare(&values[a], &values[b])
    })
}

/// The rank of each letter that occurs, by its code point; of the others it is 0.
fn ranks(texts: &[&str], collation: &Collation) -> Vec<u16> {
    let mut ranks = Vec::new();
    for c in texts.iter().flat_map(|text| text.chars()) {
        let at = c as usize;
        if at >= ranks.len() {
            ranks.resize(at + 1, 0);
        }
        ranks[at] = 1;
    }
    let points = (0..ranks.len()).filter(|&at| ranks[at] > 0);
    let points: Vec<u32> = points.filter_map(|at| u32::try_from(at).ok()).collect();
    let letter = |&point: &u32| char::from_u32(point).map(String::from).into();
    let letters: Vec<JsValue> = points.iter().map(letter).collect();
    let order = sorted(letters.len(), &|a, b| {
        collation.compare(&letters[a], &letters[b])
    });
    for (rank, &letter) in order.iter().enumerate() {
        ranks[points[letter] as usize] = u16::try_from(rank + 1).unwrap_or(u16::MAX);
    }
    ranks
}

/// The places of so many things in their order; equal ones as they come.
fn sorted(len: usize, order: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..len).collect();
    places.sort_unstable_by(|&a, &b| order(a, b).then(a.cmp(&b)));
    places
}

/// What a title is compared by: the rank of each letter; of a number how long it is, then its digits.
fn key(title: &str, ranks: &[u16]) -> Vec<u16> {
    let rank = |c: char| ranks.get(c as usize).copied().unwrap_or(0);
    let mut key = Vec::with_capacity(title.len() + 2);
    let mut rest = title;
    while let Some(c) = rest.chars().next() {
        if !c.is_ascii_digit() {
            key.push(rank(c));
            rest = &rest[c.len_utf8()..];
            continue;
        }
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let number = rest[..digits].trim_start_matches(FIRST_DIGIT);
        key.push(rank(FIRST_DIGIT));
        key.push(u16::try_from(number.len()).unwrap_or(u16::MAX));
        key.extend(number.bytes().map(u16::from));
        rest = &rest[digits..];
    }
    key
}

/// The browser's rules of order.
struct Collation(Function);

impl Collation {
    fn new() -> Self {
        let options = Object::new();
        // A new object takes any property.
        let _ = Reflect::set(&options, &"numeric".into(), &JsValue::TRUE);
        Self(Collator::new(&Array::new(), &options).compare())
    }

    fn compare(&self, a: &JsValue, b: &JsValue) -> Ordering {
        let order = self.0.call2(&JsValue::UNDEFINED, a, b).ok();
        let order = order.and_then(|order| order.as_f64());
        order
            .and_then(|order| order.partial_cmp(&0.0))
            .unwrap_or(Ordering::Equal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_readers_do_not_look_for_is_left_out() {
        for (text, expected) in [
            ("E\u{301}COUTER", "ECOUTER"),
            ("I\u{307}STANBUL", "ISTANBUL"),
            ("ŁO\u{301}DZ\u{301}", "LODZ"),
            ("ŒUVRE", "OEUVRE"),
            ("שָׁלוֹם", "שלום"),
            ("می\u{200c}خواهم", "میخواهم"),
            ("كيف", "کیف"),
            ("DON\u{2019}T \u{2013} \u{201c}DO\u{201d}", "DON'T - \"DO\""),
            ("की", "की"),
            ("👨\u{200d}👩", "👨👩"),
        ] {
            assert_eq!(plain(text), expected);
        }
    }

    #[test]
    fn numbers_are_keys_by_value() {
        let ranks: Vec<u16> = (0..128).collect();
        let key = |title| key(title, &ranks);
        for titles in [
            ["LESSON 2", "LESSON 10", "LESSON 10/2", "LESSONS"],
            ["1.9", "1.10", "01.11", "2"],
            ["A", "A 99999999999999999998", "A 99999999999999999999", "B"],
        ] {
            assert!(titles.windows(2).all(|two| key(two[0]) < key(two[1])));
        }
    }
}
