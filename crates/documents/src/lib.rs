//! Edits to records: replay.
