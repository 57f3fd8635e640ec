//! Text by the browser's tables: they say what the server's say.

use shared::{
    Refusal,
    text::{checked_title, composed, letters, shortened},
};
use studio::{
    l10n::{self, Language},
    text::{folded, order_few},
};
use wasm_bindgen_test::wasm_bindgen_test;

const FAMILY: &str = "👨\u{200d}👩\u{200d}👧\u{200d}👦";

#[wasm_bindgen_test]
fn titles_are_composed_and_counted_as_on_the_server() {
    for (title, stored) in [
        ("Cafe\u{301} ", Ok("Café")),
        ("\u{1100}\u{1161}\u{11a8}", Ok("각")),
        ("می\u{200c}خواهم", Ok("می\u{200c}خواهم")),
        ("\u{200b}", Err(Refusal::TitleEmpty)),
        ("\u{3164}", Err(Refusal::TitleEmpty)),
        ("a\u{202e}b", Err(Refusal::TitleUnreadable)),
    ] {
        assert_eq!(checked_title(title).as_deref(), stored.as_deref());
    }
    for letter in ["a", "e\u{301}", FAMILY, "🇩🇪", "e\u{302}\u{323}\u{331}"] {
        assert_eq!(letters(letter), 1, "{letter}");
        assert!(checked_title(&letter.repeat(200)).is_ok(), "{letter}");
        let long = checked_title(&letter.repeat(201));
        assert_eq!(long, Err(Refusal::TitleTooLong), "{letter}");
    }
    assert_eq!(composed("e\u{323}\u{302}"), "ệ");
}

#[wasm_bindgen_test]
fn a_cut_falls_between_letters() {
    assert_eq!(
        shortened(&FAMILY.repeat(4), 3),
        format!("{FAMILY}{FAMILY}…")
    );
    assert_eq!(shortened("🇩🇪🇫🇷🇮🇹", 2), "🇩🇪…");
    assert_eq!(shortened("one two", 5), "one…");
}

#[wasm_bindgen_test]
fn what_is_looked_for_is_folded_like_what_is_found() {
    for (text, other) in [
        ("Écouter", "e\u{301}couter"),
        ("İstanbul", "istanbul"),
        ("ışık", "ISIK"),
        ("Straße", "STRASSE"),
        ("ΟΔΟΣ", "οδος"),
        ("ﬁn", "FIN"),
        ("ＡＢＣ", "abc"),
        ("שָׁלוֹם", "שלום"),
        ("أحمد", "احمد"),
    ] {
        assert_eq!(folded(text), folded(other));
    }
    assert_ne!(folded("की"), folded("कि"));
}

#[wasm_bindgen_test]
fn numbers_stand_by_value_and_accents_beside_their_letters() {
    let titles = [
        "Zoo",
        "Lesson 10/2",
        "Écran",
        "Lesson 2",
        "East",
        "Lesson 10",
        "Edge",
    ];
    let ordered = order_few(&titles).into_iter().map(|at| titles[at]);
    let wanted = [
        "East",
        "Écran",
        "Edge",
        "Lesson 2",
        "Lesson 10",
        "Lesson 10/2",
        "Zoo",
    ];
    assert!(ordered.eq(wanted));
}

#[wasm_bindgen_test]
fn a_moment_is_written_as_the_reader_writes_it() {
    let date = js_sys::Date::new_with_year_month_day_hr_min(2026, 10, 7, 17, 5);
    let at = date.get_time() as u64;
    let written = |language| {
        l10n::speak(language);
        let texts = [false, true].map(|dated| l10n::time(at, dated));
        l10n::speak(Language::En);
        texts
    };
    assert_eq!(written(Language::En), ["17:05", "7 Nov, 17:05"]);
    assert_eq!(written(Language::De), ["17:05", "7. Nov., 17:05"]);
}
