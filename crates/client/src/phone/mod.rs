//! A phone: one home folder, one person, one store that nobody else has open.

pub(crate) mod clock;
pub(crate) mod drafts;
pub(crate) mod enrol;
pub(crate) mod facts;
pub(crate) mod named;
pub(crate) mod record;
pub(crate) mod typing;
pub(crate) mod village;
pub(crate) mod write;

use std::path::Path;
use std::sync::Arc;

use chrono::{Days, NaiveDate};
use cunji_domain::division::{DivisionCode, Level};
use cunji_domain::organisation::{Membership, Role, roles_on};
use cunji_domain::person::PersonId;
use cunji_domain::record::{KindDecl, RecordId, RecordKind};
use cunji_domain::server_facts::announced_policy::AnnouncedPolicy;
use cunji_domain::time::local_day;
use cunji_store::{Cost, Enrolment, Filter, Home, OpenState, Opened, Store, StoreError, Typed};

use crate::error::{ClientError, Result};
use crate::households::KeptHouseholds;
use crate::language::Language;
use crate::phone::clock::Clock;
use crate::phone::facts::{Known, PhoneFacts};
use crate::phone::write::Place;

/// The server's clock when it was last heard, and the monotonic milliseconds then.
const SERVER_TIME: &str = "server time";
/// The newest schema versions that the server takes, by kind.
const SCHEMAS: &str = "schemas";

/// How far a wall clock may be behind what the server showed before it is taken to be wrong.
const SLACK_SECONDS: i64 = 86_400;
/// A clock that is known to be wrong can't tell which day has come; the server will.
const UNKNOWN_DAYS: Days = Days::new(366);

/// A phone. Everything but a sync is synchronous against the store; when a method that saves returns, power may fail.
pub struct Phone {
    pub(crate) store: Store,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) language: Language,
    found: OpenState,
    known: Option<Arc<Known>>,
    pub(crate) households: KeptHouseholds,
    /// Where the phone is, as the system says: goes beside what is saved, unless the writer gave a place.
    pub(crate) offered: Option<Place>,
}

impl std::fmt::Debug for Phone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Phone({:?})", self.store)
    }
}

impl Phone {
    /// Whether there is a phone in the folder.
    pub fn exists(home: &Path) -> bool {
        Store::exists(home)
    }

    /// Makes a phone in an empty folder; nobody's until it is enrolled. A path alone is a home too, with its mark in the folder.
    ///
    /// # Errors
    /// There is one already, or the folder can't be written to.
    pub fn create(home: impl Into<Home>, passphrase: &str, clock: Arc<dyn Clock>, language: Language) -> Result<Self> {
        Self::create_costing(home, passphrase, Cost::default(), clock, language)
    }

    /// As [`Phone::create`], with another cost of trying a passphrase (simulations take the cheapest).
    ///
    /// # Errors
    /// As [`Phone::create`].
    pub fn create_costing(
        home: impl Into<Home>,
        passphrase: &str,
        cost: Cost,
        clock: Arc<dyn Clock>,
        language: Language,
    ) -> Result<Self> {
        let store = Store::create(home, passphrase, cost, clock.now())?;
        Ok(Self::from_store(store, clock, language))
    }

    /// Around a store that was just made.
    pub(crate) fn from_store(store: Store, clock: Arc<dyn Clock>, language: Language) -> Self {
        Self::around(store, OpenState::AsLeft, clock, language)
    }

    /// Around a store that was opened. What was written while it was locked is taken in; what can't be now is when it is asked for.
    pub(crate) fn from_opened(opened: Opened, clock: Arc<dyn Clock>, language: Language) -> Self {
        let mut phone = Self::around(opened.store, opened.state, clock, language);
        let _ = phone.store.merge_locked_notes();
        phone
    }

    fn around(store: Store, found: OpenState, clock: Arc<dyn Clock>, language: Language) -> Self {
        Self { store, clock, language, found, known: None, households: KeptHouseholds::default(), offered: None }
    }

    /// Opens the phone in a folder.
    ///
    /// # Errors
    /// There is none, the passphrase is wrong, or somebody else has it open.
    pub fn open(home: impl Into<Home>, passphrase: &str, clock: Arc<dyn Clock>, language: Language) -> Result<Self> {
        Ok(Self::from_opened(Store::open(home, passphrase, clock.now())?, clock, language))
    }

    /// How the store was found when it was opened.
    pub fn found(&self) -> &OpenState {
        &self.found
    }

    /// The store.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The store, to do what a modified client would.
    pub fn store_mut(&mut self) -> &mut Store {
        self.forget_known();
        &mut self.store
    }

    /// The language in which people are told things.
    pub fn language(&self) -> Language {
        self.language
    }

