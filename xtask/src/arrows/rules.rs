//! The rules: arrows between our crates, and which crates may use which outside library.

use std::collections::BTreeSet;

use super::graph::{Arrow, arrows, closure, reduction};
use super::metadata::Crates;

/// The arrows as the diagram draws them; what follows from them is allowed too.
const DRAWN: &[(&str, &str)] = &[
    ("history", "domain"),
    ("documents", "history"),
    ("protocol", "history"),
    ("store", "documents"),
    ("client", "protocol"),
    ("client", "store"),
    ("client", "reports"),
    ("client", "photos"),
    ("client", "terminal"),
    ("server", "documents"),
    ("server", "protocol"),
    ("server", "reports"),
    ("server", "terminal"),
    ("app", "client"),
    ("tests", "client"),
    ("tests", "server"),
];

/// Crates that stand alone.
const ALONE: &[&str] = &["xtask"];

/// Outside libraries that only the named crates may use. Why: automerge never meets foreign bytes and is rebuilt in one
/// place; SQL stays in the two homes; the rules, the history and the wire do no input or output of their own.
const ONLY_IN: &[(&str, &[&str])] = &[
    ("automerge", &["documents"]),
    ("axum", &["server", "tests"]),
    // In `client` its tests alone read sheets and make pictures.
    ("calamine", &["reports", "client", "server", "tests"]),
    ("image", &["photos", "client", "tests"]),
    ("libsqlite3-sys", &["store", "server", "tests"]),
    ("reqwest", &["client", "tests"]),
    ("rusqlite", &["store", "server", "tests"]),
    ("sqlx", &["server", "tests"]),
    ("tauri", &["app"]),
    ("tokio", &["client", "server", "tests"]),
    ("tower", &["server", "tests"]),
    ("tower-http", &["server", "tests"]),
];

/// The pure crate: it reads no clock, no chance, no file; these would let it.
const NEVER_IN_DOMAIN: &[&str] = &["getrandom", "rand", "tempfile", "tracing", "minicbor", "zstd", "ed25519-dalek"];

/// The arrows that ARCHITECTURE.md has to draw.
pub fn drawn_arrows() -> BTreeSet<Arrow> {
    arrows(DRAWN)
}

/// Every dependency that breaks a rule, as a sentence each.
pub fn faults(crates: &Crates) -> Vec<String> {
    let mut faults = arrow_faults(crates);
    faults.extend(library_faults(crates));
    faults
}

fn arrow_faults(crates: &Crates) -> Vec<String> {
    let drawn = drawn_arrows();
    let allowed = closure(&drawn);
    let known: BTreeSet<&str> = DRAWN.iter().flat_map(|(from, to)| [*from, *to]).chain(ALONE.iter().copied()).collect();
    let mut actual = BTreeSet::new();
    for (name, dependencies) in crates {
        for dependency in dependencies.iter().filter(|d| crates.contains_key(*d) && *d != name) {
            actual.insert((name.clone(), dependency.clone()));
        }
    }
    let mut faults = Vec::new();
    for name in crates.keys().filter(|name| !known.contains(name.as_str())) {
        faults.push(format!("{name} has no place in the diagram: draw it in ARCHITECTURE.md and in the arrows' rules"));
    }
    for (from, to) in actual.difference(&allowed) {
        faults.push(format!("{from} must not use {to}"));
    }
    if faults.is_empty() {
        let real = reduction(&actual);
        for (from, to) in drawn.difference(&real) {
            faults.push(format!("{from} --> {to} is drawn, but {from} does not use {to}"));
        }
    }
    faults
}

fn library_faults(crates: &Crates) -> Vec<String> {
    let mut faults = Vec::new();
    for (name, dependencies) in crates {
        for (library, users) in ONLY_IN {
            if dependencies.contains(*library) && !users.contains(&name.as_str()) {
                faults.push(format!("{name} must not use {library}: only {} may", users.join(", ")));
            }
        }
    }
    if let Some(dependencies) = crates.get("domain") {
        for library in NEVER_IN_DOMAIN.iter().filter(|library| dependencies.contains(**library)) {
            faults.push(format!("domain must not use {library}: it is pure"));
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A workspace that keeps the rules, as small as can be.
    fn good() -> Crates {
        let mut crates = Crates::new();
        for name in ["domain", "xtask"] {
            crates.entry(name.to_owned()).or_default();
        }
        for (from, to) in DRAWN {
            crates.entry((*from).to_owned()).or_default().insert((*to).to_owned());
            crates.entry((*to).to_owned()).or_default();
        }
        crates
    }

    fn with(name: &str, dependency: &str) -> Vec<String> {
        let mut crates = good();
        crates.entry(name.to_owned()).or_default().insert(dependency.to_owned());
        faults(&crates)
    }

    #[test]
    fn the_drawn_arrows_are_good_and_say_nothing_twice() {
        assert!(faults(&good()).is_empty());
        assert_eq!(reduction(&drawn_arrows()), drawn_arrows());
    }

    #[test]
    fn what_follows_is_allowed() {
        assert!(with("client", "domain").is_empty());
        assert!(with("server", "history").is_empty());
    }

    #[test]
    fn arrows_never_point_up_or_across() {
        for (from, to) in [
            ("domain", "history"),
            ("history", "documents"),
            ("store", "protocol"),
            ("protocol", "store"),
            ("protocol", "documents"),
            ("server", "store"),
            ("server", "client"),
            ("client", "server"),
            ("client", "tests"),
            ("terminal", "domain"),
            ("xtask", "domain"),
        ] {
            assert_eq!(with(from, to), [format!("{from} must not use {to}")], "{from} --> {to}");
        }
    }

    #[test]
    fn libraries_stay_where_they_belong() {
        for (name, library) in [
            ("client", "automerge"),
            ("protocol", "axum"),
            ("documents", "rusqlite"),
            ("history", "reqwest"),
            ("store", "sqlx"),
            ("protocol", "tokio"),
            ("domain", "getrandom"),
        ] {
            let faults = with(name, library);
            assert_eq!(faults.len(), 1, "{faults:?}");
            assert!(faults[0].starts_with(&format!("{name} must not use {library}")), "{faults:?}");
        }
    }

    #[test]
    fn a_lost_arrow_and_a_new_crate_are_told() {
        let mut lost = good();
        lost.get_mut("tests").unwrap().remove("server");
        assert_eq!(faults(&lost), ["tests --> server is drawn, but tests does not use server"]);
        let mut new = good();
        new.insert("courier".into(), ["domain".to_owned()].into());
        assert!(faults(&new)[0].starts_with("courier has no place in the diagram"));
    }
}
