//! `cargo xtask simulate`: random worlds, each from its seed, until something is wrong or enough were lived.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use anyhow::Context;
use cunji_server::storage::testing::{Durability, ThrowawayPostgres};
use cunji_tests::simulation::{Failure, Options, child, live};
use tokio::runtime::Runtime;

/// Every so many seeds one is lived on PostgreSQL, where there is one.
const ON_POSTGRES: u64 = 50;
/// How much of what happened is shown.
const SHOWN: usize = 400;

struct Arguments {
    seeds: u64,
    from: u64,
    sabotage: Option<String>,
    threads: bool,
}

fn main() -> anyhow::Result<ExitCode> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let Some((first, rest)) = arguments.split_first()
        && first == child::OPTION
    {
        return Ok(child::write(rest));
    }
    let arguments = parse(&arguments)?;
    let worlds = Worlds::new()?;
    match &arguments.sabotage {
        None => worlds.live_all(&arguments),
        Some(name) => sabotaged(&worlds, &arguments, name),
    }
}

fn parse(given: &[String]) -> anyhow::Result<Arguments> {
    let mut arguments = Arguments { seeds: 100, from: 0, sabotage: None, threads: true };
    let mut given = given.iter();
    while let Some(option) = given.next() {
        let mut value = || given.next().with_context(|| format!("{option} needs a value"));
        match option.as_str() {
            "--seeds" => arguments.seeds = value()?.parse().context("--seeds is a number")?,
            "--from" => arguments.from = value()?.parse().context("--from is a number")?,
            "--sabotage" => arguments.sabotage = Some(value()?.clone()),
            "--no-threads" => arguments.threads = false,
            "--log" => {
                tracing_subscriber::fmt().with_max_level(tracing::Level::INFO).with_writer(std::io::stderr).init()
            }
            other => {
                anyhow::bail!("{other} is no option: --seeds N, --from SEED, --sabotage NAME|all, --no-threads, --log")
            }
        }
    }
    Ok(arguments)
}

struct Worlds {
    runtime: Runtime,
    cluster: Option<Arc<ThrowawayPostgres>>,
}

impl Worlds {
    fn new() -> anyhow::Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        let cluster = match ThrowawayPostgres::start(Durability::Fast) {
            Ok(cluster) => Some(Arc::new(cluster)),
            Err(missing) => {
                eprintln!("no world is lived on PostgreSQL: {missing}");
                None
            }
        };
        Ok(Self { runtime, cluster })
    }

    fn live(&self, seed: u64, threads: bool) -> Result<usize, Failure> {
        let cluster = self.cluster.clone().filter(|_| seed % ON_POSTGRES == ON_POSTGRES - 1);
        live(seed, Options { children: true, threads }, cluster, self.runtime.handle())
    }

    fn live_all(&self, arguments: &Arguments) -> anyhow::Result<ExitCode> {
        let begun = Instant::now();
        let (mut steps, mut slowest) = (0, (0.0, 0));
        for seed in arguments.from..arguments.from + arguments.seeds {
            let at = begun.elapsed().as_secs_f64();
            match self.live(seed, arguments.threads) {
                Ok(lived) => steps += lived,
                Err(failure) => {
                    show(seed, &failure);
                    return Ok(ExitCode::FAILURE);
                }
            }
            let taken = begun.elapsed().as_secs_f64() - at;
            if taken > slowest.0 {
                slowest = (taken, seed);
            }
            if (seed + 1 - arguments.from).is_multiple_of(100) {
                eprintln!("seed {seed}: {} worlds are well", seed + 1 - arguments.from);
            }
        }
        let seconds = begun.elapsed().as_secs_f64();
        eprintln!(
            "{} worlds from seed {} are well: {steps} steps in {seconds:.1} s, {:.2} s a world, the slowest {} with {:.1} s",
            arguments.seeds,
            arguments.from,
            seconds / arguments.seeds.max(1) as f64,
            slowest.1,
            slowest.0,
        );
        Ok(ExitCode::SUCCESS)
    }
}

fn show(seed: u64, failure: &Failure) {
    let skipped = failure.trace.len().saturating_sub(SHOWN);
    for line in failure.trace.iter().skip(skipped) {
        eprintln!("    {line}");
    }
    eprintln!("seed {seed}: {}", failure.found);
    eprintln!("again by: cargo xtask simulate --seeds 1 --from {seed}");
}

#[cfg(feature = "sabotage")]
fn sabotaged(worlds: &Worlds, arguments: &Arguments, name: &str) -> anyhow::Result<ExitCode> {
    use cunji_tests::simulation::faults::Fault;

    let faults = if name == "all" {
        Fault::all()
    } else {
        let fault = Fault::named(name);
        let known = || Fault::all().into_iter().map(Fault::name).collect::<Vec<_>>().join(", ");
        vec![fault.with_context(|| format!("there is no fault {name}; there are {}", known()))?]
    };
    // A panic is one way to be found; nobody needs its story.
    std::panic::set_hook(Box::new(|_| {}));
    let mut missed = 0;
    for fault in faults {
        let begun = Instant::now();
        let mut seeds = arguments.from..arguments.from + arguments.seeds;
        let found = seeds.find_map(|seed| {
            Fault::arm(Some(fault));
            let lived = worlds.live(seed, arguments.threads);
            Fault::arm(None);
            lived.err().map(|failure| (seed, failure))
        });
        let seconds = begun.elapsed().as_secs_f64();
        match found {
            Some((seed, failure)) => {
                eprintln!("{:<44} seed {seed:>4}  {:>6.1} s  {}", fault.name(), seconds, failure.found);
            }
            None => {
                missed += 1;
                eprintln!("{:<44} NOT FOUND  {seconds:.1} s", fault.name());
            }
        }
    }
    Ok(if missed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

#[cfg(not(feature = "sabotage"))]
fn sabotaged(_: &Worlds, _: &Arguments, _: &str) -> anyhow::Result<ExitCode> {
    anyhow::bail!("this build has no faults in it; cargo xtask simulate --sabotage builds one that has")
}
