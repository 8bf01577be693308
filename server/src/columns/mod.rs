//! 列模板: what another body's form asks for, made from the records. An office keeps the form as a workbook or a text document with
//! words like `{{姓名}}` in it; the console fills it in for a division and a period. Nothing of it reaches a phone.

mod docx;
mod fill;
mod gather;
mod keep;
mod values;
mod words;
mod xlsx;

pub use fill::{Wish, fill};
pub use keep::{MOST_TEMPLATE_BYTES, Meant, Template, forget, keep, templates};
pub use values::{Filling, Said, Values};
pub use words::{WORDS, Word};

use cunji_domain::declare_codes;

use crate::error::ServerError;

declare_codes! {
    /// What a template is.
    pub enum Form {
        /// A workbook.
        Xlsx = "xlsx" "Excel 表格",
        /// A text document.
        Docx = "docx" "Word 文档",
    }
}

/// What a template holds.
#[derive(Debug, Default)]
struct Holds {
    /// How many cells or paragraphs hold words.
    words: usize,
    /// Words that are none, with their places.
    unknown: Vec<(String, String)>,
}

/// Why a template can't be used.
#[derive(Debug)]
enum Fault {
    /// It can't be read.
    Damaged,
    /// It has more rows than a form has.
    TooLong,
    /// Two rows of a sheet hold words of people.
    TwoRows(String),
    /// A word of people stands outside of a table's row.
    NotInRow(String),
}

impl From<Fault> for ServerError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Damaged => Self::refused(
                "template.damaged",
                "模板打不开。请在 WPS 或 Office 里另存一份再传。",
                "The template can't be opened. Save it anew in an office program and bring it again.",
            ),
            Fault::TooLong => Self::refused(
                "template.too_long",
                "模板的行太多了。只留表头、一行样子和落款。",
                "The template has too many rows. Leave the heads, one row and what stands below.",
            ),
            Fault::TwoRows(at) => Self::refused(
                "template.two_rows",
                format!("一张表里只能有一行写每个人的词,第二行在 {at}。"),
                format!("A sheet has one row with words of people; the second one is {at}."),
            ),
            Fault::NotInRow(text) => Self::refused(
                "template.not_in_row",
                format!("「{text}」里有每个人的词,要写在表格的一行里。"),
                format!("{text:?} holds a word of people, which stands in a table's row alone."),
            ),
        }
    }
}
