//! The first steps of an import: what columns the file has, and what it would change.

use std::collections::BTreeMap;

use cunji_domain::calendar::Calendar;
use cunji_domain::division::DivisionCode;
use cunji_domain::policy::{FileFault, Policy};
use cunji_domain::time::local_day;
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use super::lines::Lines;
use super::progress::{Ended, Progress};
use super::worker::Outcome;
use super::{Applied, Work};
use crate::error::ServerError;
use crate::imports::{self, IdKey, ImportFaults, ListKind, Mapping, Reading, Remark, Roster};
use crate::office::{self, Becomes, Change, List, PolicyFile};
use crate::server::Server;
use crate::storage::jobs::JobRow;
use crate::storage::{self, Transaction, roster};

/// What an office says of its file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Said {
    /// Which head is which column; none: as they are recognised. A head that it does not name is not read.
    #[serde(default)]
    pub mapping: Option<Vec<HeadMeans>>,
    /// Which division is meant where several could be.
    #[serde(default)]
    pub choices: Vec<Choice>,
}

/// A head of the file, and the column that it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HeadMeans {
    /// The head as the file writes it.
    pub head: String,
    /// The column's key.
    pub column: String,
}

/// Which of the divisions that could be meant is meant in a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Choice {
    /// The sheet, as the fault named it.
    #[serde(default)]
    pub sheet: Option<String>,
    /// The row.
    pub row: u32,
    /// The division's code.
    pub division: String,
}

/// What a dry run showed, in sums; every fault and every change is a line of its file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DryRun {
    /// Names exactly this outcome: who applies says it.
    pub digest: String,
    /// What would be new.
    pub new: u64,
    /// What would say something else.
    pub changed: u64,
    /// What would come to an end.
    pub ended: u64,
    /// Whose figures would be counted otherwise.
    pub counted: u64,
    /// What is wrong with the file; with one of them nothing can be applied.
    pub faults: u64,
    /// Of them, rows in which the office is to choose a division.
    pub to_choose: u64,
    /// What was left out, or is worth a look.
    pub notes: u64,
}

impl Work {
    /// Which list's columns it has, where it has any that an office can name.
    pub fn list_kind(self) -> Option<ListKind> {
        match self {
            Self::Roster => Some(ListKind::Roster),
            Self::Households => Some(ListKind::Households),
            Self::Divisions => Some(ListKind::Divisions),
            Self::Anchors => Some(ListKind::Anchors),
            Self::Policy | Self::Calendar | Self::Columns | Self::Attendance | Self::Audit => None,
        }
    }
}

impl Said {
    fn reading(&self) -> Result<Reading, ServerError> {
        let pairs = |means: &'_ Vec<HeadMeans>| {
            Mapping::new(means.iter().map(|means| (means.head.as_str(), means.column.as_str())))
        };
        let mut choices = BTreeMap::new();
        for choice in &self.choices {
            let division: DivisionCode = choice.division.parse().map_err(|_| {
                ServerError::refused(
                    "import.choice",
                    format!("第 {} 行选的「{}」不是区划代码。请刷新,从列出的里面再选。", choice.row, choice.division),
                    format!(
                        "{:?}, chosen for row {}, is no division code. Reload and choose from the list.",
                        choice.division, choice.row
                    ),
                )
            })?;
            choices.insert((choice.sheet.clone(), choice.row), division);
        }
        Ok(Reading { mapping: self.mapping.as_ref().map(pairs), choices, ..Reading::default() })
    }

    /// Makes sure that it speaks of columns that such a list has.
    ///
    /// # Errors
    /// It names another.
    pub fn check(&self, work: Work) -> Result<(), ServerError> {
        let reading = self.reading()?;
        let keys = reading.mapping.iter().flat_map(Mapping::keys);
        let known = |key: &str| work.list_kind().is_some_and(|kind| kind.has_column(key));
        match keys.into_iter().find(|key| !known(key)) {
            None => Ok(()),
            Some(key) => Err(ServerError::refused(
                "import.no_such_column",
                format!("这种名单没有「{key}」这一列。请刷新,重新对一遍表头。"),
                format!("Such a list has no column {key:?}. Reload and name the columns again."),
            )),
        }
    }
}

/// What columns the file has.
///
/// # Errors
/// The file can't be read.
pub fn look(server: &Server, work: Work, job: &JobRow) -> Result<Outcome, Ended> {
    let (bytes, name) = brought(server, job)?;
    let Some(kind) = work.list_kind() else { return Err(no_columns().into()) };
    let looked = imports::look(&bytes, &name, kind, None).map_err(refused)?;
    Ok(Outcome { said: json(&looked), made: None, spent: false })
}

/// What the file would change, with every fault; nothing is changed.
///
/// # Errors
/// The job ends before it is done; a faulty file is an outcome.
pub fn dry_run(server: &Server, work: Work, job: &JobRow, progress: &mut Progress<'_>) -> Result<Outcome, Ended> {
    let (lines, run) = planned(server, work, job, progress)?;
    let made = lines.keep(server.jobs(), job.number)?;
    Ok(Outcome { said: json(&run), made: Some(made), spent: false })
}

