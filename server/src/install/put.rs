//! Putting a package: copied, read back by its hash, and only then offered.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::Path;

use chrono::NaiveDate;
use cunji_domain::time::local_day;
use cunji_history::signed::Program;
use cunji_protocol::calls::OfferedProgram;
use sha2::{Digest, Sha256};

use super::disk;
use super::offer::{Offer, file_of, folder, leave_only, offered, statement, sync};
use crate::audit::{self, AuditAction, COMMAND_LINE, Of};
use crate::error::ServerError;
use crate::os_fault;
use crate::server::{Server, make_private};
use crate::storage;

/// What every Android package has.
const MANIFEST: &str = "AndroidManifest.xml";
/// How long a version may be.
const VERSION: usize = 32;
/// How long the words on what is new may be.
const NOTES: usize = 2_000;
const EPOCH: NaiveDate = NaiveDate::from_ymd_opt(1970, 1, 1).expect("a day that exists");

/// What an administrator says of a package.
#[derive(Debug, Clone, Copy)]
pub struct New<'a> {
    /// The file.
    pub file: &'a Path,
    /// The version as people say it.
    pub version: &'a str,
    /// The number by which Android tells a newer one.
    pub code: u32,
    /// What is new in it.
    pub notes: &'a str,
}

/// Copies a package into the data directory and offers it. What was offered before stays offered until the new one lies there
/// whole.
///
/// # Errors
/// The file is no Android package, is older than what is offered, or its version is none; or the disk.
pub fn put(server: &Server, new: &New<'_>) -> Result<Offer, ServerError> {
    is_said_well(new)?;
    is_package(new.file)?;
    make_private(&folder(&server.data)).map_err(|error| disk(&error))?;
    let before = offered(server)?;
    let beside = folder(&server.data).join("package.new");
    let taken = copied(new.file, &beside).map_err(|error| disk(&error)).and_then(|(size, digest)| {
        let before = before.as_ref().map(|before| &before.program);
        before.map_or(Ok(()), |before| is_newer(new, before, before.digest == digest))?;
        Ok((size, digest))
    });
    let (size, digest) = taken.inspect_err(|_| drop(fs::remove_file(&beside)))?;
    let now = server.clock.now();
    let day = local_day(now).unwrap_or_default().signed_duration_since(EPOCH).num_days();
    let program = Program { version: new.version, code: new.code, size, digest: &digest, day, notes: new.notes.trim() };
    let program = OfferedProgram::sign(server.key().deployment, &server.key().signing, &program);
    let file = file_of(&server.data, &digest);
    let offer = || -> io::Result<()> {
        fs::rename(&beside, &file)?;
        let statement = statement(&server.data);
        let unsaid = statement.with_extension("new");
        let mut writing = File::create(&unsaid)?;
        writing.write_all(&program.to_bytes())?;
        writing.sync_all()?;
        fs::rename(&unsaid, &statement)?;
        sync(&folder(&server.data))
    };
    offer().map_err(|error| disk(&error))?;
    leave_only(&server.data, Some(&file))?;
    let of = || Of { division: None, subject: Some(new.version.to_owned()), detail: Some(new.code.to_string()) };
    storage::write(&*server.storage, |tx| audit::note(tx, now, COMMAND_LINE, AuditAction::ProgramOffered, of()))?;
    Ok(Offer { program, file })
}

fn is_said_well(new: &New<'_>) -> Result<(), ServerError> {
    let sign = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '.' | '-' | '+');
    if new.version.is_empty() || new.version.len() > VERSION || !new.version.chars().all(sign) {
        return Err(ServerError::refused(
            "install.version",
            "版本号写成 1.4.0 这样,最多 32 个字符。",
            "Write the version like 1.4.0, in 32 characters at most.",
        ));
    }
    if new.code == 0 {
        return Err(ServerError::refused(
            "install.code",
            "--code 是安装包里的 versionCode,从 1 起。",
            "--code is the package's versionCode, from 1 on.",
        ));
    }
    if new.notes.chars().count() > NOTES {
        return Err(ServerError::refused(
            "install.notes",
            "说明最多 2000 字,写短一些。",
            "The notes have 2,000 characters at most; make them shorter.",
        ));
    }
    Ok(())
}

/// A page of an error or half a file must not be what two hundred phones fetch.
fn is_package(file: &Path) -> Result<(), ServerError> {
    let opened = File::open(file).map_err(|error| {
        let (zh, en) = os_fault::said(&error);
        ServerError::refused(
            "install.file",
            format!("文件 {} 读不出来:{zh}。", file.display()),
            format!("The file {} can't be read: {en}.", file.display()),
        )
    })?;
    let has_manifest = zip::ZipArchive::new(opened).is_ok_and(|archive| archive.index_for_name(MANIFEST).is_some());
    if has_manifest {
        return Ok(());
    }
    Err(ServerError::refused(
        "install.no_package",
        format!("{} 不是安卓安装包,或者没下完整。没有放上去,请重新拿一份 .apk 再试。", file.display()),
        format!(
            "{} is no Android package, or not all of one. It was not put; fetch the .apk anew and try again.",
            file.display()
        ),
    ))
}

/// Android refuses an older program over a newer one, and tells two of the same number apart by nothing.
fn is_newer(new: &New<'_>, before: &OfferedProgram, same_file: bool) -> Result<(), ServerError> {
    if new.code > before.code || (new.code == before.code && same_file) {
        return Ok(());
    }
    let (version, code) = (&before.version, before.code);
    Err(ServerError::refused(
        "install.not_newer",
        format!("现在放着的是 {version}({code}),新的 --code 要更大,手机才装得上。真要换回旧的,先 app withdraw。"),
        format!(
            "{version} ({code}) is there now; a new one needs a larger --code, or phones refuse it. To go back to an older one, say app withdraw first."
        ),
    ))
}

fn copied(from: &Path, to: &Path) -> io::Result<(u64, [u8; 32])> {
    let (mut from, mut to) = (File::open(from)?, File::create(to)?);
    let (mut size, mut hash, mut piece) = (0, Sha256::new(), vec![0; 64 << 10]);
    loop {
        let read = from.read(&mut piece)?;
        let Some(bytes) = piece.get(..read).filter(|bytes| !bytes.is_empty()) else { break };
        hash.update(bytes);
        to.write_all(bytes)?;
        size += read as u64;
    }
    to.sync_all()?;
    Ok((size, hash.finalize().into()))
}
