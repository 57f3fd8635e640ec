//! The browser that tests and pictures use, and what drives it.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    npm,
    project::{Fallible, Project, output, run, say},
};

/// Where Playwright's tests and scripts live.
pub const FOLDER: &str = "tests/browser";

/// Chromium, the program that drives it for wasm-bindgen's tests, and nginx where it is there.
/// `CHROMIUM`, `CHROMEDRIVER` and `NGINX` in the environment go first.
pub struct Browser {
    chromium: PathBuf,
    driver: PathBuf,
    nginx: Option<PathBuf>,
}

impl Browser {
    /// Lets a command, and what it starts, find this browser.
    pub fn give_to(&self, command: &mut Command) {
        command
            .env("CHROMIUM", &self.chromium)
            .env("CHROMEDRIVER", &self.driver)
            .envs(self.nginx.iter().map(|nginx| ("NGINX", nginx)));
    }
}

/// Finds Chromium, or installs it.
pub fn chromium() -> Fallible<Browser> {
    if let Some(browser) = find() {
        return Ok(browser);
    }
    install(
        &["chromium", "chromium-driver"],
        "tests run in a real browser",
    )?;
    find().ok_or_else(|| {
        "Chromium is installed, yet not on PATH: set CHROMIUM and CHROMEDRIVER".into()
    })
}

/// Installs Playwright, and a proxy as operators have it in front of a server.
pub fn playwright(project: &Project) -> Fallible {
    npm::install(project, FOLDER, "Playwright drives the browser")?;
    if nginx().is_none() {
        install(&["nginx-light"], "tests put a real proxy in between")?;
    }
    Ok(())
}

/// Where nginx lies: Debian's place is on the PATH of administrators only.
fn nginx() -> Option<PathBuf> {
    let usual = PathBuf::from("/usr/sbin/nginx");
    given("NGINX")
        .or_else(|| on_path("nginx"))
        .or_else(|| usual.is_file().then_some(usual))
}

/// Installs packages of a Debian-like system, or says how a person can.
pub fn install(packages: &[&str], why: &str) -> Fallible {
    let by_hand = || {
        format!(
            "missing: {} ({why}). Please install, as root: apt-get install {}",
            packages.join(", "),
            packages.join(" ")
        )
    };
    if on_path("apt-get").is_none() {
        return Err(by_hand().into());
    }
    let prefix: &[&str] = if is_root() {
        &[]
    } else if Command::new("sudo")
        .args(["-n", "true"])
        .output()
        .is_ok_and(|o| o.status.success())
    {
        &["sudo", "-n"]
    } else {
        return Err(by_hand().into());
    };
    say(format!("installing {}: {why}", packages.join(", ")));
    let apt = |args: &[&str]| {
        let words: Vec<&str> = prefix
            .iter()
            .chain(&["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"])
            .chain(args)
            .copied()
            .collect();
        run(Command::new(words[0]).args(&words[1..]))
    };
    apt(&["update", "-qq"])?;
    apt(&[
        &["install", "-y", "-qq", "--no-install-recommends"],
        packages,
    ]
    .concat())
}

/// Where a program lies, if it is on PATH.
pub fn on_path(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path)
        .map(|folder| folder.join(format!("{program}{}", env::consts::EXE_SUFFIX)))
        .find(|candidate| candidate.is_file())
}

fn find() -> Option<Browser> {
    let chromium = given("CHROMIUM").or_else(|| {
        ["chromium", "google-chrome", "chromium-browser"]
            .into_iter()
            .find_map(on_path)
    })?;
    let driver = given("CHROMEDRIVER").or_else(|| on_path("chromedriver"))?;
    Some(Browser {
        chromium,
        driver,
        nginx: nginx(),
    })
}

fn given(variable: &str) -> Option<PathBuf> {
    env::var_os(variable)
        .map(PathBuf::from)
        .filter(|path| Path::is_file(path))
}

fn is_root() -> bool {
    output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}
