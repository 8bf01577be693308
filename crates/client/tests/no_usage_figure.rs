//! How often the app was opened or synced, or how long somebody was in it, is no figure: no view has a field and the shell no command
//! for it. The kinds of records, which become the tables, are looked at by the domain's test of the same name.
#![allow(clippy::unwrap_used)] // helpers of tests are tests

use std::fs;
use std::path::{Path, PathBuf};

/// Pieces of names that would give such a figure away.
const USAGE: [&str; 12] = [
    "open_count",
    "opened_count",
    "opens",
    "openings",
    "launch",
    "login",
    "sync_count",
    "usage",
    "screen_time",
    "active_days",
    "active_minutes",
    "points",
];

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// What stands between a mark and another on a line.
fn between<'t>(text: &'t str, before: &'t str, after: char) -> impl Iterator<Item = &'t str> {
    text.lines().filter_map(move |line| line.trim_start().strip_prefix(before)?.split_once(after).map(|(name, _)| name))
}

#[test]
fn no_view_has_a_field_for_it() {
    let mut texts = vec![fs::read_to_string(here("src/views.rs")).unwrap()];
    for file in fs::read_dir(here("src/views")).unwrap() {
        texts.push(fs::read_to_string(file.unwrap().path()).unwrap());
    }
    let fields: Vec<&str> = texts.iter().flat_map(|text| between(text, "pub ", ':')).collect();
    assert!(fields.contains(&"unsent") && fields.contains(&"resident"), "the views' fields are found: {fields:?}");
    for field in fields {
        assert!(!USAGE.iter().any(|piece| field.contains(piece)), "{field} would be a figure of usage");
    }
}

#[test]
fn the_shell_has_no_command_for_it() {
    let text = fs::read_to_string(here("../app/commands.rs")).unwrap();
    let commands: Vec<&str> =
        between(&text, "", '(').filter(|name| name.chars().all(|c| c.is_lowercase() || c == '_')).collect();
    assert!(commands.contains(&"own_month") && commands.contains(&"status"), "the commands are found: {commands:?}");
    for command in commands {
        assert!(!USAGE.iter().any(|piece| command.contains(piece)), "{command} would count usage");
    }
}
