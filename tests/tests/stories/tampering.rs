//! Somebody with the database in hand changes what is stored: the proof of the server's store finds it, whatever it is.

use cunji_domain::organisation::Role;
use cunji_domain::record::RecordKind;
use cunji_domain::visit::HouseholdVisit;
use cunji_history::{Edit, Op};
use cunji_server::storage::{self, Cell, StorageError};
use cunji_tests::story;
use cunji_tests::world::{PASSWORD, World, village};

/// One cell, and which row it stands in.
struct Place<'p> {
    table: &'p str,
    column: &'p str,
    which: &'p str,
    by: Cell,
}

impl Place<'_> {
    fn read(&self, world: &World) -> Cell {
        let sql = format!("SELECT \"{}\" FROM {} WHERE {}", self.column, self.table, self.which);
        let row =
            storage::read(&*world.office.server().storage, |tx| tx.query_first(&sql, std::slice::from_ref(&self.by)));
        let row: Result<_, StorageError> = row;
        row.unwrap().unwrap_or_else(|| panic!("no row in {}", self.table)).into_cells().remove(0)
    }

    fn write(&self, world: &World, cell: &Cell) {
        let sql = format!("UPDATE {} SET \"{}\" = $2 WHERE {}", self.table, self.column, self.which);
        let changed =
            storage::write(&*world.office.server().storage, |tx| tx.execute(&sql, &[self.by.clone(), cell.clone()]));
        let changed: Result<u64, StorageError> = changed;
        assert_eq!(changed.unwrap(), 1, "{sql}");
    }

    /// Changes the cell and back; what the proof says in between. None if there is nothing in it.
    fn tampered(&self, world: &World) -> Option<Result<(), String>> {
        let stored = self.read(world);
        let forged = match &stored {
            Cell::Null => return None,
            Cell::Int(number) => Cell::Int(number + 1),
            Cell::Text(text) => Cell::Text(match text.strip_suffix('7') {
                Some(stem) => format!("{stem}8"),
                None => format!("{text}7"),
            }),
            Cell::Bytes(bytes) => {
                let mut bytes = bytes.clone();
                *bytes.last_mut()? ^= 1;
                Cell::Bytes(bytes)
            }
        };
        Some(self.said_of(world, &forged, &stored))
    }

    fn said_of(&self, world: &World, forged: &Cell, stored: &Cell) -> Result<(), String> {
        self.write(world, forged);
        let said = world.office.verify().map(drop);
        self.write(world, stored);
        said
    }
}

/// Tampers with every column; each that holds something must be missed.
fn tamper(world: &World, table: &str, columns: &[&str], which: &str, by: &Cell) {
    for column in columns {
        let place = Place { table, column, which, by: by.clone() };
        match place.tampered(world) {
            Some(Err(fault)) => assert!(!fault.is_empty()),
            Some(Ok(())) => panic!("{table}.{column} was changed, and the proof says nothing"),
            None => panic!("{table}.{column} holds nothing to tamper with"),
        }
    }
    world.office.verify().unwrap();
}

/// Signature and entries of a frame that came back.
fn came_back(world: &World) -> [Cell; 2] {
    let sql = "SELECT signature, entries FROM attested_frame WHERE space = $1";
    let row = storage::read(&*world.office.server().storage, |tx| tx.query_first(sql, &[(&village()).into()]));
    let row: Result<_, StorageError> = row;
    row.unwrap().unwrap().into_cells().try_into().unwrap()
}

