//! How much one file may hold. A whole city's households fit several times over.

/// The largest file, in bytes.
pub const MOST_FILE_BYTES: usize = 64 << 20;
/// The most bytes that an xlsx may unpack to; a "zip bomb" ends here.
pub const MOST_UNPACKED_BYTES: u64 = 256 << 20;
/// The most bytes of text in all cells together; one long string may stand in a million cells.
pub const MOST_TEXT_BYTES: usize = 128 << 20;
/// The most rows of a file.
pub const MOST_ROWS: usize = 500_000;
/// The most columns of a sheet.
pub const MOST_COLUMNS: usize = 64;
/// The longest cell, in characters.
pub const LONGEST_CELL: usize = 1_000;
