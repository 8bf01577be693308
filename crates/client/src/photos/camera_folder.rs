//! Where the camera's app leaves its pictures: on Android a folder of ours, in the clear. The system may end the program while the
//! camera is open; what was taken then waits here. A file goes once its photo is in the store, and not before; one that opens as no
//! photo goes by `unread`.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use sha2::{Digest, Sha256};

/// The folder.
#[derive(Debug)]
pub(crate) struct CameraFolder {
    folder: PathBuf,
    began: SystemTime,
}

/// A picture that the camera left, and that no screen was handed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LeftFile {
    pub path: PathBuf,
    /// Its name in the folder.
    pub name: String,
    pub bytes: u64,
    /// When it was last written: Unix seconds.
    pub changed_at: i64,
}

/// A whole file as it came from a screen: enough to know it again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct WholeFile {
    bytes: u64,
    digest: [u8; 32],
}

impl WholeFile {
    pub(crate) fn of(whole: &[u8]) -> Self {
        Self { bytes: whole.len() as u64, digest: Sha256::digest(whole).into() }
    }
}

impl CameraFolder {
    /// The folder of a program that begins now.
    pub(crate) fn new(folder: PathBuf) -> Self {
        Self { folder, began: SystemTime::now() }
    }

    /// Pictures from before the program began: what comes later is handed to a screen by the system. A camera that was left without
    /// a picture has made an empty file; such ones go.
    pub(crate) fn left_before(&self) -> Vec<LeftFile> {
        let (mut left, mut empty) = (Vec::new(), Vec::new());
        for (path, bytes, changed) in self.files() {
            if changed <= self.began {
                let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
                let file = LeftFile { path, name, bytes, changed_at: seconds(changed) };
                if bytes == 0 { empty.push(file) } else { left.push(file) }
            }
        }
        empty.iter().for_each(|file| remove(&file.path));
        left
    }

    /// Deletes the file of a picture that is in the store now.
    pub(crate) fn delete(&self, taken: &WholeFile) {
        for (path, bytes, _) in self.files() {
            // Only a file of the same length is read.
            let is_it = |path: &Path| fs::read(path).is_ok_and(|whole| WholeFile::of(&whole) == *taken);
            if bytes == taken.bytes && is_it(&path) {
                remove(&path);
            }
        }
    }

    /// Files with their bytes and when they were written.
    fn files(&self) -> Vec<(PathBuf, u64, SystemTime)> {
        let Ok(entries) = fs::read_dir(&self.folder) else { return Vec::new() };
        let file = |entry: fs::DirEntry| {
            let about = entry.metadata().ok().filter(fs::Metadata::is_file)?;
            Some((entry.path(), about.len(), about.modified().ok()?))
        };
        entries.flatten().filter_map(file).collect()
    }
}

fn seconds(moment: SystemTime) -> i64 {
    moment.duration_since(UNIX_EPOCH).ok().and_then(|since| i64::try_from(since.as_secs()).ok()).unwrap_or(0)
}

/// Deletes a file. One that can't be deleted is found again at the next look, and its photo is known by its name then.
pub(crate) fn remove(path: &Path) {
    _ = fs::remove_file(path);
}
