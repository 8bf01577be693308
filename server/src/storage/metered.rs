//! A database that is measured: how long its transactions are waited for and stay open, and what becomes of entries in those that commit.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use super::memory::Memory;
use super::{Cell, Home, Result, Row, Storage, Transaction, statements};
use crate::metrics::{Metrics, Work};

/// A database and who is told of it.
pub struct Metered {
    storage: Arc<dyn Storage>,
    metrics: Arc<Metrics>,
}

impl Metered {
    /// Around a database.
    pub fn new(storage: Arc<dyn Storage>, metrics: Arc<Metrics>) -> Self {
        Self { storage, metrics }
    }

    fn begun<'s>(
        &'s self,
        work: Work,
        begin: impl FnOnce(&'s dyn Storage) -> Result<Box<dyn Transaction + 's>>,
    ) -> Result<Box<dyn Transaction + 's>> {
        let asked = Instant::now();
        let transaction = begin(&*self.storage)?;
        let measure = Measure { metrics: &self.metrics, work, asked, begun: Instant::now() };
        Ok(Box::new(MeteredTransaction { transaction, became: BTreeMap::new(), measure }))
    }
}

impl Storage for Metered {
    fn begin_write(&self) -> Result<Box<dyn Transaction + '_>> {
        self.begun(Work::Write, |storage| storage.begin_write())
    }

    fn begin_read(&self) -> Result<Box<dyn Transaction + '_>> {
        self.begun(Work::Read, |storage| storage.begin_read())
    }

    fn home(&self) -> Home {
        self.storage.home()
    }
}

/// Tells of a transaction when it is over, however it ends.
struct Measure<'m> {
    metrics: &'m Metrics,
    work: Work,
    asked: Instant,
    begun: Instant,
}

impl Drop for Measure<'_> {
    fn drop(&mut self) {
        self.metrics.transaction(self.work, self.begun - self.asked, self.begun.elapsed());
    }
}

struct MeteredTransaction<'s> {
    transaction: Box<dyn Transaction + 's>,
    /// Entries of this transaction by what became of them; told once it is durable.
    became: BTreeMap<String, u64>,
    measure: Measure<'s>,
}

impl MeteredTransaction<'_> {
    fn note(&mut self, sql: &str, row: &[Cell]) {
        /// Where the state stands among the parameters of `insert_kept.sql`.
        const STATE: usize = 16;
        let became = if sql == statements::INSERT_ENTRY {
            "accepted"
        } else if sql == statements::INSERT_KEPT
            && let Some(Cell::Text(state)) = row.get(STATE)
        {
            state
        } else {
            return;
        };
        *self.became.entry(became.to_owned()).or_default() += 1;
    }
}

impl Transaction for MeteredTransaction<'_> {
    fn execute(&mut self, sql: &str, parameters: &[Cell]) -> Result<u64> {
        self.note(sql, parameters);
        self.transaction.execute(sql, parameters)
    }

    fn query(&mut self, sql: &str, parameters: &[Cell]) -> Result<Vec<Row>> {
        self.transaction.query(sql, parameters)
    }

    fn put(&mut self, sql: &str, row: Vec<Cell>) -> Result<()> {
        self.note(sql, &row);
        self.transaction.put(sql, row)
    }

    fn memory(&mut self) -> &mut Memory {
        self.transaction.memory()
    }

    fn execute_script(&mut self, sql: &str) -> Result<()> {
        self.transaction.execute_script(sql)
    }

    fn prepare(&mut self, sql: &str) -> Result<()> {
        self.transaction.prepare(sql)
    }

    fn commit(self: Box<Self>) -> Result<()> {
        let Self { transaction, became, measure } = *self;
        transaction.commit()?;
        for (became, count) in became {
            measure.metrics.entries(&became, count);
        }
        Ok(())
    }

    fn home(&self) -> Home {
        self.transaction.home()
    }
}
