//! The second client (`tests/python`), written from docs/protocol.md alone and without automerge, against the real server.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, ensure};
use cunji_tests::programs::{build_folder, built};

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
    let server = built("cunji-server")?;
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
    ensure!(text.lines().count() <= 450, "the second client has more than 450 lines");
    ensure!(!text.contains("import automerge"), "the second client uses automerge");
    Ok(())
}
