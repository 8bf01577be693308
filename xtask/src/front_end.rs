//! The screens: their packages, checks and build.

use std::path::PathBuf;
use std::process::Command;

use anyhow::bail;

use crate::shell;

/// Installs the packages that the lock file names, unless that was done for this very file.
pub fn install() -> anyhow::Result<()> {
    if !shell::is_on_path("npm") {
        bail!("the screens are built with Node 20 or later and npm; please install them");
    }
    let lock = std::fs::read(folder().join("package-lock.json"))?;
    let done = folder().join("node_modules/.installed");
    if std::fs::read(&done).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    eprintln!("front end: installing the packages of app-ui/package-lock.json with npm");
    shell::must_succeed(npm().args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]))?;
    Ok(std::fs::write(done, lock)?)
}

/// Builds what the shell takes in.
pub fn build() -> anyhow::Result<()> {
    install()?;
    shell::must_succeed(npm().args(["run", "--silent", "build", "--", "--logLevel", "warn"]))
}

/// Types, lints and tests.
pub fn check() -> anyhow::Result<()> {
    install()?;
    shell::must_succeed(npm().args(["run", "--silent", "types"]))?;
    // What was built is looked at, too.
    shell::must_succeed(npm().args(["run", "--silent", "lint"]))?;
    shell::must_succeed(npm().args(["run", "--silent", "test"]))
}

fn npm() -> Command {
    let mut npm = shell::program("npm");
    npm.current_dir(folder());
    npm
}

fn folder() -> PathBuf {
    shell::workspace_root().join("app-ui")
}
