//! A training day in simulated time: two hundred people come into a hall with one line of 2 Mbit/s, each with a card; ten of them, or
//! what they need, have something wrong. Phones are the real client, the server is the real one; people's hands, the line and the
//! clock are made up (`line`, `hands`).

mod day;
mod hands;
mod line;
mod time;

pub use day::{Day, MadeUp, made_up_teams};
pub use hands::{Attendee, Came, Fault};
pub use line::{BITS_PER_SECOND, Hall};
pub use time::Time;
