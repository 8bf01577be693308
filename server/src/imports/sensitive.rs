//! Numbers that must never enter the product: ID cards and bank cards (docs/privacy.md).

use cunji_domain::violation::Violation;

use super::name::half_width;

/// The fault of a cell that holds such a number; none for any other. The text itself is in no message.
///
/// As strict as the domain's rule for short texts, which every household goes through later: digits that stand together
/// are such a number by their count alone; parted by spaces or hyphens they must also look like one.
pub(super) fn sensitive_number(cell: &str) -> Option<Violation> {
    let plain: String = cell.chars().map(half_width).collect();
    let together = runs(&plain, |_| false);
    let parted = runs(&plain, |c| matches!(c, ' ' | '-'));
    let found = together.iter().any(|run| (16..=19).contains(&run.len()) || is_id_card(run))
        || parted.iter().any(|run| is_id_card(run) || is_bank_card(run));
    found.then(|| {
        Violation::new(
            "import.id_number",
            "这行里有像身份证号或银行卡号的数字。系统不收这类号码,请从表里删去。",
            "The row holds what looks like an ID-card or bank-card number. Such numbers are never kept; please delete it.",
        )
    })
}

/// Whether a column by its head holds such numbers, or telephone numbers.
pub(super) fn sensitive_head(head: &str) -> bool {
    [
        "身份证",
        "证件号",
        "银行",
        "卡号",
        "账号",
        "帐号",
        "手机",
        "电话",
        "联系方式",
        "idcard",
        "idnumber",
        "bank",
        "phone",
        "mobile",
        "tel",
    ]
    .iter()
    .any(|part| head.contains(part))
}

/// Runs of digits, with the X that may end an ID-card number; what `parts` names doesn't end a run.
fn runs(cell: &str, parts: fn(char) -> bool) -> Vec<String> {
    let mut runs = vec![String::new()];
    for c in cell.chars() {
        match (c, runs.last_mut()) {
            ('0'..='9', Some(run)) => run.push(c),
            ('x' | 'X', Some(run)) if run.len() == 17 => run.push('X'),
            (c, _) if parts(c) => {}
            _ => runs.push(String::new()),
        }
    }
    runs
}

/// 18 characters with a date of birth inside, or the 15 digits of the cards before 1999.
fn is_id_card(run: &str) -> bool {
    let date = |month: Option<&str>, day: Option<&str>| {
        let within =
            |text: Option<&str>, most| text.and_then(|t| t.parse::<u8>().ok()).is_some_and(|n| (1..=most).contains(&n));
        within(month, 12) && within(day, 31)
    };
    let region = run.as_bytes().first().is_some_and(|first| (b'1'..=b'9').contains(first));
    match run.len() {
        18 => region && matches!(run.get(6..8), Some("18" | "19" | "20")) && date(run.get(10..12), run.get(12..14)),
        15 => region && date(run.get(8..10), run.get(10..12)),
        _ => false,
    }
}

/// 16 to 19 digits that a card's check digit (Luhn) closes, beginning as cards do.
fn is_bank_card(run: &str) -> bool {
    let begins = run.starts_with(['4', '5', '6']);
    (16..=19).contains(&run.len()) && begins && run.bytes().all(|b| b.is_ascii_digit()) && luhn(run)
}

fn luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(at, digit)| {
            let doubled = u32::from(digit - b'0') << (at % 2);
            doubled / 10 + doubled % 10
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn id_and_bank_cards_are_seen_however_they_are_written() {
        // Made-up numbers of the right shape.
        for cell in [
            "610926199001011234",
            "61092619900101123X",
            "王某 610926 19900101 1234",
            "身份证61092619900101123x,在家",
            "610926900101123",
            "6222021234567890128",
            "6222 0212 3456 7890 128",
            "6109261012050031",
        ] {
            assert!(sensitive_number(cell).is_some(), "{cell}");
        }
    }

    #[test]
    fn codes_telephones_and_household_numbers_are_none() {
        for cell in
            ["610926101205", "13800000000", "h031", "2017-09-01 2017-09-02", "三组 12 号", "", "6109261012 050031"]
        {
            assert!(sensitive_number(cell).is_none(), "{cell}");
        }
    }
}
