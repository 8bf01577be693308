//! A phone of a world: the real client on a folder, and what was done to it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use cunji_client::{Language, Phone, SetClock};
use cunji_domain::division::DivisionCode;
use cunji_domain::person::PersonId;
use cunji_domain::record::RecordId;
use cunji_history::{DeviceId, EditId};
use cunji_store::{DraftId, OpenState};

use super::found::{Invariant, Sim, found, phone};
use super::ledger::TextIntent;

/// What opens the phones of a simulation.
pub const PASSPHRASE: &str = "茶园";

/// A draft that somebody began.
#[derive(Debug, Clone)]
pub struct Begun {
    /// The draft.
    pub draft: DraftId,
    /// The record.
    pub record: RecordId,
    /// The field.
    pub field: u16,
    /// What they saw when they began, and what they have left so far.
    pub text: TextIntent,
}

/// A phone.
pub struct Handset {
    /// How the trace names it.
    pub name: String,
    /// Whose it is.
    pub person: PersonId,
    /// The person's village.
    pub village: DivisionCode,
    /// Where it lies.
    pub folder: PathBuf,
    /// Its clocks.
    pub clock: Arc<SetClock>,
    /// The client; none while it is closed.
    pub phone: Option<Phone>,
    /// It lies at the bottom of a river.
    pub gone: bool,
    /// Its program is of the time of schema 1.
    pub old_program: bool,
    /// A sync of it was done: it has heard the roster.
    pub has_synced: bool,
    /// The server's epoch in which a sync of it was last done.
    pub synced_in: Option<u32>,
    /// It was revoked.
    pub revoked: bool,
    /// Drafts that were begun and not written.
    pub drafts: Vec<Begun>,
    /// Copies of its folder.
    pub copies: Vec<PathBuf>,
    /// What it wrote, by its place in a chain, as far as that was looked at.
    pub written: BTreeMap<(DivisionCode, DeviceId, u64), EditId>,
    /// Whether it has a reason to take a new device id: it was copied, or put back.
    pub may_change: bool,
}

impl Handset {
    /// The client.
    pub fn client(&mut self) -> Sim<&mut Phone> {
        match &mut self.phone {
            Some(phone) => Ok(phone),
            None => found(Invariant::PhoneAnswers, format!("{} is closed", self.name)),
        }
    }

    /// The client, to look at.
    pub fn look(&self) -> Sim<&Phone> {
        match &self.phone {
            Some(phone) => Ok(phone),
            None => found(Invariant::PhoneAnswers, format!("{} is closed", self.name)),
        }
    }

    /// The device that writes now.
    pub fn device(&self) -> Sim<DeviceId> {
        Ok(phone(self.look()?.store().device(), "asking for the device")?.id)
    }

    /// Starts the program again; a file that was not damaged must open as it was left.
    pub fn open(&mut self) -> Sim {
        self.phone = None;
        let opened = Phone::open(&self.folder, PASSPHRASE, self.clock.clone(), Language::Zh);
        let opened = phone(opened, &format!("{} is opened", self.name))?;
        if let OpenState::Salvaged(salvage) = opened.found() {
            let detail = format!("{} had to be salvaged: {salvage:?}", self.name);
            return found(Invariant::SavedIsThere, detail);
        }
        self.phone = Some(opened);
        Ok(())
    }

    /// The edits of one of its chains up to a number.
    pub fn chain(&self, space: &DivisionCode, device: DeviceId, upto: u64) -> Vec<EditId> {
        let range = (space.clone(), device, 0)..=(space.clone(), device, upto);
        self.written.range(range).map(|(_, id)| *id).collect()
    }

    /// How far one of its chains was looked at.
    pub fn looked(&self, space: &DivisionCode, device: DeviceId) -> u64 {
        let range = (space.clone(), device, 0)..=(space.clone(), device, u64::MAX);
        self.written.range(range).next_back().map_or(0, |((_, _, number), _)| *number)
    }

    /// Copies its folder, with or without what marks the installation.
    pub fn copy_to(&self, to: &Path, marker: bool) -> Sim {
        phone(copy_folder(&self.folder, to, marker), "copying a phone")
    }

    /// Puts a copy in its folder's place.
    pub fn put_back(&mut self, copy: &Path, marker: bool) -> Sim {
        self.phone = None;
        phone(fs::remove_dir_all(&self.folder), "clearing a phone")?;
        phone(copy_folder(copy, &self.folder, marker), "putting a copy back")?;
        self.written.clear();
        self.has_synced = false;
        self.synced_in = None;
        self.may_change = true;
        self.drafts.clear();
        self.open()
    }
}

/// Copies the files of a phone. What marks the installation does not come along with a backup.
fn copy_folder(from: &Path, to: &Path, marker: bool) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        if entry.file_name() == "cunji.lock" || (!marker && entry.file_name() == "installation") {
            continue;
        }
        fs::copy(entry.path(), to.join(entry.file_name()))?;
    }
    Ok(())
}
