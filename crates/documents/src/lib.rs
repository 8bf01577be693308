//! Edits to records: a set of edits makes a record, and nothing but the set decides: not the order of arrival, not what
//! else the process has loaded.
//!
//! A linear history is applied straight to plain fields. Concurrent edits go through automerge, whose bytes and hashes never
//! leave this crate. What follows is the definition that every replica holds to.
//!
//! # What takes part
//!
//! An edit takes part if it is of the record, is not rejected, and all its parents take part. It is *of the record* if its
//! kind and space are the record's and the record id that follows from it alone (its key; for an edit without key and
//! parents, its own id) is the record's; an edit without a key that has parents is of its parents' record. So a rejected
//! edit takes with it all that descends from it, and an edit whose parent has not come yet waits. The same edit twice is
//! once. An *erased* edit takes part as an empty change upon its parents; nothing but erased edits makes no record.
//!
//! The *heads* are the edits that no other (that takes part) names as a parent.
//!
//! Edits are taken in one fixed order: of those whose parents are all taken, the one with the smallest id comes next. One
//! with more than [`limits::HEADS_PER_RECORD`] parents, that would make more heads than that, or that would bring the
//! links of the record beyond [`limits::LINKS_PER_RECORD`] is left out with all that descends from it.
//!
//! # What an edit does
//!
//! Its operations are applied in order to the state at its parents; each sees what the ones before it did. `Splice`
//! positions and lengths therefore count the Unicode code points of the text as the earlier operations of the same edit
//! left it.
//!
//! * `Put` gives a scalar field a value of its declared type; `Null` empties it.
//! * `Splice` changes a text: `delete` code points at `at` give way to `insert`; `at + delete` is at most the length.
//! * `Add` gives a set a member of the declared type (again: with another value), `Remove` takes one away; a member that is
//!   not there is no fault.
//! * `Withdraw` stands alone in its edit.
//!
//! If one of its operations can't be applied (a position beyond the end, another type than declared, a field that the
//! edit's schema version does not have, `Withdraw` beside others), the edit has no effect as a whole, on every replica. An
//! operation that changes nothing at the parents is none: where somebody at the same time changes the same, theirs counts.
//!
//! A *newer* edit (its schema version is above what this version declares) may name fields that are not declared here: a
//! `Put` is kept as a scalar, so the value is there after an upgrade and for whoever reads records generically; `Splice`,
//! `Add` and `Remove` on such a field are passed over until the upgrade, the rest of the edit counts. Records with such
//! edits can differ between replicas of two versions; replicas of one version agree. A store replays when declarations
//! change.
//!
//! # What concurrent edits come to
//!
//! * A scalar: the values that no later `Put` has seen. Different ones are a conflict (emptying counts as a value), equal
//!   ones are not. Until a person settles it by a `Put` on all heads, automerge's winner counts: the highest operation
//!   number, then the highest edit id.
//! * A text: automerge's merge by code point. All kinds' texts and sets are created by genesis changes (one per schema
//!   version of a kind, each upon the one before; fixed actor, time 0, never sent), so two devices that create one record
//!   offline write into the same text. An edit of schema version n is applied to its parents' state plus genesis n.
//! * A set: an addition that a removal has not seen stays.
//! * Withdrawal: the record is withdrawn if every head is a `Withdraw` (edits without effect and erased ones are looked
//!   through: their parents count in their stead). If only some heads are, the record is there, whole, and a conflict
//!   ([`Conflict::WithdrawnAndEdited`]) is shown. A later edit brings it back, even one without operations.
//!
//! Fields that say nothing (an empty text or set, an emptied scalar) are left out.
//!
//! # Digest
//!
//! A record's canonical state is deterministic CBOR: `["cunji record state", kind, space, id, author, key, fields,
//! withdrawn, conflicts, heads]` with
//! * `key`: an array of values, empty where the id comes from the creation;
//! * `author`: of the creation; where several edits begin the record, of the one with the smallest id; where the creation
//!   was erased, of the first edit that is left, in the fixed order;
//! * `fields`: a map from field number to `[1, value]` (scalar), `[2, text]` or `[3, [[member, value], …]]` (set, members in
//!   the order of their canonical bytes);
//! * `withdrawn`: the reason (of the head with the smallest id), or null;
//! * `conflicts`: `[1, field, values, winner]` by field number (values in the order of their canonical bytes, winner a place
//!   among them from 0), then `[2, reason]`;
//! * `heads`: edit ids, ascending.
//!
//! Its digest is SHA-256 of these bytes; the digest of a space and audience is SHA-256 over `"cunji records"` and the digests
//! of all its records in ascending order ([`space_digest`]).

mod difference;
mod effect;
mod fit;
mod graph;
mod known;
pub mod limits;
mod merged;
mod plain;
mod record;
mod replay;
#[cfg(feature = "sabotage")]
pub mod sabotage;
mod state;
#[cfg(test)]
mod tests;
mod withdrawal;

pub use difference::{edit_between, edit_bringing_back, inserted, text_between};
pub use effect::can_apply;
pub use known::Known;
pub use record::{Conflict, Record, judges_present_heads, space_digest};
pub use replay::{apply_next, replay, state_at};
