//! Pictures of every page and state of the studio, with which `looks.spec.mjs` compares it.

use crate::{
    browser,
    project::{Fallible, Project, run},
    serve,
};

/// Takes them anew, to where the documentation has them, and removes those that nothing asks for any more.
pub fn take(project: &Project) -> Fallible {
    serve::build(project)?;
    browser::playwright(project)?;
    let mut tests = project.node("node_modules/@playwright/test/cli.js");
    tests
        .args(["test", "looks.spec", "--project", "optimism on"])
        .arg("--update-snapshots=all")
        .current_dir(project.path(browser::FOLDER));
    browser::chromium()?.give_to(&mut tests);
    run(&mut tests)
}
