//! Building and starting the programs that live in the tests' package: demo, bench, fixtures, simulate, cuts.
//!
//! They run from the dev profile, like the tests: dependencies are optimised there, and one build of SQLCipher and
//! OpenSSL (minutes on two cores) serves everything.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use anyhow::{Context, bail};

use crate::{front_end, prepare, shell};

/// The main job, see `tests/src/bin/demo.rs`; on a machine with a display its end opens a phone's window.
pub fn demo(once: bool, headless: bool, more: Vec<String>) -> anyhow::Result<ExitCode> {
    prepare::for_build()?;
    let mut arguments = Vec::new();
    if once {
        arguments.push("--once".into());
    } else if !headless && has_display() {
        arguments.extend(["--window".into(), window()?.into_os_string()]);
    }
    replace_by(command("demo", None, arguments, more))
}

/// The phone's program on a phone of the demo, whose server is up meanwhile.
pub fn app() -> anyhow::Result<ExitCode> {
    if !has_display() {
        bail!("there is no display here; `cargo xtask screens` draws the screens without one");
    }
    demo(false, false, Vec::new())
}

/// Whether a window can be opened here.
fn has_display() -> bool {
    cfg!(not(target_os = "linux"))
        || ["DISPLAY", "WAYLAND_DISPLAY"]
            .iter()
            .any(|name| std::env::var_os(name).is_some_and(|display| !display.is_empty()))
}

/// Builds the phone's program.
fn window() -> anyhow::Result<PathBuf> {
    prepare::for_window()?;
    front_end::build()?;
    let mut build = shell::cargo();
    build.args(["build", "--package", "cunji-app", "--manifest-path"]).arg(shell::workspace_root().join("Cargo.toml"));
    shell::must_succeed(&mut build)?;
    Ok(prepare::target_folder().join("debug").join(format!("cunji-app{}", std::env::consts::EXE_SUFFIX)))
}

/// The pictures, see `tests/src/bin/screens.rs`.
pub fn screens(only: Option<String>) -> anyhow::Result<ExitCode> {
    prepare::for_driving()?;
    let mut arguments: Vec<OsString> = vec!["--program".into(), window()?.into_os_string()];
    arguments.extend(only.into_iter().flat_map(|only| ["--only".into(), only.into()]));
    replace_by(command("screens", None, arguments, Vec::new()))
}

/// The figures, see `tests/src/bin/bench.rs`.
pub fn bench(json: bool, job: Option<PathBuf>, job2: Option<PathBuf>, more: Vec<String>) -> anyhow::Result<ExitCode> {
    prepare::for_driving()?;
    let mut arguments = bench_arguments(json, job, job2);
    arguments.extend(["--program".into(), window()?.into_os_string()]);
    replace_by(command("bench", None, arguments, more))
}

fn bench_arguments(json: bool, job: Option<PathBuf>, job2: Option<PathBuf>) -> Vec<OsString> {
    let mut arguments: Vec<OsString> = Vec::new();
    if json {
        arguments.push("--json".into());
    }
    for (option, file) in [("--job", job), ("--job2", job2)] {
        if let Some(file) = file {
            arguments.extend([option.into(), file.into_os_string()]);
        }
    }
    arguments
}

/// How much data.
pub enum Size {
    /// Some villages for some months.
    Villages {
        /// How many.
        villages: usize,
        /// For how long.
        months: u32,
        /// Where they begin.
        county: Option<String>,
    },
    /// The whole city for a tenth of a year.
    City,
}

/// A county's data, see `tests/src/bin/fixtures.rs`.
pub fn fixtures(
    size: &Size,
    seed: u64,
    into: Option<PathBuf>,
    database: Option<String>,
    serve: Option<String>,
) -> anyhow::Result<ExitCode> {
    let into = into.unwrap_or_else(|| prepare::target_folder().join("fixtures"));
    let mut arguments: Vec<OsString> = vec!["--seed".into(), seed.to_string().into(), "--into".into(), into.into()];
    match size {
        Size::City => arguments.push("--city".into()),
        Size::Villages { villages, months, county } => {
            let counted = [("--villages", villages.to_string()), ("--months", months.to_string())];
            arguments.extend(counted.into_iter().flat_map(|(option, value)| [option.into(), value.into()]));
            arguments.extend(county.iter().flat_map(|county| ["--county".into(), county.into()]));
        }
    }
    for (option, value) in [("--database", database), ("--serve", serve)] {
        arguments.extend(value.into_iter().flat_map(|value| [option.into(), value.into()]));
    }
    replace_by(command("fixtures", None, arguments, Vec::new()))
}

/// Random worlds, see `tests/src/bin/simulate.rs`.
pub fn simulate(seeds: u64, sabotage: Option<String>, more: Vec<String>) -> anyhow::Result<ExitCode> {
    replace_by(simulation(seeds, sabotage, more))
}

/// The command of a simulation, for `cargo xtask test` too.
pub fn simulation(seeds: u64, sabotage: Option<String>, more: Vec<String>) -> Command {
    let mut arguments: Vec<OsString> = vec!["--seeds".into(), seeds.to_string().into()];
    let feature = sabotage.as_ref().map(|_| "sabotage");
    if let Some(fault) = sabotage {
        arguments.extend(["--sabotage".into(), fault.into()]);
    }
    command("simulate", feature, arguments, more)
}

/// Every cut, see `tests/src/bin/cuts.rs`.
pub fn cuts(more: Vec<String>) -> anyhow::Result<ExitCode> {
    replace_by(command("cuts", None, Vec::new(), more))
}

fn command(program: &str, feature: Option<&str>, arguments: Vec<OsString>, more: Vec<String>) -> Command {
    let mut command = shell::cargo();
    // The caller's folder is kept, so that files named by the caller are found.
    command.args(["run", "--package", "cunji-tests", "--bin", program]);
    command.arg("--manifest-path").arg(shell::workspace_root().join("Cargo.toml"));
    if let Some(feature) = feature {
        command.args(["--features", feature]);
    }
    command.arg("--").args(arguments).args(more);
    command
}

/// Becomes the program instead of waiting for it, so that Ctrl-C reaches only the program, which then ends in order.
fn replace_by(mut command: Command) -> anyhow::Result<ExitCode> {
    prepare::for_build()?;
    #[cfg(unix)]
    {
        use std::os::unix::process::CommandExt;
        let error = command.exec();
        Err(error).with_context(|| format!("could not start: {}", shell::show(&command)))
    }
    #[cfg(not(unix))]
    {
        let status = command.status().with_context(|| format!("could not start: {}", shell::show(&command)))?;
        Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_job_files_are_passed_on() {
        let arguments = bench_arguments(true, Some("a.jsonl".into()), Some("b.jsonl".into()));
        assert_eq!(arguments, ["--json", "--job", "a.jsonl", "--job2", "b.jsonl"]);
        assert!(bench_arguments(false, None, None).is_empty());
    }

    #[test]
    fn a_fault_is_built_in_only_when_asked_for() {
        let plain = shell::show(&simulation(100, None, Vec::new()));
        assert!(plain.ends_with("-- --seeds 100"), "{plain}");
        assert!(!plain.contains("--features"));
        let faulty = shell::show(&simulation(1, Some("lost-epoch".into()), vec!["--first=7".into()]));
        assert!(faulty.contains("--features sabotage"));
        assert!(faulty.ends_with("-- --seeds 1 --sabotage lost-epoch --first=7"), "{faulty}");
    }
}
