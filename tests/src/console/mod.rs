//! What drives the console's tests in the browser: a server on a fixture's data, its time, and phones of the people who are in it.
//!
//! A command is a line of JSON ([`Command`]), and so is its answer: `{"done": …}`, or `{"failure": "…"}` with what the phone or the server says.

mod cards;
mod files;
mod phones;

use std::path::{Path, PathBuf};

use cunji_server::clock::Clock as _;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::runtime::Handle;

use crate::running::Running;
pub use files::Merged;
pub use phones::{OnPhone, Phones};

/// What a test asks for.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Lets so many seconds pass, for the server and for everybody's phone.
    Pass(i64),
    /// Something on somebody's phone.
    Phone {
        /// Whose, by the id in the roster. Their first command makes the phone and enrols it by a code.
        of: String,
        /// What they do.
        does: OnPhone,
    },
    /// Reads a picture of a card as a phone's camera does: what its code says.
    Scan {
        /// The picture, as PNG.
        picture: PathBuf,
    },
    /// Writes a workbook for a desk to bring.
    Workbook {
        /// The file.
        into: PathBuf,
        /// What stands in its cells.
        rows: Vec<Vec<String>>,
        /// Cells that are one, written over what stands there.
        #[serde(default)]
        merged: Vec<Merged>,
    },
    /// Writes a text in GBK for a desk to bring.
    Gbk {
        /// The file.
        into: PathBuf,
        /// The text.
        text: String,
    },
}

/// A console that tests drive.
pub struct Driven<'r> {
    running: &'r Running,
    phones: Phones,
}

impl<'r> Driven<'r> {
    /// Of a running server; the phones lie in a folder.
    pub fn of(running: &'r Running, folder: &Path, runtime: &Handle) -> Self {
        Self { running, phones: Phones::in_folder(folder, runtime) }
    }

    /// Does what a line asks for.
    pub fn answer(&mut self, line: &str) -> Value {
        match serde_json::from_str(line).map_err(Into::into).and_then(|command| self.does(command)) {
            Ok(done) => json!({ "done": done }),
            Err(failure) => json!({ "failure": format!("{failure:#}") }),
        }
    }

    fn does(&mut self, command: Command) -> anyhow::Result<Value> {
        match command {
            Command::Pass(seconds) => {
                self.running.clock.set(self.running.clock.now() + seconds);
                Ok(self.running.clock.now().into())
            }
            Command::Phone { of, does } => self.phones.does(self.running, &of, does),
            Command::Scan { picture } => cards::scanned(&picture).map(Into::into),
            Command::Workbook { into, rows, merged } => files::workbook(&into, &rows, &merged).map(|()| Value::Null),
            Command::Gbk { into, text } => files::in_gbk(&into, &text).map(|()| Value::Null),
        }
    }
}
