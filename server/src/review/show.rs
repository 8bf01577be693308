//! Gathering what a clerk sees of a diary, from the tables of its village.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use cunji_domain::confirmation::Confirmation;
use cunji_domain::diary::DiaryEntry;
use cunji_domain::division::DivisionCode;
use cunji_domain::friendship_contact::FriendshipContact;
use cunji_domain::judgement::JudgeLevel;
use cunji_domain::observation::AttendanceObservation;
use cunji_domain::office::Act;
use cunji_domain::organisation::role_on;
use cunji_domain::person::PersonId;
use cunji_domain::place::Place;
use cunji_domain::problem::Problem;
use cunji_domain::record::{Code, ListedCode, RecordId, RecordKind, Set, Value};
use cunji_domain::review::{Review, ReviewState};
use cunji_domain::server_facts::village_anchor::VillageAnchor;
use cunji_domain::visit::{HouseholdVisit, PhotoRef};
use cunji_history::{Evidence, derived_record_id};
use data_encoding::HEXLOWER;

use super::item::review_id;
use super::judge::gone;
use super::lease;
use super::returns::last_day;
use super::view::{
    AnchorShown, ContactShown, DiaryShown, Named, PersonView, PlaceShown, ProblemRaised, SaidShown, SeenShown,
    StripDay, VisitShown,
};
use crate::accounts::Seat;
use crate::audit::AuditAction;
use crate::error::ServerError;
use crate::households;
use crate::log::History;
use crate::photos::{Folder, PhotoShown, shown_to_office};
use crate::registrar::Registrar;
use crate::server::Server;
use crate::storage::log::{self, LogEntry};
use crate::storage::read_model::RecordRow;
use crate::storage::reviews::LEVELS;
use crate::storage::{self, Transaction, returns, roster};

/// So many of the person's days are shown, this one included.
const STRIP_DAYS: u64 = 14;

/// A diary with its day; places only for who may read evidence. That it was read is noted, whether or not somebody has it open to review
/// it; `ahead` says that it is fetched to be opened next.
///
/// # Errors
/// It is not there; or what the database says.
pub fn show(
    server: &Server,
    seat: &Seat,
    space: &DivisionCode,
    record: RecordId,
    ahead: bool,
) -> Result<DiaryShown, ServerError> {
    let (registrar, with_places) = (server.registrar(), seat.may(Act::ReadEvidence, space));
    let shown = storage::read(&*server.storage, |tx| {
        let row = registrar.tables.record(tx, DiaryEntry::DECL.number, space, record)?;
        let row = row.filter(|row| !row.withdrawn).ok_or_else(gone)?;
        let diary = DiaryEntry::from_parts(&row.key, &row.fields).map_err(|_| gone())?;
        let folder = server.photos();
        let mut gathering = Gathering { tx, registrar: &registrar, folder, space, names: BTreeMap::new() };
        gathering.shown(&row, &diary, with_places)
    })?;
    let action = if ahead { AuditAction::DiaryFetched } else { AuditAction::DiarySeen };
    lease::seen(server, seat, space, record, action)?;
    Ok(shown)
}

pub(super) struct Gathering<'g> {
    pub(super) tx: &'g mut dyn Transaction,
    pub(super) registrar: &'g Registrar,
    folder: &'g Folder,
    pub(super) space: &'g DivisionCode,
    names: BTreeMap<PersonId, String>,
}

