//! What is written while the phone is locked: write-only, and found when it is opened.

use chrono::NaiveDate;
use cunji_domain::diary::DiaryEntry;
use cunji_domain::division::DivisionCode;
use cunji_domain::record::{FieldState, RecordKind, Scalar};
use cunji_domain::time::local_day;
use cunji_store::{Draft, Home, LockedNote, NoteId, StoreError};

use crate::error::{ClientError, Result};
use crate::phone::Phone;
use crate::phone::clock::Clock;
use crate::views::fixed;

/// The diary's text (its declaration's number).
const TEXT: u16 = 3;

/// Takes a note on a locked phone. Nobody can read it before the phone is opened; when this returns, the power may fail.
///
/// # Errors
/// It is empty or too long, or the disk does not take it; then the text must stay on the screen.
pub fn note_while_locked(home: &Home, text: &str, clock: &dyn Clock) -> Result<NoteId> {
    if text.trim().is_empty() {
        return Err(ClientError::told(
            "note.empty",
            "还没写内容,写几个字再存。",
            "There is nothing in it yet; write something and save again.",
        ));
    }
    keep(home, None, text, clock)
}

/// Keeps a note that is being written on a locked phone: each state takes the place of the one before, and one that was emptied goes.
/// Gives its id, once there is something in it.
///
/// # Errors
/// As [`note_while_locked`].
pub fn keep_locked_note(home: &Home, id: Option<NoteId>, text: &str, clock: &dyn Clock) -> Result<Option<NoteId>> {
    if !text.trim().is_empty() {
        return keep(home, id, text, clock).map(Some);
    }
    if let Some(id) = id {
        cunji_store::forget_locked_note(home, id)?;
    }
    Ok(None)
}

fn keep(home: &Home, id: Option<NoteId>, text: &str, clock: &dyn Clock) -> Result<NoteId> {
    let now = clock.now();
    Ok(cunji_store::note_while_locked(home, id, text, now, local_day(now).unwrap_or_default())?)
}

/// A note's id as a screen or a person gives it.
///
/// # Errors
/// It is none.
pub fn note_id(typed: &str) -> Result<NoteId> {
    fixed(typed).map(NoteId).ok_or_else(|| StoreError::UnknownNote.into())
}

impl Phone {
    /// The notes that wait to be put somewhere, the oldest first.
    ///
    /// # Errors
    /// The disk is full or read-only: then some may still be in their files.
    pub fn locked_notes(&mut self) -> Result<Vec<LockedNote>> {
        self.store.merge_locked_notes()?;
        Ok(self.store.locked_notes()?)
    }

    /// Puts a note behind what a day's diary says, as a draft that the person goes on with; one that is there already gets it.
    ///
    /// # Errors
    /// There is no such note; the village has to be named; the disk is full. Then the note stays.
    pub fn take_locked_note(&mut self, id: NoteId, village: Option<&DivisionCode>, day: NaiveDate) -> Result<Draft> {
        let note = self.store.locked_note(id)?;
        let key = vec![self.person()?.to_value(), day.to_value()];
        let fresh = self.begin_draft(DiaryEntry::DECL, village, key)?;
        let mut draft = self.go_on_from(fresh)?;
        let before = match draft.fields.get(&TEXT) {
            Some(FieldState::Prose(text)) if !text.is_empty() => format!("{text}\n"),
            _ => String::new(),
        };
        draft.fields.insert(TEXT, FieldState::Prose(before + &note.text));
        draft.saved_at = self.clock.now();
        self.store.settle_locked_note(id, Some(&draft), draft.saved_at)?;
        Ok(draft)
    }

    /// Lets a note go: its writer does not want it.
    ///
    /// # Errors
    /// There is no such note.
    pub fn dismiss_locked_note(&mut self, id: NoteId) -> Result<()> {
        let now = self.clock.now();
        Ok(self.store.settle_locked_note(id, None, now)?)
    }
}
