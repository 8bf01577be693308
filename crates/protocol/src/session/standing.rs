//! What a stated head says about the own chain.

use cunji_history::EntryHash;

use crate::message::StatedHead;

/// How an own chain stands to what the server stated of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The server holds the own chain up to there.
    Agrees,
    /// The server states less than it acknowledged once: it was restored from an older backup. All is offered to it again.
    ServerLost,
    /// The chain was written on elsewhere (a clone, a restored copy): this installation needs a new key.
    Forked,
}

/// Compares a stated head with the own chain: `own_hash` is the hash of the own entry at the stated number, none if the own
/// chain does not go that far; `acknowledged` the highest number that the server ever stated.
pub fn standing(stated: &StatedHead, own_hash: Option<EntryHash>, acknowledged: u64) -> Standing {
    if own_hash != Some(stated.hash) {
        Standing::Forked
    } else if stated.number < acknowledged {
        Standing::ServerLost
    } else {
        Standing::Agrees
    }
}
