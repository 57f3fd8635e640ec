//! npm packages that scripts of the project need.

use std::fs;

use crate::{
    fingerprint,
    project::{Fallible, Project, run, say},
};

/// Installs a folder's packages exactly as its lock file has them, unless they are there.
pub fn install(project: &Project, folder: &str, why: &str) -> Fallible {
    let path = project.path(folder);
    let wanted = fingerprint::of(&[path.join("package-lock.json")])?;
    let stamp = path.join("node_modules/.lock-fingerprint");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    say(format!(
        "installing npm packages into {folder}/node_modules: {why}"
    ));
    run(project
        .command("npm")
        .args(["ci", "--no-audit", "--no-fund", "--loglevel=error"])
        // The system's Chromium is used.
        .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
        .current_dir(&path))?;
    Ok(fs::write(stamp, wanted)?)
}
