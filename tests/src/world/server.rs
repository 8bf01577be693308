//! The office's side: a real server in this process, on either database, that can be stopped, restored and asked.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, OnceLock};

use cunji_documents::space_digest;
use cunji_domain::division::{DivisionCode, DivisionRow, Divisions, Level};
use cunji_domain::kinds;
use cunji_domain::person::PersonId;
use cunji_domain::policy::{ANKANG_2017, Policy};
use cunji_domain::record::{Audience, RecordId, RecordKind};
use cunji_history::{DeviceId, EditId};
use cunji_server::clock::{Clock, SetClock};
use cunji_server::custody::{self, Proof};
use cunji_server::error::ServerError;
use cunji_server::imports::{parse_divisions, parse_households, parse_roster};
use cunji_server::key::ServerKey;
use cunji_server::office::{self, HeldEntry, by_command};
use cunji_server::server::Server;
use cunji_server::storage::testing::ThrowawayPostgres;
use cunji_server::storage::{Home, Storage, Transaction, chains, log};
use cunji_server::{http, jobs, storage, upkeep};
use data_encoding::HEXLOWER;
use tokio::net::TcpListener;
use tokio::runtime::Handle;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// The county of the fixtures' villages: its divisions are enough for them, and quickly imported.
const COUNTY: &str = "610926";

/// A server that serves, and where its data is.
pub struct Office {
    runtime: Handle,
    clock: Arc<SetClock>,
    data: PathBuf,
    url: Option<String>,
    running: Option<Running>,
    // The throwaway cluster lives as long as somebody holds it.
    cluster: Option<Arc<ThrowawayPostgres>>,
}

struct Running {
    server: Arc<Server>,
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<std::io::Result<()>>,
}

impl Office {
    /// A server with its data in a folder and, where it is PostgreSQL, in a copy of a database or in an empty one; serves at once.
    ///
    /// # Panics
    /// It can't be opened; the text says why.
    pub fn open(home: Home, data: &Path, copy_of: Option<&str>, clock: Arc<SetClock>, runtime: &Handle) -> Self {
        let cluster = (home == Home::Postgres).then(ThrowawayPostgres::shared);
        let url = cluster.as_ref().map(|cluster| match copy_of {
            Some(url) => cluster.copy_of(url),
            None => cluster.database(),
        });
        let mut office = Self { runtime: runtime.clone(), clock, data: data.to_owned(), url, running: None, cluster };
        office.start();
        office
    }

    /// Which database it has.
    pub fn home(&self) -> Home {
        if self.url.is_some() { Home::Postgres } else { Home::Sqlite }
    }

    /// Where its database is, if it is PostgreSQL; and what keeps the database there.
    pub fn database(&self) -> Option<(String, Arc<ThrowawayPostgres>)> {
        self.url.clone().zip(self.cluster.clone())
    }

    /// The server.
    ///
    /// # Panics
    /// It is stopped.
    pub fn server(&self) -> &Arc<Server> {
        &self.running.as_ref().expect("the server is stopped").server
    }

    /// Where it listens; nowhere while it is stopped.
    pub fn address(&self) -> Option<SocketAddr> {
        self.running.as_ref().map(|running| running.address)
    }

    /// The server's time: Unix seconds, UTC.
    pub fn now(&self) -> i64 {
        self.clock.now()
    }

    /// Follows the logs and seals the audit, as the server does by itself a moment after something arrived.
    pub fn look_after(&self) {
        must(upkeep::once(self.server()));
    }

    /// Does the jobs that wait, as the server does by itself; gives how many.
    pub fn do_jobs(&self) -> usize {
        let done = must(jobs::work_off(self.server(), &AtomicBool::new(false)));
        must(jobs::tidy(self.server()));
        done
    }

    /// Begins the oldest job that waits and stops the server's work before its first part, as a power cut would.
    pub fn begin_a_job(&self) {
        // It ends before its next part, and stays as one that is being done.
        must(jobs::work_off_one(self.server(), &AtomicBool::new(true)));
    }

    /// Lets what was cut begin anew, as at the server's start.
    pub fn begin_jobs_anew(&self) {
        must(jobs::begin_anew(self.server()));
    }

    /// Its folder: key, erasures, the database where it is SQLite.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// Serves the data again, on another port.
    pub fn start(&mut self) {
        let server = Server::open(&self.data, self.url.as_deref(), self.clock.clone(), &self.runtime);
        self.serve(server.unwrap_or_else(|error| panic!("the server does not open: {error}")));
    }

    fn serve(&mut self, server: Server) {
        let server = Arc::new(server);
        let listener = self.runtime.block_on(TcpListener::bind("127.0.0.1:0")).expect("a free port");
        let address = listener.local_addr().expect("the port's address");
        let (stop, stopped) = oneshot::channel();
        let signal = async move { _ = stopped.await };
        let serving = self.runtime.spawn(http::serve(server.clone(), listener, signal));
        self.running = Some(Running { server, address, stop, serving });
    }

