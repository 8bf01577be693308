//! 列模板: what another body's form asks for, made from the records. An office keeps the form as a workbook or a text document with
//! words like `{{姓名}}` in it; the console fills it in for a division and a period. Nothing of it reaches a phone.

mod docx;
mod fill;
mod formula;
mod gather;
mod keep;
mod parts;
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
    /// A formula stands there whose meaning is not known once the row is repeated.
    Formula(String, formula::Unclear),
    /// A formula stands there that holds a word.
    WordInFormula(String),
    /// An array formula stands there, which can't be carried over as one.
    ArrayFormula(String),
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
            Fault::Formula(at, formula::Unclear::OnePerson(cell)) => Self::refused(
                "template.formula_of_one",
                format!(
                    "{at} 的公式指着每人那一行里的一格 {cell},人多了只算得到第一个。写成范围 {cell}:{cell},有几个人就算几个。"
                ),
                format!(
                    "The formula at {at} points at one cell, {cell}, of the row that is repeated: it would count the first person alone. Write the range {cell}:{cell}, and it counts everybody."
                ),
            ),
            Fault::Formula(at, formula::Unclear::NotFixed(cells)) => Self::refused(
                "template.formula_not_fixed",
                format!(
                    "{at} 在每人那一行里,公式却指着别的行:{cells}。要每个人都用那一格,在行号前加 $(像 C$2);要用自己这一行的,改成这一行。"
                ),
                format!(
                    "The formula at {at} is in the row that is repeated and points at another row: {cells}. If everybody is to use that cell, put a $ before its row (as in C$2); else point at the row itself."
                ),
            ),
            Fault::WordInFormula(at) => Self::refused(
                "template.word_in_formula",
                format!("{at} 的公式里写了要填的词,公式里填不了。把词写在单独的格子里,公式指着那一格。"),
                format!(
                    "The formula at {at} holds a word, which can't be filled in there. Write the word into a cell of its own, and have the formula point at it."
                ),
            ),
            Fault::ArrayFormula(at) => Self::refused(
                "template.array_formula",
                format!(
                    "{at} 是数组公式(带大括号 {{}} 的),填表时会算成别的数。换成普通公式再传,比如用 SUMPRODUCT 或 COUNTIF。"
                ),
                format!(
                    "The formula at {at} is an array formula (in braces), which would come to another figure once the form is filled in. Use an ordinary one, such as SUMPRODUCT or COUNTIF, and bring the template again."
                ),
            ),
            Fault::NotInRow(text) => Self::refused(
                "template.not_in_row",
                format!("「{text}」里有每个人的词,要写在表格的一行里。"),
                format!("{text:?} holds a word of people, which stands in a table's row alone."),
            ),
        }
    }
}
