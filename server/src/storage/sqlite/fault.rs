//! What SQLite's errors mean.

use rusqlite::ffi::{self, ErrorCode};

use super::super::{Constraint, Home, StorageError};

pub(super) fn misuse(detail: String) -> StorageError {
    StorageError::Statement { home: Home::Sqlite, detail }
}

pub(super) fn io(error: &std::io::Error) -> StorageError {
    match error.kind() {
        std::io::ErrorKind::StorageFull => StorageError::DiskFull(error.to_string()),
        std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => {
            StorageError::ReadOnly(error.to_string())
        }
        _ => StorageError::Io(error.to_string()),
    }
}

pub(super) fn fault(error: rusqlite::Error) -> StorageError {
    let (code, text) = match &error {
        rusqlite::Error::SqliteFailure(code, text) => (*code, text.clone().unwrap_or_else(|| code.to_string())),
        rusqlite::Error::SqlInputError { error, msg, .. } => (*error, msg.clone()),
        other => return misuse(other.to_string()),
    };
    match code.code {
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => StorageError::Busy(text),
        ErrorCode::DiskFull => StorageError::DiskFull(text),
        ErrorCode::ReadOnly | ErrorCode::PermissionDenied => StorageError::ReadOnly(text),
        ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => StorageError::Corrupted(text),
        ErrorCode::SystemIoFailure => StorageError::Io(text),
        ErrorCode::CannotOpen => StorageError::CannotOpen(text),
        ErrorCode::ConstraintViolation => {
            StorageError::Constraint { kind: constraint(code.extended_code), detail: text }
        }
        _ => misuse(text),
    }
}

fn constraint(extended: std::ffi::c_int) -> Constraint {
    match extended {
        ffi::SQLITE_CONSTRAINT_NOTNULL => Constraint::NotNull,
        ffi::SQLITE_CONSTRAINT_CHECK => Constraint::Check,
        ffi::SQLITE_CONSTRAINT_FOREIGNKEY => Constraint::ForeignKey,
        ffi::SQLITE_CONSTRAINT_DATATYPE => Constraint::Type,
        _ => Constraint::Unique,
    }
}
