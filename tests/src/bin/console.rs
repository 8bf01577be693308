//! A console for tests in the browser: a fixture's data, served at the end of its months. The address is told on standard output; each line
//! of standard input is a command (`cunji_tests::console`), and is answered by a line; at its end the server ends.

#![allow(clippy::print_stdout, reason = "what drives the browser reads the address from standard output")]

use std::io::BufRead as _;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use anyhow::bail;
use cunji_tests::console::Driven;
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
    let running = Running::start_whole(&data, any, planted.now, runtime.handle())?;
    let folder = tempfile::tempdir()?;
    println!("{}", running.url());
    let mut driven = Driven::of(&running, folder.path(), runtime.handle());
    for line in std::io::stdin().lock().lines() {
        println!("{}", driven.answer(&line?));
    }
    drop(driven);
    runtime.block_on(running.stop())
}
