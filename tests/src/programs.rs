//! The workspace's programs, for tests that run them as people do.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, ensure};

/// Cargo's folder of this build (`target/debug`): the running test lies in its `deps`.
///
/// # Errors
/// The test lies elsewhere.
pub fn build_folder() -> anyhow::Result<PathBuf> {
    let test = std::env::current_exe().context("this test does not know where it lies")?;
    let folder = test.parent().and_then(Path::parent).context("this test lies in no folder of cargo's")?;
    Ok(folder.to_path_buf())
}

/// A program as its sources are now. Cargo tells a test only of its own package's programs, and the runner does not build those of
/// others anew.
///
/// # Errors
/// It can't be built.
pub fn built(program: &str) -> anyhow::Result<PathBuf> {
    let build = build_folder()?;
    let profile = match build.file_name().and_then(|name| name.to_str()) {
        Some("debug") | None => "dev",
        Some(name) => name,
    };
    let target = build.parent().context("cargo's folder has a parent")?;
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("the tests lie in the workspace")?;
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    // What the runner says of the test's own package would be taken for another environment, and half the dependencies
    // built anew.
    let of_this_package = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_CRATE_", "CARGO_BIN_"];
    let names = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    names.filter(|name| of_this_package.iter().any(|group| name.starts_with(group))).for_each(|name| {
        command.env_remove(name);
    });
    // The whole workspace is named so that what was built for the tests serves here too.
    let status = command
        .args(["build", "--quiet", "--workspace", "--bin", program, "--profile", profile, "--target-dir"])
        .arg(target)
        .current_dir(workspace)
        .status()
        .with_context(|| format!("could not start cargo to build {program}"))?;
    ensure!(status.success(), "{program} could not be built");
    Ok(build.join(format!("{program}{}", std::env::consts::EXE_SUFFIX)))
}
