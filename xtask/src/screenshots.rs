//! What tests compare the studio with: pictures of every page and state, and what a screen reader is given.

use crate::{
    browser,
    project::{Fallible, Project, run},
    serve,
};

/// Takes anew what a specification compares with, and removes pictures that nothing asks for any more.
pub fn take(project: &Project, specification: &str) -> Fallible {
    serve::build(project)?;
    browser::playwright(project)?;
    let mut tests = project.node("node_modules/@playwright/test/cli.js");
    tests
        .args(["test", specification, "--project", "optimism on"])
        .arg("--update-snapshots=all")
        .current_dir(project.path(browser::FOLDER));
    browser::chromium()?.give_to(&mut tests);
    run(&mut tests)
}
