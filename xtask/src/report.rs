//! Runs the steps of a chore one after the other, to the end, and sums up.

use std::{
    io::stdout,
    process::Command,
    time::{Duration, Instant},
};

use crate::project::{Fallible, run};

/// What became of each step so far.
#[derive(Default)]
pub struct Report {
    steps: Vec<Step>,
}

struct Step {
    name: String,
    outcome: Result<(), String>,
    took: Duration,
}

impl Report {
    /// Runs a step. That it fails stops nothing: the next one may tell more.
    pub fn step(&mut self, name: &str, work: impl FnOnce() -> Fallible) {
        println!("\n── {name} ──");
        let start = Instant::now();
        let outcome = work().map_err(|error| error.to_string());
        if let Err(error) = &outcome {
            println!("{name} failed: {error}");
        }
        self.steps.push(Step {
            name: name.into(),
            outcome,
            took: start.elapsed(),
        });
    }

    /// Runs a program as a step.
    pub fn program(&mut self, name: &str, mut command: Command) {
        // Some test runners close on standard error; readers of a log expect one stream.
        command.stderr(stdout());
        self.step(name, || run(&mut command));
    }

    /// Prints the table; an error if any step failed.
    pub fn close(self) -> Fallible {
        let width = self
            .steps
            .iter()
            .map(|step| step.name.chars().count())
            .max()
            .unwrap_or(0);
        println!("\n── summary ──");
        for step in &self.steps {
            let result = if step.outcome.is_ok() {
                "passed"
            } else {
                "FAILED"
            };
            println!(
                "{:width$}  {result}  {:>7.1} s",
                step.name,
                step.took.as_secs_f64()
            );
        }
        let failed = self
            .steps
            .iter()
            .filter(|step| step.outcome.is_err())
            .count();
        println!(
            "{} steps passed, {failed} failed",
            self.steps.len() - failed
        );
        if failed == 0 {
            Ok(())
        } else {
            Err(format!("{failed} of {} steps failed", self.steps.len()).into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Report;

    #[test]
    fn goes_on_after_a_failure_and_fails_in_the_end() {
        let mut report = Report::default();
        report.step("first", || Err("no".into()));
        let mut second_ran = false;
        report.step("second", || {
            second_ran = true;
            Ok(())
        });
        assert!(second_ran);
        assert_eq!(
            report.close().map_err(|error| error.to_string()),
            Err("1 of 2 steps failed".into())
        );
    }
}
