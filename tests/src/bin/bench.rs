//! `cargo xtask bench`: the figures. With `--json` one document on standard output; what is under way goes to standard
//! error.

#![allow(clippy::print_stdout, reason = "the figures belong on standard output")]

use std::path::PathBuf;

use anyhow::{Context, bail};
use cunji_tests::bench::{Jobs, measure, table, words};

const USAGE: &str =
    "bench [--json] [--job FILE.jsonl] [--job2 FILE.jsonl] [--program FILE], or bench [--json] --words [RECORDS]";

fn main() -> anyhow::Result<()> {
    let (mut json, mut jobs, mut program, mut records) = (false, Jobs::default(), None, None);
    let mut arguments = std::env::args_os().skip(1);
    while let Some(argument) = arguments.next() {
        let mut file = || arguments.next().map(PathBuf::from).with_context(|| format!("a file is missing: {USAGE}"));
        match argument.to_str() {
            Some("--json") => json = true,
            Some("--job") => jobs.first = Some(file()?),
            Some("--job2") => jobs.second = Some(file()?),
            Some("--program") => program = Some(file()?),
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
    let figures = measure(&jobs, program.as_deref(), &runtime, &|what| eprintln!("… {what}"))?;
    if json {
        println!("{}", serde_json::to_string_pretty(&figures)?);
    } else {
        print!("{}", table(&figures));
    }
    Ok(())
}
