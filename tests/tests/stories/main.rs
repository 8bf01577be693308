//! The work as people live it, told on both databases: a real server over real HTTP, real clients, and after every story all that
//! must hold (`World::check`).

// Helpers of stories panic like the stories themselves.
#![allow(clippy::unwrap_used)]

mod anew;
mod applying;
mod attendance;
mod calendar;
mod calls;
mod certificate;
mod clocks;
mod closes;
mod columns;
mod conflicts;
mod copies;
mod county;
mod decisions;
mod desk;
mod devices;
mod erasure;
mod exports;
mod filed;
mod forged;
mod handover;
mod households;
mod imports;
mod impostor;
mod install;
mod jobs;
mod left;
mod line;
mod lock;
mod mending;
mod metrics;
mod months;
mod overview;
mod paper;
mod people;
mod photos;
mod policies;
mod privacy;
mod problems;
mod restore;
mod returning;
mod review;
mod rights;
mod roster;
mod search;
mod sheets;
mod tampering;
mod terms;
mod texts;
mod training;
mod trouble;
mod verdicts;
mod versions;
mod who;
mod who_saw;
mod work;

use cunji_domain::record::RecordId;

/// A record's id as a status shows it.
fn hex(record: RecordId) -> String {
    data_encoding::HEXLOWER.encode(&record.0)
}
