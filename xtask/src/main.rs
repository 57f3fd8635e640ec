//! The project's chores, run as `cargo xtask <chore>`. Each sets up what the machine lacks first,
//! inside the project where that is possible, and is quick when nothing is to be done.

mod bench;
mod browser;
mod fingerprint;
mod npm;
mod page;
mod project;
mod report;
mod screenshots;
mod serve;
mod setup;
mod test;

use std::process::ExitCode;

use project::{Fallible, Project};

const USAGE: &str = "\
Usage: cargo xtask <chore>

  serve [-- SERVER ARGS]      set up, build page and server, run the server
  build                       the same without running it
  test [PART] [-- ARGS]       set up and run every test, or one part:
                              native | wasm | size | browser
                              (ARGS go to the part's test runner)
  bench [PART]                measure and print tables: engine | api | page | all
  screenshots                 pictures of the studio, to docs/screenshots, with which tests compare it
  trees                       what a screen reader is given, to tests/browser/trees, in the same way
  setup                       only set up what a fresh machine lacks";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match run(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &[String]) -> Fallible {
    let Some((chore, rest)) = args.split_first() else {
        return Err(USAGE.into());
    };
    let (own, passed_on) = split_at_dashes(rest);
    let project = Project::find()?;
    match chore.as_str() {
        // What follows `serve` can only be meant for the server, with or without the dashes.
        "serve" => serve::serve(&project, &[own, passed_on].concat()),
        "build" => serve::build(&project).map(drop),
        "test" => test::run(&project, at_most_one(own)?, passed_on),
        "bench" => bench::run(&project, at_most_one(own)?.unwrap_or("all")),
        "screenshots" => screenshots::take(&project, "looks.spec"),
        "trees" => screenshots::take(&project, "tree.spec"),
        "setup" => setup::everything(&project),
        "help" | "--help" | "-h" => {
            println!("{USAGE}");
            Ok(())
        }
        other => Err(format!("there is no chore `{other}`.\n\n{USAGE}").into()),
    }
}

fn split_at_dashes(args: &[String]) -> (&[String], &[String]) {
    match args.iter().position(|arg| arg == "--") {
        Some(at) => (&args[..at], &args[at + 1..]),
        None => (args, &[]),
    }
}

fn at_most_one(args: &[String]) -> Fallible<Option<&str>> {
    match args {
        [] => Ok(None),
        [one] => Ok(Some(one)),
        _ => Err(format!("too many arguments: {}\n\n{USAGE}", args.join(" ")).into()),
    }
}
