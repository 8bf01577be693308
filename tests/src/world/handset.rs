//! A person's phone: the real client on a folder of its own, with a clock that can be set and a line that can be cut.

use std::cell::{Cell, RefCell};
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use bytes::Bytes;
use chrono::NaiveDate;
use cunji_client::views::{StatusView, SyncView};
use cunji_client::{
    Beside, Call, ClientError, Clock as _, DiaryChange, HttpTransport, Invitation, Language, LineFault, Phone, Place,
    Reply, SetClock, Transport, Waiting, Written, visit_on,
};
use cunji_domain::diary::{DiaryEntry, Stay};
use cunji_domain::division::DivisionCode;
use cunji_domain::person::PersonId;
use cunji_domain::record::{Prose, RecordId};
use cunji_history::{DeviceId, Edit, EditId};
use cunji_store::{Cost, NewEdit, OpenState, Saved};
use tokio::runtime::Handle;

use super::ledger::Ledger;
use super::line::Line;

/// What opens the phones of the tests.
pub const PASSPHRASE: &str = "茶园";

/// A phone in somebody's hand. Clones are the same phone.
#[derive(Clone)]
pub struct Handset(Rc<Inner>);

struct Inner {
    person: PersonId,
    folder: PathBuf,
    clock: Arc<SetClock>,
    line: Line,
    runtime: Handle,
    ledger: Rc<RefCell<Ledger>>,
    phone: RefCell<Option<Phone>>,
    requests: RefCell<Vec<Bytes>>,
    lost: Cell<bool>,
}

impl Handset {
    /// A new phone in an empty folder; nobody's yet.
    ///
    /// # Panics
    /// The folder can't be written to.
    pub(super) fn new(
        person: PersonId,
        folder: PathBuf,
        now: i64,
        line: Line,
        runtime: Handle,
        ledger: Rc<RefCell<Ledger>>,
    ) -> Self {
        let clock = Arc::new(SetClock::at(now));
        let phone = Phone::create_costing(&folder, PASSPHRASE, Cost::CHEAPEST, clock.clone(), Language::Zh);
        let phone = RefCell::new(Some(phone.expect("a phone in an empty folder")));
        Self(Rc::new(Inner {
            person,
            folder,
            clock,
            line,
            runtime,
            ledger,
            phone,
            requests: RefCell::default(),
            lost: Cell::new(false),
        }))
    }

    /// A phone whose folder came from elsewhere: a copy, a backup, a fixture.
    pub(super) fn found(
        person: PersonId,
        folder: PathBuf,
        now: i64,
        line: Line,
        runtime: Handle,
        ledger: Rc<RefCell<Ledger>>,
    ) -> Self {
        let clock = Arc::new(SetClock::at(now));
        let handset = Self(Rc::new(Inner {
            person,
            folder,
            clock,
            line,
            runtime,
            ledger,
            phone: RefCell::new(None),
            requests: RefCell::default(),
            lost: Cell::new(false),
        }));
        handset.open();
        handset
    }

    /// Enrols by a code.
    ///
    /// # Errors
    /// As the client says.
    pub fn try_enrol(&self, code: &str) -> Result<(), ClientError> {
        let url = self.0.line.url();
        let mut transport = Patient::new(&url)?;
        let mut phone = self.0.phone.borrow_mut();
        let phone = phone.as_mut().expect("the phone is off");
        let invitation = Invitation::new(&url, code, "手机")?;
        let enrolled = self.0.runtime.block_on(phone.enrol(&mut transport, &invitation));
        self.0.requests.replace(transport.requests);
        enrolled
    }

    /// Whose it is.
    pub fn person(&self) -> &PersonId {
        &self.0.person
    }

    /// Its clock.
    pub fn clock(&self) -> &SetClock {
        &self.0.clock
    }

    /// Its line.
    pub fn line(&self) -> &Line {
        &self.0.line
    }

    /// Its folder.
    pub fn folder(&self) -> &Path {
        &self.0.folder
    }

    /// Its device.
    pub fn device(&self) -> DeviceId {
        self.with(|phone| phone.store().device().expect("a device").id)
    }

    /// Does something with the client.
    ///
    /// # Panics
    /// The phone is off.
    pub fn with<T>(&self, work: impl FnOnce(&mut Phone) -> T) -> T {
        let mut phone = self.0.phone.borrow_mut();
        work(phone.as_mut().expect("the phone is off"))
    }

