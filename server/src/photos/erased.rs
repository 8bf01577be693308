//! What is erased by law takes its photos along, unless another entry of the same person shows them.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write};

use cunji_domain::division::DivisionCode;
use cunji_domain::person::PersonId;
use cunji_domain::record::Value;
use cunji_history::{Edit, EditId, Op};

use super::folder::disk;
use super::{Folder, PhotoName};
use crate::error::ServerError;
use crate::server::Server;
use crate::storage::chains::{self, KeptState};
use crate::storage::log::{self, After, Limit, Reader};
use crate::storage::{self, Transaction};

/// How much of a log is looked at together.
const PART: Limit = Limit { entries: 1_000, bytes: 1 << 20 };

/// The photos that an edit shows, by their digests.
pub fn photos_of(edit: &[u8]) -> BTreeSet<[u8; 32]> {
    let ops = Edit::from_bytes(edit).map(|edit| edit.ops).unwrap_or_default();
    let digest = |op: &Op| {
        let Op::Add(_, member, _) = op else { return None };
        match member.as_list()? {
            [Value::Bytes(digest), Value::Int(_)] => digest.as_slice().try_into().ok(),
            _ => None,
        }
    };
    ops.iter().filter_map(digest).collect()
}

/// Notes the photos of an edit that is about to be erased. A note that outlives a crash is looked at when the server opens.
///
/// # Errors
/// The disk, or what the database says.
pub(crate) fn note_erased(
    tx: &mut dyn Transaction,
    folder: &Folder,
    space: &DivisionCode,
    edit: EditId,
) -> Result<(), ServerError> {
    let mut shown: BTreeSet<(PersonId, [u8; 32])> = BTreeSet::new();
    let mut note = |author: Option<PersonId>, bytes: Option<Vec<u8>>| {
        let photos = bytes.map(|bytes| photos_of(&bytes)).unwrap_or_default();
        shown.extend(author.into_iter().flat_map(|author| photos.iter().map(move |digest| (author.clone(), *digest))));
    };
    if let Some(entry) = log::entry_of_edit(tx, space, edit)? {
        note(Some(entry.author), entry.link.edit);
    }
    for kept in chains::kept_of_edit(tx, space, edit)? {
        note(kept.author, kept.link.edit);
    }
    if shown.is_empty() {
        return Ok(());
    }
    let write = || -> io::Result<()> {
        folder.make(&folder.noted())?;
        let mut file = File::create(folder.noted().join(edit.to_string()))?;
        for (person, digest) in &shown {
            writeln!(file, "{space} {}", PhotoName::of(person, *digest))?;
        }
        file.sync_all()
    };
    write().map_err(|error| disk(&error))
}

/// Removes the photos of what was erased, where nothing of the same person shows them any more.
///
/// # Errors
/// The disk, or what the database says.
pub fn finish_erasures(server: &Server) -> Result<(), ServerError> {
    let folder = server.photos();
    let notes = match fs::read_dir(folder.noted()) {
        Ok(notes) => notes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(disk(&error)),
    };
    for note in notes {
        let path = note.map_err(|error| disk(&error))?.path();
        let text = fs::read_to_string(&path).map_err(|error| disk(&error))?;
        for (space, name) in text.lines().filter_map(parse) {
            let shown = storage::read(&*server.storage, |tx| shown_in(tx, &space))?;
            if !shown.contains(&name) {
                folder.remove(name)?;
            }
        }
        fs::remove_file(&path).map_err(|error| disk(&error))?;
    }
    Ok(())
}

fn parse(line: &str) -> Option<(DivisionCode, PhotoName)> {
    let (space, name) = line.split_once(' ')?;
    Some((space.parse().ok()?, PhotoName::parse(name)?))
}

/// All photos that a space's entries show, those kept beside its log included.
///
/// # Errors
/// What the database says.
pub(crate) fn shown_in(tx: &mut dyn Transaction, space: &DivisionCode) -> Result<BTreeSet<PhotoName>, ServerError> {
    let mut shown = BTreeSet::new();
    let mut add = |author: &PersonId, bytes: Option<&[u8]>| {
        shown.extend(bytes.map(photos_of).unwrap_or_default().into_iter().map(|digest| PhotoName::of(author, digest)));
    };
    let mut number = 0;
    loop {
        let page = log::entries_after(tx, space, Reader::Office, After { number, own: None }, PART)?;
        page.entries.iter().for_each(|entry| add(&entry.author, entry.link.edit.as_deref()));
        number = page.complete_to;
        if page.is_last {
            break;
        }
    }
    for state in [KeptState::Held, KeptState::Rejected, KeptState::Repeated] {
        for kept in chains::kept_in_state(tx, space, state)? {
            if let Some(author) = &kept.author {
                add(author, kept.link.edit.as_deref());
            }
        }
    }
    Ok(shown)
}

/// All photos that any entry shows.
///
/// # Errors
/// What the database says.
pub(crate) fn shown_anywhere(tx: &mut dyn Transaction) -> Result<BTreeSet<PhotoName>, ServerError> {
    let mut shown = BTreeSet::new();
    for (space, _) in log::spaces(tx)? {
        shown.extend(shown_in(tx, &space)?);
    }
    Ok(shown)
}
