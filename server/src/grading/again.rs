//! Grades that are looked at once more, because something was heard of in another village.

use super::days::{diaries_of, grade_day};
use crate::error::ServerError;
use crate::registrar::Registrar;
use crate::server::Server;
use crate::storage::{self, grades_again, log};

/// So many are read in one go; each is graded in a transaction of its own.
const PART: u32 = 100;

/// Grades anew what is noted for it; gives how many diaries it was.
///
/// # Errors
/// What the database says.
pub fn grade_again(server: &Server, registrar: &Registrar, now: i64) -> Result<u64, ServerError> {
    let mut graded = 0;
    loop {
        let noted = storage::read(&*server.storage, |tx| grades_again::some(tx, PART))?;
        for (space, record) in &noted {
            storage::write(&*server.storage, |tx| {
                log::lock_space(tx, space)?;
                for diary in diaries_of(tx, registrar, space, *record)? {
                    grade_day(tx, registrar, space, diary, now)?;
                }
                Ok::<_, ServerError>(grades_again::remove(tx, space, *record)?)
            })?;
            graded += 1;
            storage::give_way();
        }
        if noted.len() < PART as usize {
            return Ok(graded);
        }
    }
}
