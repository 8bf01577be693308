//! Commands: what they are, and how their outcome is told. Exit code 0 done, 1 refused or failed with the reason, 2 misuse.

mod account;
mod app;
mod commands;
mod failure;
mod invite;
mod qr;
mod recovery;
mod serve;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use failure::Failure;

/// 村记 Cunji: the server.
#[derive(Debug, Parser)]
#[command(name = "cunji-server", version, about)]
struct Cli {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    command: Command,
}

/// Where the data is.
#[derive(Debug, Clone, Args)]
struct Place {
    /// The data directory: key, erasures, and the database where it is SQLite.
    #[arg(long, global = true, env = "CUNJI_DATA", default_value = "cunji-data")]
    data: PathBuf,
    /// A PostgreSQL database (postgres://…) instead of SQLite in the data directory.
    #[arg(long, global = true, env = "CUNJI_DATABASE", hide_env_values = true)]
    database: Option<String>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serves phones until Ctrl-C or SIGTERM.
    Serve(serve::Serve),
    /// Takes in lists as offices keep them; all or nothing, and twice is once.
    #[command(subcommand)]
    Import(Import),
    /// Makes a one-time code for one phone of a person.
    Invite {
        /// The person's id.
        #[arg(long)]
        cadre: String,
        /// The address that the phone will use.
        #[arg(long, env = "CUNJI_SERVER_URL", default_value = "http://127.0.0.1:7610")]
        server: String,
        /// The server is served by --tls-self-made: the code carries the fingerprint of its certificate.
        #[arg(long)]
        tls_self_made: bool,
        /// One JSON document: code, server, expires.
        #[arg(long)]
        json: bool,
        /// Shows the QR code here, too, for the phone's camera.
        #[arg(long, conflicts_with = "json")]
        qr: bool,
        /// Writes the QR code as a picture: .png or .svg.
        #[arg(long, value_name = "FILE")]
        qr_file: Option<PathBuf>,
    },
    /// Accounts of people at offices: who may sign in to the console, and what they may do where.
    #[command(subcommand)]
    Account(account::Account),
    /// The phones' program, as /install offers it.
    #[command(subcommand)]
    App(app::App),
    /// Lists the devices.
    Devices,
    /// Shows the recovery code of a phone whose PIN was forgotten, to be dictated to its owner; each time is noted.
    RecoveryCode {
        /// The device's id.
        #[arg(long)]
        device: String,
        /// One JSON document: code, person, enrols_until, followed_by.
        #[arg(long)]
        json: bool,
    },
    /// Revokes a phone: it receives nothing any more; what it still delivers is held.
    Revoke {
        /// The device's id.
        #[arg(long)]
        device: String,
        /// Why.
        #[arg(long, default_value = "")]
        reason: String,
    },
    /// What waits for a decision.
    #[command(subcommand)]
    Held(Held),
    /// Erases an edit by law (docs/privacy.md).
    Erase {
        /// The space (division code).
        #[arg(long)]
        space: String,
        /// The edit's id.
        #[arg(long)]
        edit: String,
        /// The legal ground.
        #[arg(long)]
        reason: String,
    },
    /// Writes everything into one file.
    Backup {
        /// The file.
        file: PathBuf,
        /// Leaves the photos out: their folder is copied by other means.
        #[arg(long)]
        without_photos: bool,
    },
    /// Restores a backup into an empty directory and database, in a new epoch.
    Restore {
        /// The backup.
        file: PathBuf,
        /// The file of erasures, kept apart from the backup.
        #[arg(long, conflicts_with = "no_erasures")]
        erasures: Option<PathBuf>,
        /// Nothing was ever erased by law.
        #[arg(long)]
        no_erasures: bool,
    },
    /// Proves every chain, signature, number and table; names the first fault.
    Verify,
    /// Writes every record as a line of JSON to standard output.
    Export {
        /// The format.
        #[arg(long, default_value = "jsonl", value_parser = ["jsonl"])]
        format: String,
    },
}

#[derive(Debug, Subcommand)]
enum Import {
    /// Divisions: csv with code, name, level, parent.
    Divisions {
        /// The file.
        file: PathBuf,
    },
    /// People, roles, units and teams: xlsx or csv.
    Roster {
        /// The file.
        file: PathBuf,
    },
    /// Households: xlsx or csv.
    Households {
        /// The file.
        file: PathBuf,
    },
    /// A policy file: toml.
    Policy {
        /// The file.
        file: PathBuf,
    },
    /// The year's holidays and make-up work days: csv with from, to, holiday/rest/work, name.
    Calendar {
        /// The file.
        file: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
enum Held {
    /// Everything that is held, a line of JSON each.
    List,
    /// Takes one in.
    Accept(HeldPlace),
    /// Rejects one; its author reads why.
    Reject {
        #[command(flatten)]
        place: HeldPlace,
        /// Why.
        #[arg(long)]
        reason: String,
    },
}

#[derive(Debug, Args)]
struct HeldPlace {
    /// The space (division code).
    #[arg(long)]
    space: String,
    /// The device.
    #[arg(long)]
    device: String,
    /// The number in the device's chain.
    #[arg(long)]
    number: u64,
}

/// Reads the arguments, does the command, tells the outcome.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    };
    match commands::run(cli.place, cli.command, &runtime) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{}", failure.text());
            ExitCode::FAILURE
        }
    }
}

impl From<&HeldPlace> for (String, String, u64) {
    fn from(place: &HeldPlace) -> Self {
        (place.space.clone(), place.device.clone(), place.number)
    }
}

type Outcome = Result<(), Failure>;
