//! Building and starting the programs that live in the tests' package: demo, bench, fixtures, simulate, cuts.
//!
//! They run from the dev profile, like the tests: dependencies are optimised there, and one build of SQLCipher and
//! OpenSSL (minutes on two cores) serves everything.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use anyhow::{Context, bail};

use crate::{front_end, prepare, shell};

/// The feature that builds known faults in.
pub const SABOTAGE: &str = "cunji-tests/sabotage";

/// Builds programs of the workspace with the features of all its packages, as the tests have them: nothing that takes
/// minutes is compiled twice.
pub fn build(programs: &[&str], feature: Option<&str>) -> Command {
    let mut build = shell::cargo();
    build.args(["build", "--workspace", "--manifest-path"]).arg(shell::workspace_root().join("Cargo.toml"));
    for program in programs {
        build.args(["--bin", program]);
    }
    if let Some(feature) = feature {
        build.args(["--features", feature]);
    }
    build
}

/// Where a built program lies.
pub fn built(program: &str) -> PathBuf {
    prepare::target_folder().join("debug").join(format!("{program}{}", std::env::consts::EXE_SUFFIX))
}

/// The main job, see `tests/src/bin/demo.rs`; on a machine with a display its end opens a phone's window.
pub fn demo(once: bool, headless: bool, more: Vec<String>) -> anyhow::Result<ExitCode> {
    prepare::for_build()?;
    let mut arguments = Vec::new();
    if once {
        arguments.push("--once".into());
    } else if !headless && has_display() {
        arguments.extend(["--window".into(), window()?.into_os_string()]);
    }
    start("demo", None, arguments, more)
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
    shell::must_succeed(&mut build(&["cunji-app"], None))?;
    Ok(built("cunji-app"))
}

/// The pictures, see `tests/src/bin/screens.rs`.
pub fn screens(only: Option<String>) -> anyhow::Result<ExitCode> {
    prepare::for_driving()?;
    let mut arguments: Vec<OsString> = vec!["--program".into(), window()?.into_os_string()];
    arguments.extend(only.into_iter().flat_map(|only| ["--only".into(), only.into()]));
    start("screens", None, arguments, Vec::new())
}

/// The figures, see `tests/src/bin/bench.rs`.
pub fn bench(json: bool, job: Option<PathBuf>, job2: Option<PathBuf>, more: Vec<String>) -> anyhow::Result<ExitCode> {
    prepare::for_driving()?;
    let mut arguments = bench_arguments(json, job, job2);
    arguments.extend(["--program".into(), window()?.into_os_string()]);
    start("bench", None, arguments, more)
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
    (database, serve): (Option<String>, Option<String>),
    judge: bool,
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
    arguments.extend(judge.then(|| "--judge".into()));
    start("fixtures", None, arguments, Vec::new())
}

/// Random worlds, see `tests/src/bin/simulate.rs`.
pub fn simulate(seeds: u64, sabotage: Option<String>, more: Vec<String>) -> anyhow::Result<ExitCode> {
    let feature = sabotage.as_ref().map(|_| SABOTAGE);
    let mut arguments: Vec<OsString> = vec!["--seeds".into(), seeds.to_string().into()];
    if let Some(fault) = sabotage {
        arguments.extend(["--sabotage".into(), fault.into()]);
    }
    start("simulate", feature, arguments, more)
}

/// The simulation as a step of `cargo xtask test`.
pub fn simulation(seeds: u64) -> anyhow::Result<()> {
    shell::must_succeed(&mut build(&["simulate"], None))?;
    let mut simulation = shell::program(built("simulate"));
    simulation.args(["--seeds", &seeds.to_string()]).current_dir(shell::workspace_root());
    shell::must_succeed(&mut simulation)
}

/// Every cut, see `tests/src/bin/cuts.rs`.
pub fn cuts(more: Vec<String>) -> anyhow::Result<ExitCode> {
    start("cuts", None, Vec::new(), more)
}

/// Builds a program and becomes it instead of waiting for it, so that Ctrl-C reaches only the program, which then ends
/// in order. The caller's folder is kept, so that files named by the caller are found.
fn start(name: &str, feature: Option<&str>, arguments: Vec<OsString>, more: Vec<String>) -> anyhow::Result<ExitCode> {
    prepare::for_build()?;
    shell::must_succeed(&mut build(&[name], feature))?;
    let mut program = shell::program(built(name));
    program.args(arguments).args(more);
    #[cfg(unix)]
    {
        use std::os::unix::process::CommandExt;
        let error = program.exec();
        Err(error).with_context(|| format!("could not start: {}", shell::show(&program)))
    }
    #[cfg(not(unix))]
    {
        let status = program.status().with_context(|| format!("could not start: {}", shell::show(&program)))?;
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
        let plain = shell::show(&build(&["simulate"], None));
        assert!(plain.ends_with("--bin simulate"), "{plain}");
        let faulty = shell::show(&build(&["simulate"], Some(SABOTAGE)));
        assert!(faulty.ends_with("--features cunji-tests/sabotage"), "{faulty}");
    }
}
