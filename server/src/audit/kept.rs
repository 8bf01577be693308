//! 封签簿: the audit's seals once more, in a file of the data folder. Whoever rules the database, and has not the server's key, could change
//! rows and take their seals away, for the server to seal what they wrote; the file does not lie where they rule.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use chrono::NaiveDate;
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};

use crate::error::ServerError;
use crate::os_fault;
use crate::storage::audit::AuditSeal;

/// The file's name in the data directory.
pub const FILE_NAME: &str = "audit-seals.log";

/// A seal as a line of the file.
#[derive(Serialize, Deserialize)]
struct Line {
    day: NaiveDate,
    last: u64,
    digest: String,
    epoch: u32,
    signature: String,
}

impl Line {
    fn of(seal: &AuditSeal) -> Self {
        Self {
            day: seal.day,
            last: seal.last_number,
            digest: HEXLOWER.encode(&seal.digest),
            epoch: seal.epoch,
            signature: HEXLOWER.encode(&seal.signature),
        }
    }

    fn seal(self) -> Option<AuditSeal> {
        Some(AuditSeal {
            day: self.day,
            last_number: self.last,
            digest: HEXLOWER.decode(self.digest.as_bytes()).ok()?.try_into().ok()?,
            epoch: self.epoch,
            signature: HEXLOWER.decode(self.signature.as_bytes()).ok()?,
        })
    }
}

/// Whether the file is there, with anything in it.
pub(super) fn is_kept(data: &Path) -> bool {
    std::fs::metadata(data.join(FILE_NAME)).is_ok_and(|file| file.len() > 0)
}

/// The seals that the file of a data directory holds, in their order; none where there is no file.
///
/// # Errors
/// It can't be read, or a line is none.
pub fn kept_seals(data: &Path) -> Result<Vec<AuditSeal>, ServerError> {
    parse(&kept_text(data)?)
}

/// The file as it is, for a backup; empty where there is none.
///
/// # Errors
/// It can't be read.
pub fn kept_text(data: &Path) -> Result<String, ServerError> {
    match std::fs::read_to_string(data.join(FILE_NAME)) {
        Ok(text) => Ok(text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(String::new()),
        Err(error) => Err(unusable(&error)),
    }
}

/// Puts the file of a backup into a data directory.
///
/// # Errors
/// It can't be written.
pub fn put_back(data: &Path, text: &str) -> io::Result<()> {
    let mut file = open(data)?;
    file.set_len(0)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// The file, held by one program at a time.
pub(super) struct SealFile(File);

impl SealFile {
    /// Waits until nobody else holds it; makes it where there is none.
    pub(super) fn hold(data: &Path) -> Result<Self, ServerError> {
        let open = || {
            let file = open(data)?;
            file.lock()?;
            Ok(Self(file))
        };
        open().map_err(|error| unusable(&error))
    }

    pub(super) fn seals(&mut self) -> Result<Vec<AuditSeal>, ServerError> {
        parse(&self.text().map_err(|error| unusable(&error))?)
    }

    /// Adds a line; when this returns, power may fail.
    pub(super) fn add(&mut self, seal: &AuditSeal) -> Result<(), ServerError> {
        let line = serde_json::to_string(&Line::of(seal)).unwrap_or_default();
        let mut write = || {
            // In place of a line that a power cut left half.
            let whole = whole_lines(&self.text()?).len() as u64;
            self.0.set_len(whole)?;
            self.0.seek(SeekFrom::Start(whole))?;
            self.0.write_all(format!("{line}\n").as_bytes())?;
            self.0.sync_all()
        };
        write().map_err(|error| unusable(&error))
    }

    fn text(&mut self) -> io::Result<String> {
        let mut text = String::new();
        self.0.seek(SeekFrom::Start(0))?;
        self.0.read_to_string(&mut text)?;
        Ok(text)
    }
}

fn open(data: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(data.join(FILE_NAME))
}

/// The lines that were written to their end.
fn whole_lines(text: &str) -> &str {
    text.get(..text.rfind('\n').map_or(0, |end| end + 1)).unwrap_or_default()
}

fn parse(text: &str) -> Result<Vec<AuditSeal>, ServerError> {
    let lines = whole_lines(text).lines().enumerate();
    lines.map(|(at, line)| read(line).ok_or_else(|| damaged(at + 1))).collect()
}

fn read(line: &str) -> Option<AuditSeal> {
    serde_json::from_str::<Line>(line).ok()?.seal()
}

fn unusable(error: &io::Error) -> ServerError {
    let (zh, en) = os_fault::said(error);
    ServerError::refused(
        "audit.seal_file",
        format!("数据目录里的封签簿 {FILE_NAME} 读写不了:{zh}。操作记录没有加封。"),
        format!("The file of seals {FILE_NAME} in the data directory can't be used: {en}. The audit was not sealed."),
    )
}

fn damaged(line: usize) -> ServerError {
    ServerError::refused(
        "audit.seal_file",
        format!(
            "数据目录里的封签簿 {FILE_NAME} 第 {line} 行坏了。请从备份取出这个文件;取不出的,留着坏的那份,另起一个名字,再启动时照数据库另起一本。"
        ),
        format!(
            "Line {line} of the file of seals {FILE_NAME} in the data directory is damaged. Take it from a backup; if there is none, keep \
             the damaged one under another name: at the next start the file is begun anew from the database."
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seal(day: u32) -> AuditSeal {
        AuditSeal {
            day: NaiveDate::from_ymd_opt(2017, 9, day).unwrap(),
            last_number: u64::from(day) * 10,
            digest: [day as u8; 32],
            epoch: 1,
            signature: vec![7; 64],
        }
    }

    #[test]
    fn a_line_that_a_power_cut_left_half_is_none_and_gives_way_to_the_next() {
        let data = tempfile::tempdir().unwrap();
        assert!(kept_seals(data.path()).unwrap().is_empty() && !is_kept(data.path()));
        SealFile::hold(data.path()).unwrap().add(&seal(1)).unwrap();
        let whole = kept_text(data.path()).unwrap();
        put_back(data.path(), &format!("{whole}{{\"day\":\"2017-09-0")).unwrap();
        assert_eq!(kept_seals(data.path()).unwrap(), [seal(1)]);
        let mut file = SealFile::hold(data.path()).unwrap();
        file.add(&seal(2)).unwrap();
        assert_eq!(file.seals().unwrap(), [seal(1), seal(2)]);
        put_back(data.path(), "no seal\n").unwrap();
        assert_eq!(kept_seals(data.path()).map_err(|error| error.code()), Err("audit.seal_file"));
    }
}
