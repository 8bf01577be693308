//! Commands that set right: taking in, taking back, settling, mending; and exporting.

use std::io::Write;

use cunji_domain::diary::DiaryEntry;
use cunji_domain::record::RecordKind;
use serde::Serialize;
use serde_json::{Map, Value as Json};

use super::args::{Conflict, Mend, Record};
use super::judged::Judged;
use super::output::Output;
use super::words::{self, Words};
use super::{read, text_of, write};
use crate::error::{ClientError, Result};
use crate::mending::conflict::Settlement;
use crate::phone::Phone;
use crate::views::me::JudgedDay;
use crate::views::{RejectedView, WrittenView, record_id};

/// What an import came to.
#[derive(Serialize)]
struct ImportView {
    written: Vec<WrittenView>,
    known: u64,
}

pub fn record(phone: &mut Phone, out: Output, command: Record) -> Result<()> {
    match command {
        Record::Import { file } => {
            let imported = phone.import(&text_of(&file)?)?;
            let (count, known) = (imported.written.len(), imported.known);
            out.say(out.pick(
                format!("已存在手机里 {count} 条,还没传;{known} 条早就有了。"),
                format!("{count} records saved on this phone, not sent yet; {known} were there already."),
            ));
            out.document(&ImportView { written: imported.written.iter().map(WrittenView::from).collect(), known })
        }
        Record::Withdraw { id, reason } => {
            let written = phone.withdraw(record_id(&id)?, &reason)?;
            write::wrote(phone, out, &written)
        }
        Record::Show { id } => {
            let view = phone.show(record_id(&id)?)?;
            read::show(phone, out, &view)
        }
    }
}

pub fn conflict(phone: &mut Phone, out: Output, command: Conflict) -> Result<()> {
    match command {
        Conflict::List => {
            let records = phone.conflicts()?;
            let views = records.iter().map(|record| phone.view(record)).collect::<Result<Vec<_>>>()?;
            let words = Words::of(phone, out)?;
            let mut rows = Vec::new();
            for view in &views {
                for conflict in &view.conflicts {
                    let name = out.pick(conflict.zh.as_ref(), conflict.field.as_ref());
                    let name = name.cloned().unwrap_or_else(|| out.pick("撤回", "withdrawn").to_owned());
                    let values: Vec<String> = conflict
                        .values
                        .iter()
                        .enumerate()
                        .map(|(at, value)| {
                            let field = conflict.field.as_deref().unwrap_or_default();
                            let mark = if at == conflict.winner { " *" } else { "" };
                            format!("{} {}{mark}", at + 1, words.value(view, field, value))
                        })
                        .collect();
                    let field = conflict.field.clone().unwrap_or_default();
                    let values = conflict.withdrawn.clone().unwrap_or_else(|| values.join(" / "));
                    rows.push(vec![view.id.clone(), words::kind(out, &view.kind).to_owned(), field, name, values]);
                }
            }
            let head =
                out.pick(["编号", "种类", "项", "", "(* 现在算数的)"], ["id", "kind", "field", "", "(* counts now)"]);
            out.table(&head, &rows);
            out.document(&views)
        }
        Conflict::Settle { id, field, take, value, keep, withdraw } => {
            let settlement = match (field, take, value, withdraw) {
                // Places are typed from 1; no place 0 is found.
                (Some(field), Some(place), _, _) => Settlement::Take { field, place: place.wrapping_sub(1) },
                (Some(field), None, Some(value), _) => Settlement::Put { field, value: typed(&value) },
                (_, _, _, Some(reason)) if !keep => Settlement::Withdraw { reason },
                _ => Settlement::Keep,
            };
            let written = phone.settle(record_id(&id)?, settlement)?;
            write::wrote(phone, out, &written)
        }
    }
}

/// What was written and why it was rejected.
#[derive(Serialize)]
struct MendableView {
    #[serde(flatten)]
    rejected: RejectedView,
    written: Map<String, Json>,
}

/// One of what is to be mended: what the server did not take, or a diary that somebody returned or doubted.
#[derive(Serialize)]
#[serde(untagged)]
enum ToMend<'v> {
    Rejected(&'v RejectedView),
    Judged {
        /// The diary, where a rejected edit has its record.
        record: &'v str,
        kind: &'static str,
        #[serde(flatten)]
        day: &'v JudgedDay,
    },
}

impl<'v> From<&'v JudgedDay> for ToMend<'v> {
    fn from(day: &'v JudgedDay) -> Self {
        Self::Judged { record: &day.diary, kind: DiaryEntry::DECL.name, day }
    }
}

