//! Every limit of the wire in one place. Both sides enforce them, before they allocate.

/// A limit as docs/protocol.md shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// The name of its constant.
    pub name: &'static str,
    /// The largest number allowed.
    pub value: usize,
    /// What it bounds.
    pub meaning: &'static str,
}

macro_rules! limits {
    ($($name:ident = $value:expr, $meaning:literal;)*) => {
        $(#[doc = $meaning] pub const $name: usize = $value;)*

        /// All limits, in the order of docs/protocol.md.
        pub const ALL: &[Limit] = &[$(Limit { name: stringify!($name), value: $value, meaning: $meaning }),*];
    };
}

limits! {
    FRAME_BYTES = 96 * 1024, "bytes of a frame of several entries: canonical edits and evidence, unfolded";
    ENTRY_BYTES = 256 * 1024, "bytes of one entry: canonical edit and evidence, unfolded; a frame may hold one such";
    MESSAGE_BYTES = 512 * 1024, "bytes of a message as it stands in the decoded stream, without its length";
    FRAME_ENTRIES = 1024, "entries of a frame";
    FRAME_VALUES = 65_536, "values in all columns of a frame";
    FRAME_UNFOLDED = 4 * 1024 * 1024, "bytes of memory for all values of a frame, 32 a value besides texts and byte strings";
    FRAME_SHAPES = 1024, "shapes of a batch";
    FRAME_DEVICES = 1024, "devices of a down frame";
    EDIT_OPS = 1024, "operations of an edit";
    EDIT_PARENTS = 64, "parents of an edit";
    KEY_PARTS = 8, "parts of a key";
    PREAMBLE_BYTES = 16 * 1024, "bytes of a body's preamble";
    PRIMER_BYTES = 256 * 1024, "bytes of the primer";
    PRIMER_CHAINS = 256, "chains that a primer names";
    WINDOW_LOG = 21, "window log of the zstd stream";
    REQUEST_BYTES = 8 * 1024 * 1024, "bytes of a request's body as it travels";
    REQUEST_DECODED = 8 * 1024 * 1024, "bytes that a request's stream decodes to; what does not fit goes in the next request";
    MIXED_DECODED = 256 * 1024, "bytes that a request's stream of codec 2 decodes to";
    MIXED_PRIMER = 128 * 1024, "bytes of the primer that codec 2 reads: the last of it";
    BEGINNING_BYTES = 512 * 1024, "bytes of a request that a server keeps when it is cut";
    BEGINNINGS_BYTES = 32 * 1024 * 1024, "bytes of all beginnings that a server keeps";
    REQUEST_FRAMES = 8192, "frames of a request, attested ones included";
    ANSWER_DECODED = 16 * 1024 * 1024, "bytes that an answer's stream decodes to; a server that has more says so (message 6)";
    CALL_BYTES = 64 * 1024, "bytes of the body of another call, except the answer of stubs";
    SEALED_CODE_BYTES = 4 * 1024, "bytes of a sealed recovery code";
    STUBS_BYTES = 32 * 1024 * 1024, "bytes of the answer of stubs";
    LIST_ITEMS = 8192, "items of a list in a message (cursors, heads, …)";
    PHOTO_BYTES = 256 * 1024, "bytes of a photo's picture; a phone makes at most 200 KiB of one";
    THUMBNAIL_BYTES = 12 * 1024, "bytes of a photo's thumbnail; a phone makes at most 8 KiB of one";
    PHOTOS_A_DAY = 2_000, "uploads that one device may begin on one day";
    PHOTO_DAYS = 7, "days that an unfinished upload is kept";
    NAME_BYTES = 256, "bytes of a name, a code or a program version in a message";
}

/// The limits as the table of docs/protocol.md.
pub fn table() -> String {
    let mut table = String::from("| limit | at most | of what |\n|---|---|---|\n");
    for limit in ALL {
        table.push_str(&format!("| `{}` | {} | {} |\n", limit.name, grouped(limit.value), limit.meaning));
    }
    table
}

fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
