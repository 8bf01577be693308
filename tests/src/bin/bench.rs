//! `cargo xtask bench`: the figures. With `--json` one document on standard output; what is under way goes to standard
//! error.

#![allow(clippy::print_stdout, reason = "the figures belong on standard output")]

use std::path::PathBuf;

use anyhow::{Context, bail};
use cunji_tests::bench::office::office;
use cunji_tests::bench::{Jobs, measure, of_office, table, words};

const USAGE: &str = "bench [--json] [--job FILE.jsonl] [--job2 FILE.jsonl] [--program FILE] [--only-office] [--fixture DIR], \
                     or bench [--json] --words [RECORDS]";

fn main() -> anyhow::Result<()> {
    let (mut json, mut jobs, mut program, mut records) = (false, Jobs::default(), None, None);
    let (mut only_office, mut fixture) = (false, None);
    let mut arguments = std::env::args_os().skip(1);
    while let Some(argument) = arguments.next() {
        let mut file = || arguments.next().map(PathBuf::from).with_context(|| format!("a file is missing: {USAGE}"));
        match argument.to_str() {
            Some("--json") => json = true,
            Some("--job") => jobs.first = Some(file()?),
            Some("--job2") => jobs.second = Some(file()?),
            Some("--program") => program = Some(file()?),
            Some("--only-office") => only_office = true,
            Some("--fixture") => fixture = Some(file()?),
            // Alone: a million records take their time.
            Some("--words") => records = Some(words::RECORDS),
            Some(number) if records.is_some() => records = Some(number.parse().context(USAGE)?),
            _ => bail!("{} is not understood: {USAGE}", argument.display()),
        }
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    if let Some(records) = records {
        let searched = words::words(records, runtime.handle(), &|what| eprintln!("… {what}"))?;
        let text = if json { serde_json::to_string_pretty(&searched)? } else { words::lines(&searched) };
        println!("{text}");
        return Ok(());
    }
    let progress = |what: &str| eprintln!("… {what}");
    if only_office {
        let office = office(fixture.as_deref(), runtime.handle(), &progress)?;
        match json {
            true => println!("{}", serde_json::to_string_pretty(&office)?),
            false => print!("{}", of_office(&office)),
        }
        return Ok(());
    }
    let figures = measure(&jobs, (program.as_deref(), fixture.as_deref()), &runtime, &progress)?;
    if json {
        println!("{}", serde_json::to_string_pretty(&figures)?);
    } else {
        print!("{}", table(&figures));
    }
    Ok(())
}
