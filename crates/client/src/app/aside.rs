//! 搁在一边的: phones that were put aside because nobody remembered what opens them. Who remembers later takes their notes over.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use cunji_store::{Home, Store, note_while_locked};

use super::App;
use crate::error::{ClientError, Result};
use crate::lock::{en_time, lock_state, zh_time};
use crate::phone::Phone;
use crate::views::lock::AsideView;

/// How the names of their folders go on after that of the phone's own; a day follows.
const BEFORE: &str = "before-";
/// Lies in a folder whose notes were taken over. Nothing in it is deleted.
const TAKEN: &str = "cunji.taken";

/// What the folder is called by that is put aside on a day.
pub(super) fn mark(day: NaiveDate) -> String {
    format!("{BEFORE}{day}")
}

impl App {
    /// Phones that were put aside beside this one and whose notes were not taken over, the oldest first.
    pub fn phones_aside(&self) -> Vec<AsideView> {
        self.asides().into_iter().map(|(_, view)| view).collect()
    }

    /// Opens one of them by what opened it and takes the notes over that were written while it was locked; they are among this phone's
    /// own then. Gives how many. Asked twice, it takes none twice.
    ///
    /// # Errors
    /// This phone is locked; there is no such folder; what was entered does not open it, or has to be waited for; the disk is full.
    pub fn take_from_aside(&self, folder: &str, entered: &str) -> Result<usize> {
        self.with(|_| Ok(()))?;
        let found = self.asides().into_iter().find(|(_, view)| view.folder == folder);
        let (path, _) = found.ok_or_else(not_there)?;
        let home = Home::from(&path);
        let notes = self.open_aside(&home, entered)?.locked_notes()?;
        for note in &notes {
            note_while_locked(&self.home, Some(note.id), &note.text, note.written_at, note.day)?;
        }
        self.with(|phone| phone.locked_notes())?;
        // Where that can't be said it is offered again, and the same notes are known by their ids.
        _ = File::create(path.join(TAKEN));
        Ok(notes.len())
    }

    fn open_aside(&self, home: &Home, entered: &str) -> Result<Phone> {
        let (clock, language) = (self.clock.clone(), self.language());
        if lock_state(home, &*clock)?.asks_for.is_none() {
            return Phone::open(home.clone(), entered, clock, language);
        }
        let opened = Phone::open_with_pin(home.clone(), entered, &*self.key_store, clock, language);
        opened.map_err(|error| match error.code().as_str() {
            // What helps at the lock screen does not help here.
            "lock.wrong" | "lock.wait" => self.wrong(home),
            _ => error,
        })
    }

    fn wrong(&self, home: &Home) -> ClientError {
        let wait = lock_state(home, &*self.clock).map_or(0, |state| state.tries.wait);
        let (zh, en) = if wait == 0 {
            ("不是那时的密码,请再输一次。".to_owned(), "That is not what opened it; enter it again.".to_owned())
        } else {
            (
                format!("不是那时的密码。请等{}再试。", zh_time(wait)),
                format!("That is not what opened it; wait {} and try again.", en_time(wait)),
            )
        };
        ClientError::told("aside.wrong", zh, en)
    }

    fn asides(&self) -> Vec<(PathBuf, AsideView)> {
        let Ok(dir) = fs::canonicalize(self.home.dir()) else { return Vec::new() };
        let (Some(beside), Some(name)) = (dir.parent(), dir.file_name()) else { return Vec::new() };
        let begins = format!("{}-{BEFORE}", name.to_string_lossy());
        let paths = fs::read_dir(beside).into_iter().flatten().flatten().map(|entry| entry.path());
        let mut asides: Vec<_> = paths.filter_map(|path| Some((aside(&path, &begins)?, path))).collect();
        asides.sort_by(|(one, _), (other, _)| (one.day, &one.folder).cmp(&(other.day, &other.folder)));
        asides.into_iter().map(|(view, path)| (path, view)).collect()
    }
}

/// Whether this is one whose notes were not taken over.
fn aside(path: &Path, begins: &str) -> Option<AsideView> {
    let folder = path.file_name()?.to_str()?.to_owned();
    let day = folder.strip_prefix(begins)?.get(..10)?.parse().ok()?;
    let is_left = Store::is_nobodys(&Home::from(path)) && !path.join(TAKEN).exists();
    is_left.then_some(AsideView { folder, day })
}

fn not_there() -> ClientError {
    ClientError::told(
        "aside.not_there",
        "这里没有搁着的,或者已经拿过来了。请到“今日”里看锁着时记的。",
        "Nothing is put aside here by this name, or its notes were taken over; look for them in Today.",
    )
}
