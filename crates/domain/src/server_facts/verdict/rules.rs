use super::Verdict;
use crate::record::{Bytes, CheckContext, Prose, Rules, text_given};
use crate::server_facts::is_device_id;
use crate::violation::Violation;

impl Rules for Verdict {
    fn violations(&self, _: &CheckContext<'_>) -> Vec<Violation> {
        says_why(&self.zh, &self.en, self.device.as_ref())
    }
}

/// A verdict gives its reason in both languages.
pub(in crate::server_facts) fn says_why(zh: &Prose, en: &Prose, device: Option<&Bytes>) -> Vec<Violation> {
    let mut violations: Vec<_> = text_given(zh, "说明", "the reason in Chinese").into_iter().collect();
    violations.extend(text_given(en, "英文说明", "the reason in English"));
    violations.extend(device.and_then(is_device_id));
    violations
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Edit;
    use crate::record::testing::codes;

    #[test]
    fn a_verdict_says_why_in_both_languages() {
        let verdict = Verdict {
            edit: Edit([7; 32]),
            code: "record.future_day".to_owned(),
            zh: Prose("这天还没到。".to_owned()),
            en: Prose("This day has not come yet.".to_owned()),
            mend_zh: Prose::default(),
            mend_en: Prose::default(),
            record: None,
            device: Some(Bytes(vec![1; 16])),
            number: Some(12),
        };
        assert!(codes(&verdict).is_empty());
        assert_eq!(codes(&Verdict { en: Prose::default(), ..verdict.clone() }), ["record.text_missing"]);
        assert_eq!(codes(&Verdict { device: Some(Bytes(vec![1; 15])), ..verdict }), ["device.id_length"]);
    }
}
