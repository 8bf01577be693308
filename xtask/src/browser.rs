//! The console in Chromium: tests and pictures, by Node's own test runner and the packages of app-ui, against a server on a county's data.

use std::path::PathBuf;
use std::process::Command;

use crate::{front_end, prepare, product, shell};

/// Which data, of how many villages and months.
struct Data {
    folder: &'static str,
    villages: &'static str,
    months: &'static str,
}

const FOR_SCENES: Data = Data { folder: "fixtures/browser", villages: "12", months: "1" };
/// Every village of a county for a quarter: what the scenes go through, where there is as much as an office has.
const FOR_A_COUNTY: Data = Data { folder: "fixtures/county", villages: "300", months: "3" };
/// Four villages of each of the county's towns, and four more of the first: more than 400 diaries wait there.
const FOR_A_MORNING: Data = Data { folder: "fixtures/morning", villages: "48", months: "1" };

/// Every test of `tests/browser`, or those whose name contains something; on a small part of a county, or on a whole one.
pub fn tests(only: Option<String>, county: bool) -> anyhow::Result<()> {
    let mut node = ready(if county { &FOR_A_COUNTY } else { &FOR_SCENES })?;
    node.args(["--test", "--test-concurrency=1"]);
    node.args(only.map(|only| format!("--test-name-pattern={only}")));
    node.args(files(".test.mjs")?);
    shell::must_succeed(&mut node)
}

/// Every screen at 1440×900 and 1024×768, into `target/screens/office`.
pub fn screens(only: Option<String>) -> anyhow::Result<()> {
    let mut node = ready(&FOR_SCENES)?;
    node.arg(folder().join("screens.mjs")).args(only);
    shell::must_succeed(&mut node)
}

/// A clerk's morning: everything that waits in a town, by keys alone; tells how long each step took. Pictures into `target/browser`.
pub fn morning() -> anyhow::Result<()> {
    let mut node = ready(&FOR_A_MORNING)?;
    node.arg(folder().join("morning.mjs"));
    shell::must_succeed(&mut node)
}

/// Builds what is looked at, makes the data once, and gives a Node that knows where both are.
fn ready(of: &Data) -> anyhow::Result<Command> {
    prepare::for_browser()?;
    // Before the server, which takes the built console in.
    front_end::build()?;
    shell::must_succeed(&mut product::build(&["cunji-server", "console", "fixtures"], None))?;
    let data = prepare::target_folder().join(of.folder);
    let mut fixtures = Command::new(product::built("fixtures"));
    fixtures.args(["--villages", of.villages, "--months", of.months, "--into"]).arg(&data);
    shell::must_succeed(&mut fixtures)?;
    let mut node = shell::program("node");
    node.current_dir(shell::workspace_root());
    node.env("CUNJI_PROGRAMS", prepare::target_folder().join("debug")).env("CUNJI_FIXTURES", data);
    node.env("CUNJI_PICTURES", prepare::target_folder().join("browser"));
    node.env("CUNJI_SCREENS", prepare::target_folder().join("screens/office"));
    Ok(node)
}

fn files(ending: &str) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for file in std::fs::read_dir(folder())? {
        let path = file?.path();
        files.extend(path.to_string_lossy().ends_with(ending).then_some(path));
    }
    files.sort();
    Ok(files)
}

fn folder() -> PathBuf {
    shell::workspace_root().join("tests/browser")
}
