//! Where photos are used, so that one that comes again is noticed.

use std::collections::BTreeSet;

use cunji_domain::diary::DiaryEntry;
use cunji_domain::division::DivisionCode;
use cunji_domain::record::{RecordId, RecordKind};
use cunji_domain::visit::HouseholdVisit;

use crate::error::ServerError;
use crate::follow::Following;
use crate::registrar::Registrar;
use crate::storage::Transaction;
use crate::storage::grades_again;
use crate::storage::log::LogEntry;
use crate::storage::photo_uses::{self, Use};

/// The records whose photos have to be noted.
#[derive(Debug, Default)]
pub struct Photos(BTreeSet<(u16, RecordId)>);

impl Following for Photos {
    fn clear(&self, tx: &mut dyn Transaction, space: &DivisionCode) -> Result<(), ServerError> {
        Ok(photo_uses::remove_all(tx, space)?)
    }

    fn hear(&mut self, _: &mut dyn Transaction, _: &Registrar, entry: &LogEntry) -> Result<(), ServerError> {
        if [DiaryEntry::DECL.number, HouseholdVisit::DECL.number].contains(&entry.kind) {
            self.0.insert((entry.kind, entry.record));
        }
        Ok(())
    }

    fn write(
        &mut self,
        tx: &mut dyn Transaction,
        registrar: &Registrar,
        space: &DivisionCode,
        _: i64,
    ) -> Result<(), ServerError> {
        for (kind, record) in std::mem::take(&mut self.0) {
            let before = photo_uses::of(tx, space, record)?;
            photo_uses::remove(tx, space, record)?;
            // Whoever was hinted at because of it, for a photo that it does not show any more.
            for (day, digest) in before {
                for later in photo_uses::after(tx, &digest, day, space)? {
                    grades_again::put(tx, &later.space, later.record)?;
                }
            }
            let row = registrar.tables.record(tx, kind, space, record)?;
            let Some(row) = row.filter(|row| !row.withdrawn) else { continue };
            let (day, photos) = if kind == DiaryEntry::DECL.number {
                let Ok(diary) = DiaryEntry::from_parts(&row.key, &row.fields) else { continue };
                (diary.day, diary.photos)
            } else {
                let Ok(visit) = HouseholdVisit::from_parts(&row.key, &row.fields) else { continue };
                (visit.day, visit.photos)
            };
            for photo in photos.0 {
                // Who showed it later was looked at already, maybe in a village that was followed before this one.
                for later in photo_uses::after(tx, &photo.digest.0, day, space)? {
                    grades_again::put(tx, &later.space, later.record)?;
                }
                photo_uses::put(tx, &Use { space: space.clone(), record, day }, &photo.digest.0)?;
            }
        }
        Ok(())
    }
}
