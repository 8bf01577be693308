//! One file with everything that is true, as of one moment. It holds the server's key: whoever keeps it keeps it locked.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use cunji_domain::record::Value;

use super::rows::{COLUMNS, END, KEY, MAGIC, PHOTO, PHOTOS_END, SEALS, TABLES, VERSION, put, value};
use crate::audit;
use crate::error::ServerError;
use crate::os_fault;
use crate::server::Server;
use crate::storage::{self, Cell, Row, Transaction};

const LEVEL: i32 = 6;
/// Rows of the log that are read at once.
const PART: i64 = 1_000;

/// Whether a backup holds the photos.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Photos {
    /// It does.
    Within,
    /// Whoever makes it copies their folder, where files only come and never change.
    Apart,
}

/// Writes a backup, photos within; gives the number of rows. The file appears whole or not at all.
///
/// # Errors
/// The file can't be written, or what the database says.
pub fn backup(server: &Server, file: &Path) -> Result<u64, ServerError> {
    backup_with(server, file, Photos::Within)
}

/// As [`backup`], with the photos within or apart.
///
/// # Errors
/// As [`backup`].
pub fn backup_with(server: &Server, file: &Path, photos: Photos) -> Result<u64, ServerError> {
    let partial = file.with_extension("partial");
    // Before the tables' moment: the rows of every seal that it names are among them.
    let seals = audit::kept_text(&server.data)?;
    let write = |tx: &mut dyn Transaction| -> Result<u64, ServerError> {
        let out = private_file(&partial).map_err(|error| cannot_write(&partial, &error))?;
        let mut out = zstd::Encoder::new(BufWriter::new(out), LEVEL).map_err(|error| cannot_write(&partial, &error))?;
        let rows = write_all(server, tx, &seals, (&mut out, &partial))?;
        if photos == Photos::Within {
            write_photos(server, &mut out, &partial)?;
        }
        let finish = || -> io::Result<()> {
            let out = out.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?;
            out.sync_all()?;
            fs::rename(&partial, file)
        };
        finish().map_err(|error| cannot_write(file, &error))?;
        Ok(rows)
    };
    storage::read(&*server.storage, write)
}

fn write_all(
    server: &Server,
    tx: &mut dyn Transaction,
    seals: &str,
    (out, file): (&mut impl Write, &Path),
) -> Result<u64, ServerError> {
    let failed = |error: io::Error| cannot_write(file, &error);
    let schema = storage::newest_schema();
    put(out, vec![text(MAGIC), Value::Int(VERSION), Value::Int(schema)]).map_err(failed)?;
    put(out, vec![text(KEY), Value::Bytes(server.key().to_bytes())]).map_err(failed)?;
    let mut count = 0;
    for table in TABLES {
        let mut named = false;
        let mut write = |rows: Vec<Row>| -> Result<(), ServerError> {
            for row in rows {
                if !named {
                    let columns = row.columns().iter().map(|column| text(column));
                    let head = [text(COLUMNS), text(table)].into_iter().chain(columns).collect();
                    put(out, head).map_err(failed)?;
                    named = true;
                }
                let cells = std::iter::once(text(table)).chain(row.into_cells().into_iter().map(value)).collect();
                put(out, cells).map_err(failed)?;
                count += 1;
            }
            Ok(())
        };
        if table == "entry" {
            log_rows(tx, &mut write)?
        } else {
            write(tx.query(&format!("SELECT * FROM {table}"), &[])?)?
        }
    }
    put(out, vec![text(SEALS), text(seals)]).map_err(failed)?;
    put(out, vec![text(END), Value::Int(i64::try_from(count).unwrap_or(i64::MAX))]).map_err(failed)?;
    Ok(count)
}

/// Photos of entries that came since the tables' moment may be among them: a restored server asks phones for those entries.
fn write_photos(server: &Server, out: &mut impl Write, file: &Path) -> Result<(), ServerError> {
    let failed = |error: io::Error| cannot_write(file, &error);
    let mut count = 0;
    for (name, part) in server.photos().all()? {
        // One that was erased meanwhile is gone.
        let Some(bytes) = server.photos().read(name, part)? else { continue };
        put(out, vec![text(PHOTO), text(&name.to_string()), text(part.name()), Value::Bytes(bytes)]).map_err(failed)?;
        count += 1;
    }
    put(out, vec![text(PHOTOS_END), Value::Int(count)]).map_err(failed)
}

fn log_rows(
    tx: &mut dyn Transaction,
    write: &mut impl FnMut(Vec<Row>) -> Result<(), ServerError>,
) -> Result<(), ServerError> {
    for (space, _) in storage::log::spaces(tx)? {
        let mut after = 0_i64;
        loop {
            let sql = "SELECT * FROM entry WHERE space = $1 AND number > $2 ORDER BY number LIMIT $3";
            let rows = tx.query(sql, &[(&space).into(), Cell::Int(after), Cell::Int(PART)])?;
            let Some(last) = rows.last() else { break };
            after = last.get("number")?;
            write(rows)?;
        }
    }
    Ok(())
}

fn private_file(path: &Path) -> io::Result<File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn cannot_write(file: &Path, error: &io::Error) -> ServerError {
    let (zh, en) = os_fault::said(error);
    ServerError::refused(
        "backup.file",
        format!("备份文件 {} 写不进去:{zh}。原有备份没有动。", file.display()),
        format!("The backup file {} can't be written: {en}. An earlier backup there was not touched.", file.display()),
    )
}
