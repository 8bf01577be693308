//! docs/protocol.md §5 is this crate's documentation: one text, two places.

use std::fs;
use std::path::Path;

use cunji_documents::limits::{HEADS_PER_RECORD, LINKS_PER_RECORD};

const BEGIN: &str = "<!-- records:begin -->";
const END: &str = "<!-- records:end -->";

#[test]
fn the_protocol_page_says_what_the_crate_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page_path = root.join("../../docs/protocol.md");
    let page = fs::read_to_string(&page_path).unwrap();
    let (before, rest) = page.split_once(BEGIN).unwrap();
    let (_, after) = rest.split_once(END).unwrap();
    let text = section(&fs::read_to_string(root.join("src/lib.rs")).unwrap());
    let expected = format!("{before}{BEGIN}\n{text}\n{END}{after}");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(page_path, expected).unwrap();
        return;
    }
    assert!(
        page == expected,
        "docs/protocol.md §5 is not what crates/documents says; run: UPDATE_DOCS=1 cargo nextest run -p cunji-documents page_says"
    );
}

/// The crate's documentation without Rust: headings lower, links to items as plain names.
fn section(source: &str) -> String {
    let lines = source.lines().take_while(|line| line.starts_with("//!")).map(|line| {
        let line = line.trim_start_matches("//!").trim();
        let line = line.strip_prefix("# ").map_or(line.to_owned(), |heading| format!("### {heading}"));
        line.replace(" ([`space_digest`])", "").replace("[`limits::", "`").replace("[`", "`").replace("`]", "`")
    });
    let text = lines.collect::<Vec<_>>().join("\n").replace("(`Conflict::WithdrawnAndEdited`) ", "");
    format!("{text}\n\n`HEADS_PER_RECORD` is {HEADS_PER_RECORD}, `LINKS_PER_RECORD` is {LINKS_PER_RECORD}.")
}
