//! An office program's file as the parts that it is packed from.

use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::Fault;

/// Its parts, by name, in their order.
pub(super) fn parts(bytes: &[u8]) -> Result<Vec<(String, Vec<u8>)>, Fault> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Fault::Damaged)?;
    let mut parts = Vec::with_capacity(archive.len());
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).map_err(|_| Fault::Damaged)?;
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).map_err(|_| Fault::Damaged)?;
        let name = part.name().map_err(|_| Fault::Damaged)?.into_owned();
        parts.push((name, bytes));
    }
    Ok(parts)
}

/// The file of such parts.
pub(super) fn packed(parts: impl IntoIterator<Item = (String, Vec<u8>)>) -> Result<Vec<u8>, Fault> {
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, part) in parts {
        out.start_file(name, SimpleFileOptions::default()).map_err(|_| Fault::Damaged)?;
        out.write_all(&part).map_err(|_| Fault::Damaged)?;
    }
    Ok(out.finish().map_err(|_| Fault::Damaged)?.into_inner())
}