    /// Stops as on SIGTERM: what is under way is finished.
    pub fn stop(&mut self) {
        let Some(running) = self.running.take() else { return };
        let _ = running.stop.send(());
        let served = self.runtime.block_on(running.serving);
        served.expect("the server's task ends").expect("the server ends in order");
    }

    /// Writes a backup into a file.
    pub fn backup(&self, file: &Path) {
        custody::backup(self.server(), file).unwrap_or_else(|error| panic!("no backup: {error}"));
    }

    /// Loses everything but the backup and the file of erasures, restores them into a new folder and an empty database, and
    /// serves again.
    pub fn restore(&mut self, backup: &Path, into: &Path) {
        self.stop();
        let erasures = self.data.join(office::ERASURES_FILE);
        let erasures = erasures.exists().then_some(erasures);
        self.data = into.to_owned();
        self.url = self.cluster.as_ref().map(|cluster| cluster.database());
        let restored =
            custody::restore(backup, into, erasures.as_deref(), self.url.as_deref(), self.clock.clone(), &self.runtime);
        self.serve(restored.unwrap_or_else(|error| panic!("not restored: {error}")));
    }

    /// Takes in the fixtures: the county's divisions, the roster, the households, the policy of 2017.
    pub fn import_fixtures(&self) {
        self.import_roster_alone();
        let households = parse_households(&fixture("households.csv"), "households.csv", divisions());
        must(office::import_households(self.server(), &households.expect("the households read")));
        let policy = Policy::parse(ANKANG_2017).expect("the shipped policy reads");
        must(office::import_policy(self.server(), ANKANG_2017, &policy));
    }

    /// Takes in the county's divisions and the households: a village with a list and nobody in it.
    pub fn import_households_alone(&self) {
        must(office::import_divisions(self.server(), divisions()));
        let households = parse_households(&fixture("households.csv"), "households.csv", divisions());
        must(office::import_households(self.server(), &households.expect("the households read")));
    }

    /// Takes in another list of divisions, as a CSV file has it.
    pub fn import_divisions_of(&self, csv: &str) {
        let list = parse_divisions(csv.as_bytes(), "divisions.csv");
        must(office::import_divisions(self.server(), &list.unwrap_or_else(|faults| panic!("{faults:?}"))));
    }

    /// Takes in the county beside it (610925), in which nobody of the other lists is.
    pub fn import_neighbour(&self) {
        let above = "61,陕西省,province,\n6109,安康市,city,61\n";
        self.import_divisions_of(&format!("code,name,level,parent\n{above}610925,岚皋县,county,6109\n"));
    }

    /// Takes in the county's divisions and the roster.
    pub fn import_roster_alone(&self) {
        must(office::import_divisions(self.server(), divisions()));
        let roster = parse_roster(&fixture("roster.xlsx"), "roster.xlsx", divisions());
        must(office::import_roster(self.server(), &roster.expect("the roster reads")));
    }

    /// Takes in further rows of a roster, as the fixtures' columns have them, each with its end of line.
    pub fn import_roster_rows(&self, rows: &str) {
        const HEAD: &str = "县区,镇,村,编号,姓名,单位,牵头单位,包抓单位,角色,起始日期,结束日期,提前结束原因";
        let roster = parse_roster(format!("{HEAD}\n{rows}").as_bytes(), "roster.csv", divisions());
        must(office::import_roster(self.server(), &roster.unwrap_or_else(|faults| panic!("{faults:?}"))));
    }

    /// A one-time code for a person's phone.
    pub fn invite(&self, person: &PersonId) -> String {
        let invited = by_command::invite(self.server(), person);
        invited.unwrap_or_else(|error| panic!("not invited: {error}")).code.to_string()
    }

    /// Revokes a phone.
    pub fn revoke(&self, device: DeviceId) {
        by_command::revoke(self.server(), device, "遗失").unwrap_or_else(|error| panic!("not revoked: {error}"));
    }

