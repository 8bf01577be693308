//! What the demo prints: steps with their time, tables whose columns stand under each other also in Chinese.

#![allow(clippy::print_stdout, reason = "the demo's report belongs on standard output")]

use std::io::{IsTerminal, Write, stdout};
use std::time::{Duration, Instant};

use unicode_width::UnicodeWidthStr;

/// Tells what is under way.
#[derive(Debug)]
pub struct Teller {
    begun: Instant,
    in_place: bool,
}

impl Default for Teller {
    fn default() -> Self {
        Self { begun: Instant::now(), in_place: stdout().is_terminal() }
    }
}

impl Teller {
    /// A chapter's heading.
    pub fn chapter(&self, zh: &str, en: &str) {
        println!("\n\u{2500}\u{2500} {zh} · {en} {}", "\u{2500}".repeat(rest(zh, en)));
    }

    /// Something that is done.
    pub fn done(&self, what: &str) {
        self.wipe();
        println!("  {:>5.1} s  {what}", self.begun.elapsed().as_secs_f64());
    }

    /// A line as it is.
    pub fn say(&self, line: &str) {
        println!("{line}");
    }

    /// How far something is; shown in place where there is a terminal.
    pub fn under_way(&self, what: &str, done: usize, all: usize) {
        const WIDTH: usize = 30;
        if !self.in_place {
            return;
        }
        let full = (WIDTH * done).checked_div(all).unwrap_or(0).min(WIDTH);
        print!("\r           {}{} {what}\u{1b}[K", "█".repeat(full), "░".repeat(WIDTH - full));
        let _ = stdout().flush();
    }

    /// How long it has been.
    pub fn took(&self) -> Duration {
        self.begun.elapsed()
    }

    fn wipe(&self) {
        if self.in_place {
            print!("\r\u{1b}[K");
        }
    }
}

fn rest(zh: &str, en: &str) -> usize {
    90_usize.saturating_sub(zh.width() + en.width() + 7)
}

/// A table: columns as wide as their widest cell, numbers to the right.
pub fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    let widths: Vec<usize> = (0..head.len())
        .map(|column| {
            rows.iter()
                .filter_map(|row| row.get(column))
                .map(|cell| cell.width())
                .chain([head[column].width()])
                .max()
                .unwrap_or(0)
        })
        .collect();
    let is_number = |column: usize| {
        let mut cells = rows.iter().filter_map(|row| row.get(column)).filter(|cell| !cell.is_empty()).peekable();
        cells.peek().is_some() && cells.all(|cell| cell.starts_with(|c: char| c.is_ascii_digit()))
    };
    let line = |cells: &mut dyn Iterator<Item = &str>| {
        let padded = cells.zip(&widths).enumerate().map(|(column, (cell, width))| {
            let blank = " ".repeat(width.saturating_sub(cell.width()));
            if is_number(column) { format!("{blank}{cell}") } else { format!("{cell}{blank}") }
        });
        format!("  {}", padded.collect::<Vec<_>>().join("  ")).trim_end().to_owned()
    };
    let ruler: Vec<String> = widths.iter().map(|width| "─".repeat(*width)).collect();
    let mut lines = vec![line(&mut head.iter().copied()), line(&mut ruler.iter().map(String::as_str))];
    lines.extend(rows.iter().map(|row| line(&mut row.iter().map(String::as_str))));
    lines.join("\n")
}

/// A number with its thousands apart.
pub fn number(number: u64) -> String {
    let digits = number.to_string();
    let first = digits.len() % 3;
    let mut parts: Vec<&str> = if first > 0 { vec![&digits[..first]] } else { Vec::new() };
    parts.extend((first..digits.len()).step_by(3).map(|at| &digits[at..at + 3]));
    parts.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_under_each_other_by_what_is_seen() {
        let rows = [vec!["刘明哲".to_owned(), "218".to_owned()], vec!["a".to_owned(), "7".to_owned()]];
        assert_eq!(table(&["姓名", "住村"], &rows), "  姓名    住村\n  ──────  ────\n  刘明哲   218\n  a          7");
        assert_eq!([7, 1_234, 12_345_678].map(number), ["7", "1,234", "12,345,678"]);
    }
}
