//! What documents say of tests: those that they name are there.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// A test's title is in quotation marks, behind the name of its file.
#[test]
fn the_rules_of_interaction_name_tests_that_are_there() {
    let rules = read("docs/interaction.md");
    let mut named = 0;
    let mut spec = String::new();
    for line in rules.lines().filter(|line| line.starts_with('|')) {
        let Some(tests) = line.rsplit('|').nth(1) else {
            continue;
        };
        for (at, part) in tests.split(['`', '"']).enumerate() {
            if part.ends_with(".spec") {
                spec = read(&format!("tests/browser/{part}.mjs"));
            } else if at % 2 == 1 && !part.starts_with("cargo ") {
                named += 1;
                assert!(spec.contains(part), "no test is called `{part}`: {line}");
            }
        }
    }
    assert!(named > 20, "the table is read");
}

/// A test's name is long; what else stands in `code` there is a name of the library.
#[test]
fn the_comparison_with_query_core_names_tests_that_are_there() {
    let sources = ["frontend/optimist-core", "frontend/optimist"];
    let sources = sources.map(|folder| all_of(&root().join(folder)));
    let mut named = 0;
    for name in read("docs/query-core.md").split('`').skip(1).step_by(2) {
        let is_test = name.matches('_').count() > 1 && !name.contains([':', ' ', '/']);
        if is_test {
            named += 1;
            let signature = format!("fn {name}(");
            let is_there = sources.iter().any(|source| source.contains(&signature));
            assert!(is_there, "no test is called `{name}`");
        }
    }
    assert!(named > 50, "the tables are read");
}

/// All Rust sources of a folder.
fn all_of(folder: &Path) -> String {
    let mut all = String::new();
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("it can be read").path();
        if path.is_dir() {
            all += &all_of(&path);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            all += &fs::read_to_string(&path).expect("it can be read");
        }
    }
    all
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).expect("the document is there")
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}
