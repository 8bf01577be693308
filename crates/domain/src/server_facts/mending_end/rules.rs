use super::MendingEnd;
use crate::record::{CheckContext, RecordKind, Rules, points_at};
use crate::review::Review;
use crate::violation::Violation;

impl Rules for MendingEnd {
    fn violations(&self, context: &CheckContext<'_>) -> Vec<Violation> {
        points_at(&self.review, Review::DECL, context).into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::RecordId;
    use crate::record::testing::{Known, codes, codes_knowing, day, person};

    #[test]
    fn it_is_of_an_office_s_word() {
        let end = MendingEnd { cadre: person("c0017"), review: RecordId([1; 16]), last_day: day("2017-09-20") };
        assert!(codes(&end).is_empty());
        let diary = Known { kind: Some(1), ..Known::default() };
        assert_eq!(codes_knowing(&end, &diary), ["record.points_at_another_kind"]);
    }
}
