//! The phone's SQLite.
