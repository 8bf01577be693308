//! What a formula points at, when a row becomes one for each person: a range over the row goes over everybody, a formula in the row
//! goes with its person. Everything else in a formula stays as it was written.

use std::collections::BTreeMap;

/// The highest row that a workbook can have.
const LAST_ROW: u32 = 1_048_576;

/// The row of a sheet that is repeated for each person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Repeated {
    /// Where it stands in the template.
    pub row: u32,
    /// How many rows come in below it.
    pub more: u32,
}

/// The repeated rows, by the sheet's name in small letters.
pub(super) type RepeatedRows = BTreeMap<String, Repeated>;

/// Where a formula stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Standing<'s> {
    /// The sheet.
    pub sheet: &'s str,
    /// Whose row it is in, counted from 0; none: it is in no person's row.
    pub person: Option<u32>,
}

/// What of a formula can't be known, as it is written there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Unclear {
    /// One cell of a row that becomes many.
    OnePerson(String),
    /// A cell of another row, which is not said to stay the same one.
    NotFixed(String),
}

/// What is repeated on a sheet.
pub(super) fn repeated(rows: &RepeatedRows, sheet: &str) -> Option<Repeated> {
    rows.get(&sheet.to_lowercase()).copied()
}

/// A formula as it is written once the rows are in.
pub(super) fn moved(formula: &str, at: Standing<'_>, rows: &RepeatedRows) -> Result<String, Unclear> {
    let (mut out, mut rest) = (String::with_capacity(formula.len() + 8), formula);
    let mut sheet: Option<String> = None;
    while let Some(first) = rest.chars().next() {
        let (piece, after) = match first {
            '"' | '\'' => rest.split_at(quoted(rest, first)),
            _ if is_of_word(first) => rest.split_at(word(rest)),
            other => rest.split_at(other.len_utf8()),
        };
        rest = after;
        let names_a_sheet = first == '\'' || is_of_word(first);
        if let Some(behind) = rest.strip_prefix('!').filter(|_| names_a_sheet) {
            sheet = Some(piece.trim_matches('\'').replace("''", "'"));
            out.push_str(piece);
            out.push('!');
            rest = behind;
            continue;
        }
        let pointed = sheet.take();
        let there = Corners { at, target: repeated(rows, pointed.as_deref().unwrap_or(at.sheet)) };
        let is_call = rest.starts_with('(');
        let second = rest.strip_prefix(':').map(|behind| behind.split_at(word(behind)));
        let second = second.filter(|(_, behind)| !behind.starts_with('!'));
        match (cell(piece), second.map(|(last, behind)| (cell(last), last, behind))) {
            (Some(begins), Some((Some(ends), last, behind))) if begins.is_row() == ends.is_row() => {
                let unclear = || format!("{piece}:{last}");
                out.push_str(&there.moved(&begins, End::First, unclear)?);
                out.push(':');
                out.push_str(&there.moved(&ends, End::Last, unclear)?);
                rest = behind;
            }
            (Some(alone), _) if !alone.is_row() && !is_call => {
                out.push_str(&there.moved(&alone, End::Alone, || piece.to_owned())?);
            }
            _ => out.push_str(piece),
        }
    }
    Ok(out)
}

/// Which corner of a range a cell is.
#[derive(Clone, Copy)]
enum End {
    First,
    Last,
    Alone,
}

struct Corners<'s> {
    at: Standing<'s>,
    target: Option<Repeated>,
}

impl Corners<'_> {
    fn moved(&self, cell: &CellName<'_>, end: End, written: impl Fn() -> String) -> Result<String, Unclear> {
        let row = match (self.at.person, self.target) {
            (Some(person), target) if !cell.fixed => match target {
                Some(target) if target.row == cell.row => cell.row + person,
                _ => return Err(Unclear::NotFixed(written())),
            },
            (_, Some(target)) if cell.row > target.row => cell.row + target.more,
            (person, Some(target)) if cell.row == target.row => match end {
                End::First => cell.row,
                End::Last => cell.row + target.more,
                End::Alone if person.is_some() => cell.row,
                End::Alone => return Err(Unclear::OnePerson(written())),
            },
            _ => cell.row,
        };
        Ok(format!("{}{}{row}", cell.column, if cell.fixed { "$" } else { "" }))
    }
}

/// A cell, or a whole row, as a formula names it.
struct CellName<'f> {
    /// As it is written, with its own `$`; nothing for a whole row.
    column: &'f str,
    /// Whether the row stays the same wherever the formula is copied to.
    fixed: bool,
    row: u32,
}

impl CellName<'_> {
    fn is_row(&self) -> bool {
        self.column.is_empty()
    }
}

