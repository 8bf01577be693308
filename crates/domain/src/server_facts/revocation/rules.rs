use super::Revocation;
use crate::record::{CheckContext, Rules};
use crate::server_facts::is_device_id;
use crate::violation::Violation;

impl Rules for Revocation {
    fn violations(&self, _: &CheckContext<'_>) -> Vec<Violation> {
        let mut violations: Vec<_> = is_device_id(&self.device).into_iter().collect();
        // A head and its hash are known together or not at all.
        if self.known_number < 0 || (self.known_number > 0) != self.known_hash.is_some() {
            violations.push(Violation::new(
                "revocation.head",
                "停用时已知的条数和哈希对不上。",
                "The known head's number and hash don't go together.",
            ));
        }
        violations
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::testing::codes;
    use crate::record::{Bytes, Instant};

    #[test]
    fn a_revocation_names_the_head_that_was_known() {
        let revoked = |known_number, hash: Option<u8>| Revocation {
            device: Bytes(vec![1; 16]),
            at: Instant(1_504_265_400),
            reason: Some("手机丢了".to_owned()),
            known_number,
            known_hash: hash.map(|byte| Bytes(vec![byte; 32])),
        };
        assert!(codes(&revoked(0, None)).is_empty());
        assert!(codes(&revoked(12, Some(3))).is_empty());
        for faulty in [revoked(12, None), revoked(0, Some(3)), revoked(-1, None)] {
            assert_eq!(codes(&faulty), ["revocation.head"]);
        }
        assert_eq!(codes(&Revocation { device: Bytes(vec![]), ..revoked(0, None) }), ["device.id_length"]);
    }
}
