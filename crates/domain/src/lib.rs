//! What is true: divisions, people, records, calendar, attendance, policy.
//!
//! Pure rules and plain values: no I/O, no clock, no SQL, no automerge. A fact that a rule needs from outside
//! (today's date, the households of a village) comes in through [`record::Facts`].

pub mod anchor_proposal;
pub mod attendance;
pub mod calendar;
pub mod check_in;
pub mod complaint;
pub mod confirmation;
pub mod day_correction;
pub mod diary;
pub mod division;
pub mod duty_list;
pub mod friendship;
pub mod friendship_contact;
pub mod grade;
pub mod hint;
pub mod household;
pub mod household_match;
pub mod household_note;
pub mod judgement;
pub mod kinds;
pub mod leave_decision;
pub mod leave_end;
pub mod leave_reason;
pub mod leave_request;
pub mod month_acknowledgement;
pub mod month_check;
pub mod month_filing;
pub mod month_signature;
pub mod objection;
pub mod objection_decision;
pub mod observation;
pub mod office;
pub mod office_leave_decision;
pub mod office_objection_decision;
pub mod organisation;
pub mod paper_month;
pub mod person;
pub mod photo;
pub mod place;
pub mod policy;
pub mod problem;
pub mod problem_answer;
pub mod record;
pub mod review;
pub mod rights;
pub mod server_facts;
pub mod shared_visit;
pub mod spelling;
pub mod time;
pub mod violation;
pub mod visit;
pub mod voice_leave;
pub mod voice_leave_word;
pub mod words;
