//! Several at once: phones that write and sync on threads of their own, while somebody follows the log.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use cunji_client::{Beside, Phone, Written, visit_on};
use cunji_domain::division::DivisionCode;
use cunji_domain::record::{Prose, RecordKind};
use cunji_domain::visit::HouseholdVisit;
use cunji_server::storage;
use cunji_server::storage::log::{self, After, Limit, Reader};
use tokio::runtime::Handle;

use super::found::{Found, Invariant, Sim, phone, server};
use super::ledger::{Intent, TextIntent};
use super::line::{Line, Weather};
use super::noting::Pending;
use super::office::{Office, next_numbers};
use super::world::World;

/// Visits that each phone writes.
const VISITS: usize = 4;

/// Visits to be written, and what they say.
type Visits = Vec<(HouseholdVisit, TextIntent)>;

struct Writer<'w> {
    at: usize,
    phone: &'w mut Phone,
    line: Line,
    visits: Visits,
}

/// Counts down also when its thread panics, so that the reader ends.
struct Running<'a>(&'a AtomicUsize);

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl World {
    /// All phones of the first village that may write do so at once.
    pub fn all_at_once(&mut self) -> Sim {
        let Some(village) = self.people.first().map(|somebody| somebody.village.clone()) else { return Ok(()) };
        let writing: Vec<usize> = self
            .working()
            .into_iter()
            .filter(|at| {
                let handset = &self.phones[*at];
                handset.village == village && !handset.revoked && self.reads(&handset.person, &village)
            })
            .collect();
        if writing.len() < 2 {
            return Ok(());
        }
        self.say(format!("{} phones write and sync at once", writing.len()));
        for at in &writing {
            // What is unsettled is settled first: threads are for the log.
            self.sync(*at, Weather::Clear)?;
        }
        let mut prepared: Vec<(usize, Line, Visits)> = Vec::new();
        for at in writing {
            let line = self.line(Weather::Clear);
            let visits = (0..VISITS).map(|_| self.visit()).collect();
            prepared.push((at, line, visits));
        }
        let mut writers = Vec::new();
        for (at, handset) in self.phones.iter_mut().enumerate() {
            let place = prepared.iter().position(|(of, ..)| *of == at);
            let (Some(place), Some(phone)) = (place, handset.phone.as_mut()) else { continue };
            let (at, line, visits) = prepared.swap_remove(place);
            writers.push(Writer { at, phone, line, visits });
        }
        let written = run(writers, &self.office, &village, &self.runtime)?;
        let mut pending: BTreeMap<usize, Vec<Pending>> = BTreeMap::new();
        for (at, written, intent) in &written {
            let intent = Intent { text: Some(intent.clone()), met: None };
            let kind = HouseholdVisit::DECL.number;
            pending.entry(*at).or_default().push(Pending::new(Some(written.record), kind, intent));
        }
        for (at, mut pending) in pending {
            self.look_at(at, &mut pending)?;
        }
        for (at, written, _) in written {
            self.wrote(at, "adds a visit", Ok(written), Vec::new())?;
        }
        self.look_at_wire()
    }

    fn visit(&mut self) -> (HouseholdVisit, TextIntent) {
        let left = self.ledger.letters(3);
        let mut visit = visit_on(self.today());
        visit.household_name = Some(self.ledger.name());
        visit.findings = Prose(left.clone());
        (visit, TextIntent { seen: String::new(), left })
    }
}

type Done = Vec<(usize, Written, TextIntent)>;

fn run(writers: Vec<Writer<'_>>, office: &Office, village: &DivisionCode, runtime: &Handle) -> Sim<Done> {
    let running = AtomicUsize::new(writers.len());
    std::thread::scope(|scope| {
        let running = &running;
        let reader = scope.spawn(move || follow(office, village, running));
        let threads: Vec<_> = writers
            .into_iter()
            .map(|writer| {
                scope.spawn(move || {
                    let _running = Running(running);
                    write(writer, runtime)
                })
            })
            .collect();
        let mut done = Done::new();
        let mut wrong: Option<Found> = None;
        for thread in threads {
            match thread.join().unwrap_or_else(|_| panicked()) {
                Ok(written) => done.extend(written),
                Err(found) => wrong = wrong.or(Some(found)),
            }
        }
        reader.join().unwrap_or_else(|_| panicked().map(drop))?;
        wrong.map_or(Ok(done), Err)
    })
}

fn panicked() -> Sim<Done> {
    super::found::found(Invariant::PhoneAnswers, "a thread panicked")
}

fn write(writer: Writer<'_>, runtime: &Handle) -> Sim<Done> {
    let Writer { at, phone: client, mut line, visits } = writer;
    let mut done = Done::new();
    for (visit, intent) in visits {
        let written = phone(client.add(&visit, &Beside::default()), "adding a visit")?;
        phone(runtime.block_on(client.sync_over(&mut line)), "syncing beside others")?;
        done.push((at, written, intent));
    }
    Ok(done)
}

/// Follows the log while others write: every number, once.
fn follow(office: &Office, village: &DivisionCode, running: &AtomicUsize) -> Sim {
    let storage = office.server()?.storage.clone();
    let limit = Limit { entries: 16, bytes: 1 << 20 };
    let mut read = 0;
    loop {
        let last_round = running.load(Ordering::SeqCst) == 0;
        let after = After { number: read, own: None };
        let page = storage::read(&*storage, |tx| log::entries_after(tx, village, Reader::Office, after, limit));
        let page = server(page, "following the log")?;
        read = next_numbers(village, read, &page)?;
        if last_round && page.is_last {
            return Ok(());
        }
    }
}
