//! The world of the tests, the demo, and what is measured.

pub mod bench;
pub mod console;
pub mod cuts;
pub mod demo;
pub mod fixtures;
pub mod fixtures_roster;
pub mod job;
pub mod office;
pub mod pictures;
pub mod programs;
pub mod running;
pub mod schema1;
pub mod screens;
pub mod simulation;
pub mod training_day;
pub mod window;
pub mod world;
