//! ID-card and bank-card numbers never become entries (docs/privacy.md): a text that holds one is refused before it is
//! saved, since what is once in a chain can only be erased by law.

/// What a text must not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrivateNumber {
    /// A citizen's ID number: GB 11643, 17 digits and a check character.
    Identity,
    /// A bank card's number: ISO/IEC 7812, 16 to 19 digits with a Luhn check digit.
    Bank,
}

/// The longest number looked for, in digits.
const LONGEST: usize = 19;

/// The first ID or bank number in running text. Only numbers whose check digit is right count there: an invoice's or a
/// parcel's number may be written. Digits may be full-width, and single spaces or hyphens may part them.
pub fn in_prose(text: &str) -> Option<PrivateNumber> {
    let runs = runs_of(text);
    (0..runs.len()).find_map(|first| {
        let mut joined = String::new();
        for (index, run) in runs[first..].iter().enumerate() {
            if index > 0 && !run.follows {
                break;
            }
            joined.push_str(&run.digits);
            if joined.len() > LONGEST {
                break;
            }
            if is_identity(&joined) {
                return Some(PrivateNumber::Identity);
            }
            if joined.starts_with(['4', '5', '6']) && (16..=LONGEST).contains(&joined.len()) && is_luhn(&joined) {
                return Some(PrivateNumber::Bank);
            }
        }
        None
    })
}

/// The first ID or bank number in a short text (a name, a household's number), where any number of that length is one.
pub fn in_short(text: &str) -> Option<PrivateNumber> {
    in_prose(text).or_else(|| {
        runs_of(text).iter().find_map(|run| match run.digits.len() {
            18 => Some(PrivateNumber::Identity),
            16 | 17 | 19 => Some(PrivateNumber::Bank),
            _ => None,
        })
    })
}

/// Digits without a letter before or after them; an `X` may end them.
struct Run {
    digits: String,
    /// Whether one space or hyphen alone parts it from the run before.
    follows: bool,
}

fn runs_of(text: &str) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut word = String::new();
    // What stood since the last run: `None` once it is more than one separator.
    let mut gap = None;
    for c in text.chars().map(narrow).chain(['\n']) {
        if c.is_ascii_alphanumeric() {
            word.push(c);
            continue;
        }
        if !word.is_empty() {
            let digits = std::mem::take(&mut word);
            let body = digits.strip_suffix(['X', 'x']).unwrap_or(&digits);
            let is_run = !body.is_empty() && body.bytes().all(|d| d.is_ascii_digit());
            if is_run {
                runs.push(Run { digits, follows: gap == Some(1) });
                gap = Some(0);
            } else {
                gap = None;
            }
        }
        gap = gap.filter(|_| matches!(c, ' ' | '-')).map(|separators| separators + 1);
    }
    runs
}

/// A full-width digit or letter as its ASCII twin.
fn narrow(c: char) -> char {
    match c {
        '\u{FF10}'..='\u{FF19}' | '\u{FF21}'..='\u{FF3A}' | '\u{FF41}'..='\u{FF5A}' => {
            char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c)
        }
        '\u{3000}' => ' ',
        _ => c,
    }
}

/// GB 11643: a birth date from 1900 to 2099 at digits 7–14, and ISO 7064 MOD 11-2 over 17 digits.
fn is_identity(number: &str) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let bytes = number.as_bytes();
    let shaped =
        bytes.len() == 18 && bytes[..17].iter().all(u8::is_ascii_digit) && matches!(&number[6..8], "19" | "20");
    if !shaped {
        return false;
    }
    let birth = number[6..10].parse().ok().zip(number[10..12].parse().ok()).zip(number[12..14].parse().ok());
    if birth.is_none_or(|((year, month), day)| chrono::NaiveDate::from_ymd_opt(year, month, day).is_none()) {
        return false;
    }
    let sum: u32 = bytes.iter().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    b"10X98765432"[(sum % 11) as usize] == bytes[17].to_ascii_uppercase()
}

fn is_luhn(number: &str) -> bool {
    let mut sum = 0;
    for (place, digit) in number.bytes().rev().enumerate() {
        let Some(digit) = digit.checked_sub(b'0').filter(|d| *d < 10).map(u32::from) else { return false };
        sum += match (place % 2, digit * 2) {
            (0, _) => digit,
            (_, doubled) if doubled > 9 => doubled - 9,
            (_, doubled) => doubled,
        };
    }
    sum % 10 == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn id_numbers_are_found_however_they_are_written() {
        // 11010519491231002X is the worked example of GB 11643 itself.
        for text in [
            "11010519491231002X",
            "身份证11010519491231002x,慢病证还没办",
            "110105 19491231 002X",
            "110105-1949-1231-002X",
            "１１０１０５１９４９１２３１００２Ｘ",
            "110105188001010014 不是,11010519491231002X 是",
        ] {
            assert_eq!(in_prose(text), Some(PrivateNumber::Identity), "{text}");
        }
    }

    #[test]
    fn bank_numbers_are_found_however_they_are_written() {
        for text in ["卡号6222020000000000000。", "4111 1111 1111 1111", "4111-1111-1111-1111"] {
            assert_eq!(in_prose(text), Some(PrivateNumber::Bank), "{text}");
        }
    }

    #[test]
    fn what_only_looks_like_one_may_be_written() {
        for text in [
            "",
            "电话 13891500000,村码 610926101205",
            "110105194912310021 校验位不对",
            "2017-09-01 2017-09-02 两天",
            "快递 4111111111111112",
            "a11010519491231002X",
            "11010519491331002X",
            "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        ] {
            assert_eq!(in_prose(text), None, "{text}");
        }
    }

    #[test]
    fn a_short_text_may_hold_no_number_of_that_length_at_all() {
        assert_eq!(in_short("110105194912310021"), Some(PrivateNumber::Identity));
        assert_eq!(in_short("4111111111111112"), Some(PrivateNumber::Bank));
        assert_eq!(in_short("610926101205"), None);
        assert_eq!(in_short("张大爷 h031"), None);
    }
}
