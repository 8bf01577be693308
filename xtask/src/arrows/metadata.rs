//! Our crates and what each names as a dependency, as cargo knows them.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, bail};
use serde::Deserialize;

use crate::shell;

/// Crate → everything it names as a dependency (of the program, of its tests, of its build). Our own crates are called
/// by their short names (`domain`, not `cunji-domain`).
pub type Crates = BTreeMap<String, BTreeSet<String>>;

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    name: String,
}

/// Asks cargo.
pub fn read() -> anyhow::Result<Crates> {
    let mut ask = shell::cargo();
    ask.args(["metadata", "--format-version", "1", "--no-deps"]).current_dir(shell::workspace_root());
    let answer = ask.output().context("could not start cargo metadata")?;
    if !answer.status.success() {
        bail!("cargo metadata: {}", String::from_utf8_lossy(&answer.stderr).trim());
    }
    parse(&answer.stdout)
}

fn parse(json: &[u8]) -> anyhow::Result<Crates> {
    let metadata: Metadata = serde_json::from_slice(json).context("cargo metadata did not answer as expected")?;
    let short = |name: &str| name.strip_prefix("cunji-").unwrap_or(name).to_owned();
    let packages = metadata.packages.into_iter();
    Ok(packages.map(|p| (short(&p.name), p.dependencies.iter().map(|d| short(&d.name)).collect())).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_short_and_every_kind_of_dependency_counts() {
        let json = br#"{"packages":[{"name":"cunji-store","dependencies":[
            {"name":"cunji-domain","kind":null},{"name":"rusqlite","kind":null},{"name":"tempfile","kind":"dev"}]}]}"#;
        let crates = parse(json).unwrap();
        let expected: BTreeSet<String> = ["domain", "rusqlite", "tempfile"].map(str::to_owned).into();
        assert_eq!(crates["store"], expected);
    }

    #[test]
    fn an_answer_of_another_shape_is_an_error() {
        assert!(parse(b"{}").is_err());
    }
}
