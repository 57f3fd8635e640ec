//! The page: built for release, compressed ahead of time, kept under its size budget.

use std::{env, fs, path::PathBuf};

use crate::{
    fingerprint,
    project::{Fallible, Project, run, say},
    setup,
};

/// What the first rows may wait for: wasm and JavaScript together, as brotli sends them.
struct Budget {
    /// Promised to users.
    promised: u64,
    /// Just above today's size, so that growth is noticed when it happens. Lower it when the page
    /// shrinks; raise it, below the promise, with a reason in the commit.
    ceiling: u64,
}

const BUDGET: Budget = Budget {
    // More than 305 KB since the library knows lists as the server gave them, and reasons tell of single fields.
    promised: 309_000,
    ceiling: 308_900,
};

/// What goes into the page. `xtask` is among them for its compression.
const SOURCES: [&str; 11] = [
    "frontend",
    "shared",
    "Cargo.lock",
    "Cargo.toml",
    "Trunk.toml",
    "xtask/arrange.mjs",
    "xtask/compress.mjs",
    "xtask/page-files.mjs",
    "xtask/shrink.mjs",
    "xtask/split.mjs",
    "xtask/worker.mjs",
];

/// Builds the page into `dist`, unless it is there and up to date.
pub fn build(project: &Project) -> Fallible {
    let sources: Vec<PathBuf> = SOURCES.iter().map(|source| project.path(source)).collect();
    let wanted = fingerprint::of(&sources)?;
    let stamp = project.dist().join(".fingerprint");
    if fs::read_to_string(&stamp).is_ok_and(|built| built == wanted) {
        say("the page in dist is up to date");
        return Ok(());
    }
    setup::page_tools(project)?;
    say("building the page for release into dist");
    // Trunk then runs offline, so that it never fetches a tool of its own accord.
    run(project
        .cargo()
        .args(["fetch", "--quiet", "--target", setup::WASM]))?;
    run(project
        .command("trunk")
        .args(["build", "--release", "--offline", "--skip-version-check"])
        .args(["--features", "split"])
        // The splitter follows the relocations from each function to what it needs.
        .env(
            "RUSTFLAGS",
            format!("-Clink-args=--emit-relocs {}", without_paths()),
        )
        // Trunk takes this variable for a flag, and refuses the usual value 1.
        .env_remove("NO_COLOR"))?;
    let program = project
        .target()
        .join(setup::WASM)
        .join("page/studio-page.wasm");
    run(project
        .command("node")
        .args(["xtask/split.mjs", "dist"])
        .arg(program))?;
    for step in ["shrink", "arrange", "worker", "compress"] {
        let script = format!("xtask/{step}.mjs");
        run(project.command("node").args([&script, "dist"]))?;
    }
    // Last, so that a build that broke off is not taken for a whole one.
    Ok(fs::write(stamp, wanted)?)
}

/// Flags that keep the paths of this machine out of the page's panic messages: they say nothing to a
/// visitor, and weigh.
fn without_paths() -> String {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(env::home_dir()?.join(".cargo")));
    let sources = home.and_then(|home| fs::read_dir(home.join("registry/src")).ok());
    let folders = sources.into_iter().flatten().flatten();
    let flags = folders.map(|folder| format!("--remap-path-prefix={}=", folder.path().display()));
    flags.collect::<Vec<_>>().join(" ")
}

/// Checks what was built against the budget.
pub fn check_size(project: &Project) -> Fallible {
    let (mut total, mut later) = (0, 0);
    for entry in fs::read_dir(project.dist())? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if !(name.ends_with(".wasm.br") || name.ends_with(".js.br")) {
            continue;
        }
        let size = fs::metadata(&path)?.len();
        println!("{:>9} bytes  {name}", grouped(size));
        // The first rows do not wait for the service worker either.
        if name.ends_with("_later.wasm.br") || name == "worker.js.br" {
            later += size;
        } else {
            total += size;
        }
    }
    println!(
        "{:>9} bytes  until the first rows; ceiling {}, promised {}\n{:>9} bytes  after them",
        grouped(total),
        grouped(BUDGET.ceiling),
        grouped(BUDGET.promised),
        grouped(later)
    );
    match total {
        0 => Err("dist holds no compressed wasm or JavaScript".into()),
        _ if total > BUDGET.promised => Err("the page is over the size promised to users".into()),
        _ if total > BUDGET.ceiling => {
            Err("the page has grown over the ceiling in xtask/src/page.rs".into())
        }
        _ => Ok(()),
    }
}

/// 1234567 as `1 234 567`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn groups_digits_by_three() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(1_234_567), "1 234 567");
    }
}
