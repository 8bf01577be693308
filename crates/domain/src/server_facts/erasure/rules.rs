use super::Erasure;
use crate::record::{CheckContext, Rules};
use crate::violation::Violation;

impl Rules for Erasure {
    fn violations(&self, _: &CheckContext<'_>) -> Vec<Violation> {
        // That it names law and record is told by their fields; nothing else may keep an erasure from being obeyed.
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::testing::codes;
    use crate::record::{Edit, Instant, RecordId};

    #[test]
    fn an_erasure_names_the_law() {
        let erasure = Erasure {
            edit: Edit([7; 32]),
            at: Instant(1_504_265_400),
            law: "个人信息保护法第四十七条".to_owned(),
            record: RecordId([1; 16]),
        };
        assert!(codes(&erasure).is_empty());
        assert_eq!(codes(&Erasure { law: " ".to_owned(), ..erasure }), ["record.blank"]);
    }
}
