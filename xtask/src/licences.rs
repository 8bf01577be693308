//! The list of libraries that the program stands on, for its screen: from cargo's and npm's own metadata.

use std::collections::{BTreeMap, BTreeSet};
use std::process::ExitCode;

use anyhow::{Context, bail};
use serde::Deserialize;
use serde_json::Value;

use crate::shell;

const LIST: &str = "app-ui/src/phone/me/licences.json";

/// Writes the list anew.
pub fn write() -> anyhow::Result<ExitCode> {
    std::fs::write(shell::workspace_root().join(LIST), fresh()?)?;
    Ok(ExitCode::SUCCESS)
}

/// Whether the committed list is that of the locked packages.
pub fn check() -> anyhow::Result<()> {
    let committed = std::fs::read_to_string(shell::workspace_root().join(LIST)).unwrap_or_default();
    if committed != fresh()? {
        bail!("{LIST} is not that of the locked packages; run `cargo xtask licences`");
    }
    Ok(())
}

fn fresh() -> anyhow::Result<String> {
    let mut all = of_cargo()?;
    all.extend(of_npm()?);
    let lines: Vec<String> = all.iter().map(|one| Ok(serde_json::to_string(one)?)).collect::<anyhow::Result<_>>()?;
    Ok(format!("[\n{}\n]\n", lines.join(",\n")))
}

type Library = (String, String, String);

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    resolve: Resolve,
}

#[derive(Deserialize)]
struct Package {
    id: String,
    name: String,
    version: String,
    license: Option<String>,
    source: Option<String>,
}

#[derive(Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
    deps: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    pkg: String,
    dep_kinds: Vec<DependencyKind>,
}

#[derive(Deserialize)]
struct DependencyKind {
    kind: Option<String>,
}

/// What is linked into the shell on any platform: neither what builds it nor what tests it.
fn of_cargo() -> anyhow::Result<BTreeSet<Library>> {
    let mut metadata = shell::cargo();
    metadata.args(["metadata", "--format-version", "1", "--locked"]).current_dir(shell::workspace_root());
    let output = metadata.output().context("cargo metadata could not be started")?;
    if !output.status.success() {
        bail!("cargo metadata: {}", String::from_utf8_lossy(&output.stderr));
    }
    let metadata: Metadata = serde_json::from_slice(&output.stdout)?;
    let packages: BTreeMap<&str, &Package> = metadata.packages.iter().map(|one| (one.id.as_str(), one)).collect();
    let nodes: BTreeMap<&str, &Node> = metadata.resolve.nodes.iter().map(|one| (one.id.as_str(), one)).collect();
    let shell = metadata.packages.iter().find(|one| one.name == "cunji-app").context("there is no shell")?;
    let mut seen = BTreeSet::from([shell.id.as_str()]);
    let mut open = vec![shell.id.as_str()];
    while let Some(node) = open.pop().and_then(|id| nodes.get(id)) {
        let linked = node.deps.iter().filter(|dep| dep.dep_kinds.iter().any(|kind| kind.kind.is_none()));
        open.extend(linked.map(|dep| dep.pkg.as_str()).filter(|id| seen.insert(id)));
    }
    let others = seen.iter().filter_map(|id| packages.get(id)).filter(|one| one.source.is_some());
    Ok(others.map(|one| library(&one.name, &one.version, one.license.as_deref())).collect())
}

/// What the lock file names beside the tools of development.
fn of_npm() -> anyhow::Result<BTreeSet<Library>> {
    let lock = std::fs::read(shell::workspace_root().join("app-ui/package-lock.json"))?;
    let lock: Value = serde_json::from_slice(&lock)?;
    let packages = lock.get("packages").and_then(Value::as_object).context("the lock file names no packages")?;
    let text = |package: &Value, name: &str| package.get(name).and_then(Value::as_str).map(str::to_owned);
    let shipped = packages.iter().filter_map(|(path, package)| {
        let (_, name) = path.rsplit_once("node_modules/")?;
        let is_tool = package.get("dev").and_then(Value::as_bool).unwrap_or(false);
        (!is_tool)
            .then(|| library(name, &text(package, "version").unwrap_or_default(), text(package, "license").as_deref()))
    });
    Ok(shipped.collect())
}

fn library(name: &str, version: &str, terms: Option<&str>) -> Library {
    let terms = terms.unwrap_or("see its source").replace('/', " OR ");
    (name.to_owned(), version.to_owned(), terms)
}
