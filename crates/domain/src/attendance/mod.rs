//! 出勤: a cadre's year, day by day, from plain facts and the policy.
//!
//! * A day counts once, however many devices, villages or entries speak of it.
//! * Rest is neutral: only a duty day (by the calendar or the duty list, as the policy says) can be absent. A rest day spent
//!   in the village counts as any other.
//! * A person's word is enough, and so is what the first secretary saw; the policy may ask that a word be confirmed. No
//!   position, photo or check-in is read here, and none is missed.
//! * A word written beyond the grace period is backfilled (补记). A time of writing that can't be true, before the day told of
//!   or ahead of today, is a wrong clock's and not the person's: it is unknown, and in doubt the word counts as one in time.
//! * A word is contradicted by what somebody saw, by nothing else.
//! * A judgement (decision, confirmation) counts while what it judged stands as it was.
//! * A leave by voice counts until the member denies it; then it is no leave, and the day waits until the two have cleared it up.
//! * A day to which the cadre objected is not absent before somebody else has decided; an upheld objection takes away the word
//!   that it is against.
//! * A first secretary's own days and leave are an office's to judge, and the reasons say so.
//! * A month sheet on paper that an office typed in weighs what the person's own word weighs, written in time.
//! * A day that an office set right, with a reason and a second person, is what it was set to, whatever else is known of it.
//! * A duty day of which nothing is known stays unconfirmed until the policy's time is over, then it is absent; whatever
//!   arrives later changes it again.

mod borrowed;
mod claim;
mod day;
mod facts;
mod gather;
mod heard;
mod pace;
mod silence;
mod state;
mod target;
mod year;

pub use borrowed::Borrowed;
pub use facts::{
    AttendanceFacts, Confirmation, Corrected, Judge, LeaveAsked, LeaveDecision, Observation, StayWord, Term, TermRole,
    Verdict, WordState,
};
pub use gather::{
    Answers, Decided, Kept, ObjectionDecided, Records, SaidOfLeaves, SaidOfObjections, gather, leaves_of,
};
pub use heard::Heard;
pub use silence::{Line, Silence};
pub use state::{DayState, Why};
pub use year::{DayAttendance, Reach, Totals, YearAttendance, attendance};