    /// The recovery code of a phone, as the clerk dictates it.
    ///
    /// # Errors
    /// The code of the server's refusal.
    pub fn recovery_code(&self, device: DeviceId) -> Result<String, &'static str> {
        by_command::recovery_code(self.server(), device).map(|it| it.code.to_string()).map_err(|error| error.code())
    }

    /// What waits for a person.
    pub fn held(&self) -> Vec<HeldEntry> {
        office::held(self.server()).unwrap_or_else(|error| panic!("{error}"))
    }

    /// Takes in everything that waits for a person's decision.
    pub fn accept_all_held(&self) {
        for held in self.held() {
            let space = held.space.parse().expect("a division code");
            let accepted = office::accept_held(self.server(), &space, device_id(&held.device), held.number);
            accepted.unwrap_or_else(|error| panic!("number {} is not taken in: {error}", held.number));
        }
    }

    /// Erases an edit by law.
    pub fn erase(&self, space: &DivisionCode, edit: EditId) {
        let erased = office::erase(self.server(), space, edit, "当事人依法要求删除");
        assert_eq!(erased.unwrap_or_else(|error| panic!("not erased: {error}")), office::Erased::Now);
    }

    /// Reads as of one moment.
    pub fn read<T>(&self, work: impl FnOnce(&mut dyn Transaction) -> storage::Result<T>) -> T {
        storage::read(self.storage(), work).unwrap_or_else(|error| panic!("the database says: {error}"))
    }

    fn storage(&self) -> &dyn Storage {
        &*self.server().storage
    }

    /// The digest of a space's records that its team reads, as a phone's status has it.
    pub fn digest(&self, space: &DivisionCode) -> String {
        let tables = self.server().registrar().tables;
        let digests = self.read(|tx| tables.digests(tx, space)).into_iter();
        let of_team =
            digests.filter(|(kind, ..)| kinds::by_number(*kind).is_some_and(|decl| decl.audience == Audience::Team));
        HEXLOWER.encode(&space_digest(of_team.map(|(.., digest)| digest)))
    }

    /// The last number of a space's log.
    pub fn last_number(&self, space: &DivisionCode) -> u64 {
        self.read(|tx| log::last_number(tx, space))
    }

    /// A record as the office's tables have it.
    pub fn record<K: RecordKind>(&self, space: &DivisionCode, id: RecordId) -> Option<K> {
        let tables = self.server().registrar().tables;
        let row = self.read(|tx| tables.record(tx, K::DECL.number, space, id))?;
        K::from_parts(&row.key, &row.fields).ok()
    }

    /// The records of a kind, withdrawn ones included.
    pub fn records<K: RecordKind>(&self, space: &DivisionCode) -> Vec<K> {
        let tables = self.server().registrar().tables;
        let rows = self.read(|tx| tables.records(tx, K::DECL.number, space));
        rows.iter().filter_map(|row| K::from_parts(&row.key, &row.fields).ok()).collect()
    }

    /// What the server has of an edit: its bytes, in the log or beside it; `None` in place of bytes if they were erased.
    pub fn edit(&self, space: &DivisionCode, edit: EditId) -> Option<Option<Vec<u8>>> {
        self.read(|tx| {
            if let Some(entry) = log::entry_of_edit(tx, space, edit)? {
                return Ok(Some(entry.link.edit.filter(|_| !entry.link.erased)));
            }
            let kept = chains::kept_of_edit(tx, space, edit)?;
            Ok(kept.into_iter().next().map(|kept| kept.link.edit.filter(|_| !kept.link.erased)))
        })
    }

    /// Proves everything; the first fault as text.
    ///
    /// # Errors
    /// The fault.
    pub fn verify(&self) -> Result<Proof, String> {
        custody::verify(self.server()).map_err(|fault| fault.to_string())
    }
}

impl Drop for Office {
    fn drop(&mut self) {
        if let Some(running) = self.running.take() {
            let _ = running.stop.send(());
            let _ = self.runtime.block_on(running.serving);
        }
    }
}

fn must<T>(done: Result<T, ServerError>) -> T {
    done.unwrap_or_else(|error| panic!("the server says: {error}"))
}

/// Makes a data folder whose server has this key, before the server is opened there.
pub fn put_key(data: &Path, key: &[u8]) {
    std::fs::create_dir_all(data).expect("a folder");
    let key = ServerKey::from_bytes(key).expect("a server's key");
    key.save(data).expect("the key is written");
}

/// The divisions of the county that the fixtures' villages are in, and what stands above it.
fn divisions() -> &'static Divisions {
    static DIVISIONS: OnceLock<Divisions> = OnceLock::new();
    DIVISIONS.get_or_init(|| {
        let whole = parse_divisions(&fixture("ankang-divisions.csv"), "ankang-divisions.csv").expect("they read");
        let near = whole.iter().filter(|division| {
            let code = division.code.as_str();
            code.starts_with(COUNTY) || COUNTY.starts_with(code)
        });
        let rows = near.zip(1..).map(|(division, row)| DivisionRow {
            row,
            code: division.code.as_str().to_owned(),
            name: division.name.clone(),
            level: level(division.code.level()).to_owned(),
            parent: division.code.parent().map_or_else(String::new, |parent| parent.as_str().to_owned()),
            successor: String::new(),
            since: None,
        });
        Divisions::from_rows(rows).unwrap_or_else(|faults| panic!("{faults:?}"))
    })
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Province => "province",
        Level::City => "city",
        Level::County => "county",
        Level::Town => "town",
        Level::Village => "village",
    }
}

fn fixture(file: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures").join(file);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn device_id(hex: &str) -> DeviceId {
    let bytes = HEXLOWER.decode(hex.as_bytes()).expect("hex");
    DeviceId(bytes.try_into().expect("16 bytes in hex"))
}
