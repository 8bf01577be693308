//! How often the app was opened or synced, or how long somebody was in it, is no figure: no table has a column for it.
//!
//! The kinds are all that becomes a table on phone and server; view types and commands are looked at by the client's test of the
//! same name.

use cunji_domain::kinds;
use cunji_domain::record::FieldType;

/// Pieces of names that would give such a figure away.
const USAGE: [&str; 14] = [
    "open_count",
    "opens",
    "openings",
    "launch",
    "login",
    "sign_in_count",
    "sync_count",
    "syncs",
    "usage",
    "screen_time",
    "active_days",
    "active_minutes",
    "online",
    "points",
];

#[test]
fn no_kind_of_record_counts_openings_or_syncs() {
    let names = kinds::all().iter().flat_map(|kind| {
        let parts = kind.key.iter().map(|part| part.name);
        parts.chain(kind.fields.iter().map(|field| field.name)).map(|name| (kind.name, name))
    });
    for (kind, name) in names {
        assert!(!USAGE.iter().any(|piece| name.contains(piece)), "{kind}.{name} would be a figure of usage");
    }
}

/// A figure is computed from words, observations and judgements: whoever adds a number to a record is asked what it counts.
#[test]
fn every_number_in_a_record_was_looked_at() {
    let counted: Vec<_> = kinds::all()
        .iter()
        .flat_map(|kind| kind.fields.iter().map(move |field| (kind, field)))
        .filter(|(_, field)| field.ty == FieldType::Int)
        .map(|(kind, field)| format!("{}.{}", kind.name, field.name))
        .collect();
    let known = KNOWN_NUMBERS.map(str::to_owned);
    assert_eq!(counted, known, "a number in a record: is it about what somebody did, or about how they used the app?");
}

/// The whole numbers in records, none of which is about the use of the app.
const KNOWN_NUMBERS: [&str; 13] = [
    "visit.quiz",
    "visit.satisfaction",
    "household.persons",
    "anchor_proposal.radius",
    "verdict.number",
    "private_verdict.number",
    "device.suite",
    "device.epoch",
    "revocation.known_number",
    "village_anchor.radius",
    // The days of a year that the policy asked of them when the month was filed.
    "month_filing.target",
    // The days of the year on which they stayed, as they were known then.
    "month_filing.year_resident",
    // How many of the days that were filed as absent nobody had said anything of: so that it can be asked about.
    "month_filing.never_heard",
];
