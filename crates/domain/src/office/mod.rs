//! 办公室: who may do what at an office's desk, and where.

mod act;
mod appointment;

pub use act::Act;
pub use appointment::{Appointment, divisions_where};
