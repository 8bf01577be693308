//! The folder of jobs' files: `jobs/<SHA-256>`, each there whole or not at all, and `jobs/arriving` while one comes.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use crate::error::ServerError;
use crate::imports::MOST_FILE_BYTES;
use crate::os_fault;

/// The folder's name in the data directory.
const FOLDER: &str = "jobs";

/// The files of jobs in a data directory.
#[derive(Debug)]
pub struct Folder {
    dir: PathBuf,
    /// Whoever keeps a file holds it until the file's job stands; whoever tidies up waits for that.
    steady: Mutex<()>,
}

/// A file that comes piece by piece. Dropped before it is whole, it leaves nothing.
pub struct Arriving {
    path: PathBuf,
    file: File,
    digest: Sha256,
    length: usize,
    kept: bool,
}

impl Folder {
    /// The folder in a data directory; made with the first file.
    pub fn of(data: &Path) -> Self {
        Self { dir: data.join(FOLDER), steady: Mutex::default() }
    }

    /// While this is held, nothing is tidied away.
    pub fn steady(&self) -> MutexGuard<'_, ()> {
        self.steady.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn path(&self, digest: &[u8; 32]) -> PathBuf {
        self.dir.join(HEXLOWER.encode(digest))
    }

    /// Begins to take a file.
    ///
    /// # Errors
    /// The disk, or the system has no randomness.
    pub fn begin(&self) -> Result<Arriving, ServerError> {
        let mut name = [0; 16];
        getrandom::fill(&mut name).map_err(|_| ServerError::Randomness)?;
        let path = self.parts()?.join(HEXLOWER.encode(&name));
        let file = File::create_new(&path).map_err(|error| disk(&error))?;
        Ok(Arriving { path, file, digest: Sha256::new(), length: 0, kept: false })
    }

    /// Puts a file that came whole in its place; when this returns, power may fail.
    ///
    /// # Errors
    /// The disk.
    pub fn keep(&self, mut arriving: Arriving) -> Result<[u8; 32], ServerError> {
        let digest: [u8; 32] = std::mem::take(&mut arriving.digest).finalize().into();
        let place = || -> io::Result<()> {
            arriving.file.sync_all()?;
            fs::rename(&arriving.path, self.path(&digest))?;
            File::open(&self.dir)?.sync_all()
        };
        place().map_err(|error| disk(&error))?;
        arriving.kept = true;
        Ok(digest)
    }

    /// Puts bytes that were made here in their place.
    ///
    /// # Errors
    /// The disk.
    pub fn put(&self, bytes: &[u8]) -> Result<[u8; 32], ServerError> {
        let mut arriving = self.begin()?;
        arriving.write_all(bytes).map_err(|error| disk(&error))?;
        self.keep(arriving)
    }

    /// Where a file that is being made may lie in parts; what is left there goes with the next start.
    ///
    /// # Errors
    /// The disk.
    pub fn parts(&self) -> Result<PathBuf, ServerError> {
        let arriving = self.dir.join("arriving");
        crate::server::make_private(&arriving).map_err(|error| disk(&error))?;
        Ok(arriving)
    }

    /// A file's bytes.
    ///
    /// # Errors
    /// It is here no more, or the disk.
    pub fn read(&self, digest: &[u8; 32]) -> Result<Vec<u8>, ServerError> {
        fs::read(self.path(digest)).map_err(|error| unreadable(&error))
    }

    /// A file to read parts of.
    ///
    /// # Errors
    /// It is here no more, or the disk.
    pub fn open(&self, digest: &[u8; 32]) -> Result<File, ServerError> {
        File::open(self.path(digest)).map_err(|error| unreadable(&error))
    }

    /// Removes what no job needs: all files but those that are wanted. What is still arriving belongs to no job yet and stays.
    ///
    /// # Errors
    /// The disk.
    pub fn keep_only(&self, wanted: &[[u8; 32]]) -> Result<(), ServerError> {
        let files = match fs::read_dir(&self.dir) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            files => files.map_err(|error| disk(&error))?,
        };
        for file in files {
            let file = file.map_err(|error| disk(&error))?;
            let name = HEXLOWER.decode(file.file_name().to_string_lossy().as_bytes()).ok();
            let digest: Option<[u8; 32]> = name.and_then(|name| name.try_into().ok());
            if digest.is_some_and(|digest| !wanted.contains(&digest)) {
                fs::remove_file(file.path()).map_err(|error| disk(&error))?;
            }
        }
        Ok(())
    }

    /// Removes what came only in part before the program was started: nobody sends the rest.
    ///
    /// # Errors
    /// The disk.
    pub fn forget_parts(&self) -> Result<(), ServerError> {
        match fs::remove_dir_all(self.dir.join("arriving")) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(disk(&error)),
            _ => Ok(()),
        }
    }
}

