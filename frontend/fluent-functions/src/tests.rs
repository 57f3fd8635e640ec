use super::*;

fn language(code: &str, text: &str) -> Language {
    Language {
        code: code.to_owned(),
        sources: vec![Source {
            name: format!("{code}/all.ftl"),
            text: text.to_owned(),
        }],
    }
}

fn made(english: &str, german: &str) -> String {
    functions(&[language("en", english), language("de", german)]).unwrap()
}

fn problems(english: &str, german: &str) -> Vec<String> {
    let made = functions(&[language("en", english), language("de", german)]);
    made.unwrap_err().0
}

#[test]
fn a_text_without_values_is_a_constant() {
    assert_eq!(
        made("row-delete = Delete", "row-delete = Löschen"),
        "/// row-delete\npub(crate) fn row_delete() -> &'static str { pick([\"Delete\", \"Löschen\"]) }\n"
    );
}

#[test]
fn values_are_parameters_in_the_order_of_the_alphabet() {
    let made = made(
        "moved = { $name } moved to { $place }",
        "moved = { $place } ist der neue Platz von { $name }",
    );
    assert!(made.contains("fn moved(name: &str, place: &str) -> String"));
    assert!(made.contains("Language::En => join(&[name, \" moved to \", place])"));
    assert!(made.contains("Language::De => join(&[place, \" ist der neue Platz von \", name])"));
}

#[test]
fn plurals_ask_for_the_category_of_a_number() {
    let made = made(
        "videos = { $count ->\n    [0] No video\n    [one] One video\n   *[other] { $count } videos\n}",
        "videos = { $count } Videos",
    );
    assert!(made.contains("fn videos(count: usize) -> String"));
    assert!(made.contains(
        "match count { 0 => \"No video\".to_owned(), _ => match plural(count) { \"one\" => \
         \"One video\".to_owned(), _ => join(&[&number(count), \" videos\"]) } }"
    ));
    assert!(made.contains("Language::De => join(&[&number(count), \" Videos\"])"));
}

#[test]
fn a_text_may_decide_too() {
    let made = made(
        "done = { $what ->\n    [delete] deleted\n   *[other] done\n}",
        "done = { $what ->\n    [delete] gelöscht\n   *[other] getan\n}",
    );
    assert!(made.contains("fn done(what: &str) -> String"));
    assert!(
        made.contains(
            "match what { \"delete\" => \"deleted\".to_owned(), _ => \"done\".to_owned() }"
        )
    );
}

#[test]
fn references_are_followed() {
    let made = made(
        "-app = Studio\nname = { -app }{ \"\\u00A0\" }1\ntitle = { name }: { NUMBER($page) }",
        "-app = Studio\nname = { -app } 1\ntitle = { name }: { $page }",
    );
    assert!(made.contains("fn title(page: usize)"));
    assert!(made.contains("join(&[\"Studio\\u{a0}1: \", &number(page)])"));
    assert!(made.contains("Language::De => join(&[\"Studio 1: \", &number(page)])"));
}

#[test]
fn what_a_translation_lacks_or_has_too_much_is_a_problem() {
    assert_eq!(
        problems("a = A\nb = { $x }", "b = { $y }\nc = C"),
        [
            "`a` is missing in de",
            "`b` has `$y` in de, but not in the first",
            "`c` is only in de",
        ]
    );
}

#[test]
fn what_cannot_be_read_is_a_problem() {
    let all = problems(
        "a = { b }\na2 = { a2 }\nc = { DATETIME($x) }\nd = D\nd = D",
        "d = D\n    .title = D\na = {",
    );
    for part in [
        "`a` in en: there is no `b`",
        "`a2` in en: `a2` refers to itself",
        "`DATETIME` is not taken",
        "en/all.ftl: `d` is there twice",
        "de/all.ftl, line ",
        "`d` has attributes",
    ] {
        assert!(
            all.iter().any(|problem| problem.contains(part)),
            "{part}: {all:#?}"
        );
    }
}
