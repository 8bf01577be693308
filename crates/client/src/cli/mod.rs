//! The command line: every use case of the phone, a command each.

mod args;
mod attendance;
mod codes;
mod help;
mod home;
mod judged;
mod lock;
mod month;
mod output;
mod read;
mod server;
mod settle;
mod status;
mod words;
mod write;

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use chrono::NaiveDate;
use cunji_store::{OpenState, Salvage};
use zeroize::Zeroizing;

use crate::error::{ClientError, Result};
use crate::language::Language;
use crate::phone::Phone;
use crate::phone::clock::SystemClock;
use args::Command;
use output::Output;

/// Reads the arguments, does the command, tells the outcome.
pub fn run() -> ExitCode {
    let language = if cunji_terminal::is_chinese() { Language::Zh } else { Language::En };
    let cli = match help::read(language) {
        Ok(cli) => cli,
        Err(code) => return code,
    };
    let out = Output { json: cli.json, language };
    // No default: which phone is meant is nothing to guess. It may stand before the command or behind it.
    let Some(home) = cli.home.clone() else {
        out.note(out.pick(
            "还差 --home 目录:手机的数据放在哪个文件夹(也可以设 CUNJI_HOME)。每样怎么写,加 --help 看。",
            "--home DIR is missing: the folder with this phone's data (or set CUNJI_HOME). See --help.",
        ));
        return ExitCode::from(2);
    };
    let terminal = Terminal { home, passphrase_file: cli.passphrase_file, out };
    match terminal.does(cli.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            out.fail(&error);
            ExitCode::from(1)
        }
    }
}

/// Where a command is typed.
struct Terminal {
    home: PathBuf,
    passphrase_file: Option<PathBuf>,
    out: Output,
}

impl Terminal {
    fn does(&self, command: Command) -> Result<()> {
        let out = self.out;
        match command {
            Command::Enroll { server, code, name } => server::enroll(self, &server, &code, &name),
            Command::Codes { date } => codes::codes(&mut self.phone()?, out, date),
            Command::Whoami => read::whoami(&mut self.phone()?, out),
            Command::Diary(command) => write::diary(&mut self.phone()?, out, command),
            Command::Visit(command) => write::visit(&mut self.phone()?, out, command),
            Command::Friend(command) => write::friend(&mut self.phone()?, out, command),
            Command::Problem(command) => write::problem(&mut self.phone()?, out, command),
            Command::Leave(command) => write::leave(&mut self.phone()?, out, command),
            Command::Observe { date, absent, present, note, beside } => {
                write::observe(&mut self.phone()?, out, date, (absent, present), note, &beside)
            }
            Command::Checkin { note, beside } => write::checkin(&mut self.phone()?, out, note, &beside),
            Command::Record(command) => settle::record(&mut self.phone()?, out, command),
            Command::Sync => server::sync(&mut self.phone()?, out),
            Command::Status => status::status(&mut self.phone()?, out),
            Command::Conflict(command) => settle::conflict(&mut self.phone()?, out, command),
            Command::Attendance { year, team, as_of, village } => {
                let mut phone = self.phone()?;
                if team {
                    attendance::team(&mut phone, out, year, as_of, village.as_ref())
                } else {
                    attendance::own(&mut phone, out, year, as_of)
                }
            }
            Command::Month(command) => month::month(&mut self.phone()?, out, command),
            Command::Export { format: _ } => settle::export(&self.phone()?, out),
            Command::Verify { full } => server::verify(&mut self.phone()?, out, full),
            Command::Pin(command) => lock::pin(self, command),
            Command::Recover { code } => lock::recover(self, &code),
            Command::Note(command) => lock::note(self, command),
            Command::Mend(command) => settle::mend(&mut self.phone()?, out, command),
        }
    }

