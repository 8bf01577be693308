//! The server: admission of entries, the spaces' logs, what goes down to whom, imports, custody of the data.
//!
//! Below the HTTP handlers everything is synchronous; handlers call it from blocking threads.

pub mod accounts;
pub mod admission;
pub mod anchors;
pub mod attendance;
pub mod audit;
pub mod clock;
pub mod columns;
pub mod custody;
pub mod decisions;
pub mod enrolment;
pub mod error;
pub mod facts;
pub mod follow;
pub mod grading;
pub mod households;
pub mod http;
pub mod imports;
mod in_parts;
pub mod install;
pub mod jobs;
pub mod key;
pub mod log;
pub mod metrics;
pub mod months;
pub mod office;
pub mod os_fault;
pub mod photos;
mod policies;
pub mod problems;
pub mod registrar;
pub mod review;
pub mod sabotage;
pub mod search;
pub mod second;
pub mod server;
pub mod storage;
pub mod sync;
pub mod upkeep;