/// What was asked for with a step, as the job's row keeps it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// What the office says of its file.
    #[serde(flatten)]
    pub said: Said,
    /// The dry run that is to be done.
    #[serde(default)]
    pub digest: String,
    /// What of it was taken in, once doing it has begun.
    #[serde(default)]
    pub(super) applied: Option<Applied>,
    /// What the audit says of that.
    #[serde(default)]
    pub(super) noted: Option<Applied>,
}

impl Asked {
    /// A dry run by this.
    pub fn of(said: Said) -> Self {
        Self { said, ..Self::default() }
    }

    /// The same, to be done if it still comes to this; where that was begun before, it goes on from there.
    pub fn applied_as(self, digest: &str) -> Self {
        let goes_on = self.digest == digest;
        Self {
            said: self.said,
            digest: digest.to_owned(),
            applied: self.applied.filter(|_| goes_on),
            noted: self.noted.filter(|_| goes_on),
        }
    }
}

/// All that the file would change now, with its sums.
pub(super) fn planned(
    server: &Server,
    work: Work,
    job: &JobRow,
    progress: &mut Progress<'_>,
) -> Result<(Lines, DryRun), Ended> {
    let asked: Asked = serde_json::from_str(&job.asked).unwrap_or_default();
    let (mut lines, mut run) = (Lines::default(), DryRun::default());
    // The command line may have brought one since.
    server.refresh_policies()?;
    let (registrar, now) = (server.registrar(), server.clock.now());
    match read(server, work, job, &asked.said)? {
        Err(faults) => faults.iter().for_each(|fault| lines.fault(fault)),
        Ok(list) => {
            let (mut faults, parts) = storage::read(&*server.storage, |tx| {
                Ok::<_, ServerError>((list.faults(tx, &registrar, now)?, list.parts(tx)?))
            })?;
            let mut changes = Vec::new();
            for (at, part) in parts.iter().enumerate() {
                changes.extend(storage::read(&*server.storage, |tx| list.plan(tx, &registrar, part))?);
                progress.at(at + 1, parts.len())?;
            }
            let named = storage::read(&*server.storage, |tx| {
                Ok::<_, ServerError>(roster::division_called(tx, &job.division)?)
            })?;
            // What can't be done is no change beside.
            changes.retain(|change| {
                let fault = elsewhere(change, (&job.division, named.as_str()));
                let stays = fault.is_none();
                faults.extend(fault);
                stays
            });
            if let List::Roster(roster) = &list {
                faults.extend(storage::read(&*server.storage, |tx| people_elsewhere(tx, roster, &job.division, now))?);
            }
            changes.extend(counted(server, &list, progress)?);
            let beside = storage::read(&*server.storage, |tx| list.notes_beside(tx, &registrar, &job.division))?;
            list.notes().iter().chain(&beside).for_each(|note| lines.note(note));
            faults.iter().for_each(|fault| lines.fault(fault));
            for change in &changes {
                let sum = match change.becomes {
                    Becomes::New => &mut run.new,
                    Becomes::Changed => &mut run.changed,
                    Becomes::Ended => &mut run.ended,
                    Becomes::Counted => &mut run.counted,
                };
                *sum += 1;
                lines.change(change);
            }
        }
    }
    (run.faults, run.to_choose, run.notes) = lines.sums();
    run.digest = digest(job, &asked.said, &lines);
    Ok((lines, run))
}

/// Whose figures would be counted otherwise.
fn counted(server: &Server, list: &List, progress: &mut Progress<'_>) -> Result<Vec<Change>, Ended> {
    let registrar = server.registrar();
    let Some(today) = local_day(server.clock.now()) else { return Ok(Vec::new()) };
    let compared = storage::read(&*server.storage, |tx| list.counted_by(tx, &registrar, today))?;
    let Some(compared) = compared else { return Ok(Vec::new()) };
    let mut changes = Vec::new();
    for (at, village) in compared.villages.iter().enumerate() {
        let of_village = |tx: &mut dyn Transaction| List::counted_otherwise(tx, &registrar, &compared, village, today);
        changes.extend(storage::read(&*server.storage, of_village)?);
        progress.at(at + 1, compared.villages.len())?;
    }
    Ok(changes)
}

/// Whoever brings a list brings it for a division: what it would change elsewhere is not theirs to change.
fn elsewhere(change: &Change, (division, named): (&DivisionCode, &str)) -> Option<Remark> {
    let code: DivisionCode = change.division.parse().ok()?;
    let (place, subject) = (&change.place, &change.subject);
    (!division.contains(&code)).then(|| {
        Remark::of_row(
            &(change.sheet.clone(), change.row.unwrap_or_default()),
            "import.elsewhere",
            format!("「{subject}」在{place}({code}),不在{named}之内,不能由这里导入。"),
            format!("{subject:?} is in {place} ({code}), not within {named}: it can't be imported from here."),
        )
    })
}

