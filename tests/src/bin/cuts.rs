//! Cuts a sync at every byte, in both directions, and proves after each that nothing is lost (`cargo xtask cuts`).

use std::time::Instant;

use cunji_tests::cuts::Rig;
use cunji_tests::world::{Direction, Home};

const USAGE: &str = "cuts [--home sqlite|postgres] [--days N] [--step N]";

fn main() -> anyhow::Result<()> {
    let Arguments { home, days, step } = arguments()?;
    let began = Instant::now();
    let rig = Rig::new(home, days);
    let whole = rig.uncut();
    eprintln!("a sync on {home} without a cut: {} bytes up, {} down", whole.up, whole.down);
    let (mut cuts, mut most, mut sum) = (0_u64, (0, 0), 0);
    for (of, bytes) in [(Direction::Up, whole.up), (Direction::Down, whole.down)] {
        for n in (0..bytes).step_by(step) {
            let outcome = rig.cut_at(of, n);
            let again = outcome.passed.bytes().saturating_sub(whole.bytes());
            (cuts, sum) = (cuts + 1, sum + again);
            most = most.max((again, n));
            if cuts.is_multiple_of(100) {
                eprintln!("{of:?}: {n} of {bytes} bytes, {cuts} cuts, {:.0} s", began.elapsed().as_secs_f64());
            }
        }
    }
    eprintln!(
        "{cuts} cuts on {home}, nothing lost; sent again: {} bytes on average, {} at most (cut at byte {}); {:.0} s",
        sum / cuts.max(1),
        most.0,
        most.1,
        began.elapsed().as_secs_f64()
    );
    Ok(())
}

struct Arguments {
    home: Home,
    days: u32,
    step: usize,
}

fn arguments() -> anyhow::Result<Arguments> {
    let (mut home, mut days, mut step) = (Home::Sqlite, 3, 1);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let value = arguments.next();
        match (argument.as_str(), value.as_deref()) {
            ("--home", Some("sqlite")) => home = Home::Sqlite,
            ("--home", Some("postgres")) => home = Home::Postgres,
            ("--days", Some(number)) => days = number.parse::<u32>()?.clamp(1, 27),
            ("--step", Some(number)) => step = number.parse::<usize>()?.max(1),
            _ => anyhow::bail!("usage: {USAGE}"),
        }
    }
    Ok(Arguments { home, days, step })
}
