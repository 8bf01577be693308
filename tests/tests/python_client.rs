//! The second client (`tests/python`), written from docs/protocol.md alone and without automerge, against the real server.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, ensure};

/// Cargo's folder of this build (`target/debug`): this test lies in its `deps`.
fn build_folder() -> anyhow::Result<PathBuf> {
    let test = std::env::current_exe().context("this test does not know where it lies")?;
    let folder = test.parent().and_then(Path::parent).context("this test lies in no folder of cargo's")?;
    Ok(folder.to_path_buf())
}

/// The server's program, as its sources are now. Cargo tells a test only of its own package's programs, and the runner does not
/// build those of others anew.
fn server_binary(build: &Path, workspace: &Path) -> anyhow::Result<PathBuf> {
    let profile = match build.file_name().and_then(|name| name.to_str()) {
        Some("debug") | None => "dev",
        Some(name) => name,
    };
    let target = build.parent().context("cargo's folder has a parent")?;
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    // The whole workspace is named so that what was built for the tests serves here too.
    let status = Command::new(cargo)
        .args(["build", "--quiet", "--workspace", "--bin", "cunji-server", "--profile", profile, "--target-dir"])
        .arg(target)
        .current_dir(workspace)
        .status()
        .context("could not start cargo to build the server")?;
    ensure!(status.success(), "the server could not be built");
    Ok(build.join(format!("cunji-server{}", std::env::consts::EXE_SUFFIX)))
}

#[test]
fn a_client_written_from_the_page_alone_speaks_with_the_server() -> anyhow::Result<()> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("the tests lie in the workspace")?;
    let build = build_folder()?;
    let python = build.parent().context("cargo's folder has a parent")?.join("python/bin/python");
    ensure!(
        python.is_file(),
        "the second client's Python is not at {}: run `cargo xtask prepare` once, which makes it",
        python.display()
    );
    let server = server_binary(&build, workspace)?;
    let run = Command::new(&python)
        .arg("-B")
        .arg(workspace.join("tests/python/test_client.py"))
        .arg("--server-binary")
        .arg(&server)
        .output()
        .context("could not start the second client's tests")?;
    ensure!(run.status.success(), "the second client's tests failed:\n{}", String::from_utf8_lossy(&run.stderr));
    Ok(())
}

#[test]
fn the_client_stays_short_and_knows_no_automerge() -> anyhow::Result<()> {
    let client = Path::new(env!("CARGO_MANIFEST_DIR")).join("python/cunji_client.py");
    let text = std::fs::read_to_string(&client).with_context(|| format!("could not read {}", client.display()))?;
    ensure!(text.lines().count() <= 400, "the second client has more than 400 lines");
    ensure!(!text.contains("import automerge"), "the second client uses automerge");
    Ok(())
}
