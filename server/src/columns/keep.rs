//! The templates that offices keep, by name.

use cunji_domain::division::DivisionCode;
use cunji_domain::record::Code;
use cunji_domain::time::local_day;

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

/// Which template of a division's own is meant, as it was seen.
#[derive(Debug, Clone, Copy)]
pub struct Meant<'n> {
    /// What it is called.
    pub name: &'n str,
    /// When the one that was seen was kept; none: none was.
    pub seen: Option<i64>,
}

/// Keeps a template by its name; the one of the same name that was seen is replaced.
///
/// # Errors
/// Another one of this name stands there than was seen; it holds no word or one that is none, it is too large, or there are too many; or
/// what the database says.
pub fn keep(
    server: &Server,
    seat: &Seat,
    division: &DivisionCode,
    meant: Meant<'_>,
    (form, bytes): (Form, &[u8]),
) -> Result<(), ServerError> {
    let name = meant.name.trim();
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
        let there = known.iter().find(|known| known.name == name);
        if there.map(|there| there.kept_at) != meant.seen {
            return Err(changed_meanwhile(name));
        }
        if known.len() >= MOST_TEMPLATES as usize && there.is_none() {
            return Err(ServerError::refused(
                "template.too_many",
                "模板太多了,先删掉不用的。",
                "There are too many templates; remove those that nobody uses.",
            ));
        }
        let kept_now = KeptTemplate {
            name: name.to_owned(),
            form: form.code().to_owned(),
            kept_by: seat.login.clone(),
            // What was kept in the same second is another one all the same.
            kept_at: there.map_or(now, |there| now.max(there.kept_at + 1)),
        };
        let done = match there {
            Some(there) => format!("换掉{}", kept(tx, there)?),
            None => "新存".to_owned(),
        };
        if !stored::put(tx, division, &kept_now, bytes, meant.seen)? {
            return Err(changed_meanwhile(name));
        }
        note(tx, seat, division, (name, done), now)
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
            format!("这些词填不了:{}。能用的词,点开「模板里能写哪些词」看。", list("、")),
            format!(
                "These words stand for nothing: {}. The words that do stand in the list that unfolds there.",
                list(", ")
            ),
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

/// Forgets a template of the division's own, as it was seen.
///
/// # Errors
/// There is none of this name, or another one than was seen; or what the database says.
pub fn forget(server: &Server, seat: &Seat, division: &DivisionCode, meant: Meant<'_>) -> Result<(), ServerError> {
    let (name, now) = (meant.name, server.clock.now());
    storage::write(&*server.storage, |tx| {
        let known = stored::of(tx, division, MOST_TEMPLATES)?;
        let there = known.iter().find(|known| known.name == name).ok_or_else(|| unknown(name))?;
        if Some(there.kept_at) != meant.seen {
            return Err(changed_meanwhile(name));
        }
        let done = format!("删去{}", kept(tx, there)?);
        if !stored::remove(tx, division, name, there.kept_at)? {
            return Err(changed_meanwhile(name));
        }
        note(tx, seat, division, (name, done), now)
    })
}

fn changed_meanwhile(name: &str) -> ServerError {
    ServerError::refused(
        "template.changed_meanwhile",
        format!("「{name}」刚才被别人存过或换过,没有动它。请看现在的是谁存的,再定。"),
        format!("Somebody kept {name:?} meanwhile, and it was left as it is. See who kept it, and decide again."),
    )
}

/// Whose template it was and from when, as the audit says it.
fn kept(tx: &mut dyn Transaction, template: &KeptTemplate) -> Result<String, ServerError> {
    let day = local_day(template.kept_at).map(|day| day.to_string()).unwrap_or_default();
    Ok(format!("{} {day} 存的", accounts::called(tx, &template.kept_by)?))
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
    (name, done): (&str, String),
    now: i64,
) -> Result<(), ServerError> {
    let of = Of { division: Some(division.clone()), subject: Some(name.to_owned()), detail: Some(done) };
    audit::note(tx, now, &seat.login, AuditAction::TemplateKept, of)
}
