//! What a fresh machine lacks for building the page: each tool is looked for first, installed
//! inside the project if it is missing or of another version, and then left alone.

use std::{env, fs};

use crate::{
    browser,
    project::{Fallible, Project, output, run, say},
};

/// The newest Trunk that builds with the project's Rust.
const TRUNK: &str = "0.21.14";
/// Brings wasm-opt; what distributions ship is too old for what rustc emits.
const BINARYEN: &str = "132.0.0";
/// Splits the page's program; it knows what `wasm_split_helpers` of the workspace marks.
const WASM_SPLIT: &str = "0.2.4";
const TERSER: &str = "5.51.4";
/// The oldest Node that Playwright and the scripts run on.
const NODE_MAJOR: u32 = 20;

/// The target that the page is compiled for.
pub const WASM: &str = "wasm32-unknown-unknown";

/// All that any chore needs.
pub fn everything(project: &Project) -> Fallible {
    page_tools(project)?;
    browser::chromium()?;
    browser::playwright(project)
}

/// What building the page needs.
pub fn page_tools(project: &Project) -> Fallible {
    wasm_target(project)?;
    node(project)?;
    trunk(project)?;
    splitter(project)?;
    wasm_bindgen(project)?;
    shrinkers(project)
}

/// Rust's standard library for wasm.
pub fn wasm_target(project: &Project) -> Fallible {
    let sysroot = output(project.command("rustc").args(["--print", "sysroot"]))?;
    let library = std::path::Path::new(sysroot.trim())
        .join("lib/rustlib")
        .join(WASM);
    if library.is_dir() {
        return Ok(());
    }
    say(format!(
        "adding the Rust target {WASM}: the page is compiled for it"
    ));
    run(project.command("rustup").args(["target", "add", WASM]))
}

/// wasm-bindgen and its test runner, of the version that `Cargo.lock` names: the page's code and
/// the tool must match exactly.
pub fn wasm_bindgen(project: &Project) -> Fallible {
    let lock = fs::read_to_string(project.path("Cargo.lock"))?;
    let version =
        locked_version(&lock, "wasm-bindgen").ok_or("Cargo.lock names no wasm-bindgen")?;
    let trunk_config = fs::read_to_string(project.path("Trunk.toml"))?;
    if !trunk_config.contains(&format!("wasm_bindgen = \"{version}\"")) {
        return Err(format!(
            "Cargo.lock has wasm-bindgen {version}: write the same version in Trunk.toml"
        )
        .into());
    }
    // Not `--locked`: the crate's lock file names a version that is no longer to be had.
    let why = "joins the page's wasm to JavaScript and runs tests in the browser; about a minute";
    let tools = ["wasm-bindgen", "wasm-bindgen-test-runner"];
    cargo_install(project, "wasm-bindgen-cli", version, &tools, &[], why)
}

fn trunk(project: &Project) -> Fallible {
    let why = "builds the page; two to three minutes";
    cargo_install(project, "trunk", TRUNK, &["trunk"], &["--locked"], why)
}

fn splitter(project: &Project) -> Fallible {
    let why =
        "splits the page's program, so that what comes later is not waited for; about a minute";
    let options = ["--locked", "--features", "build-binary"];
    cargo_install(
        project,
        "wasm_split_cli_support",
        WASM_SPLIT,
        &[],
        &options,
        why,
    )
}

fn shrinkers(project: &Project) -> Fallible {
    let major = BINARYEN.split('.').next().unwrap_or(BINARYEN);
    if has_version(project, "wasm-opt", major) && has_version(project, "terser", TERSER) {
        return Ok(());
    }
    say(format!(
        "installing binaryen {BINARYEN} and terser {TERSER} into .tools/npm: they make the page smaller"
    ));
    fs::create_dir_all(project.path(".tools/npm"))?;
    run(project
        .command("npm")
        .args([
            "install",
            "--no-save",
            "--no-package-lock",
            "--no-audit",
            "--no-fund",
        ])
        .args([
            "--loglevel=error",
            "--prefix",
            ".tools/npm",
            &format!("binaryen@{BINARYEN}"),
            &format!("terser@{TERSER}"),
        ]))
}

fn node(project: &Project) -> Fallible {
    let version = output(project.command("node").arg("--version")).unwrap_or_default();
    let major = version
        .trim()
        .trim_start_matches('v')
        .split('.')
        .next()
        .map(str::parse::<u32>);
    match major {
        Some(Ok(major)) if major >= NODE_MAJOR => Ok(()),
        _ => Err(
            format!("Node {NODE_MAJOR} or newer, with npm, is needed: please install it").into(),
        ),
    }
}

/// Installs a Cargo package into `.tools`, unless it is there in that version, or each of its `tools` is
/// on PATH and says that it is of that version.
///
/// Built without optimisation: these tools do little work here, and building them for release
/// takes several times as long as all the rest of the set-up.
fn cargo_install(
    project: &Project,
    package: &str,
    version: &str,
    tools: &[&str],
    options: &[&str],
    why: &str,
) -> Fallible {
    let on_path = !tools.is_empty() && tools.iter().all(|tool| has_version(project, tool, version));
    if on_path || is_recorded(project, package, version) {
        return Ok(());
    }
    say(format!("installing {package} {version} into .tools: {why}"));
    let root = project.path(".tools");
    run(project
        .cargo()
        .args([
            "install",
            package,
            "--version",
            version,
            "--debug",
            "--force",
            "--root",
        ])
        .arg(root)
        .args(options)
        .env_remove("CARGO_TARGET_DIR")
        .env("CARGO_PROFILE_DEV_DEBUG", "false"))
}

/// Does Cargo's record say that it has installed the package into `.tools`?
fn is_recorded(project: &Project, package: &str, version: &str) -> bool {
    fs::read_to_string(project.path(".tools/.crates.toml"))
        .is_ok_and(|record| record.contains(&format!("\"{package} {version} (")))
}

fn has_version(project: &Project, tool: &str, version: &str) -> bool {
    let tool = format!("{tool}{}", env::consts::EXE_SUFFIX);
    output(project.command(tool).arg("--version"))
        .is_ok_and(|said| said.split_whitespace().any(|word| word == version))
}

/// The version of a package in a lock file.
fn locked_version<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let mut lines = lock
        .lines()
        .skip_while(|line| *line != format!("name = \"{package}\""));
    lines
        .nth(1)?
        .strip_prefix("version = \"")?
        .strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::locked_version;

    #[test]
    fn finds_the_package_and_not_one_whose_name_begins_alike() {
        let lock = "\
[[package]]
name = \"wasm-bindgen-futures\"
version = \"0.4.9\"

[[package]]
name = \"wasm-bindgen\"
version = \"0.2.130\"
";
        assert_eq!(locked_version(lock, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(locked_version(lock, "bindgen"), None);
    }
}
