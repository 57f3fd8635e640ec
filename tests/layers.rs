//! The rules of this house that no compiler keeps: who may import whom inside a crate, how long a
//! file may be, what the documents promise.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// A folder or file, and words that may not stand in it.
struct Layer {
    path: &'static str,
    must_not: &'static [&'static str],
}

const LAYERS: &[Layer] = &[
    Layer {
        path: "shared/src",
        must_not: &[
            "optimist", "yew::", "tokio::", "axum::", "rusqlite", "web_sys", "async fn",
        ],
    },
    Layer {
        path: "frontend/optimist-core/src",
        must_not: &[
            "shared::",
            "yew::",
            "wasm_bindgen",
            "web_sys",
            "gloo",
            "futures::",
            "async fn",
            "serde_json",
        ],
    },
    Layer {
        path: "frontend/optimist/src",
        must_not: &["shared::", "yewdux"],
    },
    Layer {
        path: "frontend/studio-domain/src",
        must_not: &[
            "optimist::",
            "yew::",
            "wasm_bindgen",
            "web_sys",
            "gloo",
            "async fn",
            "serde_json",
        ],
    },
    Layer {
        path: "frontend/studio/src/api.rs",
        must_not: &[
            "yewdux",
            "use_query",
            "use_state",
            "crate::commands",
            "crate::feedback",
            "crate::pages",
        ],
    },
    Layer {
        path: "frontend/studio/src/queries.rs",
        must_not: &[
            "yewdux",
            "crate::commands",
            "crate::components",
            "crate::feedback",
            "crate::pages",
        ],
    },
    Layer {
        path: "frontend/studio/src/mutations.rs",
        must_not: &[
            "yewdux",
            "crate::commands",
            "crate::components",
            "crate::feedback",
            "crate::pages",
        ],
    },
    Layer {
        path: "frontend/studio/src/feedback",
        must_not: &[
            "Course",
            "Video",
            "crate::api",
            "crate::commands",
            "crate::components",
            "crate::pages",
            "crate::queries",
        ],
    },
    Layer {
        path: "frontend/studio/src/history",
        must_not: &[
            "yew",
            "web_sys",
            "js_sys",
            "gloo",
            "async fn",
            "Records",
            "crate::api",
            "crate::commands",
            "crate::components",
            "crate::pages",
        ],
    },
    Layer {
        path: "frontend/studio/src/commands",
        must_not: &[
            "yew::",
            "web_sys",
            "optimist_core",
            "crate::api",
            "crate::components",
            "crate::pages",
        ],
    },
    Layer {
        path: "frontend/studio/src/pages",
        must_not: &["shared::predict", "optimist_core"],
    },
    Layer {
        path: "frontend/studio/src/components",
        must_not: &[
            "use_query",
            "use_mutation",
            "use_operations",
            "yewdux",
            "crate::api",
            "crate::commands",
            "crate::feedback",
            "crate::pages",
        ],
    },
    Layer {
        path: "backend/src/routes",
        must_not: &[
            "rusqlite",
            "crate::faults",
            "shared::predict",
            "SELECT ",
            "INSERT ",
        ],
    },
    Layer {
        path: "backend/src/submit.rs",
        must_not: &["axum", "rusqlite", "SystemTime", "Instant::now"],
    },
    Layer {
        path: "backend/src/storage",
        must_not: &["axum", "crate::submit", "predict("],
    },
];

/// Longest file of source, in lines.
const LONGEST: usize = 400;

/// Files that may be longer, and why.
const LONGER: &[(&str, &str)] = &[
    (
        "frontend/optimist-core/src/router.rs",
        "every arrow between the engine's owners, and nothing else",
    ),
    (
        "frontend/optimist-core/tests/it/network.rs",
        "one network with all that it can do wrong",
    ),
];

