//! Names and words as cells pad them.

/// The character that a full-width digit, letter, bracket or punctuation mark stands for.
pub(super) fn half_width(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        c => c,
    }
}

/// A person's name without the spaces that pad two characters to three (王 伟); spaces between Latin words stay.
pub(super) fn person_name(text: &str) -> String {
    if text.is_ascii() {
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    } else {
        text.chars().filter(|c| !c.is_whitespace()).collect()
    }
}

/// A word of a closed list (a head, a role) in the one way that it is compared: no spaces, half-width, lower case.
pub(super) fn word(text: &str) -> String {
    text.chars().map(half_width).filter(|c| !c.is_whitespace() && *c != '_').flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padding_is_no_part_of_a_name() {
        assert_eq!(person_name(" 王\u{3000}伟 "), "王伟");
        assert_eq!(person_name("Wang  Wei"), "Wang Wei");
        assert_eq!(word("县\u{ff08}区\u{ff09}\n"), "县(区)");
        assert_eq!(word("Lead Unit"), word("lead_unit"));
    }
}
