//! The console in Chromium, by Node and the packages of app-ui: from the address to the first thing that is painted, and to the first diary.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::Command;

use anyhow::{Context, ensure};
use serde::{Deserialize, Serialize};
use tokio::runtime::Handle;

use crate::fixtures::{Desk, Planted};
use crate::running::Running;

/// Milliseconds, each the middle of some.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct FirstPaint {
    /// The first paint of the page, with an empty cache.
    pub first_paint: f64,
    /// From the key that signs in to the first diary.
    pub first_diary: f64,
    /// From the key that goes on to the next diary.
    pub next_diary: f64,
}

/// Measures in the browser; nothing where it or Node is not there.
///
/// # Errors
/// The server does not start, or the browser's script fails.
pub fn first_paint(data: &Path, desk: &Desk, runtime: &Handle) -> anyhow::Result<Option<FirstPaint>> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("browser/first_paint.mjs");
    if !Path::new("/usr/bin/chromium").exists() || Command::new("node").arg("--version").output().is_err() {
        return Ok(None);
    }
    let planted = Planted::read(data)?;
    let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let running = Running::start(data, any, planted.now, runtime)?;
    let mut node = Command::new("node");
    node.arg(&script).arg(running.url()).arg(&desk.login).arg(&desk.password);
    let output = node.output().context("node")?;
    runtime.block_on(running.stop())?;
    ensure!(output.status.success(), "{}: {}", script.display(), String::from_utf8_lossy(&output.stderr));
    Ok(Some(serde_json::from_slice(&output.stdout)?))
}
