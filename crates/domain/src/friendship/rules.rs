use super::Friendship;
use crate::record::{CheckContext, Rules, household_of_village, not_in_future};
use crate::violation::Violation;

impl Rules for Friendship {
    fn violations(&self, context: &CheckContext<'_>) -> Vec<Violation> {
        let mut violations: Vec<_> = not_in_future(self.since, context).into_iter().collect();
        violations.extend(self.ended.and_then(|day| not_in_future(day, context)));
        violations.extend(household_of_village(self.household.as_ref(), context));
        if self.name.is_none() && self.household.is_none() {
            violations.push(Violation::new(
                "friendship.with_nobody",
                "还差:和谁交的朋友。写姓名,或者选一户。",
                "Still missing: with whom. Give a name or choose a household.",
            ));
        }
        if self.ended.is_some_and(|ended| ended < self.since) {
            violations.push(Violation::new(
                "friendship.ended_before_it_began",
                "结束日期早于结交日期。",
                "It ends before it begins.",
            ));
        }
        violations
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Prose;
    use crate::record::testing::{Known, codes, codes_knowing, day};

    fn friendship() -> Friendship {
        Friendship {
            name: Some("张大爷".to_owned()),
            group: Some("三组".to_owned()),
            household: None,
            since: day("2016-05-01"),
            why: Prose("修路时认识的。".to_owned()),
            ended: None,
            ended_why: None,
        }
    }

    #[test]
    fn it_is_with_somebody() {
        assert!(codes(&friendship()).is_empty());
        assert_eq!(codes(&Friendship { name: None, ..friendship() }), ["friendship.with_nobody"]);
        let with_household = Friendship { name: None, household: Some("h031".to_owned()), ..friendship() };
        assert!(codes(&with_household).is_empty());
        let known = Known { households: Some(&[]), ..Known::default() };
        assert_eq!(codes_knowing(&with_household, &known), ["household.of_another_village"]);
    }

    #[test]
    fn it_begins_and_ends_in_that_order_and_not_in_the_future() {
        let ended = |text| codes(&Friendship { ended: Some(day(text)), ..friendship() });
        assert!(ended("2016-05-01").is_empty());
        assert_eq!(ended("2016-04-30"), ["friendship.ended_before_it_began"]);
        assert_eq!(ended("2017-09-16"), ["record.future_day"]);
        assert_eq!(codes(&Friendship { since: day("2017-09-16"), ..friendship() }), ["record.future_day"]);
    }
}
