//! Going through what has come due, a page at a time: what can't be done with one of them keeps nobody behind it.

use crate::error::ServerError;
use crate::server::Server;
use crate::storage::{self, Transaction};

/// So many are looked at in one go.
pub const PART: u32 = 200;

/// Does something with each, in pages of [`PART`] that begin after the last one seen; gives with how many it was done. One that is
/// refused is `left` and tried again the next time.
///
/// # Errors
/// What the database says, or `left`.
pub fn each<T>(
    server: &Server,
    page: impl Fn(&mut dyn Transaction, Option<&T>) -> Result<Vec<T>, ServerError>,
    does: impl Fn(&T) -> Result<bool, ServerError>,
    left: impl Fn(&T, &ServerError) -> Result<(), ServerError>,
) -> Result<u64, ServerError> {
    let (mut done, mut after) = (0, None::<T>);
    loop {
        let some = storage::read(&*server.storage, |tx| page(tx, after.as_ref()))?;
        for one in &some {
            match does(one) {
                Ok(was) => done += u64::from(was),
                Err(error @ ServerError::Refused { .. }) => left(one, &error)?,
                Err(error) => return Err(error),
            }
            storage::give_way();
        }
        if some.len() < PART as usize {
            return Ok(done);
        }
        after = some.into_iter().next_back();
    }
}
