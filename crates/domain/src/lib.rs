//! What is true: divisions, people, records, calendar, attendance, policy.
//!
//! Pure rules and plain values: no I/O, no clock, no SQL, no automerge. A fact that a rule needs from outside
//! (today's date, the households of a village) comes in through [`record::Facts`].

pub mod diary;
pub mod division;
pub mod kinds;
pub mod organisation;
pub mod person;
pub mod record;
pub mod time;
pub mod violation;
pub mod visit;
