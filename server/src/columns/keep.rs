//! The templates that offices keep, by name.

use cunji_domain::division::DivisionCode;
use cunji_domain::record::Code;

use super::{Form, docx, xlsx};
use crate::accounts::Seat;
use crate::audit::{self, AuditAction, Of};
use crate::error::ServerError;
use crate::server::Server;
use crate::storage::column_templates::{self as stored, KeptTemplate};
use crate::storage::{self, Transaction, accounts};

/// The largest template, in bytes.
pub const MOST_TEMPLATE_BYTES: usize = 2 << 20;
/// An office keeps at most so many.
const MOST_TEMPLATES: u32 = 100;
/// The longest name, in characters.
const LONGEST_NAME: usize = 60;

/// A template as it is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// Whose it is: the division or one above it.
    pub division: DivisionCode,
    /// What it is called.
    pub name: String,
    /// What it is.
    pub form: Form,
    /// Who kept it, by name.
    pub kept_by: String,
    /// When: Unix seconds, UTC.
    pub kept_at: i64,
}

/// Keeps a template by its name; one of the same name is replaced.
///
/// # Errors
/// It holds no word or one that is none, it is too large, or there are too many; or what the database says.
pub fn keep(
    server: &Server,
    seat: &Seat,
    division: &DivisionCode,
    name: &str,
    (form, bytes): (Form, &[u8]),
) -> Result<(), ServerError> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        return Err(ServerError::refused(
            "template.name",
            format!("给模板起个名字,最多 {LONGEST_NAME} 个字。"),
            format!("Give the template a name of at most {LONGEST_NAME} characters."),
        ));
    }
    check(form, bytes)?;
    let now = server.clock.now();
    storage::write(&*server.storage, |tx| {
        let known = stored::of(tx, division, MOST_TEMPLATES)?;
        if known.len() >= MOST_TEMPLATES as usize && known.iter().all(|known| known.name != name) {
            return Err(ServerError::refused(
                "template.too_many",
                "模板太多了,先删掉不用的。",
                "There are too many templates; remove those that nobody uses.",
            ));
        }
        let kept = KeptTemplate {
            name: name.to_owned(),
            form: form.code().to_owned(),
            kept_by: seat.login.clone(),
            kept_at: now,
        };
        stored::put(tx, division, &kept, bytes)?;
        note(tx, seat, division, name, now)
    })
}

/// Whether a template can be filled in.
fn check(form: Form, bytes: &[u8]) -> Result<(), ServerError> {
    if bytes.len() > MOST_TEMPLATE_BYTES {
        let most = MOST_TEMPLATE_BYTES >> 20;
        return Err(ServerError::refused(
            "upload.too_large",
            format!("模板最大 {most} MB。把图片压小,或者去掉。"),
            format!("A template has at most {most} MB. Make its pictures smaller, or take them out."),
        ));
    }
    let holds = match form {
        Form::Xlsx => xlsx::holds(bytes)?,
        Form::Docx => docx::holds(bytes)?,
    };
    if !holds.unknown.is_empty() {
        let list = |between: &str| {
            holds.unknown.iter().map(|(word, at)| format!("{{{{{word}}}}} ({at})")).collect::<Vec<_>>().join(between)
        };
        return Err(ServerError::refused(
            "template.unknown_words",
            format!("这些词填不了:{}。能用的词在旁边的表里。", list("、")),
            format!("These words stand for nothing: {}. The words that do are listed.", list(", ")),
        ));
    }
    if holds.words == 0 {
        return Err(ServerError::refused(
            "template.no_words",
            "模板里没有要填的词。在要填的格子里写上 {{姓名}} 这样的词再传。",
            "The template holds no word. Write words like {{name}} where something is to be filled in.",
        ));
    }
    Ok(())
}

/// The templates of a division and of those above it, by name.
///
/// # Errors
/// What the database says.
pub fn templates(server: &Server, division: &DivisionCode) -> Result<Vec<Template>, ServerError> {
    storage::read(&*server.storage, |tx| {
        let mut templates = Vec::new();
        for code in std::iter::successors(Some(division.clone()), DivisionCode::parent) {
            let kept = stored::of(tx, &code, MOST_TEMPLATES)?;
            for kept in kept {
                let Some(form) = Form::of(&kept.form) else { continue };
                let kept_by = accounts::called(tx, &kept.kept_by)?;
                let (division, KeptTemplate { name, kept_at, .. }) = (code.clone(), kept);
                templates.push(Template { division, name, form, kept_by, kept_at });
            }
        }
        Ok(templates)
    })
}

/// Forgets a template of the division's own.
///
/// # Errors
/// There is none of this name; or what the database says.
pub fn forget(server: &Server, seat: &Seat, division: &DivisionCode, name: &str) -> Result<(), ServerError> {
    let now = server.clock.now();
    storage::write(&*server.storage, |tx| {
        if !stored::remove(tx, division, name)? {
            return Err(unknown(name));
        }
        note(tx, seat, division, name, now)
    })
}

/// There is no such template.
pub(super) fn unknown(name: &str) -> ServerError {
    ServerError::refused(
        "template.unknown",
        format!("没有叫「{name}」的模板,可能刚被删了。请刷新再选。"),
        format!("There is no template named {name:?}; it may have been removed. Reload and choose again."),
    )
}

fn note(
    tx: &mut dyn Transaction,
    seat: &Seat,
    division: &DivisionCode,
    name: &str,
    now: i64,
) -> Result<(), ServerError> {
    let of = Of { division: Some(division.clone()), subject: Some(name.to_owned()), detail: None };
    audit::note(tx, now, &seat.login, AuditAction::TemplateKept, of)
}
