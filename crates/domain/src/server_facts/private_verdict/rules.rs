use super::PrivateVerdict;
use crate::record::{CheckContext, Rules};
use crate::server_facts::verdict::says_why;
use crate::violation::Violation;

impl Rules for PrivateVerdict {
    fn violations(&self, _: &CheckContext<'_>) -> Vec<Violation> {
        says_why(&self.zh, &self.en, self.device.as_ref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::testing::{codes, person};
    use crate::record::{Edit, Prose, RecordKind};

    #[test]
    fn it_says_why_and_belongs_to_the_person_of_its_key() {
        let verdict = PrivateVerdict {
            person: person("c0018"),
            edit: Edit([7; 32]),
            code: "record.text_too_long".to_owned(),
            zh: Prose("事由太长。".to_owned()),
            en: Prose("The reason is too long.".to_owned()),
            mend_zh: Prose::default(),
            mend_en: Prose::default(),
            record: None,
            device: None,
            number: None,
        };
        assert!(codes(&verdict).is_empty());
        let owner = PrivateVerdict::DECL.owner_of(&crate::person::PersonId::server(), &verdict.key());
        assert_eq!(owner, Some(person("c0018")));
        assert_eq!(codes(&PrivateVerdict { zh: Prose::default(), ..verdict }), ["record.text_missing"]);
    }
}