    /// The enrolment.
    ///
    /// # Errors
    /// The phone is nobody's yet.
    pub fn enrolment(&self) -> Result<Enrolment> {
        Ok(self.store.enrolment()?.ok_or(StoreError::NotEnrolled)?)
    }

    /// Whose phone it is.
    ///
    /// # Errors
    /// Nobody's yet.
    pub fn person(&self) -> Result<PersonId> {
        Ok(self.enrolment()?.person)
    }

    /// The villages where the person writes: as the server told, and as the roster says since.
    ///
    /// # Errors
    /// The phone is nobody's yet.
    pub fn villages(&mut self) -> Result<Vec<DivisionCode>> {
        let enrolment = self.enrolment()?;
        let mut villages = enrolment.spaces;
        let known = self.known()?;
        villages.extend(known.members.iter().filter(|m| m.person == enrolment.person).map(|m| m.space.clone()));
        villages.retain(|space| space.level() == Level::Village);
        villages.sort();
        villages.dedup();
        Ok(villages)
    }

    /// The village that something of a day belongs to: the one named, else the only one, else the only one where the person
    /// has a role on the day, else the one that the person chose ([`Phone::choose_village`]).
    ///
    /// # Errors
    /// It is not the person's, or it has to be named.
    pub fn village(&mut self, named: Option<&DivisionCode>, day: Option<NaiveDate>) -> Result<DivisionCode> {
        if let Some(named) = named {
            return if self.villages()?.contains(named) { Ok(named.clone()) } else { Err(not_yours(named)) };
        }
        let day = day.unwrap_or_else(|| self.today());
        let open = self.villages_open_on(day)?;
        if let [only] = open.as_slice() {
            return Ok(only.clone());
        }
        self.chosen_among(&open, day)
    }

    /// The villages that something of a day may belong to: those where the person has a role on it; where there is none, all.
    pub(crate) fn villages_open_on(&mut self, day: NaiveDate) -> Result<Vec<DivisionCode>> {
        let (villages, person, known) = (self.villages()?, self.person()?, self.known()?);
        let has_role = |space: &&DivisionCode| !roles_on(&known.members, &person, space, day).is_empty();
        let there: Vec<_> = villages.iter().filter(has_role).cloned().collect();
        Ok(if there.is_empty() { villages } else { there })
    }

    /// The records of a kind that are not withdrawn, by the day they tell of.
    ///
    /// # Errors
    /// The database fails.
    pub fn records<K: RecordKind>(&self, filter: &Filter) -> Result<Vec<Typed<K>>> {
        let mut records = self.store.records(filter)?;
        if self.schema_of(K::DECL)? < K::DECL.schema {
            let whole = records.into_iter().map(|one: Typed<K>| self.typed(one.record));
            records = whole.filter_map(Result::transpose).collect::<Result<_>>()?;
        }
        Ok(records)
    }

    /// One record as its kind.
    ///
    /// # Errors
    /// It is not here, or of another kind.
    pub fn record_of<K: RecordKind>(&self, id: RecordId) -> Result<Typed<K>> {
        self.typed(self.record(id)?)?.ok_or_else(|| crate::error::no_such_record(&crate::views::hex(&id.0)))
    }

    /// Today, Asia/Shanghai, as far as the phone can tell: by its clock, but never before what the server showed.
    pub fn today(&self) -> NaiveDate {
        let known = self.earliest_now().unwrap_or(i64::MIN);
        local_day(self.clock.now().max(known)).unwrap_or_default()
    }

    /// Whether the wall clock is behind what it must show by now.
    pub fn clock_is_behind(&self) -> bool {
        self.earliest_now().is_some_and(|earliest| self.clock.now() < earliest - SLACK_SECONDS)
    }

    /// The last day that may be told of. A phone that does not know the day leaves it to the server, which does.
    pub(crate) fn last_day_to_tell_of(&self) -> NaiveDate {
        let today = self.today();
        if self.clock_is_behind() { today.checked_add_days(UNKNOWN_DAYS).unwrap_or(today) } else { today }
    }

    /// A bound that the time can't be before: what the server last showed, and what has passed since. After a restart less
    /// has passed on the monotonic clock than in truth, so it stays a bound.
    fn earliest_now(&self) -> Option<i64> {
        let (time, since_boot) = self.server_time().ok().flatten()?;
        let passed = self.clock.since_boot().saturating_sub(since_boot) / 1000;
        Some(time.saturating_add(i64::try_from(passed).unwrap_or(0)))
    }

    /// The server's clock when it was last heard, and the monotonic milliseconds then.
    pub(crate) fn server_time(&self) -> Result<Option<(i64, u64)>> {
        let kept = self.store.kept(SERVER_TIME)?;
        let pair = kept.as_deref().and_then(|bytes| bytes.split_at_checked(8)).and_then(|(time, since)| {
            Some((i64::from_be_bytes(time.try_into().ok()?), u64::from_be_bytes(since.try_into().ok()?)))
        });
        Ok(pair)
    }

