use super::AnnouncedPolicy;
use crate::record::{CheckContext, Rules, text_given};
use crate::violation::Violation;

impl Rules for AnnouncedPolicy {
    // Whether the file is a policy is asked when it is imported; a phone of an older version must not refuse a newer file.
    fn violations(&self, _: &CheckContext<'_>) -> Vec<Violation> {
        let mut violations: Vec<_> = text_given(&self.toml, "文件", "the file").into_iter().collect();
        if self.version.trim().is_empty() {
            violations.push(Violation::new(
                "policy.version_missing",
                "政策文件没有版本号。",
                "The policy has no version.",
            ));
        }
        violations
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Prose;
    use crate::record::testing::{codes, day};

    #[test]
    fn a_policy_has_a_version_and_a_text() {
        let policy = AnnouncedPolicy {
            version: "2017-1".to_owned(),
            toml: Prose("version = \"2017-1\"".to_owned()),
            valid_from: day("2017-01-01"),
            known_from: day("2018-01-01"),
        };
        assert!(codes(&policy).is_empty());
        assert_eq!(codes(&AnnouncedPolicy { toml: Prose::default(), ..policy.clone() }), ["record.text_missing"]);
        assert_eq!(codes(&AnnouncedPolicy { version: String::new(), ..policy }), ["policy.version_missing"]);
    }
}
