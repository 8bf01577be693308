//! axe-core on what a window shows.

use std::path::Path;

use anyhow::Context;
use serde::Deserialize;
use serde_json::json;

use super::Window;

/// Runs the rules and gives what fails, as rule, element and axe's own sentence.
const RUN: &str = "const done = arguments[0];
    const rules = { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] };
    axe.run(document, { runOnly: rules, rules: { 'target-size': { enabled: true }, 'color-contrast-enhanced': { enabled: true } } })
        .then(found => done(found.violations.flatMap(fault => fault.nodes.map(node => ({
            rule: fault.id, element: node.target.join(' '), why: node.failureSummary,
        })))), error => done([{ rule: 'axe', element: 'document', why: String(error) }]));";

#[derive(Deserialize)]
struct Fault {
    rule: String,
    element: String,
    why: String,
}

impl Window {
    /// What axe finds wrong on the screen as it is now.
    ///
    /// # Errors
    /// The window is gone; axe is not installed (`npm ci` in app-ui).
    pub fn faults_by_axe(&self) -> anyhow::Result<Vec<String>> {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../app-ui/node_modules/axe-core/axe.min.js");
        let axe = std::fs::read_to_string(&file).with_context(|| file.display().to_string())?;
        self.script("if (!window.axe) (0, eval)(arguments[0])", vec![json!(axe)])
            .or_else(|_| self.script(&axe, vec![]))?;
        let found = self.runtime.block_on(self.client.execute_async(RUN, vec![]))?;
        let faults: Vec<Fault> = serde_json::from_value(found)?;
        let told = |fault: Fault| format!("{} at {}: {}", fault.rule, fault.element, fault.why.replace('\n', " "));
        Ok(faults.into_iter().map(told).collect())
    }
}
