//! World and benches.
