//! Where things lie in the project, and how programs are run in it.

use std::{
    env,
    error::Error,
    ffi::{OsStr, OsString},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// A chore's outcome. An error is a sentence for a person.
pub type Fallible<T = ()> = Result<T, Box<dyn Error>>;

/// The checkout that xtask works on.
pub struct Project {
    root: PathBuf,
    target: PathBuf,
}

impl Project {
    /// Finds the checkout, and Cargo's target directory wherever it was configured.
    pub fn find() -> Fallible<Self> {
        // Cargo sets the variable for what it runs; a checkout that was moved keeps working.
        let manifest =
            env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
        let root = Path::new(&manifest)
            .parent()
            .ok_or("xtask lies outside the project")?
            .into();
        let target = target_directory()?;
        Ok(Self { root, target })
    }

    /// A path inside the project.
    pub fn path(&self, inside: &str) -> PathBuf {
        self.root.join(inside)
    }

    /// Cargo's target directory.
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// The built page.
    pub fn dist(&self) -> PathBuf {
        self.path("dist")
    }

    /// The server, built for release.
    pub fn server(&self) -> PathBuf {
        let name = format!("course-studio{}", env::consts::EXE_SUFFIX);
        self.target.join("release").join(name)
    }

    /// A program to run at the project's root, with the project's own tools first on PATH.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root);
        command.env("PATH", self.search_path());
        command.env("CARGO_TARGET_DIR", &self.target);
        for (name, _) in env::vars_os() {
            if describes_xtask(&name) {
                command.env_remove(name);
            }
        }
        command
    }

    /// Cargo, at the project's root.
    pub fn cargo(&self) -> Command {
        self.command(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
    }

    /// Node running one of the project's scripts, which find server and page by these variables.
    pub fn node(&self, script: &str) -> Command {
        let mut node = self.command("node");
        node.arg(script)
            .env("STUDIO_BIN", self.server())
            .env("STUDIO_DIST", self.dist());
        node
    }

    fn search_path(&self) -> OsString {
        let own = [
            self.path(".tools/bin"),
            self.path(".tools/npm/node_modules/.bin"),
        ];
        let inherited = env::var_os("PATH").unwrap_or_default();
        let all = own.into_iter().chain(env::split_paths(&inherited));
        // Joining fails only when one of ours holds the separator; then the inherited one must do.
        env::join_paths(all).unwrap_or(inherited)
    }
}

/// Tells the person what happens next, and why.
pub fn say(text: impl AsRef<str>) {
    eprintln!("xtask: {}", text.as_ref());
}

/// Runs a program to its end; anything but success is an error that names it.
pub fn run(command: &mut Command) -> Fallible {
    let status = command
        .status()
        .map_err(|error| cannot_start(command, &error))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("{} ended with {status}", name(command)).into())
    }
}

/// What a program prints, if it could be run and succeeded.
pub fn output(command: &mut Command) -> Fallible<String> {
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .map_err(|error| cannot_start(command, &error))?;
    if !output.status.success() {
        return Err(format!("{} ended with {}", name(command), output.status).into());
    }
    Ok(String::from_utf8(output.stdout)?)
}

/// Cargo describes the running package to it; what xtask runs must not take that for its own, or
/// build scripts that watch these variables would run again.
fn describes_xtask(variable: &OsStr) -> bool {
    let variable = variable.to_string_lossy();
    [
        "CARGO_PKG_",
        "CARGO_MANIFEST_",
        "CARGO_BIN_",
        "CARGO_CRATE_",
    ]
    .iter()
    .any(|prefix| variable.starts_with(prefix))
}

fn target_directory() -> Fallible<PathBuf> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let metadata = output(Command::new(cargo).args([
        "metadata",
        "--no-deps",
        "--offline",
        "--format-version=1",
    ]))?;
    let metadata: serde_json::Value = serde_json::from_str(&metadata)?;
    let target = metadata["target_directory"]
        .as_str()
        .ok_or("cargo names no target directory")?;
    Ok(target.into())
}

fn name(command: &Command) -> String {
    let mut name = Path::new(command.get_program())
        .file_name()
        .unwrap_or(command.get_program())
        .to_string_lossy()
        .into_owned();
    for arg in command.get_args() {
        name.push(' ');
        name.push_str(&arg.to_string_lossy());
    }
    format!("`{name}`")
}

fn cannot_start(command: &Command, error: &std::io::Error) -> String {
    format!("{} could not be run: {error}", name(command))
}
