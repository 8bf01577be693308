//! Writes the made-up roster and households into `fixtures/`.

use std::path::Path;

fn main() -> Result<(), std::io::Error> {
    cunji_tests::fixtures_roster::write_fixtures(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures"))
}
