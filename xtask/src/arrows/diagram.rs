//! The diagram of ARCHITECTURE.md: lines `a --> b` inside fenced blocks, as mermaid draws them.

use std::collections::BTreeSet;

use super::graph::Arrow;

/// What the page draws too much or too little, as a sentence each.
pub fn faults(page: &str, expected: &BTreeSet<Arrow>) -> Vec<String> {
    let drawn = read(page);
    let mut faults = Vec::new();
    for (from, to) in drawn.difference(expected) {
        faults.push(format!("ARCHITECTURE.md draws {from} --> {to}, which is not an arrow of ours"));
    }
    for (from, to) in expected.difference(&drawn) {
        faults.push(format!("ARCHITECTURE.md does not draw {from} --> {to}"));
    }
    faults
}

/// The arrows in the fenced blocks of a page. Labels (`a["text"]`, `-->|text|`) and chains (`a --> b --> c`) are
/// understood; a name may carry the prefix `cunji-`.
fn read(page: &str) -> BTreeSet<Arrow> {
    let mut found = BTreeSet::new();
    let mut fenced = false;
    for line in page.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if fenced && line.contains("-->") {
            let names: Vec<Vec<String>> = line.split("-->").map(names).collect();
            for pair in names.windows(2) {
                for from in &pair[0] {
                    found.extend(pair[1].iter().map(|to| (from.clone(), to.clone())));
                }
            }
        }
    }
    found
}

/// One side of an arrow: names joined by `&`, each with or without a label.
fn names(side: &str) -> Vec<String> {
    let side = side.trim();
    let side = side.strip_prefix('|').and_then(|rest| rest.split_once('|')).map_or(side, |(_, after)| after);
    side.split('&')
        .map(|name| name.split(['[', '(', '{']).next().unwrap_or_default().trim().trim_end_matches(';'))
        .map(|name| name.strip_prefix("cunji-").unwrap_or(name).to_owned())
        .filter(|name| !name.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::graph::arrows;
    use super::*;

    const PAGE: &str = "\
Prose may say a --> z without meaning it.

```mermaid
graph TD
  tests --> client & server
  client[\"client: the phone's use cases\"] -->|uses| store
  server --> cunji-protocol;
  store --> history --> domain
```
";

    #[test]
    fn arrows_are_read_from_the_block_alone() {
        let expected = arrows(&[
            ("tests", "client"),
            ("tests", "server"),
            ("client", "store"),
            ("server", "protocol"),
            ("store", "history"),
            ("history", "domain"),
        ]);
        assert_eq!(read(PAGE), expected);
    }

    #[test]
    fn too_much_and_too_little_are_told() {
        let page = "```text\na --> b\nb --> c\n```";
        let faults = faults(page, &arrows(&[("a", "b"), ("a", "c")]));
        assert_eq!(
            faults,
            ["ARCHITECTURE.md draws b --> c, which is not an arrow of ours", "ARCHITECTURE.md does not draw a --> c"]
        );
    }
}
