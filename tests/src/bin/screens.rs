//! `cargo xtask screens [--only NAME]`: says where the pictures are.

use anyhow::bail;

fn main() -> anyhow::Result<()> {
    let (mut only, mut program) = (None, None);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--only" => only = arguments.next(),
            "--program" => program = arguments.next(),
            other => bail!("{other} is not understood: screens --program FILE [--only NAME]"),
        }
    }
    let Some(program) = program else { bail!("which program? --program FILE") };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let folder = cunji_tests::screens::draw(only.as_deref(), program.as_ref(), &runtime)?;
    eprintln!("screens: {}", folder.display());
    Ok(())
}
