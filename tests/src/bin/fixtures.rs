//! `cargo xtask fixtures`: makes a server's data of a whole county, and serves it at the end of its months.

use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::{Context, bail};
use cunji_tests::fixtures::{Plan, Planted, judge, make, open};
use cunji_tests::running::Running;

const USAGE: &str = "fixtures [--villages N] [--months N] [--seed N] [--county CODE] [--city] --into DIR [--database URL] [--judge] [--serve ADDRESS]";

fn main() -> anyhow::Result<()> {
    let (mut villages, mut months, mut seed, mut county, mut city) = (12, 1, 7, None, false);
    let (mut into, mut database, mut judged, mut serve) = (None, None, false, None);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().with_context(|| format!("{argument} needs a value: {USAGE}"));
        match argument.as_str() {
            "--villages" => villages = value()?.parse()?,
            "--months" => months = value()?.parse()?,
            "--seed" => seed = value()?.parse()?,
            "--county" => county = Some(value()?),
            "--city" => city = true,
            "--into" => into = Some(PathBuf::from(value()?)),
            "--database" => database = Some(value()?),
            "--judge" => judged = true,
            "--serve" => serve = Some(value()?.parse::<SocketAddr>()?),
            _ => bail!("{argument} is not understood: {USAGE}"),
        }
    }
    let mut plan = if city { Plan::city(seed)? } else { Plan::months(villages, months, seed)? };
    if let Some(county) = county {
        plan.county = county;
    }
    let into = into.with_context(|| USAGE.to_owned())?.join(plan.name());
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let planted = make(&plan, &into, database.as_deref(), runtime.handle(), &|what| eprintln!("… {what}"))?;
    tell(&planted, &into);
    if judged {
        let opened = open(&into, database.as_deref(), runtime.handle())?;
        for (hint, judged) in judge(&opened.server, &planted)? {
            let (precision, recall) = (judged.precision(), judged.recall());
            eprintln!(
                "{hint}: {} planted, {} found; precision {precision:.4}, recall {recall:.4}",
                judged.planted, judged.found
            );
        }
    }
    let Some(listen) = serve else { return Ok(()) };
    let running = Running::start_whole(&into, listen, planted.now, runtime.handle())?;
    eprintln!("the console is at {}/office/ until Ctrl-C", running.url());
    runtime.block_on(tokio::signal::ctrl_c())?;
    runtime.block_on(running.stop())
}

fn tell(planted: &Planted, into: &std::path::Path) {
    eprintln!(
        "{}: {} villages, {} cadres, {} records from phones, {} odd diaries; accounts and all that is planted in planted.json",
        into.display(),
        planted.villages.len(),
        planted.cadres,
        planted.records.values().sum::<u64>(),
        planted.odd.len()
    );
}
