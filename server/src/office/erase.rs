//! The erasure procedure of docs/privacy.md.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;

use cunji_domain::division::DivisionCode;
use cunji_domain::record::{self, Instant};
use cunji_domain::server_facts::erasure::Erasure;
use cunji_history::{Edit, EditId};

use crate::audit::{self, AuditAction, COMMAND_LINE, Of};
use crate::error::ServerError;
use crate::log::{History, publish, stub};
use crate::os_fault;
use crate::photos;
use crate::registrar::Registrar;
use crate::server::Server;
use crate::storage::{self, Transaction, attested, chains, erasures, log};

/// The file of erasures in the data directory, outside every backup.
pub const FILE_NAME: &str = "erasures.log";

/// Whether something was erased now or had been before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Erased {
    /// Now.
    Now,
    /// It had been: nothing was noted anew.
    Before,
}

/// Erases an edit: here at once, on every phone with its next sync, in every restored backup. The copies of the database that were made
/// before updates go with it, since nobody can erase one text in them.
///
/// # Errors
/// No reason is given, the space holds no such edit, the file of erasures can't be written, a copy can't be removed, or what the database
/// says.
pub fn erase(server: &Server, space: &DivisionCode, edit: EditId, reason: &str) -> Result<Erased, ServerError> {
    if reason.trim().is_empty() {
        return Err(ServerError::refused(
            "erase.reason",
            "请写明依据:--reason \"谁在哪天依法要求删除\"。它会一直留在 erasures.log 里。什么也没有删。",
            "Say by what it is erased: --reason \"who claimed it by law, and when\". It stays in erasures.log for ever. Nothing was erased.",
        ));
    }
    let now = server.clock.now();
    let registrar = server.registrar();
    let erased = storage::write(&*server.storage, |tx| {
        log::open_space(tx, space)?;
        log::lock_space(tx, space)?;
        if record_of(tx, space, edit)?.is_none() {
            return Err(ServerError::refused(
                "erase.unknown",
                format!("{space} 里没有这一条修改:{edit}。用 cunji-server export 核对村和编号。"),
                format!("The space {space} holds no edit {edit}; check both by cunji-server export."),
            ));
        }
        if erasures::erasure(tx, space, edit)?.is_some() {
            return Ok(Erased::Before);
        }
        // The file first: an erasure that is noted twice is one, an erasure that is noted nowhere comes back.
        note(&server.data, space, edit, now, reason)?;
        photos::note_erased(tx, server.photos(), space, edit)?;
        forget(tx, &registrar, space, edit, now, reason)?;
        tell(tx, &registrar, space, edit, now)?;
        let of = Of { division: Some(space.clone()), subject: Some(edit.to_string()), detail: Some(reason.to_owned()) };
        audit::note(tx, now, COMMAND_LINE, AuditAction::Erased, of)?;
        Ok(Erased::Now)
    })?;
    photos::finish_erasures(server)?;
    storage::search::forget_removed(&*server.storage)?;
    remove_copies(&server.data)?;
    Ok(erased)
}

/// Removes the copies of the database that were made before updates.
fn remove_copies(data: &Path) -> Result<(), ServerError> {
    let copy = format!("{}.before-", storage::FILE_NAME);
    let remove = |file: std::io::Result<std::fs::DirEntry>| {
        let file = file?;
        if file.file_name().to_string_lossy().starts_with(&copy) { std::fs::remove_file(file.path()) } else { Ok(()) }
    };
    std::fs::read_dir(data).and_then(|mut files| files.try_for_each(remove)).map_err(|error| {
        let (zh, en) = os_fault::said(&error);
        ServerError::refused(
            "erase.copies",
            format!("数据库里已经删除,可是数据目录里升级前的副本 {copy}* 删不掉({zh}),里面还有原文。请自己删掉它们。"),
            format!("It is erased in the database, but copies from before updates, {copy}* in the data directory, can't be removed ({en}) and still hold the text. Remove them yourself."),
        )
    })
}

/// Takes away what the edit said, wherever it stands, and replays its record without it.
///
/// # Errors
/// What the database says.
pub fn forget(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    space: &DivisionCode,
    edit: EditId,
    at: i64,
    reason: &str,
) -> Result<(), ServerError> {
    let entry = log::entry_of_edit(tx, space, edit)?;
    let kept = chains::kept_of_edit(tx, space, edit)?;
    let waiting = attested::waiting(tx, space)?.into_iter().find(|waiting| waiting.delivered.edit == edit);
    let bytes = entry
        .iter()
        .map(|entry| &entry.link)
        .chain(kept.iter().map(|kept| &kept.link))
        .find_map(|link| link.edit.clone())
        .or(waiting.map(|waiting| waiting.edit));
    let stub = bytes.and_then(|bytes| Edit::from_bytes(&bytes).ok()).map(|edit| stub::of(&edit).to_bytes());
    let erasure = erasures::Erasure { edit, erased_at: at, reason: reason.replace('\0', " ") };
    erasures::erase(tx, space, &erasure, stub.as_deref())?;
    if let Some(stub) = &stub {
        attested::strip_waiting(tx, space, edit, stub)?;
    }
    if let Some(entry) = entry {
        // What is left of the record is found again once the log was followed.
        storage::search::remove(tx, space, entry.record)?;
        let history = History::of(tx, space, entry.record)?;
        registrar.project(tx, space, entry.kind, entry.record, &history)?;
    }
    Ok(())
}

