//! Pictures of the studio for its documentation.

use crate::{
    browser,
    project::{Fallible, Project, run},
    serve,
};

/// Takes them into `folder`, or where the documentation has them.
pub fn take(project: &Project, folder: Option<&str>) -> Fallible {
    serve::build(project)?;
    browser::playwright(project)?;
    let mut script = project.node("tests/browser/screenshots.mjs");
    browser::chromium()?.give_to(&mut script);
    run(script.arg(folder.unwrap_or("docs/screenshots")))
}
