//! What may be chosen for the lock screen, and why.

use zeroize::Zeroizing;

use crate::error::{ClientError, Result};

/// Digits where the platform's key store adds its secret: nobody can try them but on this phone, where wrong ones slow down.
const DIGITS_WITH_SECRET: usize = 6;
/// Digits where it does not: who copies the files can try at the pace of a computer, and six would fall in hours.
const DIGITS_ALONE: usize = 8;
/// Characters of a phrase. Ordinary Chinese has about five bits in a character, so eight are worth more than twelve digits.
const PHRASE: usize = 8;
/// More is a text that landed in the wrong field.
const LONGEST: usize = 64;

/// What may be chosen on this phone, for the screen that asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PinRules {
    /// The least number of digits.
    pub digits: usize,
    /// The least number of characters of a phrase.
    pub phrase: usize,
}

impl PinRules {
    /// By whether the platform's key store takes part.
    pub fn of(has_secret: bool) -> Self {
        Self { digits: if has_secret { DIGITS_WITH_SECRET } else { DIGITS_ALONE }, phrase: PHRASE }
    }

    /// What was chosen, as it will be compared.
    ///
    /// # Errors
    /// It is too short, or the first thing that anybody would try.
    pub fn check(self, chosen: &str) -> Result<Zeroizing<String>> {
        let entered = normal_form(chosen);
        let length = entered.chars().count();
        let is_digits = entered.bytes().all(|byte| byte.is_ascii_digit());
        if length > LONGEST {
            return Err(ClientError::told(
                "lock.too_long",
                format!("太长了,最多 {LONGEST} 个字。请换一个记得住的。"),
                format!("That is too long ({LONGEST} characters at most); choose one that you can remember."),
            ));
        }
        if is_digits && length < self.digits {
            let digits = self.digits;
            let (why_zh, why_en) = if digits == DIGITS_ALONE {
                (
                    "(这台设备没有系统密钥库帮着守,所以要长一点)",
                    " (this device has no key store that helps to guard it)",
                )
            } else {
                ("", "")
            };
            return Err(ClientError::told(
                "lock.pin_short",
                format!("密码至少 {digits} 位数字{why_zh},请再加几位;也可以用一句话。"),
                format!("A PIN has at least {digits} digits{why_en}; add some, or take a phrase."),
            ));
        }
        if is_digits && is_a_first_guess(entered.as_bytes()) {
            return Err(ClientError::told(
                "lock.pin_guessed",
                "这样的数字别人一试就中,请换一个不是重复、不是顺着数的。",
                "That is what anybody tries first; choose digits that neither repeat nor count up or down.",
            ));
        }
        if !is_digits && length < self.phrase {
            return Err(ClientError::told(
                "lock.phrase_short",
                format!("一句话至少 {PHRASE} 个字,请再加几个字;也可以用数字密码。"),
                format!("A phrase has at least {PHRASE} characters; add some, or take a PIN of digits."),
            ));
        }
        Ok(entered)
    }
}

/// What was entered, however the input method writes digits and whatever blanks it left.
pub(super) fn normal_form(entered: &str) -> Zeroizing<String> {
    let ascii = |character: char| match character {
        '０'..='９' => char::from_digit(u32::from(character) - u32::from('０'), 10).unwrap_or(character),
        other => other,
    };
    let text: Zeroizing<String> = Zeroizing::new(entered.trim().chars().map(ascii).collect());
    let digits = Zeroizing::new(text.chars().filter(|character| !character.is_whitespace()).collect::<String>());
    if digits.bytes().all(|byte| byte.is_ascii_digit()) { digits } else { text }
}

/// One digit again and again, or counting by one.
fn is_a_first_guess(digits: &[u8]) -> bool {
    [0, 1, -1].iter().any(|step| digits.windows(2).all(|pair| i16::from(pair[1]) - i16::from(pair[0]) == *step))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(has_secret: bool, chosen: &str) -> String {
        PinRules::of(has_secret).check(chosen).map_or_else(|error| error.code(), |entered| entered.to_string())
    }

    #[test]
    fn digits_are_six_where_the_key_store_helps_and_eight_where_not() {
        assert_eq!(told(true, "609358"), "609358");
        assert_eq!(told(true, "60935"), "lock.pin_short");
        assert_eq!(told(false, "6093581"), "lock.pin_short");
        assert_eq!(told(false, "60935817"), "60935817");
        assert_eq!(told(true, ""), "lock.pin_short");
    }

    #[test]
    fn what_anybody_tries_first_is_refused() {
        for guess in ["000000", "123456", "654321"] {
            assert_eq!(told(true, guess), "lock.pin_guessed");
        }
    }

    #[test]
    fn a_phrase_has_eight_characters() {
        assert_eq!(told(false, "春天的茶园在山上"), "春天的茶园在山上");
        assert_eq!(told(true, "春天的茶园"), "lock.phrase_short");
        assert_eq!(told(true, &"茶".repeat(65)), "lock.too_long");
    }

    #[test]
    fn an_input_method_s_digits_and_blanks_do_not_matter() {
        assert_eq!(told(true, " ６０９ ３５８ "), "609358");
        assert_eq!(told(true, " tea garden 3 "), "tea garden 3");
    }
}
