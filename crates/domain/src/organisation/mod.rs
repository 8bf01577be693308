//! Who is sent where, by whom, for how long, and in what role: units, work groups, village teams, memberships.

mod membership;
mod role;
mod team;
mod term;
mod unit;

pub use membership::{Membership, role_on, roles_on, term_of_month};
pub use role::Role;
pub use team::{Person, TeamMember, VillageTeam};
pub use term::{CutShort, CutShortBy, SHORTEST_TERM_MONTHS, Term};
pub use unit::{InvalidUnitName, LeadUnit, SupportUnit, Unit, UnitName, WorkGroup};
