//! The studio as visitors get it: page and server, built for release.

use std::process::Command;

use crate::{
    page,
    project::{Fallible, Project, run, say},
};

/// Page and server, up to date.
pub fn build(project: &Project) -> Fallible {
    page::build(project)?;
    server(project)
}

/// The server alone.
pub fn server(project: &Project) -> Fallible {
    say("building the server for release");
    run(project
        .cargo()
        .args(["build", "--release", "-p", "backend"]))
}

/// Builds what is not up to date, then becomes the server.
pub fn serve(project: &Project, args: &[String]) -> Fallible {
    build(project)?;
    let mut server = project.command(project.server());
    // By the environment, which leaves `--dist` to the person.
    if std::env::var_os("STUDIO_DIST").is_none() {
        server.env("STUDIO_DIST", project.dist());
    }
    server.args(args);
    become_program(&mut server)
}

/// The server takes xtask's place, so that Ctrl-C and signals reach it and nothing else.
#[cfg(unix)]
fn become_program(command: &mut Command) -> Fallible {
    use std::os::unix::process::CommandExt;
    Err(format!("the server could not be started: {}", command.exec()).into())
}

#[cfg(not(unix))]
fn become_program(command: &mut Command) -> Fallible {
    run(command)
}
