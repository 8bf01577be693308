use super::Device;
use crate::record::{CheckContext, Rules};
use crate::server_facts::is_device_id;
use crate::violation::Violation;

impl Rules for Device {
    fn violations(&self, _: &CheckContext<'_>) -> Vec<Violation> {
        let mut violations: Vec<_> = is_device_id(&self.device).into_iter().collect();
        violations.extend(self.introduced_by.as_ref().and_then(is_device_id));
        if self.public_key.0.is_empty() {
            violations.push(Violation::new("device.key_missing", "设备没有公钥。", "The device has no public key."));
        }
        violations
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::testing::{codes, person};
    use crate::record::{Bytes, Instant};

    #[test]
    fn a_device_has_an_id_and_a_key() {
        let device = Device {
            device: Bytes(vec![1; 16]),
            person: person("c0018"),
            public_key: Bytes(vec![2; 32]),
            suite: 1,
            enrolled_at: Instant(1_504_265_400),
            introduced_by: None,
            name: Some("红米".to_owned()),
            certificate: None,
            epoch: None,
        };
        assert!(codes(&device).is_empty());
        let faulty = Device { introduced_by: Some(Bytes(vec![1; 3])), public_key: Bytes(Vec::new()), ..device };
        assert_eq!(codes(&faulty), ["device.id_length", "device.key_missing"]);
    }
}
