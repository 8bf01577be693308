//! A console for tests in the browser: a fixture's data, served at the end of its months. The address is told on standard output; each line
//! of standard input (`pass SECONDS`) lets time pass, and is answered; at its end the server ends.

#![allow(clippy::print_stdout, reason = "what drives the browser reads the address from standard output")]

use std::io::BufRead as _;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use anyhow::{Context, bail};
use cunji_server::clock::Clock as _;
use cunji_tests::fixtures::Planted;
use cunji_tests::running::Running;

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args_os().skip(1);
    let (Some(data), None) = (arguments.next().map(PathBuf::from), arguments.next()) else {
        bail!("console DIR");
    };
    let planted = Planted::read(&data)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let running = Running::start(&data, any, planted.now, runtime.handle())?;
    println!("{}", running.url());
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let seconds =
            line.strip_prefix("pass ").with_context(|| format!("{line:?} is not understood: pass SECONDS"))?;
        running.clock.set(running.clock.now() + seconds.parse::<i64>()?);
        println!("{}", running.clock.now());
    }
    runtime.block_on(running.stop())
}
