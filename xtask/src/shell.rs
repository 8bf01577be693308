//! Running other programs: where, with which PATH, and what came back.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

/// Where Debian puts the programs of PostgreSQL 15 (`initdb`, `pg_ctl`), which are not on the PATH.
pub const POSTGRES_PROGRAMS: &str = "/usr/lib/postgresql/15/bin";

/// The root of the checkout.
pub fn workspace_root() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.parent().unwrap_or(own).to_owned()
}

/// The cargo that started us, so that the toolchain stays the same; without what it said of our own package, which build
/// scripts (ring's) take for another environment: half the dependencies were built anew whenever cargo was called from elsewhere.
pub fn cargo() -> Command {
    let mut cargo = program(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    let of_this_package = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_CRATE_", "CARGO_BIN_"];
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(|name| of_this_package.iter().any(|group| name.starts_with(group))) {
            cargo.env_remove(name);
        }
    }
    cargo
}

/// Any program, with PostgreSQL's programs at the end of its PATH.
pub fn program(name: impl Into<OsString>) -> Command {
    let mut command = Command::new(name.into());
    command.env("PATH", search_path());
    command
}

fn search_path() -> OsString {
    let mut path = std::env::var_os("PATH").unwrap_or_default();
    path.push(":");
    path.push(POSTGRES_PROGRAMS);
    path
}

/// Whether a program of this name is on the PATH of the commands started here.
pub fn is_on_path(name: &str) -> bool {
    std::env::split_paths(&search_path()).any(|folder| folder.join(name).is_file())
}

/// Runs to the end with our own output; a code other than 0 is an error that names the command.
pub fn must_succeed(command: &mut Command) -> anyhow::Result<()> {
    let shown = show(command);
    let status = command.status().with_context(|| format!("could not start: {shown}"))?;
    if !status.success() {
        bail!("{shown} ended with {status}");
    }
    Ok(())
}

/// Whether a command can be started and ends well; its output is dropped.
pub fn succeeds(command: &mut Command) -> bool {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|s| s.success())
}

/// As [`succeeds`], but a command that takes longer than `limit` is stopped and counts as failed.
pub fn succeeds_within(command: &mut Command, limit: Duration) -> bool {
    let started = Instant::now();
    let Ok(mut child) = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn() else {
        return false;
    };
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return status.success(),
            Ok(None) if started.elapsed() < limit => std::thread::sleep(Duration::from_millis(100)),
            Ok(None) | Err(_) => {
                // It may have ended in between; either way it is not to go on.
                let _ = child.kill();
                let _ = child.wait();
                return false;
            }
        }
    }
}

/// The command as a person would type it.
pub fn show(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let mut shown = program.to_string_lossy().into_owned();
    for argument in command.get_args() {
        shown.push(' ');
        shown.push_str(&argument.to_string_lossy());
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_shown_as_typed() {
        let mut command = Command::new("/usr/bin/cargo");
        command.args(["deny", "check", "bans"]);
        assert_eq!(show(&command), "cargo deny check bans");
    }

    #[test]
    fn a_failing_command_is_named_in_the_error() {
        let error = must_succeed(&mut program("false")).unwrap_err();
        assert!(error.to_string().starts_with("false ended with"), "{error}");
    }

    #[test]
    fn a_command_that_does_not_end_is_stopped() {
        assert!(!succeeds_within(program("sleep").arg("60"), Duration::from_millis(50)));
        assert!(succeeds_within(&mut program("true"), Duration::from_secs(10)));
    }

    #[test]
    fn a_missing_program_is_not_on_the_path() {
        assert!(is_on_path("sh"));
        assert!(!is_on_path("no-such-program-of-cunji"));
    }
}
