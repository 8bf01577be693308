//! Arrows between names: what follows from them, and which of them say something new.

use std::collections::BTreeSet;

/// `(from, to)`: the first uses the second.
pub type Arrow = (String, String);

/// All arrows that follow from the given ones by going along two or more.
pub fn closure(arrows: &BTreeSet<Arrow>) -> BTreeSet<Arrow> {
    let mut all = arrows.clone();
    loop {
        let mut next = all.clone();
        for (from, middle) in &all {
            for (_, to) in all.iter().filter(|(start, _)| start == middle) {
                next.insert((from.clone(), to.clone()));
            }
        }
        if next == all {
            return all;
        }
        all = next;
    }
}

/// The arrows that do not follow from the others: what a diagram draws. Circles have no such form; they stay whole.
pub fn reduction(arrows: &BTreeSet<Arrow>) -> BTreeSet<Arrow> {
    let mut kept = arrows.clone();
    for arrow in arrows {
        kept.remove(arrow);
        if !closure(&kept).contains(arrow) {
            kept.insert(arrow.clone());
        }
    }
    kept
}

/// Arrows from pairs of names.
pub fn arrows<'a>(pairs: impl IntoIterator<Item = &'a (&'a str, &'a str)>) -> BTreeSet<Arrow> {
    pairs.into_iter().map(|(from, to)| ((*from).to_owned(), (*to).to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_follows_is_found() {
        let all = closure(&arrows(&[("a", "b"), ("b", "c"), ("c", "d")]));
        assert!(all.contains(&("a".into(), "d".into())));
        assert!(!all.contains(&("d".into(), "a".into())));
    }

    #[test]
    fn what_follows_is_not_drawn() {
        let drawn = reduction(&arrows(&[("a", "b"), ("b", "c"), ("a", "c"), ("d", "c")]));
        assert_eq!(drawn, arrows(&[("a", "b"), ("b", "c"), ("d", "c")]));
    }
}