#[test]
fn imports_follow_the_arrows() {
    let mut wrong = Vec::new();
    for layer in LAYERS {
        // A suite of tests may use what it tests.
        let suites = ["/contract/", "_tests.rs"];
        let files = sources(&root().join(layer.path));
        for file in files.iter().filter(|file| {
            !suites
                .iter()
                .any(|name| file.to_string_lossy().contains(name))
        }) {
            for (line, number) in code_lines(file) {
                for word in layer.must_not.iter().filter(|word| has_word(&line, word)) {
                    wrong.push(format!("{}:{number}: `{word}`: {line}", shown(file)));
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "imports against the arrows:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn the_library_depends_on_no_crate_of_the_app() {
    for manifest in [
        "frontend/optimist-core/Cargo.toml",
        "frontend/optimist/Cargo.toml",
    ] {
        let text = read(&root().join(manifest));
        for name in ["shared", "backend", "studio", "yewdux"] {
            let named = text
                .lines()
                .any(|line| line.split(['.', '=', ' ']).next() == Some(name));
            assert!(!named, "{manifest} depends on {name}");
        }
    }
}

#[test]
fn only_the_edge_turns_errors_into_answers() {
    let mut wrong = Vec::new();
    for file in sources(&root().join("backend/src")) {
        let implements = code_lines(&file).any(|(line, _)| line.contains("impl IntoResponse for"));
        if implements && !file.ends_with("problem.rs") {
            wrong.push(shown(&file));
        }
    }
    assert!(
        wrong.is_empty(),
        "answers are made in: {}",
        wrong.join(", ")
    );
}

/// A sentence in the code of the studio is one that a reader of another language gets in English.
#[test]
fn what_the_studio_says_is_in_its_fluent_files() {
    // Reasons and settings of the lab have a code, by which they are said in the reader's language.
    let with_a_code = ["answer.rs", "mutations.rs", "faults.rs", "tests.rs"];
    let is_word = |word: &&str| word.starts_with(|c: char| c.is_lowercase());
    let is_sentence = |text: &str| {
        text.starts_with(|c: char| c.is_uppercase()) && text.split(' ').filter(is_word).count() > 1
    };
    let mut said = Vec::new();
    let mut files = sources(&root().join("frontend/studio/src"));
    files.retain(|file| !with_a_code.iter().any(|it| file.ends_with(it)));
    for file in files {
        for (line, number) in code_lines(&file) {
            let mut literals = line.split('"').skip(1).step_by(2);
            // What is expected of the program is said to its programmers.
            if !line.contains("expect(") && literals.any(is_sentence) {
                said.push(format!("{}:{number}", shown(&file)));
            }
        }
    }
    assert!(said.is_empty(), "sentences in: {}", said.join(", "));
}

#[test]
fn files_stay_short() {
    let mut long = Vec::new();
    let folders = ["shared", "frontend", "backend", "tests", "xtask", "bench"];
    for file in folders
        .iter()
        .flat_map(|folder| sources(&root().join(folder)))
    {
        let lines = read(&file).lines().count();
        let excused = LONGER.iter().any(|(longer, _)| file.ends_with(longer));
        if lines > LONGEST && !excused {
            long.push(format!("{} ({lines})", shown(&file)));
        }
    }
    assert!(
        long.is_empty(),
        "files over {LONGEST} lines: {}",
        long.join(", ")
    );
}

#[test]
fn documents_say_what_a_newcomer_needs_and_stay_short() {
    for (document, longest, needs) in [
        (
            "README.md",
            400,
            &["cargo xtask serve", "cargo xtask test", "cargo xtask bench"][..],
        ),
        (
            "ARCHITECTURE.md",
            150,
            &["I1", "I8", "predict", "settle.rs"][..],
        ),
        ("CONTRIBUTING.md", 60, &["cargo xtask test"][..]),
        ("docs/protocol.md", 300, &["Idempotency-Key", "since"][..]),
        (
            "docs/api.md",
            400,
            &["/api/operations", "application/problem+json"][..],
        ),
        (
            "docs/faults.md",
            300,
            &["x-fault-latency-ms", "--allow-faults"][..],
        ),
    ] {
        let text = read(&root().join(document));
        assert!(
            text.lines().count() <= longest,
            "{document} is over {longest} lines"
        );
        for need in needs {
            assert!(text.contains(need), "{document} does not say `{need}`");
        }
    }
}

/// Does the word stand in the line, not merely as a part of a longer name?
fn has_word(line: &str, word: &str) -> bool {
    let in_name = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + word.len()..].chars().next();
        let open = word.ends_with(in_name);
        !(before.is_some_and(in_name) || open && after.is_some_and(in_name))
    })
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn shown(file: &Path) -> String {
    file.strip_prefix(root())
        .unwrap_or(file)
        .display()
        .to_string()
}

fn read(file: &Path) -> String {
    fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// The file itself, or every file of source below the folder.
fn sources(path: &Path) -> Vec<PathBuf> {
    const LEFT_OUT: [&str; 5] = ["node_modules", "target", "dist", "test-results", "data"];
    if path.is_file() {
        return vec![path.to_owned()];
    }
    let entries = fs::read_dir(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut found = Vec::new();
    for path in entries.filter_map(Result::ok).map(|entry| entry.path()) {
        if path.is_dir() {
            if !LEFT_OUT.iter().any(|name| path.ends_with(name)) {
                found.extend(sources(&path));
            }
        } else if path.extension().is_some_and(|kind| {
            ["rs", "mjs", "js", "css", "lua", "sql"]
                .iter()
                .any(|known| kind == *known)
        }) {
            found.push(path);
        }
    }
    found
}

/// The lines outside comments, before the file's tests, with their numbers.
fn code_lines(file: &Path) -> impl Iterator<Item = (String, usize)> {
    let lines: Vec<String> = read(file).lines().map(str::to_owned).collect();
    let tests = lines
        .iter()
        .position(|line| line.starts_with("#[cfg(test)]"));
    lines
        .into_iter()
        .take(tests.unwrap_or(usize::MAX))
        .zip(1..)
        .filter(|(line, _)| !line.trim_start().starts_with("//"))
}
