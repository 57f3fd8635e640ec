//! Benchmarks, each printing a table: the engine, the API, the page.

use std::{fs, path::Path, time::SystemTime};

use serde_json::Value;

use crate::{
    browser, npm,
    project::{Fallible, Project, run as run_program},
    serve, setup,
};

/// Runs a part, or `all`.
pub fn run(project: &Project, part: &str) -> Fallible {
    match part {
        "engine" => engine(project),
        "api" => api(project),
        "page" => page(project),
        "all" => {
            engine(project)?;
            api(project)?;
            page(project)
        }
        other => Err(format!("no benchmark `{other}`: engine, api, page or all").into()),
    }
}

/// The engine alone. Natively Criterion measures, and the table is what this run measured.
fn engine(project: &Project) -> Fallible {
    let start = SystemTime::now();
    run_program(
        project
            .cargo()
            .args(["bench", "-p", "optimist-core", "--bench", "*"]),
    )?;
    let mut rows = Vec::new();
    collect(&project.target().join("criterion"), start, &mut rows)?;
    rows.sort_by(|a, b| a.id.cmp(&b.id));

    let width = rows
        .iter()
        .map(|row| row.id.chars().count())
        .max()
        .unwrap_or(0)
        .max(9);
    println!(
        "\n{:width$}  {:>10}  {:>23}",
        "benchmark", "median", "95 % confidence"
    );
    for row in &rows {
        let interval = format!("{} to {}", duration(row.low), duration(row.high));
        println!(
            "{:width$}  {:>10}  {interval:>23}",
            row.id,
            duration(row.median)
        );
    }
    engine_in_wasm(project)
}

/// The same loads, compiled as the page is and run by Node; the test prints a table.
fn engine_in_wasm(project: &Project) -> Fallible {
    setup::wasm_target(project)?;
    setup::wasm_bindgen(project)?;
    let mut timings = project.cargo();
    timings.args(["test", "-p", "optimist-core", "--profile", "page"]);
    timings.args(["--target", setup::WASM, "--test", "timings"]);
    timings.args(["--", "--include-ignored", "--nocapture"]);
    timings.env(
        "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER",
        "wasm-bindgen-test-runner",
    );
    timings.env("WASM_BINDGEN_TEST_TIMEOUT", "180");
    run_program(&mut timings)
}

/// The API over HTTP, on a server of its own.
fn api(project: &Project) -> Fallible {
    serve::server(project)?;
    if browser::on_path("wrk").is_none() {
        browser::install(&["wrk"], "it puts load on the API")?;
    }
    npm::install(project, "bench/api", "the API's peer runs on them")?;
    run_program(&mut project.node("bench/api/run.mjs"))
}

/// The built page in Chromium, and its peer in React beside it.
fn page(project: &Project) -> Fallible {
    serve::build(project)?;
    browser::playwright(project)?;
    npm::install(project, "bench/react", "the page's peer is made of them")?;
    // Each time: it takes a moment, and the peer must have the style sheets of this page.
    run_program(&mut project.node("bench/react/build.mjs"))?;
    let mut node = project.node("tests/browser/bench/page.mjs");
    browser::chromium()?.give_to(&mut node);
    run_program(&mut node)
}

/// One benchmark of Criterion's, in nanoseconds.
struct Row {
    id: String,
    median: f64,
    low: f64,
    high: f64,
}

/// Adds the results below a folder that were written since `start`; older ones may be of
/// benchmarks that are gone.
fn collect(folder: &Path, start: SystemTime, rows: &mut Vec<Row>) -> Fallible {
    let estimates = folder.join("estimates.json");
    if folder.ends_with("new") && estimates.is_file() {
        if fs::metadata(&estimates)?.modified()? >= start {
            rows.push(row(
                &read(&folder.join("benchmark.json"))?,
                &read(&estimates)?,
            )?);
        }
        return Ok(());
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, start, rows)?;
        }
    }
    Ok(())
}

fn read(file: &Path) -> Fallible<Value> {
    Ok(serde_json::from_str(&fs::read_to_string(file)?)?)
}

fn row(benchmark: &Value, estimates: &Value) -> Fallible<Row> {
    let median = &estimates["median"];
    let interval = &median["confidence_interval"];
    let number = |value: &Value| {
        value
            .as_f64()
            .ok_or("Criterion's estimates have another form")
    };
    Ok(Row {
        id: benchmark["full_id"]
            .as_str()
            .ok_or("a benchmark of Criterion's has no id")?
            .into(),
        median: number(&median["point_estimate"])?,
        low: number(&interval["lower_bound"])?,
        high: number(&interval["upper_bound"])?,
    })
}

fn duration(nanoseconds: f64) -> String {
    let (value, unit) = match nanoseconds {
        n if n < 1e3 => (n, "ns"),
        n if n < 1e6 => (n / 1e3, "µs"),
        n if n < 1e9 => (n / 1e6, "ms"),
        n => (n / 1e9, "s"),
    };
    let decimals = if value < 10.0 {
        2
    } else {
        usize::from(value < 100.0)
    };
    format!("{value:.decimals$} {unit}")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{duration, row};

    #[test]
    fn writes_three_digits_and_a_unit() {
        assert_eq!(duration(999.0), "999 ns");
        assert_eq!(duration(1_234.0), "1.23 µs");
        assert_eq!(duration(45_678_900.0), "45.7 ms");
    }

    #[test]
    fn reads_what_criterion_writes() {
        let estimates = json!({ "median": {
            "confidence_interval": { "lower_bound": 1.0, "upper_bound": 3.0 },
            "point_estimate": 2.0,
        }});
        let row = row(&json!({ "full_id": "replay/10000" }), &estimates).expect("complete");
        assert_eq!(
            (row.id.as_str(), row.low, row.median, row.high),
            ("replay/10000", 1.0, 2.0, 3.0)
        );
        assert!(super::row(&json!({}), &estimates).is_err());
    }
}
