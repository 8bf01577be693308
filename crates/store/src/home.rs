//! Where a store is at home: its folder, and the mark that tells this installation from a copy of the folder.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::error::Result;
use crate::key_file;

/// A store's folder, and where its mark lies. Made from a path alone, the mark lies in the folder: then only a copy that leaves it out
/// (the file `installation`) is known for one when it is opened; any other when it syncs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    dir: PathBuf,
    marked: Marked,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Marked {
    InFolder,
    At(PathBuf),
    Under(PathBuf),
}

impl Home {
    /// A folder whose mark is this file, which no copy and no backup of the folder brings along.
    pub fn marked_at(dir: &Path, mark: &Path) -> Self {
        Self { dir: dir.to_owned(), marked: Marked::At(mark.to_owned()) }
    }

    /// A folder whose mark lies in another folder, together with those of others: its name follows from where the store's folder is.
    pub fn marked_under(dir: &Path, marks: &Path) -> Self {
        Self { dir: dir.to_owned(), marked: Marked::Under(marks.to_owned()) }
    }

    /// The folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Makes the folder, for its owner alone, if it is not there yet.
    ///
    /// # Errors
    /// The system does not let it be made.
    pub fn make(&self) -> Result<()> {
        make_private(&self.dir)
    }

    /// Where the mark is. The folder must be there.
    pub(crate) fn mark(&self) -> Result<Mark> {
        let in_folder = self.dir.join("installation");
        let file = match &self.marked {
            Marked::InFolder => in_folder.clone(),
            Marked::At(file) => file.clone(),
            Marked::Under(marks) => {
                let hash = Sha256::digest(fs::canonicalize(&self.dir)?.as_os_str().as_encoded_bytes());
                marks.join(hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect::<String>())
            }
        };
        Ok(Mark { file, in_folder })
    }
}

impl<P: AsRef<Path> + ?Sized> From<&P> for Home {
    fn from(dir: &P) -> Self {
        Self { dir: dir.as_ref().to_owned(), marked: Marked::InFolder }
    }
}

/// A random value in a file that the database repeats: where the two differ, the database was copied here.
#[derive(Debug, Clone)]
pub(crate) struct Mark {
    file: PathBuf,
    /// Where it lies if the file can't be written, and where all versions before kept it.
    in_folder: PathBuf,
}

impl Mark {
    /// Whether the mark is this one. One found in the folder is moved to its place.
    pub fn is(&self, value: &[u8]) -> bool {
        let holds = |file: &Path| fs::read(file).is_ok_and(|found| found == value);
        if holds(&self.file) {
            return true;
        }
        let found = holds(&self.in_folder);
        if found && write(&self.file, value).is_ok() {
            let _ = fs::remove_file(&self.in_folder);
        }
        found
    }

    /// Puts a new mark in its place; in the folder, where the system gives no other.
    pub fn renew(&self) -> Result<[u8; 16]> {
        let mut value = [0; 16];
        getrandom::fill(&mut value)?;
        if self.file == self.in_folder || write(&self.file, &value).is_err() {
            write(&self.in_folder, &value)?;
        } else if let Err(error) = fs::remove_file(&self.in_folder)
            && error.kind() != io::ErrorKind::NotFound
        {
            return Err(error.into());
        }
        Ok(value)
    }

    /// Both places.
    pub fn files(&self) -> [&Path; 2] {
        [&self.file, &self.in_folder]
    }
}

fn write(file: &Path, value: &[u8]) -> Result<()> {
    if let Some(folder) = file.parent() {
        make_private(folder)?;
    }
    fs::write(file, value)?;
    File::open(file)?.sync_all()?;
    key_file::sync_folder(file)
}

/// Makes a folder, for its owner alone where the system knows owners.
pub(crate) fn make_private(dir: &Path) -> Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    Ok(builder.create(dir)?)
}
