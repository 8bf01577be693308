//! An office's word on a diary.

use std::collections::BTreeSet;

use cunji_domain::diary::DiaryEntry;
use cunji_domain::division::DivisionCode;
use cunji_domain::judgement::JudgeLevel;
use cunji_domain::record::{Code, Edit, Prose, RecordId, RecordKind, Scalar, Set};
use cunji_domain::review::{ReturnCause, Review, ReviewState};
use cunji_history::{EditId, Op};
use data_encoding::HEXLOWER;

use super::item::{item_of, review_id, review_of};
use super::items::keep;
use super::{lease, on_level};
use crate::accounts::Seat;
use crate::audit::{self, AuditAction};
use crate::error::ServerError;
use crate::facts::check_of_office;
use crate::log::{History, publish};
use crate::registrar::Registrar;
use crate::server::Server;
use crate::storage::reviews::{self, LEVELS, ReviewItem, Standing};
use crate::storage::{self, Transaction, log};

/// What an office says of a diary.
#[derive(Debug, Clone)]
pub struct Word {
    /// On which level.
    pub level: JudgeLevel,
    /// The heads that were looked at.
    pub heads: Vec<EditId>,
    /// What this level had said of these heads when they were shown: who judges later than somebody else is told.
    pub seen: Option<ReviewState>,
    /// What of it.
    pub state: ReviewState,
    /// What is to be mended; owed where it is returned.
    pub cause: Option<ReturnCause>,
    /// Why, in words; owed where it is flagged.
    pub reason: String,
}

/// Accepts, returns or flags a diary as it was shown. It comes down to the team's phones at their next sync.
///
/// # Errors
/// It was changed meanwhile, somebody else has it, it was returned before, or a reason is owed; or what the database says.
pub fn judge(
    server: &Server,
    seat: &Seat,
    space: &DivisionCode,
    record: RecordId,
    word: &Word,
) -> Result<ReviewItem, ServerError> {
    on_level(seat, word.level, space)?;
    let (registrar, now) = (server.registrar(), server.clock.now());
    storage::write(&*server.storage, |tx| {
        log::open_space(tx, space)?;
        log::lock_space(tx, space)?;
        lease::take(tx, seat, space, record, now)?;
        say(tx, &registrar, seat, space, record, word, true, now)?;
        reviews::end_lease(tx, space, record, &seat.login)?;
        item_of(tx, &registrar, space, record)?.ok_or_else(gone)
    })
}

/// What became of items that were to be accepted together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Bulk {
    /// Accepted, unread.
    pub accepted: u64,
    /// Left waiting: they look odd, chance picked them or an office below left them in doubt, were changed, or somebody has them open.
    pub left: u64,
}

/// Accepts the unremarkable among these as 未细看: unread, which stays distinct from read for good.
///
/// # Errors
/// The seat does not judge on this level; or what the database says.
pub fn accept_unread(
    server: &Server,
    seat: &Seat,
    level: JudgeLevel,
    items: &[(DivisionCode, RecordId, Vec<EditId>)],
) -> Result<Bulk, ServerError> {
    let (registrar, now) = (server.registrar(), server.clock.now());
    for (space, _, _) in items {
        on_level(seat, level, space)?;
    }
    let mut bulk = Bulk::default();
    for (space, record, heads) in items {
        let word = Word {
            level,
            heads: heads.clone(),
            seen: None,
            state: ReviewState::Accepted,
            cause: None,
            reason: String::new(),
        };
        // One transaction each: a village's phones need not wait for a whole morning's pile.
        let accepted = storage::write(&*server.storage, |tx| {
            log::open_space(tx, space)?;
            log::lock_space(tx, space)?;
            let item = item_of(tx, &registrar, space, *record)?;
            // What was returned and mended beside the diary is looked at.
            let row = registrar.tables.record(tx, DiaryEntry::DECL.number, space, *record)?;
            let said = review_of(tx, &registrar, space, *record, level)?;
            let spoken = said.zip(row).is_some_and(|(said, row)| row.is_as_judged(&said.judged));
            let plain = item.is_some_and(|item| {
                let waits = item.standing.at(level) == Some(Standing::Waiting);
                item.heads == *heads && waits && !spoken && !item.must_be_read(level)
            });
            let open_elsewhere = reviews::lease(tx, space, *record, now)?.is_some_and(|open| open.login != seat.login);
            if !plain || open_elsewhere {
                return Ok(false);
            }
            say(tx, &registrar, seat, space, *record, &word, false, now)?;
            Ok::<_, ServerError>(true)
        })?;
        *(if accepted { &mut bulk.accepted } else { &mut bulk.left }) += 1;
    }
    Ok(bulk)
}

