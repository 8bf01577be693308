//! Which crate may use which: read from `cargo metadata`, held against the rules, and against ARCHITECTURE.md's diagram.

mod diagram;
mod graph;
mod metadata;
mod rules;

use anyhow::{Context, bail};

use crate::shell;

/// Checks the dependencies of every crate of ours, and that ARCHITECTURE.md draws the arrows as they are.
pub fn check() -> anyhow::Result<()> {
    let crates = metadata::read()?;
    let mut faults = rules::faults(&crates);
    let page = shell::workspace_root().join("ARCHITECTURE.md");
    let text = std::fs::read_to_string(&page).with_context(|| format!("could not read {}", page.display()))?;
    faults.extend(diagram::faults(&text, &rules::drawn_arrows()));
    if !faults.is_empty() {
        bail!("{}", faults.join("\n  "));
    }
    eprintln!("arrows: {} crates, {} arrows, as drawn in ARCHITECTURE.md", crates.len(), rules::drawn_arrows().len());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_workspace_keeps_the_rules_and_the_page_draws_them() {
        if let Err(faults) = check() {
            panic!("{faults:#}");
        }
    }
}
