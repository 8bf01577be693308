//! The server of a world, its copies, and whoever reads its logs from above.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use cunji_domain::diary::DiaryEntry;
use cunji_domain::division::DivisionCode;
use cunji_domain::person::PersonId;
use cunji_domain::policy::{ANKANG_2017, Policy};
use cunji_domain::record::RecordKind;
use cunji_history::{DeviceId, EditId};
use cunji_server::clock::SetClock;
use cunji_server::custody;
use cunji_server::http::{Facing, Shared, router};
use cunji_server::metrics::MetricsAccess;
use cunji_server::office::{self, ERASURES_FILE, by_command};
use cunji_server::server::Server;
use cunji_server::storage::chains::{self, Kept};
use cunji_server::storage::log::{self, After, Limit, LogEntry, Reader};
use cunji_server::storage::testing::ThrowawayPostgres;
use cunji_server::storage::{self, Transaction};
use tokio::runtime::Handle;

use super::chance::Chance;
use super::found::{Invariant, Sim, found, server};
use super::line::{Reach, held};
use super::people::{self, Somebody};

/// A server that can be stopped, copied and restored.
pub struct Office {
    /// How lines reach it.
    pub reach: Reach,
    /// Its clock.
    pub clock: Arc<SetClock>,
    /// Whether its program is of the time of schema 1 still.
    pub old_program: bool,
    runtime: Handle,
    server: Option<Arc<Server>>,
    cluster: Option<Arc<ThrowawayPostgres>>,
    folder: PathBuf,
    data: PathBuf,
    database: Option<String>,
    copies: Vec<PathBuf>,
    homes: u32,
    // How far a reader from above has read each log.
    read: BTreeMap<DivisionCode, u64>,
}

impl Office {
    /// A server with the lists of the world taken in; on PostgreSQL where a cluster is given.
    pub fn open(
        folder: &Path,
        now: i64,
        cluster: Option<Arc<ThrowawayPostgres>>,
        people: &[Somebody],
        runtime: &Handle,
    ) -> Sim<Self> {
        let mut office = Self {
            reach: Arc::new(Mutex::new(None)),
            clock: Arc::new(SetClock::at(now)),
            old_program: false,
            runtime: runtime.clone(),
            server: None,
            database: cluster.as_ref().map(|cluster| cluster.database()),
            cluster,
            folder: folder.to_owned(),
            data: folder.join("server-0"),
            copies: Vec::new(),
            homes: 1,
            read: BTreeMap::new(),
        };
        office.start()?;
        if let Some(divisions) = people::divisions() {
            server(office::import_divisions(office.server()?, &divisions), "importing divisions")?;
        }
        office.enter(people)?;
        let policy = server(Policy::parse(ANKANG_2017).map_err(|_| "a faulty policy"), "reading the policy")?;
        server(office::import_policy(office.server()?, ANKANG_2017, &policy), "importing the policy")?;
        Ok(office)
    }

    /// The server.
    pub fn server(&self) -> Sim<&Arc<Server>> {
        match &self.server {
            Some(server) => Ok(server),
            None => found(Invariant::ServerAnswers, "it is stopped"),
        }
    }

    /// Takes in the roster.
    pub fn enter(&self, people: &[Somebody]) -> Sim {
        server(office::import_roster(self.server()?, &people::roster(people)), "importing the roster").map(drop)
    }

    fn start(&mut self) -> Sim {
        let opened = Server::open(&self.data, self.database.as_deref(), self.clock.clone(), &self.runtime);
        self.serve(server(opened, "opening")?);
        Ok(())
    }

    fn serve(&mut self, mut opened: Server) {
        if self.old_program {
            opened.announce(DiaryEntry::DECL.number, 1);
        }
        let opened = Arc::new(opened);
        *held(&self.reach) = Some(router(Shared::new(opened.clone(), Facing::default(), MetricsAccess::default())));
        self.server = Some(opened);
    }

    fn stop(&mut self) {
        *held(&self.reach) = None;
        self.server = None;
    }

    /// Goes on with last year's program.
    pub fn be_of_last_year(&mut self) -> Sim {
        self.old_program = true;
        self.restart()
    }

    /// Stops and starts it.
    pub fn restart(&mut self) -> Sim {
        self.stop();
        self.start()
    }

    /// Makes a copy.
    pub fn back_up(&mut self) -> Sim {
        let file = self.folder.join(format!("copy-{}.backup", self.copies.len()));
        server(custody::backup(self.server()?, &file), "making a backup")?;
        self.copies.push(file);
        Ok(())
    }

