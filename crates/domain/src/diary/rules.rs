use super::DiaryEntry;
use crate::record::{CheckContext, Rules, all_listed, not_in_future, not_of_others};
use crate::violation::Violation;

impl Rules for DiaryEntry {
    fn violations(&self, context: &CheckContext<'_>) -> Vec<Violation> {
        let mut violations = not_of_others(&self.cadre, context);
        violations.extend(not_in_future(self.day, context));
        violations.extend(all_listed("work", &self.work.0, self.day, context));
        violations
    }
}
