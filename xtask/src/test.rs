//! Every test of the project, or one part: natively, in wasm, the page's size, and end to end in
//! the browser.

use std::process::Command;

use crate::{
    browser, page,
    project::{Fallible, Project, output},
    report::Report,
    serve, setup,
};

/// The crates whose tests run on the machine itself.
const NATIVE: [&str; 6] = [
    "shared",
    "optimist-core",
    "studio-domain",
    "backend",
    "tests",
    "xtask",
];
/// The crates whose documentation holds examples that must compile.
const DOCUMENTED: [&str; 3] = ["shared", "optimist-core", "optimist"];

/// Runs a part, or all; `args` go to the part's test runner.
pub fn run(project: &Project, part: Option<&str>, args: &[String]) -> Fallible {
    let parts: &[Part] = match part {
        None | Some("all") => &[native, wasm, size, end_to_end],
        Some("native") => &[native],
        Some("wasm") => &[wasm],
        Some("size") => &[size],
        Some("browser") => &[end_to_end],
        Some(other) => {
            return Err(format!("no part `{other}`: native, wasm, size or browser").into());
        }
    };
    if parts.len() > 1 && !args.is_empty() {
        return Err("arguments for a test runner need a part to go to".into());
    }
    let mut report = Report::default();
    for part in parts {
        part(project, &mut report, args);
    }
    report.close()
}

type Part = fn(&Project, &mut Report, &[String]);

fn native(project: &Project, report: &mut Report, args: &[String]) {
    let mut tests = project.cargo();
    if output(project.cargo().args(["nextest", "--version"])).is_ok() {
        tests.args(["nextest", "run", "--no-fail-fast"]);
    } else {
        tests.args(["test", "--tests", "--no-fail-fast"]);
    }
    packages(&mut tests, &NATIVE).args(args);
    report.program("native tests", tests);

    let mut examples = project.cargo();
    packages(
        examples.args(["test", "--doc", "--no-fail-fast"]),
        &DOCUMENTED,
    );
    report.program("examples in the documentation", examples);

    // The rest of both is tested where it runs, in a browser.
    let mut studio = project.cargo();
    studio.args(["test", "-p", "studio", "-p", "optimist", "--lib"]);
    report.program("the studio's rules and the rows of the log", studio);
}

fn wasm(project: &Project, report: &mut Report, args: &[String]) {
    let mut browser = None;
    report.step("set up tests in wasm", || {
        setup::wasm_target(project)?;
        setup::wasm_bindgen(project)?;
        browser = Some(browser::chromium()?);
        Ok(())
    });
    let Some(browser) = browser else { return };

    let suites = [
        ("engine, in wasm", "optimist-core"),
        ("hooks, in Chromium", "optimist"),
        ("components, in Chromium", "studio"),
    ];
    for (name, package) in suites {
        let mut tests = project.cargo();
        tests.args([
            "test",
            "--target",
            setup::WASM,
            "--no-fail-fast",
            "-p",
            package,
        ]);
        // Unit tests inside the crates are native ones; the runner would find none.
        tests.args(["--test", "*"]).args(args);
        tests.env(
            "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER",
            "wasm-bindgen-test-runner",
        );
        // The runner gives up after 20 seconds unless told otherwise: little on a busy machine.
        tests.env("WASM_BINDGEN_TEST_TIMEOUT", "180");
        browser.give_to(&mut tests);
        report.program(name, tests);
    }
}

fn size(project: &Project, report: &mut Report, _: &[String]) {
    report.step("page and its size", || {
        page::build(project)?;
        page::check_size(project)
    });
}

fn end_to_end(project: &Project, report: &mut Report, args: &[String]) {
    let mut browser = None;
    report.step("set up tests in the browser", || {
        serve::build(project)?;
        browser::playwright(project)?;
        browser = Some(browser::chromium()?);
        Ok(())
    });
    let Some(browser) = browser else { return };

    let mut tests = project.node("node_modules/@playwright/test/cli.js");
    tests
        .arg("test")
        .args(args)
        .current_dir(project.path(browser::FOLDER));
    browser.give_to(&mut tests);
    report.program("end to end, in Chromium", tests);
}

fn packages<'a>(command: &'a mut Command, names: &[&str]) -> &'a mut Command {
    command.args(names.iter().flat_map(|name| ["-p", name]))
}
