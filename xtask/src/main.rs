//! `cargo xtask …`: the one way to run, check and measure Cunji from a checkout.

#![allow(clippy::print_stdout, reason = "the closing count of `cargo xtask test` belongs on standard output")]

mod android;
mod arrows;
mod browser;
mod checks;
mod front_end;
mod licences;
mod prepare;
mod product;
mod shell;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Runs, checks and measures Cunji. Everything it needs and does not find, it installs (see `prepare`).
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// The main job on real input: a server, four phones, thirty days without signal, one sync
    Demo {
        /// End after the report instead of leaving the server up until Ctrl-C
        #[arg(long)]
        once: bool,
        /// Open no window, even where there is a display
        #[arg(long)]
        headless: bool,
        /// Further arguments for the demo itself
        #[arg(last = true)]
        more: Vec<String>,
    },
    /// The phone's program in its window, on a phone of the demo and against its server
    App,
    /// Every screen in its main states as PNG, in both languages and types
    Screens {
        /// Only the pictures whose name contains this
        #[arg(long)]
        only: Option<String>,
        /// The console's instead of the phone's, in Chromium
        #[arg(long)]
        office: bool,
    },
    /// The console in Chromium against a real server on a county's data
    Browser {
        /// Only the tests whose name contains this
        #[arg(long)]
        only: Option<String>,
        /// A clerk's morning instead: more than 400 diaries by keys alone, with how long each step took
        #[arg(long, conflicts_with = "only")]
        morning: bool,
        /// On every village of a county for a quarter (300 villages, three months) instead of twelve villages for a month
        #[arg(long, conflicts_with = "morning")]
        county: bool,
    },
    /// All checks: format, lints, licences, arrows, documentation, simulation and every test
    Test,
    /// Each figure of the product as a ratio, measured in one run
    Bench {
        /// Print one JSON document on standard output
        #[arg(long)]
        json: bool,
        /// A month of records to upload instead of a generated one (one JSON object a line)
        #[arg(long, value_name = "FILE.jsonl")]
        job: Option<PathBuf>,
        /// The same person's next month, uploaded with the first as shared history
        #[arg(long, value_name = "FILE.jsonl")]
        job2: Option<PathBuf>,
        /// Further arguments for the bench itself
        #[arg(last = true)]
        more: Vec<String>,
    },
    /// A server's data of a whole county, made up by chance: teams, what they wrote, who was not heard of, planted oddities
    Fixtures {
        /// How many villages
        #[arg(long, default_value_t = 12, conflicts_with = "city")]
        villages: usize,
        /// How many months, from July 2017 on
        #[arg(long, default_value_t = 1, conflicts_with = "city")]
        months: u32,
        /// The same seed gives the same data
        #[arg(long, default_value_t = 7)]
        seed: u64,
        /// The county whose villages come first (code)
        #[arg(long, conflicts_with = "city")]
        county: Option<String>,
        /// The whole city with 8,000 cadres for a tenth of a year
        #[arg(long)]
        city: bool,
        /// The folder in which the data's folder is made; without it target/fixtures
        #[arg(long, value_name = "DIR")]
        into: Option<PathBuf>,
        /// An empty PostgreSQL database (postgres://…) instead of SQLite
        #[arg(long, value_name = "URL")]
        database: Option<String>,
        /// Count how many of the planted oddities the hints found, and how much they found besides
        #[arg(long)]
        judge: bool,
        /// Serve it at the end of its months, at this address
        #[arg(long, value_name = "ADDRESS", conflicts_with = "database")]
        serve: Option<String>,
    },
    /// Random worlds of phones, cuts, crashes and clones, each checked against the invariants
    Simulate {
        /// How many seeds to run
        #[arg(long, default_value_t = 1000)]
        seeds: u64,
        /// Build one known fault into the product; the simulation must find it
        #[arg(long, value_name = "FAULT")]
        sabotage: Option<String>,
        /// Further arguments for the simulation itself
        #[arg(last = true)]
        more: Vec<String>,
    },
    /// Cuts a sync at every byte, where the tests take a sample
    Cuts {
        /// Further arguments for the run itself
        #[arg(last = true)]
        more: Vec<String>,
    },
    /// Writes the list of libraries that the licences' screen shows
    Licences,
    /// Installs what a fresh Debian 12 with Rust and Node lacks; can be run again
    Prepare,
}

fn main() -> ExitCode {
    match run(Arguments::parse().task) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("cargo xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(task: Task) -> anyhow::Result<ExitCode> {
    match task {
        Task::Demo { once, headless, more } => product::demo(once, headless, more),
        Task::App => product::app(),
        Task::Screens { only, office: false } => product::screens(only),
        Task::Screens { only, office: true } => browser::screens(only).map(|()| ExitCode::SUCCESS),
        Task::Browser { morning: true, .. } => browser::morning().map(|()| ExitCode::SUCCESS),
        Task::Browser { only, county, .. } => browser::tests(only, county).map(|()| ExitCode::SUCCESS),
        Task::Test => checks::run_all(),
        Task::Bench { json, job, job2, more } => product::bench(json, job, job2, more),
        Task::Fixtures { villages, months, seed, county, city, into, database, judge, serve } => {
            let size = if city { product::Size::City } else { product::Size::Villages { villages, months, county } };
            product::fixtures(&size, seed, into, (database, serve), judge)
        }
        Task::Simulate { seeds, sabotage, more } => product::simulate(seeds, sabotage, more),
        Task::Cuts { more } => product::cuts(more),
        Task::Licences => licences::write(),
        Task::Prepare => {
            prepare::for_checks()?;
            eprintln!("prepare: everything is there");
            Ok(ExitCode::SUCCESS)
        }
    }
}
