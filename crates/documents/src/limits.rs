//! Limits of one record's history. The server refuses what goes beyond; replay leaves it out, so that it stays bounded
//! whatever it is given.

/// The links of a record's history: an edit counts once, one with several parents once per parent.
///
/// Replay takes edits in its fixed order and leaves out one that would go beyond, with all that descend from it.
pub const LINKS_PER_RECORD: u32 = 2_000;

/// The heads of a record, and the parents of one edit.
///
/// Replay takes edits in its fixed order and leaves out one that would make more heads or names more parents, with all
/// that descend from it.
pub const HEADS_PER_RECORD: usize = 64;

/// The work of one text's comparison: code points left after the common ends are trimmed, before times after. Past it the
/// middle is replaced as a whole.
pub const COMPARISON_WORK: usize = 4_000_000;
