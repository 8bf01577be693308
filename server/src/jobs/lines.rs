//! What a dry run found, a line of JSON each: faults first, then notes, then changes. A file of its own, which is read in parts.

use std::io::{BufRead, BufReader, Seek, SeekFrom};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Folder;
use crate::error::ServerError;
use crate::imports::Remark;
use crate::office::Change;
use crate::os_fault;
use crate::storage::jobs::JobFile;

/// Something that a dry run found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "line", rename_all = "snake_case")]
pub enum Line {
    /// Something is wrong; nothing can be applied with it.
    Fault(RemarkSeen),
    /// Something was left out, or is worth a look.
    Note(RemarkSeen),
    /// Something would change.
    Change(Change),
}

/// Something said about a file or one of its rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RemarkSeen {
    /// The sheet, where the file has several that count.
    pub sheet: Option<String>,
    /// The row, from 1; none: the file as a whole.
    pub row: Option<u32>,
    /// The cell as a spreadsheet calls it.
    pub cell: Option<String>,
    /// Stable.
    pub code: String,
    /// The sentence in Chinese.
    pub zh: String,
    /// The sentence in English.
    pub en: String,
    /// Which divisions could be meant: the office chooses one.
    pub candidates: Vec<Candidate>,
}

/// A division that could be meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Candidate {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// A page of lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LinesPage {
    /// The lines.
    pub lines: Vec<Line>,
    /// Where to go on; none: that is all.
    pub next: Option<u64>,
}

/// All lines of a dry run.
#[derive(Debug, Default)]
pub(super) struct Lines {
    faults: Vec<String>,
    to_choose: u64,
    notes: Vec<String>,
    changes: Vec<String>,
}

impl Lines {
    pub fn fault(&mut self, remark: &Remark) {
        self.to_choose += u64::from(!remark.candidates().is_empty());
        self.faults.push(text(&Line::Fault(seen(remark))));
    }

    pub fn note(&mut self, remark: &Remark) {
        self.notes.push(text(&Line::Note(seen(remark))));
    }

    pub fn change(&mut self, change: &Change) {
        self.changes.push(text(&Line::Change(change.clone())));
    }

    /// Faults, those of them in which the office is to choose, notes.
    pub fn sums(&self) -> (u64, u64, u64) {
        (self.faults.len() as u64, self.to_choose, self.notes.len() as u64)
    }

    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.faults.iter().chain(&self.notes).chain(&self.changes).map(String::as_str)
    }

    pub fn changes(&self) -> impl Iterator<Item = &str> {
        self.changes.iter().map(String::as_str)
    }

    /// Puts them in a file.
    ///
    /// # Errors
    /// The disk.
    pub fn keep(&self, folder: &Folder, job: u64) -> Result<JobFile, ServerError> {
        let mut bytes = Vec::new();
        for line in self.iter() {
            bytes.extend_from_slice(line.as_bytes());
            bytes.push(b'\n');
        }
        Ok(JobFile { digest: folder.put(&bytes)?, name: format!("dry-run-{job}.jsonl") })
    }

    /// The lines of a file.
    ///
    /// # Errors
    /// It is gone, or the disk.
    pub fn read(folder: &Folder, file: Option<&JobFile>) -> Result<Vec<String>, ServerError> {
        let Some(file) = file else { return Ok(Vec::new()) };
        let bytes = folder.read(&file.digest)?;
        Ok(String::from_utf8_lossy(&bytes).lines().map(str::to_owned).collect())
    }
}

/// The lines of a file from a place on, where the page before ended.
///
/// # Errors
/// The file is gone, or the disk.
pub fn page(folder: &Folder, file: &JobFile, after: u64, limit: u32) -> Result<LinesPage, ServerError> {
    let mut reader = BufReader::new(folder.open(&file.digest)?);
    let disk = |error: std::io::Error| {
        let (zh, en) = os_fault::said(&error);
        ServerError::refused(
            "server.job_disk",
            format!("服务器读不出这份文件({zh})。请再试导入一遍。"),
            format!("The server can't read the file ({en}). Please run the import dry again."),
        )
    };
    reader.seek(SeekFrom::Start(after)).map_err(disk)?;
    let (mut lines, mut place, mut text) = (Vec::new(), after, String::new());
    loop {
        text.clear();
        let read = reader.read_line(&mut text).map_err(disk)?;
        if read == 0 {
            return Ok(LinesPage { lines, next: None });
        }
        if lines.len() == limit as usize {
            return Ok(LinesPage { lines, next: Some(place) });
        }
        place += read as u64;
        // A place in the middle of a line is nobody's: what can't be read there is left out.
        lines.extend(serde_json::from_str::<Line>(&text).ok());
    }
}

fn seen(remark: &Remark) -> RemarkSeen {
    RemarkSeen {
        sheet: remark.sheet.clone(),
        row: remark.row,
        cell: remark.cell().map(str::to_owned),
        code: remark.violation.code.to_owned(),
        zh: remark.violation.zh.clone(),
        en: remark.violation.en.clone(),
        candidates: remark
            .candidates()
            .iter()
            .map(|(name, code)| Candidate { code: code.to_string(), name: name.clone() })
            .collect(),
    }
}

fn text(line: &Line) -> String {
    serde_json::to_string(line).unwrap_or_default()
}
