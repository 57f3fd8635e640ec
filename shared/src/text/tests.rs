use unicode_normalization::{
    IsNormalized, UnicodeNormalization, char::canonical_combining_class, is_nfc_quick,
};

use super::*;

const FAMILY: &str = "👨\u{200d}👩\u{200d}👧\u{200d}👦";
const ENGLAND: &str = "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}";

#[test]
fn what_people_write_is_kept() {
    for title in [
        "Traits",
        "Écouter",
        "Straße",
        "İstanbul'da ılık",
        "Lesson 10/2",
        "שיעור (א) 3",
        "\u{200f}(1) שיעור",
        "می\u{200c}خواهم بدانم",
        "क्\u{200d}ष और श्री",
        FAMILY,
        "Häkeln 🧶",
        "I ❤\u{fe0f} Rust 1\u{fe0f}\u{20e3}",
        ENGLAND,
        "日本語の授業",
        "각도",
        "Z̧a̧lgo",
        "C\u{ad}o\u{ad}op",
    ] {
        assert_eq!(checked_title(title).as_deref(), Ok(title));
    }
}

#[test]
fn letters_are_composed_and_space_around_goes() {
    for (title, stored) in [
        ("Cafe\u{301}", "Café"),
        ("e\u{323}\u{302}", "ệ"),
        (" \u{3000}\n wide \u{2003}", "wide"),
        ("\u{1100}\u{1161}\u{11a8}", "각"),
        ("\u{212b}ngström", "Ångström"),
        ("tab\tstop", "tab stop"),
        ("\u{2068}שיעור\u{2069}", "שיעור"),
    ] {
        assert_eq!(checked_title(title).as_deref(), Ok(stored));
        assert_eq!(checked_title(stored).as_deref(), Ok(stored));
    }
}

#[test]
fn a_title_that_shows_nothing_is_refused() {
    for title in [
        "",
        " \t\n",
        "\u{200b}",
        "\u{3164}",
        "\u{115f}\u{1160}",
        "\u{ffa0} \u{feff}",
        "\u{200d}\u{200c}",
        "\u{fe0f}",
        "\u{2800}",
        "\u{ad}",
        "\u{301}",
        "\u{2068}\u{2069}",
        "\u{e0041}\u{e0042}",
    ] {
        assert_eq!(checked_title(title), Err(Refusal::TitleEmpty), "{title:?}");
    }
}

#[test]
fn a_title_that_confuses_its_readers_is_refused() {
    for title in [
        "a\u{202e}b",
        "\u{202a}a\u{202c}",
        "a\u{2067}b",
        "a\nb",
        "a\r\nb",
        "a\u{2028}b",
        "a\u{85}b",
        "a\0b",
        "a\u{1b}[31m",
        "a\u{7f}",
        "a\u{fff9}b",
        "a\u{ffff}",
        "a\u{e0041}\u{e0042}",
        &format!("e{}", "\u{301}".repeat(40)),
        &format!("ש{}", "\u{5b4}".repeat(40)),
    ] {
        let refused = Err(Refusal::TitleUnreadable);
        assert_eq!(checked_title(title), refused, "{title:?}");
    }
}

#[test]
fn length_is_counted_in_letters() {
    let most = TITLE_MAX_CHARS;
    for letter in ["a", "ü", "e\u{301}", "e\u{302}\u{323}\u{331}", FAMILY, "🇩🇪"] {
        assert!(checked_title(&letter.repeat(most)).is_ok(), "{letter}");
        let long = checked_title(&letter.repeat(most + 1));
        assert_eq!(long, Err(Refusal::TitleTooLong), "{letter}");
    }
    // One letter to a reader, and a whole page to a storage.
    let chain = "👩\u{200d}".repeat(TITLE_MAX_POINTS);
    assert_eq!(checked_title(&chain), Err(Refusal::TitleTooLong));
}

#[test]
fn a_cut_falls_between_letters() {
    assert_eq!(shortened("short", 5), "short");
    assert_eq!(shortened("longer", 5), "long…");
    assert_eq!(shortened(&FAMILY.repeat(3), 3), FAMILY.repeat(3));
    assert_eq!(
        shortened(&FAMILY.repeat(4), 3),
        format!("{FAMILY}{FAMILY}…")
    );
    assert_eq!(shortened("e\u{308}\u{301}xyz", 2), "e\u{308}\u{301}…");
    assert_eq!(shortened("🇩🇪🇫🇷🇮🇹", 2), "🇩🇪…");
    assert_eq!(shortened("नमस्ते दुनिया", 3), "नम…");
    assert_eq!(shortened("one two", 5), "one…");
    let name = isolated("שיעור ראשון");
    assert_eq!(shortened(&name, 7), "\u{2068}שיעור\u{2069}…");
}

#[test]
fn a_name_that_runs_the_other_way_is_isolated() {
    for (name, shown) in [
        ("Traits", "Traits"),
        ("Überblick (2)", "Überblick (2)"),
        ("שיעור (2)", "\u{2068}שיעור (2)\u{2069}"),
        ("2 درس", "\u{2068}2 درس\u{2069}"),
        ("\u{200f}3", "\u{2068}\u{200f}3\u{2069}"),
    ] {
        assert_eq!(isolated(name), shown);
    }
}

#[test]
fn what_is_said_to_stay_composed_does() {
    for c in ('\0'..=char::MAX).filter(|&c| stays_composed(c)) {
        let sure = is_nfc_quick(std::iter::once(c)) == IsNormalized::Yes;
        assert!(sure && canonical_combining_class(c) == 0, "{c:?}");
        assert!(std::iter::once(c).nfc().eq([c]), "{c:?}");
    }
}
