//! Leaves and objections as a desk lists them.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use cunji_domain::attendance::{SaidOfLeaves, SaidOfObjections};
use cunji_domain::division::DivisionCode;
use cunji_domain::judgement::JudgeLevel;
use cunji_domain::leave_reason::LeaveReason;
use cunji_domain::leave_request::LeaveRequest;
use cunji_domain::objection::Objection;
use cunji_domain::record::{Code, RecordKind};
use cunji_history::EditId;

use crate::accounts::Seat;
use crate::attendance::InVillages;
use crate::audit::{self, AuditAction, Of};
use crate::error::ServerError;
use crate::registrar::Registrar;
use crate::server::Server;
use crate::storage::decisions::{self, DecisionItem, DecisionOf, DecisionPlace};
use crate::storage::{self, Transaction, roster};

/// The most of a page.
const MOST: u32 = 200;

/// Which are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// What waits for a level: its own, and what levels below are late with.
    Waiting(JudgeLevel),
    /// What was decided.
    Settled,
}

/// A leave or an objection with what a reader needs to decide.
#[derive(Debug, Clone, PartialEq)]
pub struct Known {
    /// The item.
    pub item: DecisionItem,
    /// Whose, by name.
    pub author: String,
    /// The village's name.
    pub village: String,
    /// The heads that are shown.
    pub heads: Vec<EditId>,
    /// The last day; of an objection its day.
    pub last_day: NaiveDate,
    /// The kind of leave by the policy's word, or what is objected to, in Chinese.
    pub kind: String,
    /// The same in English.
    pub kind_en: String,
    /// What the person says: the reason of a leave, the words of an objection.
    pub text: String,
    /// What was decided, as it stands.
    pub decided: Option<Decided>,
}

/// What was decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// On which level.
    pub level: JudgeLevel,
    /// Whether it was granted or upheld.
    pub granted: bool,
    /// The first and the last granted day.
    pub days: Option<(NaiveDate, NaiveDate)>,
    /// Why.
    pub reason: String,
}

/// A page of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// The most urgent first; of what was decided the latest days first.
    pub items: Vec<Known>,
    /// Whether there is more.
    pub more: bool,
}

/// A page of a division's. That its reasons were read, and whose, is noted.
///
/// # Errors
/// What the database says.
pub fn list(
    server: &Server,
    seat: &Seat,
    which: Which,
    division: &DivisionCode,
    after: Option<&DecisionPlace>,
    limit: u32,
) -> Result<Page, ServerError> {
    let (registrar, limit, today) = (server.registrar(), limit.clamp(1, MOST), seat.today);
    let page = storage::read(&*server.storage, |tx| {
        let mut found = match which {
            Which::Waiting(level) => decisions::waiting(tx, division, level, today, after, limit + 1)?,
            Which::Settled => decisions::settled(tx, division, after, limit + 1)?,
        };
        let more = found.len() > limit as usize;
        found.truncate(limit as usize);
        let mut items = Vec::new();
        for item in found {
            items.extend(known(tx, &registrar, item)?);
        }
        Ok::<_, ServerError>(Page { items, more })
    })?;
    if !page.items.is_empty() {
        let whose: BTreeSet<_> = page.items.iter().map(|known| known.item.author.as_str()).collect();
        let detail = Some(whose.into_iter().collect::<Vec<_>>().join(" "));
        let of = Of { division: Some(division.clone()), subject: None, detail };
        audit::note_seen(server, seat, AuditAction::DecisionsSeen, &of)?;
    }
    Ok(page)
}

fn known(tx: &mut dyn Transaction, registrar: &Registrar, item: DecisionItem) -> Result<Option<Known>, ServerError> {
    let (author, village) = (roster::person_called(tx, &item.author)?, roster::division_called(tx, &item.space)?);
    let known = match item.what {
        DecisionOf::Leave => leave(tx, registrar, &item)?,
        DecisionOf::Objection => objection(tx, registrar, &item)?,
    };
    Ok(known.map(|(heads, last_day, (kind, kind_en), text, decided)| Known {
        item,
        author,
        village,
        heads,
        last_day,
        kind,
        kind_en,
        text,
        decided,
    }))
}

type Parts = (Vec<EditId>, NaiveDate, (String, String), String, Option<Decided>);

fn leave(tx: &mut dyn Transaction, registrar: &Registrar, item: &DecisionItem) -> Result<Option<Parts>, ServerError> {
    let Some(row) = registrar.tables.record(tx, LeaveRequest::DECL.number, &item.space, item.record)? else {
        return Ok(None);
    };
    let Ok(request) = LeaveRequest::from_parts(&row.key, &row.fields) else { return Ok(None) };
    let heads = row.heads.iter().map(|head| cunji_domain::record::Edit(head.0)).collect();
    let mut records = InVillages::new(tx, registrar);
    records.ask([item.space.clone()]);
    let decided = SaidOfLeaves::read(&mut records)?.decision(row.id, &heads, &Default::default());
    let decided = decided.filter(|decided| decided.judged_present).map(|decided| Decided {
        level: decided.level,
        granted: decided.granted.is_some(),
        days: decided.granted,
        reason: String::new(),
    });
    let reasons = registrar.tables.records(tx, LeaveReason::DECL.number, &item.space)?;
    let reasons = reasons.iter().filter(|row| !row.withdrawn);
    let mut reasons = reasons.filter_map(|row| LeaveReason::from_parts(&row.key, &row.fields).ok());
    let reason = reasons.find(|reason| reason.request == item.record).map(|reason| reason.reason.0).unwrap_or_default();
    let list = registrar.policies.on(request.first_day).and_then(|policy| policy.list("leave"));
    let listed = list.and_then(|list| list.entry(&request.leave.0));
    let code = || (request.leave.0.clone(), request.leave.0.clone());
    let kind = listed.map_or_else(code, |entry| (entry.zh.clone(), entry.en.clone()));
    Ok(Some((row.heads, request.last_day, kind, reason, decided)))
}

fn objection(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    item: &DecisionItem,
) -> Result<Option<Parts>, ServerError> {
    let Some(row) = registrar.tables.record(tx, Objection::DECL.number, &item.space, item.record)? else {
        return Ok(None);
    };
    let Ok(value) = Objection::from_parts(&row.key, &row.fields) else { return Ok(None) };
    let heads = row.heads.iter().map(|head| cunji_domain::record::Edit(head.0)).collect();
    let mut records = InVillages::new(tx, registrar);
    records.ask([item.space.clone()]);
    let decided = SaidOfObjections::read(&mut records)?.decision(row.id, &heads).map(|decided| Decided {
        level: decided.level,
        granted: decided.upheld,
        days: None,
        reason: decided.reason.clone(),
    });
    Ok(Some((
        row.heads,
        value.day,
        (value.to.zh().to_owned(), value.to.code().replace('_', " ")),
        value.text.0,
        decided,
    )))
}