fn cell(word: &str) -> Option<CellName<'_>> {
    let digits = word.find(|letter: char| letter.is_ascii_digit())?;
    let row: u32 = word[digits..].parse().ok().filter(|row| (1..=LAST_ROW).contains(row))?;
    let (column, fixed) = match word[..digits].strip_suffix('$') {
        Some(column) => (column, true),
        None => (&word[..digits], false),
    };
    let letters = column.strip_prefix('$').unwrap_or(column);
    let is_column = letters.len() <= 3 && letters.bytes().all(|letter| letter.is_ascii_alphabetic());
    (is_column && letters.is_empty() == column.is_empty()).then_some(CellName { column, fixed, row })
}

fn is_of_word(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '_' | '.' | '$' | '\\' | '?' | '[')
}

/// How long a word is: what stands in brackets, which are another book's number or a table's column, is of it.
fn word(text: &str) -> usize {
    let mut open = 0_u32;
    for (at, letter) in text.char_indices() {
        match letter {
            '[' => open += 1,
            ']' if open > 0 => open -= 1,
            _ if open > 0 || is_of_word(letter) => {}
            _ => return at,
        }
    }
    text.len()
}

/// How long a piece in quotes is; a quote within it is written twice.
fn quoted(text: &str, quote: char) -> usize {
    let mut letters = text.char_indices().skip(1).peekable();
    while let Some((at, letter)) = letters.next() {
        if letter == quote && letters.next_if(|(_, next)| *next == quote).is_none() {
            return at + 1;
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> RepeatedRows {
        RepeatedRows::from([
            ("汇总".to_owned(), Repeated { row: 3, more: 39 }),
            ("list two".to_owned(), Repeated { row: 5, more: 39 }),
        ])
    }

    fn below(formula: &str) -> Result<String, Unclear> {
        moved(formula, Standing { sheet: "汇总", person: None }, &rows())
    }

    fn of_fifth(formula: &str) -> Result<String, Unclear> {
        moved(formula, Standing { sheet: "汇总", person: Some(4) }, &rows())
    }

    #[test]
    fn a_range_over_the_row_goes_over_everybody_and_what_stands_below_moves_down() {
        for (written, becomes) in [
            ("SUM(B3:B3)", "SUM(B3:B42)"),
            ("sum($B$3:$B$3)+b2", "sum($B$3:$B$42)+b2"),
            ("SUM(B2:B4)/COUNTA(A3:A3)", "SUM(B2:B43)/COUNTA(A3:A42)"),
            ("SUM(3:3)*1.5", "SUM(3:42)*1.5"),
            ("SUM(B:B)+LOG10(C4)", "SUM(B:B)+LOG10(C43)"),
            ("SUM('List Two'!B5:B5)", "SUM('List Two'!B5:B44)"),
            ("SUM(别处!B3:B3)+[1]汇总!B3", "SUM(别处!B3:B3)+[1]汇总!B3"),
            ("\"B3:B3 \"\"B3\"\"\"&IF(B4>0,\"是\",\"否\")", "\"B3:B3 \"\"B3\"\"\"&IF(B43>0,\"是\",\"否\")"),
            ("SUM(表1[B3])+名_B3+ABCD3", "SUM(表1[B3])+名_B3+ABCD3"),
        ] {
            assert_eq!(below(written).as_deref(), Ok(becomes));
        }
    }

    #[test]
    fn a_formula_in_the_row_goes_with_its_person() {
        for (written, becomes) in [
            ("B3/22", "B7/22"),
            ("SUM(B3:D3)", "SUM(B7:D7)"),
            ("B3/SUM(B$3:B$3)", "B7/SUM(B$3:B$42)"),
            ("SUM(B$3:B3)", "SUM(B$3:B7)"),
            ("B3/C$2+B$4", "B7/C$2+B$43"),
            ("'List Two'!B5+B$3", "'List Two'!B9+B$3"),
            ("VLOOKUP(A3,名单!$A$1:$B$90,2,0)", "VLOOKUP(A7,名单!$A$1:$B$90,2,0)"),
        ] {
            assert_eq!(of_fifth(written).as_deref(), Ok(becomes));
        }
    }

    #[test]
    fn what_can_not_be_known_is_named() {
        assert_eq!(below("SUM(B3)"), Err(Unclear::OnePerson("B3".to_owned())));
        assert_eq!(below("'list two'!C5"), Err(Unclear::OnePerson("C5".to_owned())));
        assert_eq!(of_fifth("B3/C2"), Err(Unclear::NotFixed("C2".to_owned())));
        assert_eq!(of_fifth("B3/SUM(B2:B3)"), Err(Unclear::NotFixed("B2:B3".to_owned())));
    }
}
