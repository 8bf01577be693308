use super::FriendshipContact;
use crate::friendship::Friendship;
use crate::record::{CheckContext, RecordKind, Rules, not_in_future, points_at, points_at_own};
use crate::violation::Violation;
use crate::visit::HouseholdVisit;

impl Rules for FriendshipContact {
    fn violations(&self, context: &CheckContext<'_>) -> Vec<Violation> {
        let mut violations: Vec<_> = not_in_future(self.day, context).into_iter().collect();
        match points_at(&self.friendship, Friendship::DECL, context) {
            Some(violation) => violations.push(violation),
            None => violations.extend(points_at_own(&self.friendship, context)),
        }
        violations.extend(self.visit.as_ref().and_then(|visit| points_at(visit, HouseholdVisit::DECL, context)));
        violations
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::friendship_contact::ContactWay;
    use crate::record::testing::{Known, codes, codes_knowing, day};
    use crate::record::{Prose, RecordId};

    fn contact() -> FriendshipContact {
        FriendshipContact {
            friendship: RecordId([1; 16]),
            day: day("2017-09-10"),
            how: ContactWay::Phone,
            text: Prose("茶叶卖出去了。".to_owned()),
            visit: None,
        }
    }

    #[test]
    fn a_contact_is_with_ones_own_friend_and_has_happened() {
        assert!(codes(&contact()).is_empty());
        let known = |author| Known { kind: Some(5), author: Some(author), ..Known::default() };
        assert!(codes_knowing(&contact(), &known("c0017")).is_empty());
        assert_eq!(codes_knowing(&contact(), &known("c0018")), ["record.of_another_person"]);
        assert_eq!(codes(&FriendshipContact { day: day("2017-09-16"), ..contact() }), ["record.future_day"]);
    }

    #[test]
    fn it_points_at_a_friendship() {
        let known = Known { kind: Some(2), ..Known::default() };
        assert_eq!(codes_knowing(&contact(), &known), ["record.points_at_another_kind"]);
    }
}