pub fn mend(phone: &mut Phone, out: Output, command: Mend) -> Result<()> {
    match command {
        Mend::List => {
            let rejected = phone.to_mend()?;
            let rows: Vec<_> = rejected
                .iter()
                .map(|one| {
                    let kind = words::kind(out, &one.kind).to_owned();
                    vec![one.record.clone(), kind, out.pick(&one.zh, &one.en).clone(), one.code.clone()]
                })
                .collect();
            let head = out.pick(["编号", "种类", "为什么", "代码"], ["id", "kind", "why", "code"]);
            let judged = Judged::of(phone)?;
            // Nothing is said to be all there is where there is something else.
            if !rows.is_empty() || judged.days().is_empty() {
                out.table(&head, &rows);
            }
            judged.tell(out, |_| true);
            let rejected = rejected.iter().map(ToMend::Rejected);
            out.document(&rejected.chain(judged.days().iter().map(ToMend::from)).collect::<Vec<_>>())
        }
        Mend::Show { id } => {
            if let Some(diary) = judged_alone(phone, &id)? {
                let view = phone.show(record_id(&diary)?)?;
                return read::show(phone, out, &view);
            }
            let mendable = phone.mendable(&id)?;
            let rejected = &mendable.rejected;
            out.say(format!("{} ({})", out.pick(&rejected.zh, &rejected.en), rejected.code));
            out.say(out.pick(&rejected.mend_zh, &rejected.mend_en));
            for (name, value) in &mendable.written {
                out.say(format!("{name}: {}", value.as_str().map_or_else(|| value.to_string(), str::to_owned)));
            }
            out.document(&MendableView { rejected: mendable.rejected.clone(), written: mendable.written })
        }
        Mend::Drop { id } => {
            by_writing_on(phone, &id)?;
            let dropped = phone.drop_rejected(&id)?;
            out.say(out.pick(
                format!("这条不再传了,也不用改了。写的还在手机里:cunji mend show {}", dropped.record),
                format!(
                    "This is not sent again and asks for no mend. What you wrote stays here: cunji mend show {}",
                    dropped.record
                ),
            ));
            out.document(&dropped)
        }
        Mend::Save { id, set } => {
            by_writing_on(phone, &id)?;
            let changes: Map<String, Json> = set
                .into_iter()
                .map(|(name, value)| (name, if value.is_empty() { Json::Null } else { typed(&value) }))
                .collect();
            let written = phone.mend(&id, &changes)?;
            write::wrote(phone, out, &written)
        }
    }
}

/// The diary that an id means which the server took and somebody then returned or doubted; none where something that the server did
/// not take is to be mended under the id.
fn judged_alone(phone: &mut Phone, id: &str) -> Result<Option<String>> {
    let (judged, id) = (Judged::of(phone)?, id.trim().to_lowercase());
    if phone.to_mend()?.iter().any(|one| one.record == id || one.edit == id) {
        return Ok(None);
    }
    Ok(judged.days().iter().find(|day| day.diary == id || day.judgement == id).map(|day| day.diary.clone()))
}

/// A diary that was taken and returned is neither sent anew nor let go: it is written on.
fn by_writing_on(phone: &mut Phone, id: &str) -> Result<()> {
    let Some(diary) = judged_alone(phone, id)? else { return Ok(()) };
    Err(ClientError::told(
        "mend.by_writing_on",
        format!(
            "这篇日志服务器收了,是后来有人退回或存疑的,不用 mend save 和 drop:接着写就是改。怎么写,看 cunji mend show {diary}"
        ),
        format!(
            "The server took this diary and somebody returned or doubted it since; mend save and drop are not for it: it is mended by writing on. How: cunji mend show {diary}"
        ),
    ))
}

/// A value as somebody types it: a number, true, a list; whatever else is a text.
fn typed(value: &str) -> Json {
    match serde_json::from_str(value) {
        Ok(json @ (Json::Number(_) | Json::Bool(_) | Json::Array(_) | Json::Object(_) | Json::String(_))) => json,
        _ => value.into(),
    }
}

pub fn export(phone: &Phone, out: Output) -> Result<()> {
    let mut stdout = std::io::BufWriter::new(std::io::stdout().lock());
    let count = phone.export(&mut stdout)?;
    stdout
        .flush()
        .map_err(|error| ClientError::told("export.output", format!("导出写不出去:{error}。"), error.to_string()))?;
    out.note(out.pick(format!("导出 {count} 条。"), format!("{count} records exported.")));
    Ok(())
}
