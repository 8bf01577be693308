//! How far a job is, and whether it is to go on.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::error::ServerError;
use crate::server::Server;
use crate::storage::{self, jobs};

/// Why a job ends before it is done.
#[derive(Debug)]
pub enum Ended {
    /// It can't be done.
    Failed(ServerError),
    /// Somebody called it off.
    Cancelled,
    /// The server stops: the job is begun anew at its next start.
    Stopping,
}

impl<E: Into<ServerError>> From<E> for Ended {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

/// What a job reports to, part by part.
pub struct Progress<'a> {
    server: &'a Server,
    number: u64,
    stop: &'a AtomicBool,
    told: Option<u64>,
}

impl<'a> Progress<'a> {
    /// Of a job that is being done, until `stop` is set.
    pub fn new(server: &'a Server, number: u64, stop: &'a AtomicBool) -> Self {
        Self { server, number, stop, told: None }
    }

    /// Between two parts: `done` of `of_all` are done, and others may write.
    ///
    /// # Errors
    /// The job is to end here; or what the database says.
    pub fn at(&mut self, done: usize, of_all: usize) -> Result<(), Ended> {
        if self.stop.load(Ordering::Relaxed) {
            return Err(Ended::Stopping);
        }
        let (done, of_all) = (done as u64, of_all as u64);
        // A hundred writes are enough for a bar, however many parts there are.
        let percent = (done * 100).checked_div(of_all).unwrap_or(100);
        if self.told != Some(percent) {
            self.told = Some(percent);
            let set = |tx: &mut dyn storage::Transaction| jobs::set_progress(tx, self.number, done, of_all);
            if storage::write::<_, storage::StorageError>(&*self.server.storage, set)? {
                return Err(Ended::Cancelled);
            }
        }
        storage::give_way();
        Ok(())
    }
}
