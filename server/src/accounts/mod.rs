//! Accounts of people at offices: made by a command or by an office above, signed in by password and, if they want, a second
//! factor, in sessions that they see and can end.

mod keep;
mod password;
mod second_factor;
mod session;
mod sign_in;
#[cfg(test)]
mod tests;

#[cfg(feature = "testing")]
pub use keep::set_own_password;
pub use keep::{By, Known, NewAccount, add, appoint, close, known, new_password};
pub use password::change as change_password;
pub use second_factor::{
    SecondFactor, begin as begin_second_factor, confirm as confirm_second_factor, end as end_second_factor,
};
pub use session::{
    IDLE_SECONDS, LONGEST_SECONDS, Seat, Seated, SessionToken, end as end_session, end_others, nobody, seat, seated,
    sign_out,
};
pub use sign_in::{Attempt, SignedIn, sign_in};
