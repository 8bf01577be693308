//! A disk that a test can fill: mounted for the programs on a driver's display and for nobody else, gone with them.

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::bail;

use crate::world::copy_folder;

/// What takes up the space.
const BALLAST: &str = "ballast";

/// A small disk in somebody else's view of the file system.
#[derive(Debug)]
pub struct SmallDisk {
    root: PathBuf,
}

impl SmallDisk {
    /// The disk that a process sees in this folder.
    pub(super) fn of(process: u32, folder: &Path) -> Self {
        let below = folder.strip_prefix("/").unwrap_or(folder);
        Self { root: Path::new("/proc").join(process.to_string()).join("root").join(below) }
    }

    /// Whether it is there by now, and not the folder as everybody else sees it.
    pub(super) fn is_mounted_over(&self, folder: &Path) -> anyhow::Result<bool> {
        Ok(fs::metadata(&self.root)?.dev() != fs::metadata(folder)?.dev())
    }

    /// Puts a copy of a folder on it, under this name.
    pub(crate) fn copy_in(&self, folder: &Path, name: &str) {
        copy_folder(folder, &self.root.join(name));
    }

    /// Takes up all the space that is left.
    ///
    /// # Errors
    /// The disk is gone.
    pub fn fill(&self) -> anyhow::Result<()> {
        let mut ballast = File::create(self.root.join(BALLAST))?;
        loop {
            match ballast.write_all(&[0; 4096]) {
                Ok(()) => {}
                Err(error) if error.kind() == ErrorKind::StorageFull => return Ok(()),
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Gives it back.
    ///
    /// # Errors
    /// The disk is gone.
    pub fn free(&self) -> anyhow::Result<()> {
        Ok(fs::remove_file(self.root.join(BALLAST))?)
    }
}

/// What runs another program (the arguments to come) with a small disk mounted in a folder.
///
/// # Errors
/// The system allows it in neither way.
pub(super) fn mounting(folder: &Path, megabytes: u32) -> anyhow::Result<Command> {
    // In a user's own namespace nobody needs to be root; where these are closed, root mounts it in one of mounts alone.
    let ways: [&[&str]; 2] = [&["--map-root-user", "--mount"], &["--mount"]];
    let script = "mount -t tmpfs -o size=\"$1m\" tmpfs \"$0\" && shift && exec \"$@\"";
    let by = |way: &[&str]| {
        let mut command = Command::new("unshare");
        command.args(way).args(["sh", "-c", script]).arg(folder).arg(megabytes.to_string());
        command
    };
    for way in ways {
        let tried = by(way).arg("true").stdin(Stdio::null()).stderr(Stdio::null()).status();
        if tried.is_ok_and(|status| status.success()) {
            return Ok(by(way));
        }
    }
    bail!("no disk can be mounted here: allow user namespaces, or run the tests as root")
}
