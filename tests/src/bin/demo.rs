//! `cargo xtask demo [--once] [--window PROGRAM]`: ends with failure if replicas differ.

use std::process::ExitCode;

use anyhow::bail;
use cunji_tests::demo::Options;

fn main() -> anyhow::Result<ExitCode> {
    let mut options = Options::default();
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--once" => options.once = true,
            "--window" => options.window = arguments.next().map(Into::into),
            other => bail!("{other} is not understood: demo [--once] [--window PROGRAM]"),
        }
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let agree = cunji_tests::demo::run(&options, &runtime)?;
    Ok(if agree { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
