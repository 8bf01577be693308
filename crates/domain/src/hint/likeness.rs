use similar::{Algorithm, DiffOp, capture_diff_slices};

/// Texts with fewer characters are like nothing: 「入户走访」 is what many days say, and rightly.
pub const LEAST_COMPARED: usize = 20;

/// How much of two texts is the same, 0 to 100: twice the characters that a shortest difference leaves in place, of all there are.
/// White space does not count. 100 means equal, 0 also that a text is shorter than [`LEAST_COMPARED`].
///
/// Not by `strsim::sorensen_dice`, which divides by bytes: of two Chinese texts that are nearly equal it makes a third.
pub fn likeness(a: &str, b: &str) -> u8 {
    let (a, b) = (letters(a), letters(b));
    if a.len().min(b.len()) < LEAST_COMPARED {
        return 0;
    }
    // A difference that takes short cuts may depend on which text comes first.
    let (first, second) = if a <= b { (a, b) } else { (b, a) };
    let kept: usize = capture_diff_slices(Algorithm::Myers, &first, &second)
        .iter()
        .filter(|op| matches!(op, DiffOp::Equal { .. }))
        .map(|op| op.old_range().len())
        .sum();
    u8::try_from(200 * kept / (first.len() + second.len())).unwrap_or(100)
}

/// Whether two texts may be alike to so many in a hundred at all: what they share is at most the characters that both have, in whatever
/// order. Most pairs of days fall to this, for a small part of what a comparison costs.
pub fn may_be_alike(a: &str, b: &str, percent: i64) -> bool {
    let (mut a, mut b) = (letters(a), letters(b));
    let enough = |shared: usize, all: usize| 200 * shared as i64 >= percent * all as i64;
    let all = a.len() + b.len();
    if !enough(a.len().min(b.len()), all) {
        return false;
    }
    a.sort_unstable();
    b.sort_unstable();
    let (mut shared, mut rest) = (0, b.iter().peekable());
    for letter in &a {
        while rest.next_if(|other| *other < letter).is_some() {}
        shared += usize::from(rest.next_if_eq(&letter).is_some());
    }
    enough(shared, all)
}

fn letters(text: &str) -> Vec<char> {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const DAY: &str = "上午同村支书到三组看通组路,塌方两处,约二十米,已请镇里派铲车。下午入户四家,讲合作医疗怎么办。";

    #[test]
    fn a_day_copied_with_a_word_changed_is_nearly_equal_and_another_is_not() {
        let copied = DAY.replace("入户四家", "入户五家");
        assert!((95..100).contains(&likeness(DAY, &copied)), "{}", likeness(DAY, &copied));
        let other = "下雨,路不通。在村委会同会计对低保名册,有三户人口变了,晚上打电话给镇民政办问怎么改。";
        assert!(likeness(DAY, other) < 50, "{}", likeness(DAY, other));
    }

    #[test]
    fn white_space_makes_no_difference() {
        assert_eq!(likeness(DAY, &DAY.replace('。', "。\n  ")), 100);
    }

    #[test]
    fn short_texts_are_like_nothing() {
        let common = "入户走访,讲政策,整理台账,晚上开会。";
        assert_eq!(common.chars().count(), 19);
        assert_eq!(likeness(common, common), 0);
        assert_eq!(likeness(&format!("{common}的"), &format!("{common}的")), 100);
        assert_eq!(likeness(&" ".repeat(50), &" ".repeat(50)), 0);
    }

    /// A third of a text is not what is left of one that was copied but for a word.
    #[test]
    fn chinese_counts_by_characters_and_not_by_bytes() {
        let latin: String = DAY.chars().enumerate().map(|(i, _)| char::from(b'a' + (i % 26) as u8)).collect();
        let changed =
            |text: &str| text.chars().take(text.chars().count() - 4).chain("〇一二三".chars()).collect::<String>();
        assert_eq!(likeness(DAY, &changed(DAY)), likeness(&latin, &changed(&latin)));
    }

    #[test]
    fn what_is_left_out_could_not_have_been_alike() {
        let other = "下雨,路不通。在村委会同会计对低保名册,有三户人口变了,晚上打电话给镇民政办问怎么改。";
        assert!(!may_be_alike(DAY, other, 90) && !may_be_alike(DAY, &DAY.chars().take(20).collect::<String>(), 90));
        assert!(may_be_alike(DAY, DAY, 100) && may_be_alike(DAY, &DAY.replace("四家", "五家"), 90));
        // White space makes no difference here, either.
        assert!(may_be_alike(DAY, &DAY.replace('。', "。\n      \n      "), 100));
        assert!(may_be_alike(DAY, &DAY.chars().rev().collect::<String>(), 100), "it is only a bound");
    }

    proptest! {
        #[test]
        fn what_is_alike_is_never_left_out(a in "[一二三四五 ]{15,60}", b in "[一二三四五 ]{15,60}", percent in 1_i64..=100) {
            prop_assert!(i64::from(likeness(&a, &b)) < percent || may_be_alike(&a, &b, percent));
        }

        #[test]
        fn it_is_symmetric_and_equal_texts_are_wholly_alike(a in "[一二三四五六上下在村 。]{0,80}", b in "[一二三四五六上下在村 。]{0,80}") {
            let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(likeness(&a, &b), likeness(&b, &a));
            prop_assert!(likeness(&a, &b) <= 100);
            if letters(&a).chars().count() >= LEAST_COMPARED {
                prop_assert_eq!(likeness(&a, &a), 100);
                prop_assert_eq!(likeness(&a, &b) == 100, letters(&a) == letters(&b));
            }
        }

        #[test]
        fn what_is_added_makes_it_no_more_alike(a in "[一二三四五六]{20,60}", more in "[七八九]{1,20}") {
            let longer = format!("{a}{more}");
            prop_assert!((1..100).contains(&likeness(&a, &longer)));
        }
    }
}