    /// Remembers what the server's clock showed.
    pub(crate) fn hear_server_time(&mut self, time: i64) -> Result<()> {
        let bytes = [time.to_be_bytes(), self.clock.since_boot().to_be_bytes()].concat();
        Ok(self.store.keep(SERVER_TIME, &bytes)?)
    }

    /// Remembers which schema versions the server takes.
    pub(crate) fn hear_schemas(&mut self, schemas: &[(u16, u16)]) -> Result<()> {
        let bytes: Vec<u8> =
            schemas.iter().flat_map(|(kind, version)| [kind.to_be_bytes(), version.to_be_bytes()]).flatten().collect();
        if self.store.kept(SCHEMAS)?.as_deref() == Some(bytes.as_slice()) {
            return Ok(());
        }
        Ok(self.store.keep(SCHEMAS, &bytes)?)
    }

    /// The schema version to write a kind in: no newer one than the server announced.
    pub(crate) fn schema_of(&self, decl: &KindDecl) -> Result<u16> {
        let kept = self.store.kept(SCHEMAS)?.unwrap_or_default();
        let announced = kept.as_chunks::<4>().0.iter().find_map(|[a, b, c, d]| {
            (u16::from_be_bytes([*a, *b]) == decl.number).then(|| u16::from_be_bytes([*c, *d]))
        });
        Ok(announced.map_or(decl.schema, |announced| announced.min(decl.schema).max(1)))
    }

    /// Policy, roster and households, as they have come down.
    pub(crate) fn known(&mut self) -> Result<Arc<Known>> {
        if let Some(known) = &self.known {
            return Ok(known.clone());
        }
        let known = Arc::new(Known::of(&self.store)?);
        self.known = Some(known.clone());
        Ok(known)
    }

    /// What came down may say otherwise.
    pub(crate) fn forget_known(&mut self) {
        self.known = None;
        self.households.forget();
    }

    /// What rules may ask.
    pub(crate) fn facts(&mut self) -> Result<PhoneFacts<'_>> {
        let known = self.known()?;
        // Where all came down and no policy with it, the server judges by the one that ships.
        let judged_by_shipped = known.policies.is_none()
            && self.last_sync()?.is_some()
            && self.store.records::<AnnouncedPolicy>(&Filter::default())?.is_empty();
        Ok(PhoneFacts { known, store: &self.store, judged_by_shipped })
    }

    /// The roster that has come down.
    ///
    /// # Errors
    /// The database fails.
    pub fn memberships(&mut self) -> Result<Vec<Membership>> {
        Ok(self.known()?.members.clone())
    }

    /// A person's name, if the roster has it.
    ///
    /// # Errors
    /// The database fails.
    pub fn name_of(&mut self, person: &PersonId) -> Result<String> {
        Ok(self.known()?.names.get(person).cloned().unwrap_or_else(|| person.to_string()))
    }

    /// The person that somebody means who types an id or a name.
    ///
    /// # Errors
    /// Two people have the name, or nobody.
    pub fn person_meant(&mut self, typed: &str) -> Result<PersonId> {
        let known = self.known()?;
        let by_id = typed.parse::<PersonId>().ok();
        if let Some(id) = by_id.as_ref().filter(|id| known.names.contains_key(*id)) {
            return Ok(id.clone());
        }
        let mut named = known.names.iter().filter(|(_, name)| name.as_str() == typed).map(|(id, _)| id);
        match (named.next(), named.next(), by_id) {
            (Some(only), None, _) => Ok(only.clone()),
            (Some(_), Some(_), _) => Err(ClientError::told(
                "person.name_not_unique",
                format!("名册上有两个人叫{typed},请写编号。"),
                format!("The roster has two people of the name {typed}; give the id."),
            )),
            (None, _, Some(id)) if known.names.is_empty() => Ok(id),
            _ => Err(ClientError::told(
                "person.unknown",
                format!("名册上没有「{typed}」。"),
                format!("The roster has nobody called {typed}."),
            )),
        }
    }

    /// Whether the person is the first secretary of a village on a day.
    ///
    /// # Errors
    /// The database fails.
    pub fn is_first_secretary(&mut self, village: &DivisionCode, day: NaiveDate) -> Result<bool> {
        let person = self.person()?;
        Ok(roles_on(&self.known()?.members, &person, village, day).contains(&Role::FirstSecretary))
    }
}

pub(crate) fn not_yours(village: &DivisionCode) -> ClientError {
    ClientError::told(
        "client.not_your_village",
        format!("{village} 不是你驻的村。要是名册不对,请找镇办公室改。"),
        format!("{village} is not a village of yours. If the roster is wrong, ask the town office."),
    )
}
