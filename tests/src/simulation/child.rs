//! A program that is killed while it writes: a child process of this one, which has told what it saved.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::sync::Arc;

use cunji_client::{Beside, Language, Phone, SetClock, visit_on};
use cunji_domain::record::Prose;

use super::found::{Invariant, Sim, found, phone};
use super::handset::PASSPHRASE;
use super::ledger::{Intent, TextIntent};
use super::noting::Pending;
use super::world::World;

/// The option that makes the program such a child.
pub const OPTION: &str = "--writer";

impl World {
    /// A phone's program is killed in the middle of writing.
    pub fn kill(&mut self, at: usize) -> Sim {
        let line = format!("{}: its program is killed while it writes", self.phones[at].name);
        self.say(line);
        let lines = 1 + self.chance.place(4);
        let texts: Vec<String> = (0..12).map(|_| self.ledger.letters(3)).collect();
        self.phones[at].phone = None;
        let program = phone(std::env::current_exe(), "finding this program")?;
        let child = Command::new(program)
            .arg(OPTION)
            .arg(&self.phones[at].folder)
            .arg(self.now.to_string())
            .args(&texts)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let mut child = phone(child, "starting a child")?;
        let told: Vec<String> = match child.stdout.take() {
            Some(out) => BufReader::new(out).lines().map_while(Result::ok).take(lines).collect(),
            None => Vec::new(),
        };
        phone(child.kill(), "killing the child")?;
        phone(child.wait(), "waiting for the child")?;
        self.phones[at].open()?;
        let intent =
            |text: &String| Intent { text: Some(TextIntent { seen: String::new(), left: text.clone() }), met: None };
        // In their order: what was saved is a beginning of them.
        let mut pending = texts.iter().map(|text| Pending::new(None, 2, intent(text))).collect();
        self.look_at(at, &mut pending)?;
        for edit in told {
            if !self.ledger.all().any(|saved| saved.id.to_string() == edit) {
                return found(Invariant::SavedIsThere, format!("a killed program told {edit}"));
            }
        }
        Ok(())
    }
}

/// What the child does: writes a visit for each text, and tells each when it is saved.
pub fn write(arguments: &[String]) -> ExitCode {
    match write_all(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn write_all(arguments: &[String]) -> anyhow::Result<()> {
    let [folder, now, texts @ ..] = arguments else { anyhow::bail!("a folder and a time") };
    let clock = Arc::new(SetClock::at(now.parse()?));
    let mut phone = Phone::open(Path::new(folder), PASSPHRASE, clock, Language::Zh)?;
    let today = phone.today();
    let mut out = std::io::stdout().lock();
    for text in texts {
        let mut visit = visit_on(today);
        visit.household_name = Some("村民".to_owned());
        visit.findings = Prose(text.clone());
        let written = phone.add(&visit, &Beside::default())?;
        if let Some(edit) = written.edit {
            writeln!(out, "{edit}")?;
            out.flush()?;
        }
    }
    Ok(())
}
