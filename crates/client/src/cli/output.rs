//! What is told: results on standard output, everything else on standard error.

use std::io::Write;

use cunji_terminal::table::{aligned, one_line};
use serde::Serialize;

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
fn table(head: &[&str], rows: &[Vec<String>]) -> Vec<String> {
    let head: Vec<String> = head.iter().map(|cell| (*cell).to_owned()).collect();
    let rows: Vec<Vec<String>> =
        std::iter::once(&head).chain(rows).map(|row| row.iter().map(|cell| one_line(cell, WIDEST)).collect()).collect();
    aligned(&rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_has_its_head_and_a_line_a_row_however_long_a_text_is() {
        let rows =
            vec![vec!["何志强".to_owned(), "上午到三组看路,\n".repeat(20)], vec!["Li".to_owned(), "3".to_owned()]];
        let lines = table(&["姓名", "正文"], &rows);
        assert_eq!((lines.len(), lines[0].as_str(), lines[2].as_str()), (3, "姓名    正文", "Li      3"));
        assert!(lines[1].starts_with("何志强  上午到三组看路") && lines[1].ends_with('…'), "{}", lines[1]);
    }
}
