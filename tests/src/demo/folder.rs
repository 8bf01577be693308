//! Where the demo keeps its data: `target/demo` of the checkout, made anew each time, unless a demo is still up there.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

/// What the phones of the demo are opened with.
pub const PASSPHRASE: &str = "马鞍桥的雨停了";

/// A folder that no other demo uses while this value lives. It stays behind.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    _lock: File,
}

impl Folder {
    /// An empty folder.
    ///
    /// # Errors
    /// It can't be made or emptied.
    pub fn fresh() -> anyhow::Result<Self> {
        let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target");
        fs::create_dir_all(&target)?;
        let target = target.canonicalize()?;
        for number in 1..100 {
            let name = if number == 1 { "demo".to_owned() } else { format!("demo-{number}") };
            let lock =
                File::options().create(true).truncate(false).write(true).open(target.join(format!("{name}.lock")))?;
            if lock.try_lock().is_err() {
                continue;
            }
            let path = target.join(name);
            if path.exists() {
                fs::remove_dir_all(&path).with_context(|| path.display().to_string())?;
            }
            fs::create_dir_all(&path)?;
            fs::write(path.join("passphrase"), PASSPHRASE)?;
            return Ok(Self { path, _lock: lock });
        }
        bail!("a hundred demos are up")
    }

    /// Where the server's data lies.
    pub fn server(&self) -> PathBuf {
        self.path.join("server")
    }

    /// Where the phones' data lies.
    pub fn phones(&self) -> PathBuf {
        self.path.join("phones")
    }

    /// Where a copy of the phones of this name lies.
    pub fn aside(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// Where a phone's data lies.
    pub fn phone(&self, name: &str) -> PathBuf {
        self.phones().join(name)
    }

    /// The file with the phones' passphrase.
    pub fn passphrase(&self) -> PathBuf {
        self.path.join("passphrase")
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.path
    }
}
