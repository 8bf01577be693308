//! Stories in the phone's real window, against a real server: what a person does, by the words that stand on the screen.

mod accessible;
mod attendance;
mod day;
mod first_start;
mod full_disk;
mod lock;
mod mending;
mod offline;
mod stage;
mod visits;
mod whole_day;