    /// Ends the program.
    pub fn close(&self) {
        self.0.phone.replace(None);
    }

    /// Starts the program again; says what was found.
    pub fn open(&self) -> OpenState {
        let phone = Phone::open(&self.0.folder, PASSPHRASE, self.0.clock.clone(), Language::Zh);
        let phone = phone.unwrap_or_else(|error| panic!("the phone does not open: {error}"));
        let found = match phone.found() {
            OpenState::AsLeft => OpenState::AsLeft,
            OpenState::OtherInstallation => OpenState::OtherInstallation,
            OpenState::Salvaged(salvage) => OpenState::Salvaged(salvage.clone()),
        };
        self.0.phone.replace(Some(phone));
        found
    }

    /// Starts the program by another way than the tests' passphrase.
    ///
    /// # Errors
    /// As the client says; then the phone stays closed.
    pub fn open_by(
        &self,
        way: impl FnOnce(&Path, Arc<SetClock>) -> Result<Phone, ClientError>,
    ) -> Result<(), ClientError> {
        self.close();
        self.0.phone.replace(Some(way(&self.0.folder, self.0.clock.clone())?));
        Ok(())
    }

    /// Copies the phone's folder; the program is ended for it and started again.
    pub fn copy_into(&self, folder: &Path) {
        self.close();
        copy_folder(&self.0.folder, folder);
        self.open();
    }

    /// Puts an older copy in the place of what is there.
    pub fn put_back(&self, copy: &Path) -> OpenState {
        self.close();
        fs::remove_dir_all(&self.0.folder).expect("the folder goes");
        copy_folder(copy, &self.0.folder);
        self.open()
    }

    /// It fell into the river: nobody syncs it any more, and nothing is asked of it.
    pub fn lose(&self) {
        self.close();
        self.0.lost.set(true);
    }

    /// Whether it still takes part.
    pub fn is_there(&self) -> bool {
        !self.0.lost.get() && self.0.phone.borrow().is_some()
    }

    /// Syncs until it is done or can't go on.
    ///
    /// # Errors
    /// As the client says.
    pub fn try_sync(&self) -> Result<SyncView, ClientError> {
        let mut transport = Patient::new(&self.0.line.url())?;
        let outcome = self.with(|phone| self.0.runtime.block_on(phone.sync_over(&mut transport)));
        self.0.requests.replace(transport.requests);
        self.with(|phone| self.0.ledger.borrow_mut().remember(phone.store()));
        outcome
    }

    /// Syncs several phones at the same time.
    ///
    /// # Panics
    /// One of them can't.
    pub fn sync_at_once(handsets: &[&Self]) -> Vec<SyncView> {
        let Some(first) = handsets.first() else { return Vec::new() };
        let off = || panic!("a phone is off");
        let mut phones: Vec<Phone> =
            handsets.iter().map(|handset| handset.0.phone.take().unwrap_or_else(off)).collect();
        let syncs = phones.iter_mut().zip(handsets).map(|(phone, handset)| async {
            let mut transport = Patient::new(&handset.0.line.url())?;
            phone.sync_over(&mut transport).await
        });
        let done = first.0.runtime.block_on(futures_util::future::join_all(syncs));
        for (phone, handset) in phones.into_iter().zip(handsets) {
            handset.0.phone.replace(Some(phone));
        }
        handsets.iter().for_each(|handset| {
            handset.with(|phone| handset.0.ledger.borrow_mut().remember(phone.store()));
        });
        done.into_iter().map(|sync| sync.unwrap_or_else(|error| panic!("a phone can't sync: {error}"))).collect()
    }

    /// The bodies that the last sync sent to `/v1/sync`, or an enrolment to `/v1/enroll`.
    pub fn last_requests(&self) -> Vec<Bytes> {
        self.0.requests.borrow().clone()
    }

    /// Syncs where there is a signal.
    pub fn sync(&self) -> SyncView {
        self.try_sync().unwrap_or_else(|error| panic!("{} can't sync: {error} ({})", self.0.person, error.code()))
    }

    /// How things stand.
    pub fn status(&self) -> StatusView {
        self.with(|phone| phone.status().expect("a status"))
    }

    /// The digest of a space.
    pub fn digest(&self, space: &DivisionCode) -> Option<String> {
        self.status().digests.remove(space.as_str())
    }

    /// Writes the person's day, or what is to be changed in it.
    ///
    /// # Errors
    /// As the client says; then nothing was saved.
    pub fn try_diary(&self, day: &str, change: DiaryChange) -> Result<Written, ClientError> {
        self.with(|phone| phone.write_diary(a_day(day), change, &Beside::default()))
    }

