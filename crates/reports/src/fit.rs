//! How high a row has to be for nothing to be cut off in print: not every program works that out when it opens a book.

use unicode_width::UnicodeWidthStr;

/// What a line takes, in points, in the size in which cells are written.
const LINE: f64 = 15.0;

/// The height of a row, in points, from its texts and the widths of their columns in characters.
pub(crate) fn height_of<'t>(cells: impl IntoIterator<Item = (&'t str, u16)>) -> f64 {
    let most = cells.into_iter().map(|(text, width)| lines(text, width)).max().unwrap_or(1);
    f64::from(u32::try_from(most).unwrap_or(u32::MAX)) * LINE
}

/// On how many lines a text stands; bold letters take somewhat more than a column's width counts for them.
fn lines(text: &str, width: u16) -> usize {
    let width = usize::from(width.saturating_sub(1).max(1));
    text.split('\n').map(|line| line.width().div_ceil(width).max(1)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_as_high_as_its_longest_text_takes_lines() {
        assert_eq!(height_of([("姓名", 10), ("12", 4)]), LINE);
        assert_eq!(height_of([("姓名", 10), ("够不着目标\n截至 2017-08-01", 12)]), 3.0 * LINE);
        assert_eq!(height_of([("先核定:没信号,先按记录核定 缺勤里有 3 天是一直没有消息", 24)]), 3.0 * LINE);
        assert_eq!(height_of([("", 24)]), LINE);
    }
}
