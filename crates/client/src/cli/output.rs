//! What is told: results on standard output, everything else on standard error.

use std::io::Write;

use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use crate::error::{ClientError, Result, Told};
use crate::language::Language;

/// The widest cell of a table, in columns.
const WIDEST: usize = 60;

/// Where a command's words go.
#[derive(Debug, Clone, Copy)]
pub struct Output {
    /// One JSON document, and nothing else, on standard output.
    pub json: bool,
    /// The locale's language.
    pub language: Language,
}

impl Output {
    /// The text of the locale's language.
    pub fn pick<T>(self, zh: T, en: T) -> T {
        self.language.pick(zh, en)
    }

    /// A line of a result; not beside JSON.
    pub fn say(self, line: impl AsRef<str>) {
        if !self.json {
            // Nobody is left to be told that nobody listens.
            let _ = writeln!(std::io::stdout(), "{}", line.as_ref());
        }
    }

    /// A line beside the result.
    pub fn note(self, line: impl AsRef<str>) {
        let _ = writeln!(std::io::stderr(), "{}", line.as_ref());
    }

    /// All sentences of a failure, each with its code last.
    pub fn fail(self, error: &ClientError) {
        error.sentences().iter().for_each(|told| self.tell(told));
        // On a screen it is chosen by a tap; here by a word.
        if error.code() == "client.which_village" {
            self.note(self.pick("用 --village 写明是哪个村。", "Say which with --village."));
        }
        if matches!(error.code().as_str(), "lock.wrong" | "lock.wait") {
            self.note(self.pick(
                "拿到恢复码以后:cunji recover --code 恢复码",
                "Once you have the recovery code: cunji recover --code CODE",
            ));
        }
    }

    /// One sentence.
    pub fn tell(self, told: &Told) {
        self.note(told.text(self.language));
    }

    /// The result as JSON, if that is asked for.
    pub fn document<T: Serialize>(self, value: &T) -> Result<()> {
        if !self.json {
            return Ok(());
        }
        let failed = |error: String| ClientError::told("client.output", format!("写不出去:{error}。"), error);
        let text = serde_json::to_string_pretty(value).map_err(|error| failed(error.to_string()))?;
        writeln!(std::io::stdout(), "{text}").map_err(|error| failed(error.to_string()))
    }

    /// A table with a head, in columns as wide as what stands in them.
    pub fn table(self, head: &[&str], rows: &[Vec<String>]) {
        if rows.is_empty() {
            self.say(self.pick("没有。", "Nothing."));
            return;
        }
        table(head, rows).iter().for_each(|line| self.say(line));
    }
}

/// The lines of a table.
pub fn table(head: &[&str], rows: &[Vec<String>]) -> Vec<String> {
    let head: Vec<String> = head.iter().map(|cell| (*cell).to_owned()).collect();
    let rows: Vec<Vec<String>> = [head]
        .into_iter()
        .chain(rows.iter().cloned())
        .map(|row| row.iter().map(|cell| one_line(cell)).collect())
        .collect();
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns)
        .map(|at| rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.width()).max().unwrap_or(0))
        .collect();
    rows.iter()
        .map(|row| {
            let cells = row.iter().zip(&widths).map(|(cell, width)| padded(cell, *width));
            cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
        })
        .collect()
}

/// A text that takes so many columns, with spaces behind it.
pub fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

/// A cell in one line, cut where it gets too wide.
fn one_line(text: &str) -> String {
    let flat: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if flat.width() <= WIDEST {
        return flat;
    }
    let mut cut = String::new();
    for character in flat.chars() {
        if cut.width() + 2 > WIDEST - 1 {
            break;
        }
        cut.push(character);
    }
    cut.push('…');
    cut
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_under_one_another_in_both_scripts() {
        let rows = vec![vec!["何志强".to_owned(), "12".to_owned()], vec!["Li".to_owned(), "3".to_owned()]];
        assert_eq!(table(&["姓名", "天"], &rows), ["姓名    天", "何志强  12", "Li      3"]);
    }

    #[test]
    fn a_long_text_is_cut_in_a_table_and_keeps_to_one_line() {
        let lines = table(&["正文"], &[vec!["上午到三组看路,\n".repeat(20)]]);
        assert_eq!(lines.len(), 2);
        assert!(lines[1].width() <= WIDEST && lines[1].ends_with('…'), "{}", lines[1]);
    }
}
