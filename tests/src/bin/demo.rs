//! `cargo xtask demo [--once]`: ends with failure if replicas differ.

use std::process::ExitCode;

use anyhow::bail;

fn main() -> anyhow::Result<ExitCode> {
    let mut once = false;
    for argument in std::env::args().skip(1) {
        match argument.as_str() {
            "--once" => once = true,
            other => bail!("{other} is not understood: demo [--once]"),
        }
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let agree = cunji_tests::demo::run(once, &runtime)?;
    Ok(if agree { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
