//! Columns on a terminal, where a Chinese character is two wide.

use unicode_width::UnicodeWidthStr;

/// Rows in columns as wide as what stands in them, a line each.
pub fn aligned(rows: &[impl AsRef<[String]>]) -> Vec<String> {
    let columns = rows.iter().map(|row| row.as_ref().len()).max().unwrap_or(0);
    let width =
        |at: usize| rows.iter().filter_map(|row| row.as_ref().get(at)).map(|cell| cell.width()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let line = |row: &[String]| {
        let cells = row.iter().zip(&widths).map(|(cell, width)| padded(cell, *width));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    rows.iter().map(|row| line(row.as_ref())).collect()
}

/// A text that takes so many columns, with spaces behind it.
pub fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

/// A text in one line, cut where it gets wider.
pub fn one_line(text: &str, widest: usize) -> String {
    let flat: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if flat.width() <= widest {
        return flat;
    }
    let mut cut = String::new();
    for character in flat.chars() {
        if cut.width() + 2 > widest - 1 {
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
        let rows = [["姓名", "天"], ["何志强", "12"], ["Li", "3"]].map(|row| row.map(str::to_owned));
        assert_eq!(aligned(&rows), ["姓名    天", "何志强  12", "Li      3"]);
    }

    #[test]
    fn a_long_text_is_cut_and_keeps_to_one_line() {
        let line = one_line(&"上午到三组看路,\n".repeat(20), 60);
        assert!(line.width() <= 60 && line.ends_with('…') && !line.contains('\n'), "{line}");
        assert_eq!(one_line("看\n路", 60), "看 路");
    }
}