    /// Writes what the person did on a day; the night is spent in the village.
    pub fn diary(&self, day: &str, text: &str) -> Written {
        let change = DiaryChange { stay: Some(Stay::Village), text: Some(text.to_owned()), ..DiaryChange::default() };
        self.try_diary(day, change).unwrap_or_else(|error| panic!("{day} is not written: {error}"))
    }

    /// What a cadre's diary of a day says here.
    pub fn diary_text(&self, cadre: &str, day: &str) -> Option<String> {
        let cadre = cadre.parse().expect("a person's id");
        let days = Some(a_day(day)..=a_day(day));
        let mut diaries = self.with(|phone| phone.diaries(Some(&cadre), days).expect("diaries"));
        diaries.pop().map(|diary| diary.value.text.0)
    }

    /// The diaries that are here.
    pub fn diaries(&self) -> Vec<DiaryEntry> {
        let diaries = self.with(|phone| phone.diaries(None, None).expect("diaries"));
        diaries.into_iter().map(|diary| diary.value).collect()
    }

    /// Writes a visit to a household, at the place where the phone stands.
    ///
    /// # Errors
    /// As the client says; then nothing was saved.
    pub fn try_visit(&self, day: &str, household: &str, findings: &str) -> Result<Written, ClientError> {
        let mut visit = visit_on(a_day(day));
        visit.household = Some(household.to_owned());
        visit.findings = Prose(findings.to_owned());
        let place = Place::of_degrees(32.211_034, 109.305_122, Some(12), 1);
        self.with(|phone| phone.add(&visit, &Beside { place, ..Beside::default() }))
    }

    /// Writes a visit to a household.
    pub fn visit(&self, day: &str, household: &str, findings: &str) -> Written {
        self.try_visit(day, household, findings).unwrap_or_else(|error| panic!("the visit is not written: {error}"))
    }

    /// Saves an edit that the client would not make: a modified or an older program does.
    pub fn save_as_another_program(&self, edit: Edit) -> Saved {
        let written_at = self.0.clock.now();
        self.with(|phone| phone.store_mut().save(NewEdit { edit, evidence: None, written_at })).expect("it is saved")
    }

    /// The edits of a record, in the order in which they came here.
    pub fn edits_of(&self, record: RecordId) -> Vec<EditId> {
        self.with(|phone| phone.store().edits_of(record).expect("edits")).into_iter().map(|kept| kept.id).collect()
    }

    /// What is wrong with the chains of its spaces as the server's stubs prove them, or with what came down of them.
    ///
    /// # Errors
    /// As the client says.
    pub fn fault_of_chains(&self) -> Result<Option<String>, ClientError> {
        let mut transport = Patient::new(&self.0.line.url())?;
        self.with(|phone| Ok(self.0.runtime.block_on(phone.verify_full(&mut transport))?.fault))
    }

    /// What is wrong with what it holds, if anything is: the proof of its chains and frames, and its tables against a replay.
    pub fn fault(&self) -> Option<String> {
        self.with(|phone| {
            let report = phone.store().verify().expect("the database reads");
            report.fault.map(|fault| fault.to_string())
        })
    }
}

impl std::fmt::Debug for Handset {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}'s phone in {}", self.0.person, self.0.folder.display())
    }
}

/// HTTP that waits for nothing between attempts, and remembers what it sent.
struct Patient {
    http: HttpTransport,
    requests: Vec<Bytes>,
}

impl Patient {
    fn new(url: &str) -> Result<Self, ClientError> {
        Ok(Self { http: HttpTransport::new(url)?, requests: Vec::new() })
    }
}

impl Transport for Patient {
    fn call(&mut self, call: Call) -> Waiting<'_, Result<Reply, LineFault>> {
        if matches!(call.path, "/v1/sync" | "/v1/enroll") {
            self.requests.extend(call.body.clone());
        }
        self.http.call(call)
    }
}

/// A day as people write it.
///
/// # Panics
/// It is none.
pub fn a_day(text: &str) -> NaiveDate {
    text.parse().unwrap_or_else(|_| panic!("{text} is no day"))
}

/// Copies a folder's files.
pub fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for file in fs::read_dir(from).expect("a folder") {
        let file = file.expect("a file");
        fs::copy(file.path(), to.join(file.file_name())).expect("a copy");
    }
}