#[allow(clippy::too_many_arguments)] // what is said, by whom, where, when
fn say(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    seat: &Seat,
    space: &DivisionCode,
    record: RecordId,
    word: &Word,
    read: bool,
    now: i64,
) -> Result<(), ServerError> {
    let row = registrar.tables.record(tx, DiaryEntry::DECL.number, space, record)?;
    let row = row.filter(|row| !row.withdrawn).ok_or_else(gone)?;
    let (shown, present): (BTreeSet<_>, BTreeSet<_>) = (word.heads.iter().collect(), row.heads.iter().collect());
    if shown != present {
        return Err(ServerError::refused(
            "review.changed_meanwhile",
            "这篇日志刚才又改过,没有照办。请看新的一版再定。",
            "This diary was changed just now, so nothing was done. Look at it as it is and decide again.",
        ));
    }
    let before = review_of(tx, registrar, space, record, word.level)?.filter(|said| row.is_as_judged(&said.judged));
    let same = before.as_ref().is_some_and(|said| {
        (said.state, said.cause, said.reason.0.as_str()) == (word.state, word.cause, word.reason.trim())
    });
    if !same && before.map(|said| said.state) != word.seen {
        return Err(ServerError::refused(
            "review.judged.changed_meanwhile",
            "刚才有人审过这篇,没有照办。请看他怎么说,再定。",
            "Somebody reviewed this diary just now, so nothing was done. Look at what they said and decide again.",
        ));
    }
    if word.state == ReviewState::Returned
        && !same
        && let Some(level) = returned_by(tx, space, record)?
    {
        return Err(returned_before(level));
    }
    let review = Review {
        subject: record,
        level: word.level,
        judged: Set::from_iter(row.heads.iter().map(|head| Edit(head.0))),
        state: word.state,
        reason: Prose(word.reason.trim().to_owned()),
        read: Some(read),
        cause: word.cause,
    };
    check_of_office(tx, registrar, space, &review, now)?;
    publish(tx, registrar, space, &review, now)?;
    keep(tx, registrar, space, record)?;
    let how = if read { "" } else { " 未细看" };
    let of = audit::Of {
        division: Some(space.clone()),
        subject: Some(HEXLOWER.encode(&record.0)),
        detail: Some(format!("{}{}{how}", noted_level(word.level), word.state.zh())),
    };
    audit::note(tx, now, &seat.login, AuditAction::Reviewed, of)
}

/// How the audit's detail of a review begins: who said a level's word is found by it.
pub(crate) fn noted_level(level: JudgeLevel) -> String {
    format!("{} ", level.zh())
}

/// The level whose word ever was that a diary is returned: one round, whoever began it.
fn returned_by(
    tx: &mut dyn Transaction,
    space: &DivisionCode,
    diary: RecordId,
) -> Result<Option<JudgeLevel>, ServerError> {
    let Some(state) = Review::DECL.field_named("state") else { return Ok(None) };
    let returned = ReviewState::Returned.to_value();
    let says = |op: &Op| matches!(op, Op::Put(field, value) if *field == state.number && *value == returned);
    for level in LEVELS {
        let history = History::of(tx, space, review_id(space, diary, level))?;
        if history.edits().any(|edit| edit.ops.iter().any(says)) {
            return Ok(Some(level));
        }
    }
    Ok(None)
}

fn returned_before(level: JudgeLevel) -> ServerError {
    ServerError::refused(
        "review.returned_before",
        format!(
            "这篇{}已经退回过一次。一篇日志只退一次,哪一级都不再退第二次。可以通过,也可以存疑并写明理由。",
            level.zh()
        ),
        format!(
            "This diary was returned once, by {}. A diary is returned once and by no other level again. Accept it, or flag it and say why.",
            level.en()
        ),
    )
}

pub(super) fn gone() -> ServerError {
    ServerError::refused(
        "review.unknown",
        "这篇日志不在了:本人已撤回,或者还没传到。看下一篇吧。",
        "This diary is not there: its writer took it back, or it has not arrived. Go on to the next.",
    )
}
