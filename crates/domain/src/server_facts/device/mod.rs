//! 设备: an installation that was enrolled, with the key that its chain is signed under.

mod rules;

use crate::declare_kind;
use crate::person::PersonId;
use crate::record::{Bytes, Instant, Owner, ToldOf};

declare_kind! {
    /// A device of a person; it belongs to that person for good.
    pub struct Device = 42 "device" ("设备", "Device")
    writers Office, audience Team, owner Owner::Author, told of ToldOf::Nothing, schema 1
    key {
        /// The device's id, 16 bytes.
        device: Bytes,
    }
    fields {
        /// Whose it is.
        1 person: PersonId, "谁的" since 1;
        /// Its public key, as its suite has it.
        2 public_key: Bytes, "公钥" since 1;
        /// The suite of algorithms.
        3 suite: i64, "算法套件" since 1;
        /// When it was enrolled.
        4 enrolled_at: Instant, "登记时间" since 1;
        /// The device under whose key it was introduced; none where a code did it.
        5 introduced_by: Option<Bytes>, "由哪台设备引入" since 1;
        /// What its owner calls it.
        6 name: Option<String>, "名称" since 1;
        /// The server's signature over the above (docs/protocol.md, "Signatures").
        7 certificate: Option<Bytes>, "证书" since 1;
        /// The epoch that the id was made with; 0 for phones.
        8 epoch: Option<i64>, "纪元" since 1;
    }
}
