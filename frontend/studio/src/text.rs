//! Text as people look for it and as they sort it. The browser knows Unicode's rules and those of the
//! reader's language; what is here asks it as seldom as that goes.

use std::cmp::Ordering;

use js_sys::{Array, Function, Intl::Collator, JsString, Object, Reflect};
use shared::text::{is_accent, is_ignorable};
use wasm_bindgen::JsValue;

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
    for c in text.chars().filter(|&c| !is_accent(c) && !is_ignorable(c)) {
        plain.push_str(match c {
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

/// The places of titles in the order of the reader's language, numbers by their value. `folded` are
/// the same titles, folded.
///
/// The browser's collator takes a microsecond for a comparison. It orders the few letters that occur
/// first; by these the titles come close to their places, and it has little left to do.
pub fn order(titles: &[&str], folded: &[&str]) -> Vec<usize> {
    let collator = Collation::new();
    let mut letters: Vec<char> = folded.iter().flat_map(|title| title.chars()).collect();
    letters.sort_unstable();
    letters.dedup();
    let names: Vec<String> = letters.iter().map(|&c| c.into()).collect();
    let values: Vec<JsValue> = names.iter().map(|name| name.into()).collect();
    let mut ordered: Vec<usize> = (0..letters.len()).collect();
    ordered.sort_by(|&a, &b| collator.compare(&values[a], &values[b]));
    let mut ranks = vec![0; letters.len()];
    for (rank, &letter) in ordered.iter().enumerate() {
        ranks[letter] = u16::try_from(rank + 1).unwrap_or(u16::MAX);
    }
    let rank = |c: char| letters.binary_search(&c).map_or(0, |at| ranks[at]);

    let keys: Vec<Vec<u16>> = folded.iter().map(|title| key(title, rank)).collect();
    let mut places: Vec<usize> = (0..titles.len()).collect();
    places.sort_by(|&a, &b| keys[a].cmp(&keys[b]));
    let values: Vec<JsValue> = titles.iter().map(|&title| title.into()).collect();
    settle(&mut places, |a, b| collator.compare(&values[a], &values[b]));
    places
}

/// What a title is compared by: the rank of each letter; of a number how long it is, then its digits.
fn key(title: &str, rank: impl Fn(char) -> u16) -> Vec<u16> {
    let mut key = Vec::with_capacity(title.len() + 2);
    let mut rest = title;
    while let Some(c) = rest.chars().next() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 {
            key.push(rank(c));
            rest = &rest[c.len_utf8()..];
            continue;
        }
        let number = rest[..digits].trim_start_matches(FIRST_DIGIT);
        key.push(rank(FIRST_DIGIT));
        key.push(u16::try_from(number.len()).unwrap_or(u16::MAX));
        key.extend(number.bytes().map(u16::from));
        rest = &rest[digits..];
    }
    key
}

/// Brings what is nearly in order into order: one comparison for each that is at its place already.
fn settle(places: &mut [usize], compare: impl Fn(usize, usize) -> Ordering) {
    for at in 1..places.len() {
        let moving = places[at];
        let is_after = |other: usize| compare(other, moving) == Ordering::Greater;
        if !is_after(places[at - 1]) {
            continue;
        }
        // Back in growing steps, then halving what is between the last two.
        let (mut high, mut step) = (at - 1, 1);
        let low = loop {
            let Some(before) = high.checked_sub(step) else {
                break 0;
            };
            if !is_after(places[before]) {
                break before + 1;
            }
            (high, step) = (before, step * 2);
        };
        let to = low + places[low..high].partition_point(|&other| !is_after(other));
        places[to..=at].rotate_right(1);
    }
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
        let key = |title| key(title, |c| u16::try_from(u32::from(c)).unwrap());
        for titles in [
            ["LESSON 2", "LESSON 10", "LESSON 10/2", "LESSONS"],
            ["1.9", "1.10", "01.11", "2"],
            ["A", "A 99999999999999999998", "A 99999999999999999999", "B"],
        ] {
            assert!(titles.windows(2).all(|two| key(two[0]) < key(two[1])));
        }
    }

    #[test]
    fn what_is_nearly_in_order_comes_into_order() {
        let wanted: Vec<usize> = (0..500).collect();
        for (from, to) in [(0, 499), (499, 0), (7, 8), (200, 210), (300, 3)] {
            let mut places = wanted.clone();
            let moved = places.remove(from);
            places.insert(to, moved);
            places.swap(100, 50);
            settle(&mut places, |a, b| a.cmp(&b));
            assert_eq!(places, wanted);
        }
        let mut backwards: Vec<usize> = wanted.iter().rev().copied().collect();
        settle(&mut backwards, |a, b| a.cmp(&b));
        assert_eq!(backwards, wanted);
        let mut equal = wanted.clone();
        settle(&mut equal, |a, b| (a / 10).cmp(&(b / 10)));
        assert_eq!(equal, wanted, "equal ones stay as they are");
    }
}