    /// Opens the phone, and tells what was found. After a salvage the command goes no further.
    fn phone(&self) -> Result<Phone> {
        // What is not there needs no passphrase.
        if !Phone::exists(&self.home) {
            return Err(cunji_store::StoreError::NotThere(self.home.clone()).into());
        }
        let (home, clock) = (home::of(&self.home), Arc::new(SystemClock::default()));
        let phone = match lock::entered(lock::PIN) {
            Some(pin) => Phone::open_with_pin(home, &pin, &lock::key_store(), clock, self.out.language)?,
            None => Phone::open(home, &self.passphrase(false)?, clock, self.out.language)?,
        };
        match phone.found() {
            OpenState::AsLeft => {}
            OpenState::OtherInstallation => self.out.note(self.out.pick(
                "这份数据是从别处拷来的或恢复的,下次同步时会换一个设备号;写的都在。",
                "This data was copied or restored; the phone takes a new device id with the next sync. Nothing is lost.",
            )),
            // What was to be done may rest on what could not be saved: the person decides, knowing of it.
            OpenState::Salvaged(salvage) => return Err(salvaged(salvage)),
        }
        Ok(phone)
    }

    /// The passphrase: from a file, from the environment, or asked for (twice for a new phone).
    fn passphrase(&self, is_new: bool) -> Result<Zeroizing<String>> {
        if let Some(file) = &self.passphrase_file {
            let text = Zeroizing::new(std::fs::read_to_string(file).map_err(|error| unreadable(file, &error))?);
            return Ok(Zeroizing::new(text.lines().next().unwrap_or_default().to_owned()));
        }
        if let Ok(passphrase) = std::env::var("CUNJI_PASSPHRASE") {
            return Ok(Zeroizing::new(passphrase));
        }
        let typed = self.ask(self.out.pick("口令: ", "Passphrase: "))?;
        if is_new && self.ask(self.out.pick("再输一次: ", "Once more: "))? != typed {
            return Err(ClientError::told(
                "client.passphrase_differs",
                "两次输的口令不一样,请重来。",
                "The two passphrases differ; please start again.",
            ));
        }
        Ok(typed)
    }

    fn ask(&self, prompt: &str) -> Result<Zeroizing<String>> {
        let typed = rpassword::prompt_password(prompt).map_err(|error| {
            ClientError::told(
                "client.passphrase_missing",
                format!("没有口令({error})。用 --passphrase-file 或 CUNJI_PASSPHRASE 给出。"),
                format!("No passphrase ({error}). Give it by --passphrase-file or CUNJI_PASSPHRASE."),
            )
        })?;
        Ok(Zeroizing::new(typed))
    }
}

fn salvaged(salvage: &Salvage) -> ClientError {
    let (edits, drafts, lost) = (salvage.edits(), salvage.drafts(), salvage.lost);
    let aside = salvage.quarantined.display();
    ClientError::told(
        "store.salvaged",
        format!(
            "数据文件坏了:救出了 {edits} 处修改、{drafts} 份草稿,{lost} 处读不出来;坏文件原样留在 {aside}。这次的命令没有做,请再运行一次,然后尽快同步。"
        ),
        format!(
            "The data file was damaged: {edits} edits and {drafts} drafts were saved, {lost} rows could not be read; the damaged file is kept as {aside}. The command was not done: run it again, then sync soon."
        ),
    )
}

fn unreadable(file: &Path, error: &std::io::Error) -> ClientError {
    ClientError::told(
        "client.file",
        format!("读不了 {}:{error}。", file.display()),
        format!("{} can't be read: {error}.", file.display()),
    )
}

/// The text of a file; `-` is standard input.
fn text_of(file: &Path) -> Result<String> {
    let mut bytes = Vec::new();
    let read = if file == Path::new("-") {
        std::io::stdin().read_to_end(&mut bytes).map(drop)
    } else {
        std::fs::read(file).map(|read| bytes = read)
    };
    read.map_err(|error| unreadable(file, &error))?;
    String::from_utf8(bytes).map_err(|_| {
        ClientError::told(
            "client.file_encoding",
            format!("{} 不是 UTF-8 文本,请另存为 UTF-8。", file.display()),
            format!("{} is no UTF-8 text; save it as UTF-8.", file.display()),
        )
    })
}

/// A day that was given, else today.
fn day_or_today(phone: &Phone, day: Option<NaiveDate>) -> NaiveDate {
    day.unwrap_or_else(|| phone.today())
}
