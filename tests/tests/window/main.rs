//! Stories in the phone's real window, against a real server: what a person does, by the words that stand on the screen.

mod accessible;
mod day;
mod lock;
mod stage;
mod visits;
