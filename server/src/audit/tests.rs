//! Somebody rules the database and has neither the server's key nor its data folder.

use std::sync::Arc;

use cunji_domain::time::local_day;

use super::*;
use crate::clock::{Clock, SetClock};
use crate::key::ServerKey;
use crate::server::Server;
use crate::storage::testing::TestHome;
use crate::storage::{self, Home};

/// Friday, 1 September 2017, 08:00 in Ankang.
const MORNING: i64 = 1_504_224_000;
const DAY: i64 = 86_400;

struct Desk {
    server: Server,
    clock: Arc<SetClock>,
    _home: TestHome,
}

impl Desk {
    /// Three days on which something was done, each sealed in the night after it.
    fn after_three_days() -> Self {
        let (home, clock) = (TestHome::new(Home::Sqlite), Arc::new(SetClock::at(MORNING)));
        let server = Server::with(home.folder(), ServerKey::random().unwrap(), home.open(), clock.clone()).unwrap();
        let desk = Self { server, clock, _home: home };
        for _ in 0..3 {
            desk.something_is_done();
            desk.clock.set(desk.clock.now() + DAY);
            desk.seal().unwrap();
        }
        desk
    }

    fn something_is_done(&self) {
        let of = || Of { subject: Some("c0017".to_owned()), ..Of::default() };
        storage::write(&*self.server.storage, |tx| {
            note(tx, self.clock.now(), "lin", AuditAction::MonthChecked, of())?;
            note(tx, self.clock.now(), "lin", AuditAction::MonthClosed, of())
        })
        .unwrap();
    }

    fn seal(&self) -> Result<Option<u64>, &'static str> {
        let sealed = seal(&self.server, local_day(self.clock.now()).unwrap());
        sealed.map(|seal| seal.map(|seal| seal.last_number)).map_err(|error| error.code())
    }

    fn prove(&self) -> Result<AuditProof, &'static str> {
        let kept = kept_seals(&self.server.data).map_err(|error| error.code())?;
        storage::read(&*self.server.storage, |tx| prove(tx, &self.server, &kept)).map_err(|error| error.code())
    }

    fn sql(&self, sql: &str) {
        storage::write(&*self.server.storage, |tx| tx.execute(sql, &[])).unwrap();
    }

    fn file(&self) -> std::path::PathBuf {
        self.server.data.join(SEALS_FILE)
    }

    fn actions(&self) -> Vec<String> {
        let rows = storage::read(&*self.server.storage, |tx| storage::audit::after(tx, 0, 1_000)).unwrap();
        rows.into_iter().map(|row| row.action).collect()
    }
}

#[test]
fn seals_that_are_taken_away_with_what_they_sealed_are_not_put_on_anew() {
    for gone in ["DELETE FROM audit_seal", "DELETE FROM audit_seal WHERE last_number > 2"] {
        let desk = Desk::after_three_days();
        assert_eq!(desk.prove(), Ok(AuditProof { days: 3, kept: 3, sealed: 6, open: 0, overdue: 0 }));
        desk.sql("UPDATE audit SET login = 'zhou' WHERE number = 5");
        desk.sql(gone);
        assert_eq!(desk.prove(), Err("audit.rewritten"), "{gone}");
        desk.something_is_done();
        desk.clock.set(desk.clock.now() + DAY);
        assert_eq!(desk.seal(), Err("audit.rewritten"), "{gone}");
        let seals = storage::read(&*desk.server.storage, storage::audit::seals).unwrap();
        assert!(seals.iter().all(|seal| seal.last_number <= 2), "{gone}: nothing is sealed upon it");
        assert_eq!(desk.prove(), Err("audit.rewritten"), "{gone}");
    }
}

#[test]
fn rows_that_are_taken_away_with_their_seals_are_told() {
    let desk = Desk::after_three_days();
    desk.sql("DELETE FROM audit_seal WHERE last_number > 4");
    desk.sql("DELETE FROM audit WHERE number > 4");
    desk.sql("UPDATE audit_end SET last_number = 4");
    assert_eq!((desk.prove(), desk.seal()), (Err("audit.rewritten"), Err("audit.rewritten")));
}

#[test]
fn a_seal_that_a_cut_left_in_the_file_alone_is_put_into_the_database_again() {
    let desk = Desk::after_three_days();
    desk.sql("DELETE FROM audit_seal WHERE last_number > 4");
    assert_eq!(desk.prove(), Ok(AuditProof { days: 2, kept: 3, sealed: 6, open: 0, overdue: 0 }));
    assert_eq!(desk.seal(), Ok(None), "nothing new is sealed");
    let seals = storage::read(&*desk.server.storage, storage::audit::seals).unwrap();
    assert_eq!(seals, kept_seals(&desk.server.data).unwrap());
    desk.something_is_done();
    desk.clock.set(desk.clock.now() + DAY);
    assert_eq!(desk.seal(), Ok(Some(8)));
}

#[test]
fn a_file_that_is_not_there_is_written_once_from_what_stands_and_that_is_noted() {
    let desk = Desk::after_three_days();
    std::fs::remove_file(desk.file()).unwrap();
    assert_eq!(desk.prove(), Ok(AuditProof { days: 3, kept: 0, sealed: 6, open: 0, overdue: 0 }), "told, and no fault");
    assert_eq!((desk.seal(), desk.seal()), (Ok(None), Ok(None)));
    assert_eq!(desk.actions().iter().filter(|action| *action == "seals_kept").count(), 1);
    assert_eq!(desk.prove(), Ok(AuditProof { days: 3, kept: 3, sealed: 6, open: 1, overdue: 0 }));
}

#[test]
fn a_row_that_is_dated_to_another_day_is_told_sealed_or_not() {
    let desk = Desk::after_three_days();
    desk.something_is_done();
    for number in [3, 8] {
        desk.sql(&format!("UPDATE audit SET day = day - 9000 WHERE number = {number}"));
        assert_eq!(desk.prove(), Err("audit.broken"), "row {number}");
        desk.sql(&format!("UPDATE audit SET day = day + 9000 WHERE number = {number}"));
    }
    desk.sql("UPDATE audit SET day = day + 9000 WHERE number = 8");
    desk.clock.set(desk.clock.now() + DAY);
    assert_eq!(desk.seal(), Ok(Some(7)), "a row that was dated ahead waits");
    assert_eq!(desk.prove(), Err("audit.broken"), "and is told");
}

#[test]
fn what_nobody_sealed_in_time_is_told() {
    let desk = Desk::after_three_days();
    desk.something_is_done();
    desk.clock.set(desk.clock.now() + DAY);
    assert_eq!(desk.prove().map(|proof| (proof.open, proof.overdue)), Ok((2, 0)), "the night is not long over");
    desk.clock.set(desk.clock.now() + DAY);
    assert_eq!(desk.prove().map(|proof| (proof.open, proof.overdue)), Ok((2, 2)));
    assert_eq!(desk.seal(), Ok(Some(8)));
    assert_eq!(desk.prove().map(|proof| (proof.open, proof.overdue)), Ok((0, 0)));
}
