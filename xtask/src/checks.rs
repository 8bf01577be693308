//! `cargo xtask test`: every check, each timed, ending with the test runner's count.

use std::io::{BufRead, BufReader};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use anyhow::Context;

use crate::{android, arrows, browser, front_end, licences as list, prepare, product, shell};

/// Seeds of the simulation in the test command; `cargo xtask simulate` runs more.
const SEEDS: u64 = 100;
/// How long the advisory database may take to answer before the check goes on without it.
const ADVISORY_LIMIT: Duration = Duration::from_secs(60);

/// What the test runner counted.
#[derive(Debug, Default, PartialEq, Eq)]
struct Count {
    passed: u64,
    failed: u64,
    skipped: u64,
}

struct Report {
    name: &'static str,
    taken: Duration,
    failure: Option<String>,
}

/// Installs what is missing, runs all checks even after one has failed, prints a summary and the count.
pub fn run_all() -> anyhow::Result<ExitCode> {
    let mut reports = Vec::new();
    let prepared = step(&mut reports, "prepare", prepare::for_checks);
    if !prepared {
        print_summary(&reports);
        return Ok(ExitCode::FAILURE);
    }
    step(&mut reports, "format", || shell::must_succeed(here().args(["fmt", "--all", "--check"])));
    step(&mut reports, "arrows", arrows::check);
    step(&mut reports, "Android project", android::check);
    // Before whatever compiles the shell, which takes the built screens in.
    step(&mut reports, "screens, built", front_end::build);
    step(&mut reports, "screens, checked", front_end::check);
    step(&mut reports, "licences and sources", licences);
    step(&mut reports, "list of licences", list::check);
    step(&mut reports, "lints", || lints(&[]));
    step(&mut reports, "lints of the faults", || lints(&["--features", product::SABOTAGE]));
    step(&mut reports, "documentation", || {
        let mut documentation = here();
        documentation.args(["doc", "--no-deps", "--workspace"]).env("RUSTDOCFLAGS", "-D warnings");
        shell::must_succeed(&mut documentation)
    });
    step(&mut reports, "examples in the docs", || shell::must_succeed(here().args(["test", "--workspace", "--doc"])));
    step(&mut reports, "simulation", || product::simulation(SEEDS));
    let mut count = Count::default();
    step(&mut reports, "tests", || tests(&mut count));
    step(&mut reports, "console in the browser", || browser::tests(None, false));

    print_summary(&reports);
    println!("{}", closing_line(&count));
    let failed = reports.iter().any(|report| report.failure.is_some());
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn here() -> Command {
    let mut command = shell::cargo();
    command.current_dir(shell::workspace_root());
    command
}

fn step(reports: &mut Vec<Report>, name: &'static str, check: impl FnOnce() -> anyhow::Result<()>) -> bool {
    eprintln!("\n== {name}");
    let started = Instant::now();
    let failure = check().err().map(|error| format!("{error:#}"));
    if let Some(failure) = &failure {
        eprintln!("== {name} failed: {failure}");
    }
    let good = failure.is_none();
    reports.push(Report { name, taken: started.elapsed(), failure });
    good
}

fn lints(features: &[&str]) -> anyhow::Result<()> {
    let mut clippy = here();
    clippy.args(["clippy", "--workspace", "--all-targets"]).args(features).args(["--", "--deny", "warnings"]);
    shell::must_succeed(&mut clippy)
}

fn licences() -> anyhow::Result<()> {
    shell::must_succeed(here().args(["deny", "check", "bans", "licenses", "sources"]))?;
    // The advisories live in a git repository that a closed network does not reach.
    if shell::succeeds_within(here().args(["deny", "fetch", "db"]), ADVISORY_LIMIT) {
        return shell::must_succeed(here().args(["deny", "check", "--disable-fetch", "advisories"]));
    }
    eprintln!("licences and sources: the advisory database cannot be reached from here; advisories were not checked");
    Ok(())
}

fn tests(count: &mut Count) -> anyhow::Result<()> {
    let mut runner = here();
    runner.args(["nextest", "run", "--workspace", "--no-fail-fast"]).env("CUNJI_PYTHON", python_program());
    runner.stderr(Stdio::piped());
    let shown = shell::show(&runner);
    let mut child = runner.spawn().with_context(|| format!("could not start: {shown}"))?;
    if let Some(output) = child.stderr.take() {
        for line in BufReader::new(output).split(b'\n') {
            let line = line?;
            let line = String::from_utf8_lossy(&line);
            eprintln!("{line}");
            if let Some(counted) = read_summary(&line) {
                *count = counted;
            }
        }
    }
    let status = child.wait()?;
    anyhow::ensure!(status.success(), "{shown} ended with {status}");
    Ok(())
}

fn python_program() -> std::path::PathBuf {
    prepare::python_folder().join("bin/python")
}

/// Reads `Summary [ 1.2s] 96 tests run: 94 passed (1 slow), 2 failed, 3 skipped`; other lines are none.
fn read_summary(line: &str) -> Option<Count> {
    let line = without_colours(line);
    let (_, counts) = line.trim_start().strip_prefix("Summary [")?.split_once("run: ")?;
    let mut count = Count::default();
    for part in counts.split(", ") {
        let mut words = part.split_whitespace();
        let (Some(number), Some(what)) = (words.next().and_then(|word| word.parse::<u64>().ok()), words.next()) else {
            continue;
        };
        match what {
            "passed" => count.passed += number,
            "skipped" => count.skipped += number,
            // failed, timed out, exec failed: whatever else it is, it did not pass.
            _ => count.failed += number,
        }
    }
    Some(count)
}

fn without_colours(line: &str) -> String {
    let mut plain = String::new();
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        if character == '\u{1b}' {
            // An escape sequence of colours ends with its first letter.
            let _ = characters.by_ref().find(char::is_ascii_alphabetic);
        } else {
            plain.push(character);
        }
    }
    plain
}

