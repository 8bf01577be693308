//! The audit as a spreadsheet, however long it is.

use std::path::Path;

use chrono::NaiveDate;
use cunji_domain::division::{DivisionCode, Level};
use cunji_domain::time::local_clock;
use cunji_reports::{TableBook, TableCell};
use serde::{Deserialize, Serialize};

use super::show::{AuditShown, Names};
use crate::error::ServerError;
use crate::server::Server;
use crate::storage;
use crate::storage::audit::{self as stored, Sought};

/// So many rows are read at once; phones and desks write between two pages.
const PAGE: u32 = 1_000;

/// What is looked for in the audit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditAsked {
    /// Of this account.
    pub login: Option<String>,
    /// This action, by code.
    pub action: Option<String>,
    /// From this day on, Asia/Shanghai.
    pub from: NaiveDate,
    /// Until this day.
    pub to: NaiveDate,
}

impl AuditAsked {
    /// The same in a division, before a row.
    pub fn within(&self, division: &DivisionCode, before: Option<u64>) -> Sought {
        Sought {
            // Signing in and the like is of no division: whoever looks at the whole city sees it.
            of_no_division: division.level() <= Level::City,
            division: division.clone(),
            login: self.login.clone(),
            action: self.action.clone(),
            from: self.from,
            to: self.to,
            before,
        }
    }
}

/// What was done in a division and below it as a spreadsheet, the newest first, whose rows lie in `folder` until it is saved; tells how
/// far it is after each page.
///
/// # Errors
/// There are more rows than a page has; the sheet can't be made; what `at` says, or what the database says.
pub fn audit_book<E: From<ServerError>>(
    server: &Server,
    division: &DivisionCode,
    asked: &AuditAsked,
    (folder, today): (&Path, NaiveDate),
    mut at: impl FnMut(usize, usize) -> Result<(), E>,
) -> Result<TableBook, E> {
    let columns = [
        ("编号", 8),
        ("时间", 18),
        ("账号", 12),
        ("姓名", 10),
        ("做了什么", 16),
        ("区划", 14),
        ("对象", 20),
        ("说明", 30),
    ];
    let columns: Vec<(String, u16)> = columns.iter().map(|(name, width)| ((*name).to_owned(), *width)).collect();
    let mut book =
        TableBook::begin(folder, "操作记录", &format!("导出 {today}"), &columns).map_err(ServerError::from)?;
    let ends = |tx: &mut dyn storage::Transaction| {
        let day_before = asked.from.pred_opt().unwrap_or(asked.from);
        Ok::<_, ServerError>((stored::last_until(tx, day_before)?, stored::last_until(tx, asked.to)?))
    };
    let (lowest, highest) = storage::read(&*server.storage, ends)?;
    let (mut names, mut before) = (Names::default(), None);
    loop {
        let sought = asked.within(division, before);
        let rows = storage::read(&*server.storage, |tx| {
            let found = stored::find(tx, &sought, PAGE)?;
            found.into_iter().map(|row| names.name(tx, row)).collect::<Result<Vec<_>, ServerError>>()
        })?;
        if book.rows() as usize + rows.len() > TableBook::MOST_ROWS as usize {
            return Err(too_many().into());
        }
        let read = rows.len();
        before = rows.last().map(|shown| shown.row.number).or(before);
        for shown in rows {
            book.add(&cells(shown)).map_err(ServerError::from)?;
        }
        let last = read < PAGE as usize;
        // Numbers are without gaps: how far down the last one is says how far it is.
        let of_all = usize::try_from(highest.saturating_sub(lowest)).unwrap_or(usize::MAX);
        let left = before.map_or(0, |before| before.saturating_sub(lowest + 1));
        at(if last { of_all } else { of_all.saturating_sub(usize::try_from(left).unwrap_or(of_all)) }, of_all)?;
        if last {
            return Ok(book);
        }
    }
}

fn cells(shown: AuditShown) -> Vec<TableCell> {
    let text = |text: Option<String>| text.map_or(TableCell::Empty, TableCell::Text);
    let AuditShown { row, login_name, action_zh, division_name, subject_name } = shown;
    vec![
        TableCell::Number(i64::try_from(row.number).unwrap_or(i64::MAX)),
        text(clock_time(row.at)),
        TableCell::Text(row.login),
        text(login_name),
        TableCell::Text(action_zh),
        text(division_name),
        text(subject_name.or(row.subject)),
        text(row.detail),
    ]
}

fn too_many() -> ServerError {
    let most = TableBook::MOST_ROWS;
    ServerError::refused(
        "audit.too_many",
        format!("超过 {most} 行,一个文件放不下。把日期缩短再导出。"),
        format!("There are more than {most} rows; choose fewer days for one file."),
    )
}

/// A moment as the clocks of the office show it.
fn clock_time(at: i64) -> Option<String> {
    Some(local_clock(at)?.format("%Y-%m-%d %H:%M").to_string())
}
