//! Whether a day counts never depends on evidence: the rules of attendance know neither grades nor places nor anchors.

#![allow(clippy::unwrap_used, reason = "a test may fail by panic")]

use std::fs;
use std::path::Path;

/// What stands in a source that asks for evidence.
const EVIDENCE: [&str; 5] = ["crate::grade", "crate::place", "crate::hint", "village_anchor", "day_grade"];

fn asking(folder: &str) -> Vec<String> {
    asking_in(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(folder))
}

fn asking_in(folder: &Path) -> Vec<String> {
    let mut asking = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            asking.extend(asking_in(&path));
            continue;
        }
        let source = fs::read_to_string(&path).unwrap();
        if EVIDENCE.iter().any(|piece| source.contains(piece)) {
            asking.push(path.file_name().unwrap().to_string_lossy().into_owned());
        }
    }
    asking
}

#[test]
fn attendance_does_not_ask_for_evidence() {
    assert_eq!(asking("attendance"), Vec::<String>::new());
    assert!(!asking("grade").is_empty(), "the pieces are those that sources have");
}
