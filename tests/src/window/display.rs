//! A display that nobody looks at.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use anyhow::Context;

/// An X server of its own, gone with this value.
#[derive(Debug)]
pub struct Display {
    server: Child,
    name: String,
}

impl Display {
    /// Starts one on a number that is free.
    ///
    /// # Errors
    /// `Xvfb` is not there or does not start.
    pub fn start() -> anyhow::Result<Self> {
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1600x1200x24", "-nolisten", "tcp", "-noreset"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("could not start Xvfb")?;
        let out = server.stdout.take().context("Xvfb has an output")?;
        let mut number = String::new();
        BufReader::new(out).read_line(&mut number)?;
        anyhow::ensure!(!number.trim().is_empty(), "Xvfb found no display");
        Ok(Self { server, name: format!(":{}", number.trim()) })
    }

    /// As `DISPLAY` names it.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}
