//! How far what offices read is behind the logs. A few entries that just arrived are ordinary. Where logs are followed anew from their
//! beginnings, since a new program makes something of them differently or a backup came back without it, figures are not whole until
//! the ends are reached again and everybody's year was counted from them: until then everybody is told, and nothing is filed.

use std::collections::BTreeMap;

use cunji_domain::division::DivisionCode;

use super::FORM;
use crate::error::ServerError;
use crate::server::Server;
use crate::storage::followed::{self, Followed};
use crate::storage::{self, Transaction, log};

/// The form of a log that is followed anew, until its end is reached once and what counts from it has counted: by that it is told, after
/// a restart too, from one in which something just arrived. A program of another form knows neither, and begins anew.
const UNDER_WAY: i64 = -FORM;
/// The form of a log of which nothing that follows is there.
const NOTHING: i64 = 0;

/// How far what offices read is behind the logs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Behind {
    /// Entries that were not looked at yet.
    pub entries: u64,
    /// Logs that have such entries.
    pub logs: u64,
    /// How much of everything was looked at, in percent, where logs are followed anew; none where all is ordinary.
    pub anew: Option<u8>,
}

impl Behind {
    fn of<'l>(
        logs: impl IntoIterator<Item = &'l (DivisionCode, u64)>,
        followed: &BTreeMap<DivisionCode, Followed>,
    ) -> Self {
        let (mut behind, mut anew, mut all) = (Self::default(), false, 0);
        for (space, last) in logs {
            all += last;
            let followed = followed.get(space).copied();
            anew |= followed.is_some_and(|followed| followed.form != FORM);
            let left = last.saturating_sub(followed.and_then(looked_at).unwrap_or(0));
            behind.entries += left;
            behind.logs += u64::from(left > 0);
        }
        // A hundred is said of nothing that goes on.
        let percent = ((all - behind.entries) * 100 / all.max(1)).min(99);
        Self { anew: anew.then(|| u8::try_from(percent).unwrap_or(99)), ..behind }
    }
}

/// How far what offices read is behind the logs.
///
/// # Errors
/// What the database says.
pub fn behind(tx: &mut dyn Transaction) -> Result<Behind, ServerError> {
    Ok(Behind::of(&log::spaces(tx)?, &followed::all(tx)?))
}

/// Makes sure that none of the logs that tell of a division is followed anew, its own, those below and those above it: figures that are
/// not whole are not filed, nor handed on as a file.
///
/// # Errors
/// `server.following`: it is to be tried again when that is done; or what the database says.
pub fn ensure_whole(server: &Server, division: &DivisionCode) -> Result<(), ServerError> {
    let anew = storage::read(&*server.storage, |tx| {
        let (logs, followed) = (log::spaces(tx)?, followed::all(tx)?);
        let telling = logs.iter().filter(|(space, _)| division.contains(space) || space.contains(division));
        // How far it is is told as on the screens, of everything.
        let anew = Behind::of(telling, &followed).anew.and_then(|_| Behind::of(&logs, &followed).anew);
        Ok::<_, ServerError>(anew)
    })?;
    match anew {
        None => Ok(()),
        Some(percent) => Err(ServerError::refused(
            "server.following",
            format!(
                "服务器升级或恢复后正在重新整理记录,已到 {percent}%。这时的数字还不全,所以没有办,什么也没有改。等页面上方的提示没了再办,一般几分钟。"
            ),
            format!(
                "After an upgrade or a restore the server is arranging its records anew and has done {percent} %. Figures are not whole yet, so this was not done, and nothing was changed. Do it once the notice at the top of the page is gone, in some minutes as a rule."
            ),
        )),
    }
}

/// Notes that all logs are to be followed anew, as after a restore: a backup has nothing that follows.
///
/// # Errors
/// What the database says.
pub(crate) fn begin_anew(tx: &mut dyn Transaction) -> Result<(), ServerError> {
    for (space, _) in log::spaces(tx)?.into_iter().filter(|(_, last)| *last > 0) {
        followed::set(tx, &space, Followed { number: 0, form: NOTHING })?;
    }
    Ok(())
}

