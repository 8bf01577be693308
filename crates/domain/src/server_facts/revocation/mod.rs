//! 停用: a device is revoked, with the last number of its chain that was known by then.

mod rules;

use crate::declare_kind;
use crate::record::{Bytes, Instant, Owner, ToldOf};

declare_kind! {
    /// A device is revoked in this space. What it sends beyond the known number is held for a person to decide.
    pub struct Revocation = 43 "revocation" ("设备停用", "Revocation")
    writers Office, audience Team, owner Owner::Author, told of ToldOf::Nothing, schema 1
    key {
        /// The device's id, 16 bytes.
        device: Bytes,
    }
    fields {
        /// When.
        1 at: Instant, "停用时间" since 1;
        /// Why.
        2 reason: Option<String>, "为什么" since 1;
        /// The number of the chain's head in this space that the server knew then; 0 for none.
        3 known_number: i64, "已知条数" since 1;
        /// That head's hash.
        4 known_hash: Option<Bytes>, "已知哈希" since 1;
    }
}