impl Arriving {
    /// Takes the next piece.
    ///
    /// # Errors
    /// The file is longer than any that is taken, or the disk.
    pub fn take(&mut self, piece: &[u8]) -> Result<(), ServerError> {
        if self.length + piece.len() > MOST_FILE_BYTES {
            return Err(too_large());
        }
        self.write_all(piece).map_err(|error| disk(&error))
    }

    /// Its bytes, where it is not to be kept as a file.
    ///
    /// # Errors
    /// The disk.
    pub fn read(&self) -> Result<Vec<u8>, ServerError> {
        fs::read(&self.path).map_err(|error| disk(&error))
    }

    /// Where it lies until it is whole.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// What is made here is written as it comes, without the bound of what is brought.
impl Write for Arriving {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        let written = self.file.write(piece)?;
        self.length += written;
        self.digest.update(piece.get(..written).unwrap_or_default());
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for Arriving {
    fn drop(&mut self) {
        if !self.kept {
            // What can't be removed now goes at the next start.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// A file is longer than any that is taken.
pub fn too_large() -> ServerError {
    let most = MOST_FILE_BYTES >> 20;
    ServerError::refused(
        "upload.too_large",
        format!("文件超过 {most} MB,没有收。请分成几个文件,或删去图片再传。"),
        format!("The file is larger than {most} MB and was not taken. Split it, or take the pictures out of it."),
    )
}

fn unreadable(error: &io::Error) -> ServerError {
    if error.kind() == io::ErrorKind::NotFound {
        return ServerError::refused(
            "job.file_gone",
            "这份文件已经过了保存期。请重新上传。",
            "This file's time is over. Please bring it again.",
        );
    }
    disk(error)
}

fn disk(error: &io::Error) -> ServerError {
    let (zh, en) = os_fault::said(error);
    ServerError::refused(
        "server.job_disk",
        format!("服务器存不下这份文件({zh})。请告诉管理员,腾出空间后再传。"),
        format!(
            "The server can't store the file ({en}). Tell the administrator, and bring it again once there is room."
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_there_whole_or_not_at_all() {
        let data = tempfile::tempdir().unwrap();
        let folder = Folder::of(data.path());
        let mut arriving = folder.begin().unwrap();
        arriving.take("姓名,".as_bytes()).unwrap();
        arriving.take("村\n".as_bytes()).unwrap();
        let part = arriving.path().to_owned();
        let digest = folder.keep(arriving).unwrap();
        assert_eq!(digest, <[u8; 32]>::from(Sha256::digest("姓名,村\n")));
        assert_eq!(folder.read(&digest).unwrap(), "姓名,村\n".as_bytes());
        assert!(!part.exists());

        let mut cut = folder.begin().unwrap();
        cut.take(b"half").unwrap();
        let part = cut.path().to_owned();
        drop(cut);
        assert!(!part.exists());
    }

    #[test]
    fn a_file_without_end_is_refused_while_it_comes_and_leaves_nothing() {
        let data = tempfile::tempdir().unwrap();
        let folder = Folder::of(data.path());
        let mut arriving = folder.begin().unwrap();
        let piece = vec![b'x'; 1 << 20];
        for _ in 0..(MOST_FILE_BYTES >> 20) {
            arriving.take(&piece).unwrap();
        }
        assert_eq!(arriving.take(b"x").unwrap_err().code(), "upload.too_large");
        let part = arriving.path().to_owned();
        drop(arriving);
        assert!(!part.exists());
    }

    #[test]
    fn what_no_job_needs_goes_and_what_arrives_stays() {
        let data = tempfile::tempdir().unwrap();
        let folder = Folder::of(data.path());
        folder.keep_only(&[]).unwrap();
        let (kept, gone) = (folder.put(b"kept").unwrap(), folder.put(b"gone").unwrap());
        let mut arriving = folder.begin().unwrap();
        arriving.take(b"coming").unwrap();
        folder.keep_only(&[kept]).unwrap();
        assert_eq!(folder.read(&kept).unwrap(), b"kept");
        assert_eq!(folder.read(&gone).unwrap_err().code(), "job.file_gone");
        assert!(folder.read(&folder.keep(arriving).unwrap()).is_ok());
    }
}
