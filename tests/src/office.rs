//! What an office does before anybody lives in a village: the fixtures' divisions, roster and households go into a server.

use std::path::{Path, PathBuf};

use anyhow::Context;
use cunji_server::imports::{parse_divisions, parse_households, parse_roster};
use cunji_server::office::{Imported, import_divisions, import_households, import_roster};
use cunji_server::server::Server;

/// What the imports took in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lists {
    /// Divisions, from the province down to the villages.
    pub divisions: Imported,
    /// Roles of people.
    pub roster: Imported,
    /// Households.
    pub households: Imported,
}

/// Where a file of the fixtures is.
pub fn fixture(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures").join(file)
}

/// Imports the lists of the fixtures as `cunji-server import` would.
///
/// # Errors
/// A file is not there or has a fault; the database fails.
pub fn import_fixtures(server: &Server) -> anyhow::Result<Lists> {
    let divisions = parse_divisions(&bytes("ankang-divisions.csv")?, "ankang-divisions.csv")?;
    let roster = parse_roster(&bytes("roster.xlsx")?, "roster.xlsx", &divisions)?;
    let households = parse_households(&bytes("households.csv")?, "households.csv", &divisions)?;
    Ok(Lists {
        divisions: import_divisions(server, &divisions)?,
        roster: import_roster(server, &roster)?,
        households: import_households(server, &households)?,
    })
}

fn bytes(file: &str) -> anyhow::Result<Vec<u8>> {
    let path = fixture(file);
    std::fs::read(&path).with_context(|| path.display().to_string())
}