fn print_summary(reports: &[Report]) {
    eprintln!("\n{:<24}{:>9}  result", "step", "seconds");
    for report in reports {
        let result = report.failure.as_deref().map_or("good".to_owned(), |failure| format!("FAILED: {failure}"));
        eprintln!("{:<24}{:>9.1}  {result}", report.name, report.taken.as_secs_f64());
    }
    let total: Duration = reports.iter().map(|report| report.taken).sum();
    eprintln!("{:<24}{:>9.1}", "together", total.as_secs_f64());
}

fn closing_line(count: &Count) -> String {
    let mut line = format!("{} passed, {} failed", count.passed, count.failed);
    if count.skipped > 0 {
        line.push_str(&format!(", {} skipped", count.skipped));
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_runners_summary_is_read() {
        let line = "     Summary [   5.013s] 96 tests run: 94 passed (1 slow), 2 failed, 3 skipped";
        assert_eq!(read_summary(line), Some(Count { passed: 94, failed: 2, skipped: 3 }));
        let coloured = "\u{1b}[32;1m     Summary\u{1b}[0m [   0.1s] \u{1b}[1m4\u{1b}[0m tests run: \u{1b}[1m4\u{1b}[0m \u{1b}[32;1mpassed\u{1b}[0m, 0 skipped";
        assert_eq!(read_summary(coloured), Some(Count { passed: 4, failed: 0, skipped: 0 }));
        let late = "Summary [ 61.0s] 3/9 tests run: 1 passed, 1 failed, 1 timed out, 6 skipped";
        assert_eq!(read_summary(late), Some(Count { passed: 1, failed: 2, skipped: 6 }));
        assert_eq!(read_summary("        PASS [   0.005s] xtask arrows::tests::x"), None);
    }

    #[test]
    fn the_closing_line_is_the_plain_one() {
        assert_eq!(closing_line(&Count { passed: 7, failed: 0, skipped: 0 }), "7 passed, 0 failed");
        assert_eq!(closing_line(&Count { passed: 7, failed: 1, skipped: 2 }), "7 passed, 1 failed, 2 skipped");
    }

    #[test]
    fn a_failed_step_is_reported_and_the_next_one_runs() {
        let mut reports = Vec::new();
        assert!(!step(&mut reports, "first", || anyhow::bail!("broken")));
        assert!(step(&mut reports, "second", || Ok(())));
        assert_eq!(reports[0].failure.as_deref(), Some("broken"));
        assert!(reports[1].failure.is_none());
    }
}
