//! Villages are told of their people's terms on other teams, so that their phones know on whose sheet a month stands.

use cunji_domain::record::RecordKind;
use cunji_domain::server_facts::term_elsewhere::TermElsewhere;

use crate::error::ServerError;
use crate::log::publish;
use crate::registrar::Registrar;
use crate::server::Server;
use crate::storage::{self, elsewhere, roster};

/// Tells what is not told yet; gives how many terms it were. Each is a transaction of its own, in the one village that it is told in: no
/// two logs are ever locked for it. Nothing is kept of how far it came, since what was told stands in the logs.
///
/// # Errors
/// What the database says.
pub(crate) fn tell_terms_elsewhere(server: &Server, registrar: &Registrar, now: i64) -> Result<u64, ServerError> {
    let told = registrar.tables.table_name(TermElsewhere::DECL.number).unwrap_or_default();
    let untold = storage::read(&*server.storage, |tx| elsewhere::untold(tx, told))?;
    for (village, term) in &untold {
        storage::write(&*server.storage, |tx| {
            let record = TermElsewhere {
                person: term.person.clone(),
                elsewhere: term.space.clone(),
                role: term.role,
                first_day: term.from,
                name: roster::division_called(tx, &term.space)?,
                last_day: term.to,
            };
            publish(tx, registrar, village, &record, now)
        })?;
        storage::give_way();
    }
    Ok(untold.len() as u64)
}