/// Who of a roster is on a team that is not the office's own: their terms, and their name, are not its to change.
fn people_elsewhere(
    tx: &mut dyn Transaction,
    roster: &Roster,
    division: &DivisionCode,
    now: i64,
) -> Result<Vec<Remark>, ServerError> {
    let mut faults = Vec::new();
    // Each person's first row.
    let rows: BTreeMap<_, _> = roster.places.iter().rev().map(|(role, place)| (&role.person, place)).collect();
    for person in roster.people.keys() {
        match office::on_no_team_elsewhere(tx, division, person, now) {
            Err(ServerError::Refused { code, zh, en }) => {
                let row = rows.get(person);
                faults.push(row.map_or_else(
                    || Remark::on_file(code, zh.clone(), en.clone()),
                    |place| Remark::of_row(place, code, zh.clone(), en.clone()),
                ));
            }
            other => other?,
        }
    }
    Ok(faults)
}

/// The list in the file; or every fault of it.
pub(super) fn read(
    server: &Server,
    work: Work,
    job: &JobRow,
    said: &Said,
) -> Result<Result<List, Vec<Remark>>, ServerError> {
    let (bytes, name) = brought(server, job)?;
    let id_key = Some(IdKey::of(&server.key().signing.to_bytes()));
    let reading = Reading { id_key, within: Some(job.division.clone()), ..said.reading()? };
    let faults = |faults: ImportFaults| faults.faults;
    let known = || storage::read(&*server.storage, |tx| office::known_divisions(tx));
    Ok(match work {
        Work::Roster => match imports::read_roster(&bytes, &name, &known()?, &reading) {
            Ok((roster, faults)) if faults.is_empty() => Ok(List::Roster(roster)),
            Ok((roster, mut faults)) => {
                // Whose rows can be read is looked at all the same: who mends the list is told of everything at once.
                let now = server.clock.now();
                let elsewhere = |tx: &mut dyn Transaction| people_elsewhere(tx, &roster, &job.division, now);
                faults.extend(storage::read(&*server.storage, elsewhere)?);
                Err(faults)
            }
            Err(unreadable) => Err(faults(unreadable)),
        },
        Work::Households => {
            imports::parse_households_reading(&bytes, &name, &known()?, &reading).map(List::Households).map_err(faults)
        }
        Work::Anchors => match imports::read_anchors(&bytes, &name, &known()?, &reading) {
            Ok((anchors, faults)) if faults.is_empty() => Ok(List::Anchors(anchors)),
            Ok((anchors, mut faults)) => {
                let (list, registrar, now) = (List::Anchors(anchors), server.registrar(), server.clock.now());
                let broken = |tx: &mut dyn Transaction| list.faults(tx, &registrar, now);
                faults.extend(storage::read(&*server.storage, broken)?);
                faults.sort_by(|a, b| (&a.sheet, a.row).cmp(&(&b.sheet, b.row)));
                Err(faults)
            }
            Err(unreadable) => Err(faults(unreadable)),
        },
        Work::Divisions => {
            let known = storage::read(&*server.storage, |tx| office::known_division_rows(tx))?;
            imports::parse_divisions_reading(&bytes, &name, known, &reading).map(List::Divisions).map_err(faults)
        }
        Work::Policy => text(&bytes).and_then(|toml| {
            let policy = Policy::parse(&toml).map_err(of_lines)?;
            Ok(List::Policy(Box::new(PolicyFile { toml, policy })))
        }),
        Work::Columns | Work::Attendance | Work::Audit => return Err(no_columns()),
        Work::Calendar => text(&bytes).and_then(|text| Calendar::parse(&text).map(List::Calendar).map_err(of_lines)),
    })
}

fn text(bytes: &[u8]) -> Result<String, Vec<Remark>> {
    imports::text(bytes).map_err(|fault| vec![fault])
}

fn of_lines(faults: Vec<FileFault>) -> Vec<Remark> {
    faults.into_iter().map(Remark::of_fault).collect()
}

fn brought(server: &Server, job: &JobRow) -> Result<(Vec<u8>, String), ServerError> {
    let gone = || {
        ServerError::refused(
            "job.file_gone",
            "这份文件已经过了保存期。请重新上传。",
            "This file's time is over. Please bring it again.",
        )
    };
    let digest = job.brought.ok_or_else(gone)?;
    Ok((server.jobs().read(&digest)?, job.brought_name.clone().unwrap_or_default()))
}

/// Names a dry run: the file, what the office said of it, and everything that was shown.
fn digest(job: &JobRow, said: &Said, lines: &Lines) -> String {
    let mut digest = Sha256::new();
    digest.update(job.brought.unwrap_or_default());
    digest.update(json(said));
    for line in lines.iter() {
        digest.update(line);
        digest.update(b"\n");
    }
    HEXLOWER.encode(&digest.finalize())
}

fn no_columns() -> ServerError {
    ServerError::refused(
        "import.no_columns",
        "这种文件没有表头可对,直接试导入。",
        "Such a file has no columns to be named; run it dry as it is.",
    )
}

fn refused(fault: Remark) -> ServerError {
    ServerError::refused(fault.violation.code, fault.violation.zh, fault.violation.en)
}

pub(super) fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
