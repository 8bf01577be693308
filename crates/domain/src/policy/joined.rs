//! The policy that ships, joined with those that came: what servers and phones count by alike, whatever stands among them.

use super::{FileFault, Policy, PolicySet};

/// A policy that nothing is counted by, since it contradicts those before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// `name/version`.
    pub id: String,
    /// Why, with what to do next.
    pub why: FileFault,
}

impl PolicySet {
    /// The shipped policy and those that came; one that came under the shipped one's id takes its place. A file that contradicts
    /// those before it is left out, so that a wrong one stops nothing and takes nothing from the days of the others.
    ///
    /// Before it stand the shipped one, and what became known earlier, by name and version where that is one day: so who asks
    /// comes to the same, in whatever order the files arrived.
    pub fn joined(came: Vec<Policy>) -> (Self, Vec<LeftOut>) {
        let shipped = Self::shipped();
        let is_shipped_one = |policy: &Policy| shipped.iter().any(|shipped| shipped.id() == policy.id());
        let (mut in_its_place, mut others): (Vec<_>, Vec<_>) = came.into_iter().partition(is_shipped_one);
        others.sort_by(|a, b| a.order().cmp(&b.order()));
        let mut set = in_its_place.pop().map_or(shipped, Self::of_one);
        let mut left_out = Vec::new();
        for policy in others {
            let id = policy.id();
            match set.with(policy) {
                Ok(with) => set = with,
                Err(faults) => left_out.extend(faults.into_iter().next().map(|why| LeftOut { id, why })),
            }
        }
        (set, left_out)
    }
}