/// Tells the phones of a space of an erasure that stands in the register: whoever holds the edit removes it with the next sync.
/// Nothing happens if they were told, or if nobody can tell yet which record it is of.
///
/// # Errors
/// What the database says.
pub fn tell(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    space: &DivisionCode,
    edit: EditId,
    now: i64,
) -> Result<(), ServerError> {
    let (Some(record), Some(erasure)) = (record_of(tx, space, edit)?, erasures::erasure(tx, space, edit)?) else {
        return Ok(());
    };
    let (at, law) = (Instant(erasure.erased_at), erasure.reason);
    publish(tx, registrar, space, &Erasure { edit: record::Edit(edit.0), at, law, record }, now)?;
    Ok(())
}

fn record_of(
    tx: &mut dyn Transaction,
    space: &DivisionCode,
    edit: EditId,
) -> Result<Option<record::RecordId>, ServerError> {
    // What is kept beside the log is of its own record, or of that of what it was written upon.
    let mut seen = BTreeSet::new();
    let mut open = vec![edit];
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        if let Some(entry) = log::entry_of_edit(tx, space, id)? {
            return Ok(Some(entry.record));
        }
        for kept in chains::kept_of_edit(tx, space, id)? {
            if kept.record.is_some() {
                return Ok(kept.record);
            }
            let edit = kept.link.edit.as_deref().and_then(|bytes| Edit::from_bytes(bytes).ok());
            open.extend(edit.into_iter().flat_map(|edit| edit.parents));
        }
    }
    Ok(None)
}

fn note(data: &Path, space: &DivisionCode, edit: EditId, at: i64, reason: &str) -> Result<(), ServerError> {
    let line = serde_json::json!({ "space": space.as_str(), "edit": edit.to_string(), "at": at, "reason": reason });
    let write = || -> std::io::Result<()> {
        let mut file = std::fs::OpenOptions::new().create(true).append(true).open(data.join(FILE_NAME))?;
        // A line that a power cut left half begins no other.
        let text = std::fs::read(data.join(FILE_NAME))?;
        if text.last().is_some_and(|last| *last != b'\n') {
            writeln!(file)?;
        }
        writeln!(file, "{line}")?;
        file.sync_all()
    };
    write().map_err(|error| {
        let (zh, en) = os_fault::said(&error);
        ServerError::refused(
            "erase.file",
            format!("删除登记簿 {FILE_NAME} 写不进去({zh}),所以什么也没有删。"),
            format!("The file of erasures {FILE_NAME} can't be written ({en}); nothing was erased."),
        )
    })
}

/// Reads a file of erasures.
///
/// # Errors
/// It can't be read, or a line is none.
pub fn read_erasures(file: &Path) -> Result<Vec<(DivisionCode, erasures::Erasure)>, ServerError> {
    let unreadable = |zh: String, en: String| {
        ServerError::refused(
            "erase.file",
            format!("删除登记簿读不出来:{zh}。"),
            format!("The file of erasures can't be read: {en}."),
        )
    };
    let text = std::fs::read_to_string(file).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => ServerError::refused(
            "erase.no_file",
            format!("没有这个文件:{}。要是从来没有依法删除过什么,改用 --no-erasures。", file.display()),
            format!("There is no file {}. If nothing was ever erased by law, say --no-erasures.", file.display()),
        ),
        _ => {
            let (zh, en) = os_fault::said(&error);
            unreadable(zh, en)
        }
    })?;
    let mut found = Vec::new();
    for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        match parse(line) {
            Some(parsed) => found.push(parsed),
            // A power cut while it was written: the file comes first, so nothing was erased by it.
            None if is_cut(line) => {}
            None => {
                let line = index + 1;
                return Err(unreadable(
                    format!("第 {line} 行坏了,请换另存的那份"),
                    format!("line {line} is damaged; take the other copy of the file"),
                ));
            }
        }
    }
    Ok(found)
}

/// Whether a line has no end.
fn is_cut(line: &str) -> bool {
    line.starts_with('{') && !line.ends_with('}')
}

fn parse(line: &str) -> Option<(DivisionCode, erasures::Erasure)> {
    let value: serde_json::Value = serde_json::from_str(line).ok()?;
    let bytes = data_encoding::HEXLOWER.decode(value.get("edit")?.as_str()?.as_bytes()).ok()?;
    Some((
        value.get("space")?.as_str()?.parse().ok()?,
        erasures::Erasure {
            edit: EditId(bytes.try_into().ok()?),
            erased_at: value.get("at")?.as_i64()?,
            reason: value.get("reason")?.as_str()?.to_owned(),
        },
    ))
}