/// Up to which entry a log was looked at in the present form; none where that is still to be begun.
pub(super) fn looked_at(followed: Followed) -> Option<u64> {
    [FORM, UNDER_WAY].contains(&followed.form).then_some(followed.number)
}

/// How it is noted that a log was looked at up to `number`, of which `before` was noted.
pub(super) fn noted(before: Option<Followed>, number: u64) -> Followed {
    Followed { number, form: if before.is_some_and(|before| before.form != FORM) { UNDER_WAY } else { FORM } }
}

/// Notes that what counts from the logs has counted: those of which the end was reached are followed anew no more.
///
/// # Errors
/// What the database says.
pub fn end_anew(server: &Server) -> Result<(), ServerError> {
    let under_way = |tx: &mut dyn Transaction| {
        let followed = followed::all(tx)?;
        let mut reached = log::spaces(tx)?;
        reached.retain(|(space, last)| {
            followed.get(space).is_some_and(|followed| followed.form == UNDER_WAY && followed.number >= *last)
        });
        Ok::<_, ServerError>(reached)
    };
    // Nearly always there are none, and nobody has to wait for that.
    if storage::read(&*server.storage, under_way)?.is_empty() {
        return Ok(());
    }
    storage::write(&*server.storage, |tx| {
        for (space, _) in under_way(tx)? {
            if let Some(known) = followed::of(tx, &space)? {
                followed::set(tx, &space, Followed { form: FORM, ..known })?;
            }
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A log with its last number, and what is noted of it: up to where, and in which form.
    type Log = (&'static str, u64, Option<(u64, i64)>);

    fn of(logs: [Log; 3]) -> Behind {
        let code = |space: &str| -> DivisionCode { space.parse().unwrap() };
        let followed = logs
            .iter()
            .filter_map(|(space, _, noted)| noted.map(|(number, form)| (code(space), Followed { number, form })));
        let followed = followed.collect();
        Behind::of(&logs.map(|(space, last, _)| (code(space), last)), &followed)
    }

    #[test]
    fn what_just_arrived_is_behind_and_nothing_is_anew() {
        let ordinary = of([
            ("610926101205", 100, Some((98, FORM))),
            ("610926101207", 3, None),
            ("610926101208", 7, Some((7, FORM))),
        ]);
        assert_eq!(ordinary, Behind { entries: 5, logs: 2, anew: None });
    }

    #[test]
    fn a_log_of_another_form_is_behind_with_all_its_entries_however_far_it_was_followed_then() {
        let upgraded = of([
            ("610926101205", 100, Some((100, FORM - 1))),
            ("610926101207", 60, Some((60, FORM))),
            ("610926101208", 40, Some((20, UNDER_WAY))),
        ]);
        assert_eq!(upgraded, Behind { entries: 120, logs: 2, anew: Some(40) });
        let last_log = of([
            ("610926101205", 1000, Some((1000, FORM))),
            ("610926101207", 1000, Some((1000, FORM))),
            ("610926101208", 10, Some((9, UNDER_WAY))),
        ]);
        assert_eq!(last_log.anew, Some(99));
        let uncounted = of([
            ("610926101205", 100, Some((100, UNDER_WAY))),
            ("610926101207", 60, Some((60, FORM))),
            ("610926101208", 40, None),
        ]);
        assert_eq!(uncounted.anew, Some(80));
    }

    #[test]
    fn a_log_is_under_way_from_its_first_part_until_its_people_are_counted() {
        let old = Some(Followed { number: 70, form: FORM - 1 });
        let first = noted(old, 25);
        assert_eq!((first.form, looked_at(first)), (UNDER_WAY, Some(25)));
        let last = noted(Some(noted(Some(first), 50)), 70);
        assert_eq!(last, Followed { number: 70, form: UNDER_WAY }, "nothing was counted from it yet");
        assert_eq!(
            noted(Some(Followed { form: FORM, ..last }), 95).form,
            FORM,
            "what arrives from then on is ordinary"
        );
        assert_eq!(noted(None, 25).form, FORM, "and so is a log of its own beginning");
        assert_eq!((old.and_then(looked_at), looked_at(Followed { number: 0, form: NOTHING })), (None, None));
    }
}