impl Gathering<'_> {
    fn shown(&mut self, row: &RecordRow, diary: &DiaryEntry, with_places: bool) -> Result<DiaryShown, ServerError> {
        let (record, day) = (row.id, diary.day);
        let entries = log::entries_of_record(self.tx, self.space, record)?;
        let written = entries.iter().map(|entry| entry.link.written_at);
        let memberships = roster::memberships_of_space(self.tx, self.space)?;
        let companions = diary.companions.0.iter().map(|person| self.person(person)).collect::<Result<_, _>>()?;
        let anchors = if with_places { self.anchors(day)? } else { Vec::new() };
        Ok(DiaryShown {
            space: self.space.to_string(),
            village: roster::division_called(self.tx, self.space)?,
            record: HEXLOWER.encode(&record.0),
            heads: row.heads.iter().map(|head| HEXLOWER.encode(&head.0)).collect(),
            cadre: self.person(&diary.cadre)?,
            role: role_on(&memberships, &diary.cadre, self.space, day).map(|role| role.code().to_owned()),
            day,
            stay: diary.stay.map(|stay| self.named("stay", stay.code(), day)),
            work: diary.work.0.iter().map(|work| self.named("work", &work.0, day)).collect(),
            text: diary.text.0.clone(),
            companions,
            met: diary.met.0.iter().cloned().collect(),
            written_at: written.clone().min().unwrap_or_default(),
            changed_at: written.max().unwrap_or_default(),
            arrived_at: entries.iter().map(|entry| entry.link.received_at).max().unwrap_or_default(),
            photos: self.photos(record, &diary.photos)?,
            visits: self.visits(&diary.cadre, day)?,
            contacts: self.contacts(&diary.cadre, day)?,
            problems: self.problems(&diary.cadre, day)?,
            seen: self.seen(row, diary)?,
            days: self.strip(&diary.cadre, day)?,
            grade: if with_places { self.graded(row, diary)? } else { None },
            places: if with_places { places(&entries, &anchors)? } else { Vec::new() },
            anchors: anchors.iter().map(|it| AnchorShown { name: it.name.clone(), radius: it.radius }).collect(),
            said: self.said(row)?,
        })
    }

    fn person(&mut self, person: &PersonId) -> Result<PersonView, ServerError> {
        if !self.names.contains_key(person) {
            let name = roster::person_called(self.tx, person)?;
            self.names.insert(person.clone(), name);
        }
        Ok(PersonView { id: person.to_string(), name: self.names[person].clone() })
    }

    fn named(&self, list: &str, code: &str, day: NaiveDate) -> Named {
        let listed = self.registrar.policies.on(day).and_then(|policy| policy.list(list)?.entry(code));
        let (zh, en) = listed.map_or((code, code), |listed| (&listed.zh, &listed.en));
        Named { code: code.to_owned(), zh: zh.to_owned(), en: en.to_owned() }
    }

    fn named_if(&self, list: &str, code: Option<&ListedCode>, day: NaiveDate) -> Option<Named> {
        code.map(|code| self.named(list, &code.0, day))
    }

    /// The photos of a record, with what a reader may see of them.
    fn photos(&mut self, record: RecordId, photos: &Set<PhotoRef>) -> Result<Vec<PhotoShown>, ServerError> {
        shown_to_office(self.tx, self.registrar, self.folder, (self.space, record), photos)
    }

    /// What a person wrote of a kind on a day.
    fn of_day<K: RecordKind>(&mut self, author: &PersonId, day: NaiveDate) -> Result<Vec<(RecordId, K)>, ServerError> {
        let rows = self.registrar.tables.records_of_days(self.tx, K::DECL.number, self.space, &(day..=day))?;
        let own = rows.into_iter().filter(|row| !row.withdrawn && row.author == *author);
        Ok(own.filter_map(|row| Some((row.id, K::from_parts(&row.key, &row.fields).ok()?))).collect())
    }

    fn visits(&mut self, cadre: &PersonId, day: NaiveDate) -> Result<Vec<VisitShown>, ServerError> {
        let mut visits = Vec::new();
        for (record, visit) in self.of_day::<HouseholdVisit>(cadre, day)? {
            let (household, listed) = match &visit.household {
                Some(number) => (households::called(self.tx, self.registrar, self.space, number)?, true),
                None => (visit.household_name.clone().unwrap_or_default(), false),
            };
            visits.push(VisitShown {
                household,
                listed,
                photos: self.photos(record, &visit.photos)?,
                purpose: self.named_if("purpose", visit.purpose.as_ref(), day),
                findings: visit.findings.0,
                needs: visit.needs.0,
                next_step: visit.next_step.0,
            });
        }
        Ok(visits)
    }

    fn contacts(&mut self, cadre: &PersonId, day: NaiveDate) -> Result<Vec<ContactShown>, ServerError> {
        let contacts = self.of_day::<FriendshipContact>(cadre, day)?.into_iter();
        let shown =
            contacts.map(|(_, contact)| ContactShown { how: contact.how.code().to_owned(), text: contact.text.0 });
        Ok(shown.collect())
    }

    fn problems(&mut self, cadre: &PersonId, day: NaiveDate) -> Result<Vec<ProblemRaised>, ServerError> {
        let mut problems = Vec::new();
        for (record, problem) in self.of_day::<Problem>(cadre, day)? {
            problems.push(ProblemRaised {
                photos: self.photos(record, &problem.photos)?,
                category: self.named_if("problem", problem.category.as_ref(), day),
                text: problem.text.0,
            });
        }
        Ok(problems)
    }

    /// What first secretaries saw on the day, and what they said of the diary.
    fn seen(&mut self, row: &RecordRow, diary: &DiaryEntry) -> Result<Vec<SeenShown>, ServerError> {
        let mut seen = Vec::new();
        let kind = AttendanceObservation::DECL.number;
        let days = diary.day..=diary.day;
        for observed in self.registrar.tables.records_of_days(self.tx, kind, self.space, &days)? {
            let Ok(observation) = AttendanceObservation::from_parts(&observed.key, &observed.fields) else { continue };
            if observed.withdrawn || observation.observer == diary.cadre {
                continue;
            }
            let absent = observation.absent.0.iter().any(|absent| absent.person == diary.cadre);
            let present = observation.everybody_here || observation.present.0.contains(&diary.cadre);
            let what = if absent { "away" } else { "here" };
            if absent || present {
                let (by, note) = (self.person(&observation.observer)?, observation.note.0);
                seen.push(SeenShown { by, what: what.to_owned(), note, present: true });
            }
        }
        let key = [Value::Bytes(row.id.0.to_vec()), Value::Text(JudgeLevel::Village.code().to_owned())];
        let id = derived_record_id(Confirmation::DECL.number, self.space, &key);
        let confirmed = self.registrar.tables.record(self.tx, Confirmation::DECL.number, self.space, id)?;
        if let Some(confirmed) = confirmed.filter(|confirmed| !confirmed.withdrawn)
            && let Ok(confirmation) = Confirmation::from_parts(&confirmed.key, &confirmed.fields)
        {
            seen.push(SeenShown {
                by: self.person(&confirmed.author)?,
                what: confirmation.result.code().to_owned(),
                present: row.is_as_judged(&confirmation.judged),
                note: confirmation.reason.0,
            });
        }
        Ok(seen)
    }

    /// The village's anchors on the day.
    fn anchors(&mut self, day: NaiveDate) -> Result<Vec<VillageAnchor>, ServerError> {
        let rows = self.registrar.tables.records(self.tx, VillageAnchor::DECL.number, self.space)?;
        let standing = rows.into_iter().filter(|row| !row.withdrawn);
        let anchors = standing.filter_map(|row| VillageAnchor::from_parts(&row.key, &row.fields).ok());
        Ok(anchors.filter(|anchor| anchor.holds_on(day)).collect())
    }

    fn strip(&mut self, cadre: &PersonId, until: NaiveDate) -> Result<Vec<StripDay>, ServerError> {
        let from = until.checked_sub_days(Days::new(STRIP_DAYS - 1)).unwrap_or(until);
        let rows =
            self.registrar.tables.records_of_days(self.tx, DiaryEntry::DECL.number, self.space, &(from..=until))?;
        let told = rows.into_iter().filter(|row| !row.withdrawn);
        let told = told.filter_map(|row| DiaryEntry::from_parts(&row.key, &row.fields).ok());
        let stays: BTreeMap<NaiveDate, Option<String>> = told
            .filter(|diary| diary.cadre == *cadre)
            .map(|diary| (diary.day, diary.stay.map(|stay| stay.code().to_owned())))
            .collect();
        let days = from.iter_days().take_while(|day| *day <= until);
        Ok(days.map(|day| StripDay { day, stay: stays.get(&day).cloned().flatten() }).collect())
    }

    /// Every word of every level, as the log has it.
    fn said(&mut self, row: &RecordRow) -> Result<Vec<SaidShown>, ServerError> {
        let mut said = Vec::new();
        for level in LEVELS {
            let id = review_id(self.space, row.id, level);
            let history = History::of(self.tx, self.space, id)?;
            let before = said.len();
            for entry in log::entries_of_record(self.tx, self.space, id)? {
                let Some(then) = history.replay_to(id, entry.link.edit_id) else { continue };
                let Ok(review) = Review::from_parts(&then.key, &then.fields) else { continue };
                said.push(SaidShown {
                    level: level.code().to_owned(),
                    state: review.state.code().to_owned(),
                    present: row.is_as_judged(&review.judged),
                    cause: review.cause.map(|cause| cause.code().to_owned()),
                    read: review.read,
                    reason: review.reason.0,
                    at: entry.link.written_at,
                    until: None,
                });
            }
            // From it one could tell when a phone was in touch: that is nobody's any more once the return is answered.
            let last = said.iter_mut().skip(before).next_back().filter(|last| last.present);
            if let Some(last) = last.filter(|last| last.state == ReviewState::Returned.code())
                && let Some(given) = returns::of_review(self.tx, self.space, id)?
            {
                last.until = last_day(self.tx, self.registrar, &given)?;
            }
        }
        said.sort_by_key(|said| said.at);
        Ok(said)
    }
}

/// Where it was saved, seen from the nearest anchor; a village without one shows no places.
fn places(entries: &[LogEntry], anchors: &[VillageAnchor]) -> Result<Vec<PlaceShown>, ServerError> {
    let mut places = Vec::new();
    for entry in entries {
        let Some(bytes) = entry.link.evidence.as_deref() else { continue };
        let evidence = Evidence::from_bytes(bytes).map_err(|fault| ServerError::Damaged { what: "evidence", fault })?;
        let Some((lat, lon)) = evidence.place else { continue };
        let place = Place { lat: i64::from(lat), lon: i64::from(lon) };
        let from = anchors.iter().map(|anchor| anchor.place.place()).enumerate();
        let nearest = from.min_by_key(|(_, anchor)| anchor.metres_to(place));
        places.push(PlaceShown {
            at: entry.link.written_at,
            accuracy: evidence.accuracy,
            anchor: nearest.map(|(at, _)| at),
            metres: nearest.map(|(_, anchor)| anchor.metres_to(place)),
            direction: nearest.and_then(|(_, anchor)| anchor.direction_to(place)).map(|it| it.code().to_owned()),
            mock: evidence.mock == Some(true),
        });
    }
    Ok(places)
}
