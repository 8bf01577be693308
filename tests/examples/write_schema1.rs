//! Writes what a program of the diary's schema 1 left behind into `tests/fixtures/schema1/`.

use std::path::Path;

fn main() {
    cunji_tests::schema1::write_fixtures(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/schema1"));
}