    /// How many copies there are.
    pub fn copies(&self) -> usize {
        self.copies.len()
    }

    /// Loses everything but one of the copies and the file of erasures, and begins a new epoch from them.
    pub fn restore(&mut self, copy: usize) -> Sim {
        let Some(file) = self.copies.get(copy).cloned() else { return Ok(()) };
        self.stop();
        let erasures = Some(self.data.join(ERASURES_FILE)).filter(|file| file.exists());
        let data = self.folder.join(format!("server-{}", self.homes));
        self.homes += 1;
        self.database = self.cluster.as_ref().map(|cluster| cluster.database());
        let restored = custody::restore(
            &file,
            &data,
            erasures.as_deref(),
            self.database.as_deref(),
            self.clock.clone(),
            &self.runtime,
        );
        self.data = data;
        self.serve(server(restored, "restoring")?);
        self.read.clear();
        Ok(())
    }

    /// A code for a person's phone.
    pub fn invite(&self, person: &PersonId) -> Sim<String> {
        Ok(server(by_command::invite(self.server()?, person), "inviting")?.code.to_string())
    }

    /// Reads as of one moment.
    pub fn ask<T>(&self, work: impl FnOnce(&mut dyn Transaction) -> storage::Result<T>) -> Sim<T> {
        server(storage::read(&*self.server()?.storage, work), "reading")
    }

    /// The whole log of a space.
    pub fn log(&self, space: &DivisionCode) -> Sim<Vec<LogEntry>> {
        let limit = Limit { entries: 1 << 20, bytes: usize::MAX };
        self.ask(|tx| log::entries_after(tx, space, Reader::Office, After { number: 0, own: None }, limit))
            .map(|page| page.entries)
    }

    /// The spaces with a log.
    pub fn spaces(&self) -> Sim<Vec<DivisionCode>> {
        Ok(self.ask(log::spaces)?.into_iter().map(|(space, _)| space).collect())
    }

    /// What is kept beside the log of a space, chain by chain.
    pub fn kept(&self, space: &DivisionCode) -> Sim<Vec<Kept>> {
        self.ask(|tx| {
            let mut kept = Vec::new();
            for head in chains::chain_heads(tx, space)? {
                kept.extend(chains::kept_of_chain(tx, space, head.device, 1, head.number)?);
            }
            Ok(kept)
        })
    }

    /// Whether the server holds an edit, in the log or beside it.
    pub fn holds(&self, space: &DivisionCode, edit: EditId) -> Sim<bool> {
        self.ask(|tx| {
            Ok(log::entry_of_edit(tx, space, edit)?.is_some() || !chains::kept_of_edit(tx, space, edit)?.is_empty())
        })
    }

    /// Follows the logs from where it was read before, a part at a time: every number comes, once.
    pub fn follow(&mut self, chance: &mut Chance) -> Sim {
        for space in self.spaces()? {
            let from = self.read.get(&space).copied().unwrap_or(0);
            let limit = Limit { entries: u64::from(chance.of_range(1..30)), bytes: 20_000 };
            let page = self
                .ask(|tx| log::entries_after(tx, &space, Reader::Office, After { number: from, own: None }, limit))?;
            let to = next_numbers(&space, from, &page)?;
            self.read.insert(space, to);
        }
        Ok(())
    }

    /// Revokes a phone.
    pub fn revoke(&self, device: DeviceId) -> Sim {
        server(by_command::revoke(self.server()?, device, "遗失"), "revoking")
    }

    /// Erases an edit by law.
    pub fn erase(&self, space: &DivisionCode, edit: EditId) -> Sim {
        server(office::erase(self.server()?, space, edit, "当事人依法要求删除"), "erasing").map(drop)
    }
}

/// What a reader got after `from`: consecutive numbers, and a cursor that does not pass any.
pub fn next_numbers(space: &DivisionCode, from: u64, page: &log::Page) -> Sim<u64> {
    let mut last = from;
    for entry in &page.entries {
        if entry.number != last + 1 {
            let detail = format!("{space}: {} follows {last}", entry.number);
            return found(Invariant::EachNumberOnce, detail);
        }
        last = entry.number;
    }
    if page.complete_to != last {
        let detail = format!("{space}: the cursor goes to {}, the entries to {last}", page.complete_to);
        return found(Invariant::EachNumberOnce, detail);
    }
    Ok(last)
}
