//! 村民小组: the groups of a village have numbers, not codes.

/// The usual name of a group: `3`, `3组`, `三组`, `第三组` and `三组村民小组` are all `三组`. Other names stay as written.
pub fn group_name(written: &str) -> String {
    let written: String = written.chars().filter(|c| !c.is_whitespace()).map(half_width).collect();
    let bare = written.strip_prefix('第').unwrap_or(&written);
    let bare = bare.strip_suffix("村民小组").filter(|rest| !rest.is_empty()).unwrap_or(bare);
    let bare = bare.strip_suffix('组').unwrap_or(bare);
    match number_of(bare) {
        Some(number) => format!("{}组", in_chinese(number)),
        None => written,
    }
}

fn half_width(c: char) -> char {
    match c {
        '\u{ff10}'..='\u{ff19}' => char::from_u32(c as u32 - 0xff10 + u32::from('0')).unwrap_or(c),
        c => c,
    }
}

const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];

fn in_chinese(number: usize) -> String {
    match (number / 10, number % 10) {
        (0, ones) => DIGITS[ones].to_owned(),
        (1, ones) => format!("十{}", DIGITS[ones]),
        (tens, ones) => format!("{}十{}", DIGITS[tens], DIGITS[ones]),
    }
}

/// A number from 1 to 99, in digits or in Chinese.
fn number_of(text: &str) -> Option<usize> {
    let number = match text.parse::<usize>() {
        Ok(number) => number,
        Err(_) => (1..=99).find(|number| in_chinese(*number) == text)?,
    };
    (1..=99).contains(&number).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::group_name;

    #[test]
    fn one_group_has_one_name() {
        for written in ["3", "3组", "\u{ff13}组", "三组", "第三组", "第3村民小组", " 三 组", "三组村民小组", "三"]
        {
            assert_eq!(group_name(written), "三组", "{written}");
        }
        assert_eq!(group_name("12组"), "十二组");
        assert_eq!(group_name("20"), "二十组");
        assert_eq!(group_name("九十九组"), "九十九组");
    }

    #[test]
    fn other_names_stay() {
        for written in ["老屋场组", "组", "0", "100", ""] {
            assert_eq!(group_name(written), written);
        }
    }
}