story!(
    /// Entries, heads, counters, rows of tables, what is kept beside the log, signatures of frames that came back: each cell that
    /// the proof answers for is changed once.
    the_proof_misses_nothing,
    |world| {
        let (chen, wang) = (world.phone("c0017"), world.phone("c0018"));
        let nowhere = chen.visit("2017-09-01", "h999", "名册里没有这一户。");
        world.settle();
        let backup = world.new_folder();
        world.office.backup(&backup);
        let lost = chen.visit("2017-09-01", "h002", "备份之后写的。");
        world.settle();
        chen.lose();
        world.pass(60);
        world.restore_office(&backup);
        wang.sync();
        let visit = wang.visit("2017-09-01", "h003", "茶园愁销路。");
        let unknown = wang.save_as_another_program(Edit {
            kind: 900,
            space: village(),
            author: wang.person().clone(),
            key: None,
            schema: 1,
            parents: Vec::new(),
            ops: vec![Op::Withdraw("以后才有的一类记录".to_owned())],
        });
        wang.sync();

        let edit = |edit: Option<cunji_history::EditId>| Cell::Bytes(edit.unwrap().0.to_vec());
        let entry = ["number", "device", "chain_number", "salt", "edit", "kind", "record_id", "author", "audience", "owner"];
        let hashes = ["hash", "evidence_hash", "evidence", "written_at", "erased", "attested"];
        tamper(world, "entry", &entry, "edit_id = $1", &edit(visit.edit));
        tamper(world, "entry", &hashes, "edit_id = $1", &edit(visit.edit));
        tamper(world, "entry", &["device", "chain_number", "edit", "written_at"], "edit_id = $1", &edit(lost.edit));
        tamper(world, "kept", &["edit", "hash", "written_at", "chain_number"], "edit_id = $1", &edit(nowhere.edit));
        tamper(world, "kept", &["edit", "hash", "salt"], "edit_id = $1", &edit(Some(unknown.edit)));

        let state = Place { table: "kept", column: "state", which: "edit_id = $1", by: edit(Some(unknown.edit)) };
        let [held, rejected] = ["held", "rejected"].map(|state| Cell::Text(state.to_owned()));
        assert!(state.said_of(world, &rejected, &held).is_err(), "rejected, and no verdict says so");

        let device = Cell::Bytes(wang.device().0.to_vec());
        tamper(world, "chain", &["last_number", "last_hash"], "device = $1", &device);
        let newest = "device = $1 AND number = (SELECT MAX(number) FROM head WHERE device = $1)";
        tamper(world, "head", &["number", "hash", "signature"], newest, &device);
        let space = Cell::Text(village().to_string());
        tamper(world, "space", &["last_number"], "space = $1", &space);
        let [signature, entries] = came_back(world);
        tamper(world, "attested_frame", &["entries", "epoch", "device"], "signature = $1", &signature);
        tamper(world, "attested_frame", &["signature"], "entries = $1", &entries);
        let registrar = world.office.server().registrar();
        let table = registrar.tables.table_name(HouseholdVisit::DECL.number).unwrap();
        tamper(world, table, &["findings", "household", "author"], "id = $1", &Cell::Bytes(visit.record.0.to_vec()));
    }
);

story!(
    /// Whoever rules the database takes the audit's seals away with the days that they rewrote: it is told, by a server that was restored
    /// from a backup of that, too; and a server that nobody touched goes on from its backup.
    an_audit_that_was_rewritten_is_told_before_and_after_a_restore,
    |world| {
        let town = world.desk("lin", Role::TownOffice, "610926101");
        for _ in 0..2 {
            world.pass_days(1);
            world.office.look_after();
            town.sign_in("lin", PASSWORD);
        }
        let honest = world.new_folder();
        world.office.backup(&honest);
        world.restore_office(&honest);
        let proof = world.office.verify().unwrap();
        assert_eq!((proof.audit_days, proof.audit_days_kept), (2, 2), "the file came back with the backup");

        let run = |sql: &str| {
            let done: Result<u64, StorageError> = storage::write(&*world.office.server().storage, |tx| tx.execute(sql, &[]));
            assert!(done.unwrap() > 0, "{sql}");
        };
        run("UPDATE audit SET login = 'zhou' WHERE number = 2");
        run("DELETE FROM audit_seal");
        assert!(world.office.verify().unwrap_err().contains("audit-seals.log"));
        let rewritten = world.new_folder();
        world.office.backup(&rewritten);
        world.restore_office(&rewritten);
        assert!(world.office.verify().unwrap_err().contains("audit-seals.log"));
        world.restore_office(&honest);
        world.office.verify().unwrap();
    }
);
