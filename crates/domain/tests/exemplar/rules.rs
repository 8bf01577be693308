use super::Exemplar;
use cunji_domain::record::{CheckContext, Rules, not_in_future, text_given};
use cunji_domain::violation::Violation;

impl Rules for Exemplar {
    fn violations(&self, context: &CheckContext<'_>) -> Vec<Violation> {
        let mut violations: Vec<_> = not_in_future(self.day, context).into_iter().collect();
        violations.extend(text_given(&self.deed, "事迹", "what the villager did"));
        violations
    }
}
